"""The key of the store: random, never derived from what people type, never in argv or environment (ADR 0022).

Beside the store stands `store.key`, which says where the key is: in the key ring of the operating system,
sealed in that file with a passphrase, or (demo only) in that file in the clear. It is decided once, when the
store is made; a key that should be in one place is never looked for in a weaker one.
"""

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from workstation.adapters.keys import os_keyring, private_files, sealing
from workstation.domain.errors import Unavailable

KEY_BYTES = 32
STORE_FILE = "store.db"
KEY_FILE = "store.key"

_SET_PASSPHRASE = (
    "put a long passphrase into a file that only you may read and name that file in WORKSTATION_PASSPHRASE_FILE"
)


def load_or_create_key(data_dir: Path, *, passphrase_file: Path | None, demo: bool) -> bytes:
    """The 32-byte key of the store in `data_dir`; made when the folder holds no store yet.

    `passphrase_file` seals a new key, or opens a sealed one. Without it a new key goes to the key ring.
    Raises Unavailable("keys", sentence with what to do); never falls back to something weaker.
    """
    path = data_dir / KEY_FILE
    record = _record(path)
    if record is None:
        key = _create(data_dir, path, passphrase_file, demo)
        if key is not None:
            return key
        record = _record(path)  # another program was first
    if record is None:
        raise Unavailable("keys", f"{path} vanished while it was read. Try again.")
    if demo and record["kind"] != "demo":
        raise Unavailable("keys", f"{data_dir} holds a real store. Give the demo a folder of its own.")
    return _load(path, record, passphrase_file)


def is_in_keyring(data_dir: Path) -> bool:
    """Whether the key of the store in `data_dir` is in the key ring of the operating system."""
    record = _record(data_dir / KEY_FILE)
    return record is not None and record["kind"] == "keyring"


def _create(data_dir: Path, path: Path, passphrase_file: Path | None, demo: bool) -> bytes | None:
    """A new key; None when another program made one at the same moment."""
    store = data_dir / STORE_FILE
    if store.exists() and store.stat().st_size > 0:
        raise Unavailable(
            "keys",
            f"{store} is there, but {KEY_FILE} beside it is missing, so nobody knows where its key is."
            " Restore that file from a backup.",
        )
    key = os.urandom(KEY_BYTES)
    content = json.dumps(_new_record(key, passphrase_file, demo), indent=1).encode()
    return key if private_files.create(path, content) else None


def _new_record(key: bytes, passphrase_file: Path | None, demo: bool) -> dict[str, str | int]:
    if demo:
        return {"kind": "demo", "note": "sample data only", "key": b64encode(key).decode()}
    if passphrase_file is not None:
        return {"kind": "passphrase", **sealing.seal(key, _passphrase(passphrase_file))}
    name = os_keyring.new_name()
    if os_keyring.keep(name, b64encode(key).decode()):
        return {"kind": "keyring", "name": name}
    raise Unavailable(
        "keys",
        "The store needs a safe place for its key, and this computer offers no key ring. Start the program in"
        f" a desktop session with one, or {_SET_PASSPHRASE}.",
    )


def _load(path: Path, record: dict[str, Any], passphrase_file: Path | None) -> bytes:
    try:
        match record["kind"]:
            case "demo":
                key: bytes | None = b64decode(record["key"], validate=True)
            case "passphrase":
                key = _unsealed(record, passphrase_file)
            case _:
                key = _from_keyring(record["name"])
    except (KeyError, ValueError) as error:
        raise _damaged(path) from error
    if key is None or len(key) != KEY_BYTES:
        raise _damaged(path)
    return key


def _unsealed(record: dict[str, Any], passphrase_file: Path | None) -> bytes:
    if passphrase_file is None:
        raise Unavailable(
            "keys",
            "The key of this store is sealed with a passphrase, and WORKSTATION_PASSPHRASE_FILE names no file with it."
            " Name the file with the passphrase with which this store was made, and try again. The store is not"
            " touched.",
        )
    key = sealing.unseal(record, _passphrase(passphrase_file))
    if key is None:
        raise Unavailable(
            "keys",
            f"The passphrase in {passphrase_file} does not open the key of this store. Name the file with the"
            " passphrase with which this store was made in WORKSTATION_PASSPHRASE_FILE, and try again. The store is not"
            " touched.",
        )
    return key


def _from_keyring(name: str) -> bytes:
    secret = os_keyring.fetch(name)
    if secret is None:
        raise Unavailable(
            "keys",
            "The key ring of this computer does not hold the key of this store. Sign in as the user who made"
            " the store; on another computer restore a backup with its recovery key.",
        )
    return b64decode(secret, validate=True)


def _passphrase(path: Path) -> bytes:
    """The file's content without the line end. Raises Unavailable when it cannot be read or is empty."""
    try:
        passphrase = path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise Unavailable("keys", f"The passphrase file {path} cannot be read: {error.strerror}.") from error
    if not passphrase:
        raise Unavailable("keys", f"The passphrase file {path} is empty.")
    return passphrase


def _record(path: Path) -> dict[str, Any] | None:
    content = private_files.read(path)
    if content is None:
        return None
    try:
        record = json.loads(content)
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(record, dict) or record.get("kind") not in ("demo", "passphrase", "keyring"):
        raise _damaged(path)
    return record


def _damaged(path: Path) -> Unavailable:
    return Unavailable("keys", f"{path} is damaged. Restore it from a backup; without it the store stays closed.")
