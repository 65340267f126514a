"""A power cut at a chosen point: wraps the store and the order server of the player, never the product."""

import os
import signal
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx

from workstation.services.ports import Store, Transaction
from workstation.services.sync.ports import Answer, BatchEntry, ContentAnswer, OrderServer, Page, Resource


class KillPoint(StrEnum):
    """Where the process dies."""

    BEFORE_COMMIT = "before_commit"
    """Everything of the first transaction was written, nothing of it was committed."""
    AFTER_COMMIT = "after_commit"
    """The first transaction was committed."""
    AFTER_SEND = "after_send"
    """The first write was sent to the server, its answer was not read."""
    AFTER_ANSWER = "after_answer"
    """The first answer to a write was read, nothing of it was kept."""


@dataclass(slots=True)
class KillSwitch:
    """Armed for one action. `writes_only`: reads do not count while something waits to be sent."""

    armed: KillPoint | None = None
    writes_only: bool = True

    @contextmanager
    def spared(self) -> Iterator[None]:
        """What is done inside is preparation: the power is cut in the action itself."""
        armed, self.armed = self.armed, None
        yield
        self.armed = armed

    def at(self, point: KillPoint, *, is_write: bool = True) -> None:
        """Dies here when this is the point."""
        if self.armed is point and (is_write or not self.writes_only):
            os.kill(os.getpid(), signal.SIGKILL)


class KillingStore:
    """The store (implements services.ports.Store) with two points to die at."""

    def __init__(self, store: Store, switch: KillSwitch) -> None:
        self._store = store
        self._switch = switch

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """As the store's; dies at its end when armed."""
        with self._store.begin() as tx:
            yield tx
            self._switch.at(KillPoint.BEFORE_COMMIT)
        self._switch.at(KillPoint.AFTER_COMMIT)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """As the store's."""
        with self._store.read() as tx:
            yield tx


class KillingServer:
    """The order server (implements services.sync.ports.OrderServer) that dies with an answer in its hands."""

    def __init__(self, server: OrderServer, switch: KillSwitch) -> None:
        self._server = server
        self._switch = switch

    def read(self, reference: str) -> Answer:
        """As the server's."""
        return self._answered(self._server.read(reference), is_write=False)

    def create(self, body: Resource, identifier: str) -> Answer:
        """As the server's."""
        return self._answered(self._server.create(body, identifier), is_write=True)

    def update(self, reference: str, body: Resource, version_id: str) -> Answer:
        """As the server's."""
        return self._answered(self._server.update(reference, body, version_id), is_write=True)

    def find(self, resource_type: str, identifier: str) -> Sequence[Resource]:
        """As the server's."""
        found = self._server.find(resource_type, identifier)
        self._switch.at(KillPoint.AFTER_ANSWER, is_write=False)
        return found

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """As the server's."""
        for page in self._server.search(resource_type, parameters):
            self._switch.at(KillPoint.AFTER_ANSWER, is_write=False)
            yield page

    def content(self, url: str) -> bytes | None:
        """As the server's."""
        return self._server.content(url)

    def batch(self, entries: Sequence[BatchEntry]) -> Sequence[Answer]:
        """As the server's."""
        answers = self._server.batch(entries)
        self._switch.at(KillPoint.AFTER_ANSWER)
        return answers

    def content_to(self, url: str, sink: Callable[[bytes], None], start: int = 0) -> ContentAnswer:
        """As the server's."""
        return self._server.content_to(url, sink, start)

    def _answered(self, answer: Answer, *, is_write: bool) -> Answer:
        self._switch.at(KillPoint.AFTER_ANSWER, is_write=is_write)
        return answer


class KillingTransport(httpx.BaseTransport):
    """Verified TLS that dies when the last byte of a request has left."""

    def __init__(self, ca: Path | None, switch: KillSwitch) -> None:
        self._inner = httpx.HTTPTransport(verify=ssl.create_default_context(cafile=str(ca) if ca else None))
        self._switch = switch

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request with a trace that dies when armed."""
        is_write = request.method in ("POST", "PUT")

        def trace(event: str, _: Mapping[str, Any]) -> None:
            if event == "http11.send_request_body.complete":
                self._switch.at(KillPoint.AFTER_SEND, is_write=is_write)

        request.extensions = {**request.extensions, "trace": trace}
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Closes the connections."""
        self._inner.close()
