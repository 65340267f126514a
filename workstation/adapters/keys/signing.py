"""Detached Ed25519 signatures of packs (knowledge, compliance): the only place that signs or verifies.

A signature file is JSON: {"key": id, "algorithm": "ed25519", "signature": base64}. The id of a development
key begins with "dev-", and whoever asks is told: such a key is no secret (scripts/sign_packs.py derives it
from a sentence) and proves only that a file was signed on purpose, not by whom. Release keys are named in a
file of the installation.
"""

import json
import tomllib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation.domain.errors import Refused, Unavailable
from workstation.services.signatures import SignatureRefusal, Verified

ALGORITHM = "ed25519"
DEVELOPMENT = "dev-"


def sign(content: bytes, key_id: str, private_key: bytes) -> bytes:
    """The signature file for `content`; `private_key` is the 32-byte seed."""
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(_named(key_id, content))
    record = {"key": key_id, "algorithm": ALGORITHM, "signature": b64encode(signature).decode()}
    return (json.dumps(record, indent=1) + "\n").encode()


def public_key(private_key: bytes) -> bytes:
    """The 32-byte public key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


class TrustedKeys:
    """The keys that are believed. `verify` is a services.signatures.VerifySignature for loaders of packs."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)

    @classmethod
    def from_files(cls, paths: Iterable[Path]) -> "TrustedKeys":
        """Reads TOML files with [[key]] id, public (base64). Raises Unavailable when one is damaged."""
        keys: dict[str, bytes] = {}
        for path in paths:
            keys.update(_read(path))
        return cls(keys)

    def verify(self, content: bytes, signature_file: bytes) -> Verified:
        """Who signed exactly these bytes. Raises Refused(SignatureRefusal)."""
        key_id, signature = _parsed(signature_file)
        if key_id not in self._keys:
            raise Refused(SignatureRefusal.UNKNOWN_KEY, key=key_id)
        try:
            Ed25519PublicKey.from_public_bytes(self._keys[key_id]).verify(signature, _named(key_id, content))
        except InvalidSignature as error:
            raise Refused(SignatureRefusal.WRONG, key=key_id) from error
        return Verified(key_id, key_id.startswith(DEVELOPMENT))


def _named(key_id: str, content: bytes) -> bytes:
    # The id is signed too: renaming a development key in a signature file breaks the signature.
    return b"pharmacist workstation pack\0" + key_id.encode() + b"\0" + content


def _parsed(signature_file: bytes) -> tuple[str, bytes]:
    try:
        record = json.loads(signature_file)
        if record["algorithm"] != ALGORITHM:
            raise Refused(SignatureRefusal.UNREADABLE, algorithm=str(record["algorithm"]))
        return str(record["key"]), b64decode(record["signature"], validate=True)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(SignatureRefusal.UNREADABLE) from error


def _read(path: Path) -> Mapping[str, bytes]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["key"]
        return {str(entry["id"]): b64decode(entry["public"], validate=True) for entry in entries}
    except OSError as error:
        raise Unavailable("keys", f"The list of trusted keys {path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable("keys", f"The list of trusted keys {path} is damaged.") from error
