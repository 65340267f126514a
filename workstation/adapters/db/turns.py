"""Whose turn it is within this process, so that threads queue up instead of polling the file's lock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from workstation.adapters.db.backends.port import BUSY_SECONDS
from workstation.domain.errors import Unavailable


class Turns:
    """One writer at a time; readers are free unless reader and writer share one connection."""

    def __init__(self, *, one_connection: bool) -> None:
        self._writing = threading.Lock()
        self._readers_wait = one_connection
        self._mine = threading.local()

    @contextmanager
    def write(self) -> Iterator[None]:
        """Raises Unavailable after 10 s. A block inside another block of the same thread is a bug."""
        if self._inside:
            raise RuntimeError("begin() inside a begin() or read() block: pass the transaction on instead")
        with self._turn():
            yield

    @contextmanager
    def read(self) -> Iterator[None]:
        """As `write`, except that readers wait for nobody when they have connections of their own."""
        if self._inside:
            raise RuntimeError("read() inside a begin() or read() block: pass the transaction on instead")
        if not self._readers_wait:
            with self._marked():
                yield
            return
        with self._turn():
            yield

    @property
    def _inside(self) -> bool:
        return getattr(self._mine, "inside", False)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise Unavailable("store", f"The store has been busy for {BUSY_SECONDS} seconds. Try again.")
        try:
            with self._marked():
                yield
        finally:
            self._writing.release()

    @contextmanager
    def _marked(self) -> Iterator[None]:
        self._mine.inside = True
        try:
            yield
        finally:
            self._mine.inside = False
