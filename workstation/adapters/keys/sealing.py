"""A random key wrapped with a passphrase: Argon2id (64 MiB, three passes) derives, AES-256-GCM seals."""

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MEMORY_KIB = 64 * 1024
PASSES = 3
_PURPOSE = b"pharmacist workstation store key 1"


def seal(key: bytes, passphrase: bytes) -> dict[str, str | int]:
    """What to keep: the wrapped key, and how the wrapping key is derived from the passphrase."""
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapping = _derive(passphrase, salt, MEMORY_KIB, PASSES)
    return {
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "salt": b64encode(salt).decode(),
        "nonce": b64encode(nonce).decode(),
        "sealed": b64encode(AESGCM(wrapping).encrypt(nonce, key, _PURPOSE)).decode(),
    }


def unseal(record: Mapping[str, str | int], passphrase: bytes) -> bytes | None:
    """The key, None for another passphrase. Raises KeyError or ValueError when the record is damaged."""
    salt, nonce, sealed = (b64decode(str(record[name]), validate=True) for name in ("salt", "nonce", "sealed"))
    wrapping = _derive(passphrase, salt, int(record["memory_kib"]), int(record["passes"]))
    try:
        return AESGCM(wrapping).decrypt(nonce, sealed, _PURPOSE)
    except InvalidTag:
        return None


def _derive(passphrase: bytes, salt: bytes, memory_kib: int, passes: int) -> bytes:
    return hash_secret_raw(passphrase, salt, passes, memory_kib, parallelism=1, hash_len=32, type=Type.ID)
