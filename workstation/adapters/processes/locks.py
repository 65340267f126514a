"""A lock between programs: a file that the operating system frees when its holder ends, however it ends."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from workstation.domain.errors import Unavailable

_BETWEEN_TRIES = 0.05


@contextmanager
def held(
    path: Path, what: str, doing: str, *, seconds: float = 0.0, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Holds the lock `path` for a while; at most one holder at a time, threads of one program included.

    Waits at most `seconds` for another holder; then raises Unavailable(what, sentence with "in use by pid n").
    """
    with _opened(path, what) as file:
        until = time.monotonic() + seconds
        while not _try_lock(file):
            if time.monotonic() >= until:
                raise Unavailable(what, f"Another program {doing} (in use by pid {_holder(path)}).")
            sleep(_BETWEEN_TRIES)
        _write_pid(file)
        yield


def _opened(path: Path, what: str) -> IO[bytes]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        raise Unavailable(what, f"{path} cannot be opened: {error.strerror}.") from error
    return os.fdopen(descriptor, "r+b", buffering=0)


def _write_pid(file: IO[bytes]) -> None:
    file.seek(0)
    file.write(f"{os.getpid():<20}".encode())


def _holder(path: Path) -> str:
    try:
        return path.read_bytes().strip().decode("ascii", "replace") or "unknown"
    except OSError:  # Windows keeps even readers out of a locked part
        return "unknown"


if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1024
    """Beyond the number in the file, so that others can read that."""

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            # flock, not lockf: it belongs to the opened file, so that two threads exclude each other as well.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
