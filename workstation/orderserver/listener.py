"""uvicorn in a thread of its own, on a socket bound beforehand: the port is known, errors are seen."""

import asyncio
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from workstation.orderserver.tls import TlsFiles, server_context

_SECONDS_TO_START = 15
_SECONDS_TO_STOP = 10
_SECONDS_FOR_FAREWELL = 0.5


class ServerNotStarted(Exception):
    """The server could not begin to listen (port in use, certificate folder not writable)."""


class Listener(uvicorn.Server):
    """uvicorn in a thread, with an event for "ready"."""

    def __init__(self, app: Any, listening: socket.socket, files: TlsFiles) -> None:
        context = server_context(files)
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,  # ours says the time of our clock
                proxy_headers=False,
                ssl_certfile=files.server,
                ssl_context_factory=lambda _config, _default: context,
                timeout_keep_alive=60,
                timeout_graceful_shutdown=3,
            )
        )
        self._settled = threading.Event()
        self._end_streams: Callable[[], None] = lambda: None
        self._socket = listening
        self._thread = threading.Thread(target=self._serve_until_stopped, name="order-server", daemon=True)

    def start(self) -> None:
        """Begins; raises `ServerNotStarted` when nothing is answered soon."""
        self._thread.start()
        if not self._settled.wait(_SECONDS_TO_START) or not self.started:
            self.stop()
            raise ServerNotStarted("the server did not begin to listen")

    def stop(self, end_streams: Callable[[], None] = lambda: None) -> None:
        """Ends and waits for the thread; `end_streams` ends answers that would go on for ever."""
        self._end_streams = end_streams
        self.should_exit = True
        self._thread.join(_SECONDS_TO_STOP)
        self._socket.close()

    @property
    def is_alive(self) -> bool:
        """Whether the thread still serves."""
        return self.started and self._thread.is_alive()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, then says that it is done."""
        await super().startup(sockets=sockets)
        self._settled.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; but a client that is idle would not answer the farewell of TLS, so it gets none.

        One whose answer ends now (a stream) has a moment for it. Nothing is left open for the end of the loop.
        """
        self._end_streams()  # here and not before: until now a client could begin another one
        self._abort(_is_idle)
        farewell = asyncio.get_running_loop().call_later(_SECONDS_FOR_FAREWELL, self._abort, _is_idle)
        await super().shutdown(sockets=sockets)
        farewell.cancel()
        self._abort(lambda _: True)
        await asyncio.sleep(0)  # in which the lines are really closed

    def _abort(self, which: Callable[[H11Protocol], bool]) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and which(connection):
                connection.transport.abort()

    def _serve_until_stopped(self) -> None:
        try:
            self.run(sockets=[self._socket])
        finally:
            self._settled.set()


def _is_idle(connection: H11Protocol) -> bool:
    cycle: Any = connection.cycle  # None before the first request, whatever its type says
    return cycle is None or cycle.response_complete is True


def bind(host: str, port: int) -> socket.socket:
    """A socket on an address; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with the protocol named: asyncio turns Nagle's algorithm off only then, else each answer waits 40 ms
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there the option would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening
