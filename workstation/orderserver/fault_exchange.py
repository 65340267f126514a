"""One request that is being disturbed: its body, the server behind, the line to the client."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workstation.orderserver.limits import local_path

Headers = list[tuple[bytes, bytes]]
Pause = Callable[[float], Awaitable[None]]
_SECONDS_TO_CLOSE = 5


class ConnectionDropped(Exception):
    """Stands for the dropped connection where there is no real one (the application without a network)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of the server."""

    status: int
    headers: Headers
    body: bytes

    def with_header(self, name: str, value: str) -> "Answer":
        """The answer with one header set instead of what it had under this name."""
        wanted = name.lower().encode()
        kept = [pair for pair in self.headers if pair[0].lower() != wanted]
        return replace(self, headers=[*kept, (wanted, value.encode())])

    def without_header(self, name: str) -> "Answer":
        """The answer without a header."""
        wanted = name.lower().encode()
        return replace(self, headers=[pair for pair in self.headers if pair[0].lower() != wanted])

    def with_body(self, body: bytes) -> "Answer":
        """The answer with another body and the length of that."""
        return replace(self.with_header("content-length", str(len(body))), body=body)


def answer(status: int, body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer that the server did not give."""
    given = {"content-type": media_type, "content-length": str(len(body)), **(headers or {})}
    return Answer(status, [(name.lower().encode(), value.encode()) for name, value in given.items()], body)


class Exchange:
    """A request with its body read, to be performed never, once or twice, and answered or not."""

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, body: bytes, pause: Pause = asyncio.sleep
    ) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self.body, self.pause = body, pause
        self.method: str = scope["method"]
        query = scope.get("query_string", b"").decode("latin-1")
        self.target = local_path(scope) + (f"?{query}" if query else "")

    @classmethod
    async def begun(
        cls, app: ASGIApp, scope: Scope, receive: Receive, send: Send, pause: Pause = asyncio.sleep
    ) -> Self:
        """Reads the body of a request; `pause` is how it is delayed, if it is."""
        chunks, more = [], True
        while more:
            message = await receive()
            chunks.append(message.get("body", b""))
            more = message.get("more_body", False)
        return cls(app, scope, receive, send, b"".join(chunks), pause)

    @property
    def base(self) -> str:
        """The address of the server as the client called it."""
        host = next((value for name, value in self._scope["headers"] if name == b"host"), b"localhost")
        return f"{self._scope['scheme']}://{host.decode('latin-1')}{self._scope.get('root_path', '')}"

    async def pass_on(self) -> None:
        """Performs the request and answers as usual."""
        await self._app(dict(self._scope), self._replay(), self._send)

    async def perform(self) -> Answer:
        """Performs the request and keeps the answer from the client."""
        status, headers, chunks = 500, list[tuple[bytes, bytes]](), list[bytes]()

        async def keep(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message.get("headers", []))
            else:
                chunks.append(message.get("body", b""))

        await self._app(dict(self._scope), self._replay(), keep)
        return Answer(status, headers, b"".join(chunks))

    async def send(self, given: Answer) -> None:
        """Answers the client."""
        await self.send_head(given)
        await self.send_part(given.body, more=False)

    async def send_head(self, given: Answer) -> None:
        """Begins to answer."""
        await self._send({"type": "http.response.start", "status": given.status, "headers": given.headers})

    async def send_part(self, body: bytes, *, more: bool = True) -> None:
        """Sends a part of the body."""
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    async def drop(self, *, after_sending: bool = False) -> None:
        """Ends the connection; what was sent so far arrives only with `after_sending`."""
        transport = _transport(self._receive)
        if transport is None:
            raise ConnectionDropped
        if after_sending:
            transport.close()
        else:
            transport.abort()
        try:
            async with asyncio.timeout(_SECONDS_TO_CLOSE):
                while (await self._receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            transport.abort()

    def _replay(self) -> Receive:
        """The body again; after it, what the client does (it goes away)."""
        pending = [self.body]

        async def receive() -> Message:
            if pending:
                return {"type": "http.request", "body": pending.pop(), "more_body": False}
            return await self._receive()

        return receive


def _transport(receive: Receive) -> Any:
    """The connection behind a request: uvicorn gives no other way to it than the owner of `receive`."""
    return getattr(getattr(receive, "__self__", None), "transport", None)
