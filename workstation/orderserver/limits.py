"""Two ASGI layers around the server: how many requests a second, and one log line for each request.

A log line names method, resource type, status and milliseconds; never an id, a parameter or a body.
"""

import logging
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workstation.orderserver.exchange import error_response
from workstation.orderserver.outcome import FhirError, Issue
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
        name = scope["path"].strip("/").partition("/")[0]
        shown = name if name in RESOURCE_TYPES or name in ("metadata", "token", "") else "-"
        milliseconds = 1000 * (time.perf_counter() - started)
        logger.info("%s /%s %d %.1f ms", scope["method"], shown, status, milliseconds)
