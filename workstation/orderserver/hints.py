"""A stream that says "something changed, pull": Server-Sent Events, never any patient data.

Memory stays flat: a listener has one flag, not a queue, so changes that come faster than they are read are
merged into one event. Source of the format: WHATWG HTML, "Server-sent events".
"""

import threading
from collections.abc import AsyncIterator, Callable

from workstation.orderserver.waker import Waker

HINT_PATH = "/$hints"
HINT_EXTENSION = "urn:pharmacist-workstation:fhir:hint-stream"
"""Extension of `CapabilityStatement.rest` with the address of the stream (valueUrl)."""
_HINTED = frozenset({"Task"})
_HEARTBEAT_SECONDS = 15
_EVENT = b'event: change\ndata: {"type":"Task"}\n\n'
_MAX_LISTENERS = 1000


class TooManyListeners(Exception):
    """No further listener is taken on."""


class _Listener(Waker):
    """One open stream."""

    is_closed = False


class Hints:
    """The open streams of one server. Safe for threads."""

    def __init__(self, heartbeat_seconds: float = _HEARTBEAT_SECONDS, max_listeners: int = _MAX_LISTENERS) -> None:
        self._heartbeat_seconds, self._max_listeners = heartbeat_seconds, max_listeners
        self._lock = threading.Lock()
        self._listeners: set[_Listener] = set()
        self._is_closed = False

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return len(self._listeners)

    def changed(self, types: set[str]) -> None:
        """Tells every listener when one of the types matters to it. Does not wait."""
        if types.isdisjoint(_HINTED):
            return
        with self._lock:
            for listener in self._listeners:
                listener.wake()

    def open(self) -> None:
        """Streams may begin (again)."""
        self._is_closed = False

    def close(self) -> None:
        """Ends all streams, and each new one at once, until `open`."""
        with self._lock:
            self._is_closed = True
            for listener in self._listeners:
                listener.is_closed = True
                listener.wake()

    def listen(self, may_go_on: Callable[[], bool]) -> AsyncIterator[bytes]:
        """The parts of one stream, until it is closed or may not go on; raises `TooManyListeners`.

        What changes from this call on is told, whenever the first part is asked for.
        """
        listener = _Listener()
        with self._lock:
            if len(self._listeners) >= self._max_listeners:
                raise TooManyListeners
            self._listeners.add(listener)
            if self._is_closed:
                listener.is_closed = True
                listener.wake()
        return self._parts(listener, may_go_on)

    async def _parts(self, listener: _Listener, may_go_on: Callable[[], bool]) -> AsyncIterator[bytes]:
        try:
            yield b": listening\n\n"
            while True:
                woken = await listener.is_woken(self._heartbeat_seconds)
                if listener.is_closed or not may_go_on():
                    return
                yield _EVENT if woken else b":\n\n"
        finally:
            with self._lock:
                self._listeners.discard(listener)
