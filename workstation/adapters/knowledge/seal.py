"""The seal of an edition: the SHA-256 of every file, so that a damaged or edited file is seen; and who signed it.

`python -m scripts.sign_packs` writes and signs it anew after a change. Files of the shipped edition stay editable: a
changed one is used and named in the warnings of every answer. An imported edition is used only as it was signed.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from workstation.domain.errors import Refused
from workstation.services.signatures import SignatureRefusal, Verified, VerifySignature

SEAL = "seal.json"
SIGNATURE = SEAL + ".sig"
SEALED = ("*.csv", "*.toml", "templates/*.toml", "compiled.json")
"""The last is made of the others (compiling.py); an edition may be sealed without it, and loads slower."""

_WHY = {
    SignatureRefusal.UNREADABLE: "its signature cannot be read",
    SignatureRefusal.UNKNOWN_KEY: "it is signed with a key that is not trusted here",
    SignatureRefusal.WRONG: "its signature does not belong to it: it was changed or cut off",
}


def sums_of(folder: Path) -> dict[str, str]:
    """The hash of every file of the edition by its name."""
    files = sorted(file for pattern in SEALED for file in folder.glob(pattern))
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def sources_of(sums: Mapping[str, str]) -> dict[str, str]:
    """The hashes without that of the compiled form."""
    return {name: value for name, value in sums.items() if name != SEALED[-1]}


def sealed_names(folder: Path) -> dict[str, str]:
    """What the seal says: name to hash. Raises ValueError when there is none, or it cannot be read."""
    try:
        found = json.loads((folder / SEAL).read_text(encoding="utf-8"))["files"]
        return {str(name): str(value) for name, value in dict(found).items()}
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise ValueError("no seal") from why


def faults_of_seal(folder: Path, sums: Mapping[str, str] | None = None) -> list[str]:
    """A sentence when the files are not those that were sealed; empty when they are. `sums`: theirs, if known."""
    try:
        sealed = sealed_names(folder)
    except ValueError:
        return ["The knowledge has no seal: whether its files are whole is not known."]
    found = sums_of(folder) if sums is None else sums
    changed = sorted(name for name in sealed.keys() | found.keys() if sealed.get(name) != found.get(name))
    if not changed:
        return []
    return [f"The knowledge differs from the edition that was sealed: {', '.join(changed)}."]


def signer_of(folder: Path, verify: VerifySignature) -> Verified:
    """Who signed the seal. Raises ValueError with the end of a sentence ("it has no signature")."""
    try:
        seal, signature = (folder / SEAL).read_bytes(), (folder / SIGNATURE).read_bytes()
    except OSError as why:
        raise ValueError("it has no signature") from why
    try:
        return verify(seal, signature)
    except Refused as why:
        raise ValueError(_WHY.get(SignatureRefusal(why.code), "its signature is refused")) from why


def faults_of_signature(folder: Path, verify: VerifySignature) -> list[str]:
    """A sentence when nobody who is known signed the seal."""
    try:
        signer_of(folder, verify)
    except ValueError as why:
        return [f"The knowledge is not signed: {why}."]
    return []


def seal(folder: Path) -> None:
    """Writes the seal of the files as they are."""
    text = json.dumps({"files": sums_of(folder)}, indent=1)
    (folder / SEAL).write_text(text + "\n", encoding="utf-8")
