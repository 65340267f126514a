"""The seal of an edition: the SHA-256 of every file, so that a damaged or edited file is seen.

`python -m scripts.sign_packs` writes and signs it anew after a change. Files stay editable: a changed one is used and
named in the warnings of every answer, never refused for that alone. Sentences (`templates/`) are no facts, not sealed.
"""

import hashlib
import json
from pathlib import Path

SEAL = "seal.json"
SEALED = ("*.csv", "*.toml")


def sums_of(folder: Path) -> dict[str, str]:
    """The hash of every file of the edition by its name."""
    files = sorted(file for pattern in SEALED for file in folder.glob(pattern))
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def faults_of_seal(folder: Path) -> list[str]:
    """A sentence when the files are not those that were sealed; empty when they are."""
    try:
        sealed = dict(json.loads((folder / SEAL).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return ["The knowledge has no seal: whether its files are whole is not known."]
    found = sums_of(folder)
    changed = sorted(name for name in sealed.keys() | found.keys() if sealed.get(name) != found.get(name))
    if not changed:
        return []
    return [f"The knowledge differs from the edition that was sealed: {', '.join(changed)}."]


def seal(folder: Path) -> None:
    """Writes the seal of the files as they are."""
    text = json.dumps({"files": sums_of(folder)}, indent=1)
    (folder / SEAL).write_text(text + "\n", encoding="utf-8")
