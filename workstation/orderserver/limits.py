"""ASGI layers around the server: how many requests a second, one log line for each request, the Date
header, the path of the base.

A log line names method, resource type, status and milliseconds; never an id, a parameter or a body.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workstation.orderserver.exchange import error_response
from workstation.orderserver.instants import http_date
from workstation.orderserver.outcome import FhirError, Issue, refuse
from workstation.orderserver.resource_types import RESOURCE_TYPES

logger = logging.getLogger("workstation.orderserver")


class RateLimit:
    """Answers 429 with Retry-After beyond a number of requests in a second. For the server's loop only."""

    def __init__(self, app: ASGIApp, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._per_second, self._clock = app, per_second, clock
        self._second, self._count = -1, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on or answers it."""
        if scope["type"] == "http" and not self._admit():
            issue = Issue("throttled", f"at most {self._per_second} requests a second")
            await error_response(FhirError(429, issue, headers={"Retry-After": "1"}))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _admit(self) -> bool:
        second = int(self._clock())
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        return self._count <= self._per_second


class RequestLog:
    """Writes one line for each request at level INFO."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and notes its status and time."""
        if scope["type"] != "http" or not logger.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, watch)
        name = local_path(scope).strip("/").partition("/")[0]
        shown = name if name in RESOURCE_TYPES or name in ("metadata", "token", "") else "-"
        milliseconds = 1000 * (time.perf_counter() - started)
        logger.info("%s /%s %d %.1f ms", scope["method"], shown, status, milliseconds)


class DateHeader:
    """Adds the Date header by the server's own clock, to every answer."""

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime]) -> None:
        self._app, self._clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; the answer gets the header."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = (b"date", http_date(self._clock()).encode())
                message = {**message, "headers": [*message.get("headers", ()), date]}
            await send(message)

        await self._app(scope, receive, dated)


def local_path(scope: Scope) -> str:
    """The path of a request without that of the base."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


class BasePath:
    """Lets the server be at a path of its host; what is beside it does not exist."""

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app, self._base_path = app, base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on or answers it."""
        if scope["type"] == "http" and not f"{scope['path']}/".startswith(f"{self._base_path}/"):
            await error_response(refuse(404, "not-found", "there is nothing here"))(scope, receive, send)
            return
        await self._app({**scope, "root_path": self._base_path}, receive, send)
