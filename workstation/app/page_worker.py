"""Reading pages of a first pull in a process of its own: the worker's side and the sync's side.

The worker has no store and no key of the station. It gets the address, whom to trust and, where the server wants one,
a token over the pipe; when that is not taken any more it fails, and the sync goes on without it.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID, uuid4

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.page_limit import PageLimit
from workstation.adapters.fhir.patience import SHORT_PAUSE, Patience
from workstation.adapters.fhir.tls import Trust
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.processes.client import WorkerClient
from workstation.adapters.processes.server import Handler, Json, Request
from workstation.domain.errors import Unavailable
from workstation.services.sync.brought import bring
from workstation.services.sync.gathering import Asked
from workstation.services.sync.ports import Page

log = logging.getLogger(__name__)
NOBODY = UUID(int=0)
"""The worker reads only: nothing of it carries the id of a station."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where pages are read."""

    url: str
    organization: str
    """"Organization/<id>" at the server."""
    trust: Trust
    token: str = ""
    """A bearer token that is good now, "" for a server that wants none."""
    page_entries: int | None = None
    """Entries that a page may have; None = as we like."""


class PageWorker:
    """The worker's side: keeps the connection from page to page."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._server: FhirServer | None = None
        self._asked = Asked()
        self._lane = stack.enter_context(ThreadPoolExecutor(1, "next-page"))
        self._next: tuple[str, Future[Page]] | None = None
        """The page behind the last one, which the server works out meanwhile, and its address."""

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the worker answers."""
        return {"page": self.page}

    def page(self, request: Request) -> Json:
        """{"address", "url", "organization", "ca_pem", "pin", "page_entries"} → {"page"}, for `brought.read`."""
        said = request.body
        server = self._server or self._connected(said, request.secret.decode())
        asking = _Asking(server, FhirTranslation(said["organization"], NOBODY, uuid4, UTC, said["url"]))
        page = self._fetched(server, said["address"])
        if page.following:
            self._next = (page.following, self._lane.submit(server.page_at, "Task", page.following))
        return {"page": bring(asking, self._asked, page)}

    def _fetched(self, server: FhirServer, address: str) -> Page:
        began, self._next = self._next, None
        return began[1].result() if began is not None and began[0] == address else server.page_at("Task", address)

    def _connected(self, said: Json, token: str) -> FhirServer:
        server = FhirServer(
            said["url"],
            trust=Trust(said["ca_pem"], said["pin"]),
            tokens=_OneToken(token) if token else None,
            page_limit=PageLimit(most_entries=said["page_entries"]),
            patience=Patience(SHORT_PAUSE, time.sleep),
        )
        self._server = self._stack.enter_context(server)
        return server


@dataclass(frozen=True, slots=True)
class _Asking:
    """Implements services.sync.gathering.Asking."""

    server: FhirServer
    translation: FhirTranslation


@dataclass(frozen=True, slots=True)
class _OneToken:
    """The token that was given; there is no other one here."""

    token: str

    def bearer(self) -> str:
        return self.token

    def renewed(self, refused: str) -> str:
        raise Unavailable("order_server", "The token is not taken any more.")


class RemotePages:
    """Implements services.sync.ports.PageReader. Close it when the round is over; before `start` it costs nothing."""

    def __init__(self, source: Callable[[], Source], command: Sequence[str] | None = None) -> None:
        """`source` is asked when the worker starts: a token is good for minutes. It may raise Unavailable."""
        self._source = source
        self._command = command
        self._body: Json = {}
        self._worker: WorkerClient | None = None
        self._starting: threading.Thread | None = None
        self._closed = threading.Event()
        self._ready = threading.Event()

    def __enter__(self) -> "RemotePages":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def start(self) -> None:
        """See ports.PageReader."""
        if self._starting is None:
            self._starting = threading.Thread(target=self._warm_up, name="pages-start", daemon=True)
            self._starting.start()

    def _warm_up(self) -> None:
        try:
            source = self._source()
            self._body = {
                "url": source.url,
                "organization": source.organization,
                "ca_pem": source.trust.ca_pem,
                "pin": source.trust.pin,
                "page_entries": source.page_entries,
            }
            self._worker = worker = WorkerClient("pages", secret=source.token.encode(), command=self._command)
            if not self._closed.is_set():
                worker.warm_up()
        except Unavailable as trouble:
            log.info("no second process for the first pull: %s", trouble.what)
        else:
            self._ready.set()

    def is_ready(self) -> bool:
        """See ports.PageReader."""
        return self._ready.is_set()

    def ready_within(self, seconds: float) -> bool:
        """Waits for it. False: it did not get ready in that time."""
        return self._ready.wait(seconds)

    def page(self, address: str) -> str:
        """See ports.PageReader."""
        if self._worker is None:
            raise Unavailable("pages", "The reading of pages was not started.")
        answer = self._worker.request("page", {**self._body, "address": address})
        if answer.result is None:
            raise Unavailable("pages", "The reading of pages was interrupted.")
        return str(answer.result["page"])

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._worker.pid if self._worker else None

    def close(self) -> None:
        """Ends the process, also one that is just starting."""
        self._closed.set()
        if self._worker is not None:
            self._worker.close()
        if self._starting is not None:
            self._starting.join()
        if self._worker is not None:
            self._worker.close()
