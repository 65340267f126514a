"""Does this key belong to this store? SQLCipher reports a wrong key and a damaged file by the same error.

Beside the file stands an HMAC by the key over a constant: with a random 256-bit key it gives nothing away.
"""

import hmac
import os
from pathlib import Path

_WORDS = b"pharmacist workstation store, key check 1"


def path_of(store: Path) -> Path:
    """Where the check value of a store stands."""
    return store.with_name(store.name + ".check")


def write(store: Path, key: bytes) -> None:
    """Writes (or replaces) the check value; only the owner may read it."""
    descriptor = os.open(path_of(store), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_value(key))


def is_right(store: Path, key: bytes) -> bool | None:
    """None when there is no check value to compare with."""
    path = path_of(store)
    if not path.is_file():
        return None
    return hmac.compare_digest(path.read_text(encoding="ascii", errors="replace").strip(), _value(key))


def _value(key: bytes) -> str:
    return hmac.new(key, _WORDS, "sha256").hexdigest()
