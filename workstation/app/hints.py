"""Listens for the order server's hint that something changed, so that an urgent prescription is here at once.

A hint is never relied on: polling goes on as before. The stream blocks, so it has a thread of its own.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from workstation.adapters.fhir.capability import capability_of
from workstation.adapters.fhir.client import FhirServer
from workstation.app.pairing import Line
from workstation.domain.errors import Unavailable
from workstation.services.sync.courier import Jitter

LONGEST_WAIT = 60.0
"""Seconds until the stream is opened again, after several that ended."""
NOT_OFFERED = 600.0
"""Seconds until a server without hints is asked again."""


Connected = Callable[[], AbstractContextManager[Line]]
"""Opens the line to the paired server; raises Unavailable."""


class HintListener:
    """Tells `on_hint` (on its own thread) that a pull is worth while."""

    def __init__(self, connected: Connected, on_hint: Callable[[], None], jitter: Jitter) -> None:
        self._connected, self._on_hint, self._jitter = connected, on_hint, jitter
        self._ended = threading.Event()
        self._server: FhirServer | None = None
        self._thread = threading.Thread(target=self._run, name="hints", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the stream and the thread."""
        self._ended.set()
        server = self._server
        if server is not None:
            server.close()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        failures = 0
        while not self._ended.is_set():
            try:
                offered = self._listen()
                failures = 0
                wait = self._jitter(2.0) if offered else NOT_OFFERED
            except RuntimeError:
                if not self._ended.is_set():  # httpx raises it for a client that `stop` has closed
                    raise
                wait = 0.0
            except Unavailable:
                failures += 1
                wait = self._jitter(min(LONGEST_WAIT, 2.0**failures))
            self._ended.wait(wait)

    def _listen(self) -> bool:
        """One stream, to its end. False = this server offers none."""
        with self._connected() as line:
            self._server = line.server
            try:
                capability = capability_of(line.server.read("metadata").resource)
                line.declared(capability)
                if capability is None or not capability.hint_stream:
                    return False
                self._on_hint()  # what changed while nobody listened
                line.server.listen(capability.hint_stream, self._on_hint)
                return True
            finally:
                self._server = None
