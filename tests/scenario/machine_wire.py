"""The wire of the state machine: the reference server inside this process, with a clock that only the test moves.

The real client (httpx, every header and byte) talks to the real application of the server; only TCP and TLS are
missing. A request that is delayed is performed later, when the test lets it go on: the latest of late commits.
"""

import ssl
import types
from collections.abc import Callable, Coroutine, Generator, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.types import ASGIApp

from workstation.adapters.fhir.tls import Trust
from workstation.orderserver.fault_exchange import ConnectionDropped
from workstation.orderserver.faults import FaultBoard
from workstation.orderserver.server import OrderServer

URL = "https://order-server.test"


@dataclass(slots=True)
class VirtualClock:
    """The time of everybody in one run."""

    now: datetime

    def __call__(self) -> datetime:
        """Aware."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)

    def monotonic(self) -> float:
        """In seconds, for what counts rather than dates."""
        return self.now.timestamp()


class KnownTrust(Trust):
    """Reads the certificates of this machine once: a run opens the client hundreds of times."""

    _context = ssl.create_default_context()

    def context(self) -> ssl.SSLContext:
        """Verified as ever; nothing of it is used without a network."""
        return self._context


@types.coroutine
def _held_back() -> Generator[None]:
    yield


class MachineBoard(FaultBoard):
    """The switch board without an event loop: what it delays is held back by the wire."""

    async def _pause(self, _seconds: float) -> None:
        await _held_back()


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it left the client."""

    method: str
    url: str
    headers: httpx.Headers
    body: bytes


@dataclass(slots=True)
class Wire(httpx.BaseTransport):
    """Carries requests to the application. `sent` is everything that ever left; `down` = nothing gets through."""

    server: OrderServer
    clock: VirtualClock
    before_commit: Callable[[Sent], None] = lambda _sent: None
    down: bool = False
    sent: list[Sent] = field(default_factory=list)
    _late: list[Coroutine[Any, Any, None]] = field(default_factory=list)

    @property
    def app(self) -> ASGIApp:
        return self.server._app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; some milliseconds of the run's time pass."""
        self.clock.advance(0.015)
        sent = Sent(request.method, str(request.url), request.headers, request.read())
        self.sent.append(sent)
        if self.down:
            raise httpx.ConnectError("no route to host", request=request)
        self.before_commit(sent)
        answer = _Answer()
        running = self.app(_scope(request), _receiver(sent.body), answer.take)
        assert isinstance(running, Coroutine)
        try:
            running.send(None)
        except StopIteration:
            return httpx.Response(answer.status, headers=answer.headers, content=answer.body, request=request)
        except ConnectionDropped:
            raise httpx.RemoteProtocolError("the connection was dropped", request=request) from None
        self._late.append(running)
        raise httpx.ReadTimeout("no answer came in time", request=request)

    def let_go_on(self) -> None:
        """What was held back is performed now; nobody waits for its answer any more."""
        late, self._late = self._late, []
        for running in late:
            try:
                running.send(None)
            except (StopIteration, ConnectionDropped):
                continue
            running.close()


@dataclass(slots=True)
class _Answer:
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


def _receiver(body: bytes) -> Callable[[], Coroutine[Any, Any, dict[str, Any]]]:
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return left.pop() if left else {"type": "http.disconnect"}

    return receive


def _scope(request: httpx.Request) -> dict[str, Any]:
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "https",
        "path": request.url.path,
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": ("order-server.test", 443),
        "client": ("station", 1),
    }
