"""The transport: one httpx client over verified TLS. Plain interactions, every failure named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx

from workstation.adapters.fhir import batching, content
from workstation.adapters.fhir.hint_lines import hints
from workstation.adapters.fhir.if_match import MISREAD, IfMatch
from workstation.adapters.fhir.origin import joined, origin_of, require_https
from workstation.adapters.fhir.page_limit import PageLimit, TooLarge, whole
from workstation.adapters.fhir.patience import Patience
from workstation.adapters.fhir.tls import FHIR_JSON, Trust, http_client, why
from workstation.adapters.fhir.tokens import Tokens
from workstation.adapters.fhir.wire import answer_of, page_in, refuses_condition
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import Answer, BatchEntry, ContentAnswer, Page, Resource, SearchRefused

LISTENING = httpx.Timeout(10.0, connect=4.0, read=50.0)
"""A stream of hints gives a sign of life every 15 s or so; three missed ones are a dead line."""
MOST_PAGES = 10_000
"""A server whose `next` links go round in a circle is stopped here."""
MOST_REDIRECTS = 5
ELSEWHERE = "The order server points to another server; it is not followed."


class FhirServer:
    """A FHIR R4 server at `url` (implements services.sync.ports.OrderServer).

    `ca` or `trust` say who is believed to be that server; verification is always on. Nothing is ever sent to another
    origin (scheme, host, port) than that of `url`: no token and no patient. Without `conditional_creates` no
    If-None-Exist is sent, for a server that was found to ignore or to refuse it; one that refuses it now gets none
    from then on. Who calls has looked for the resource wherever it may be there already. Without `patience` a server
    that asks for a pause is not asked again.
    """

    def __init__(
        self,
        url: str,
        ca: Path | None = None,
        transport: httpx.BaseTransport | None = None,
        *,
        trust: Trust | None = None,
        tokens: Tokens | None = None,
        conditional_creates: bool = True,
        page_limit: PageLimit | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._patience = patience
        self._conditional_creates = conditional_creates
        self._limit = page_limit or PageLimit()
        self._origin = require_https(url)
        self._base = url.rstrip("/") + "/"
        try:
            self._place = _place(httpx.URL(self._base))
        except httpx.InvalidURL as error:
            raise Unavailable("order_server", why(error)) from error
        self._tokens = tokens
        self._if_match = IfMatch()
        self._posts_searches: bool | None = None
        """Searches are answered by POST only; None = not known yet."""
        self._http = http_client(trust or Trust.from_file(ca), transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def read(self, reference: str) -> Answer:
        """GET of one resource; 413 for one that is larger than is taken in."""
        try:
            return answer_of(self._send("GET", reference))
        except TooLarge as large:
            return Answer(413, None, "", "", large.why)

    @property
    def conditional_creates(self) -> bool:
        """Whether If-None-Exist is sent; False once this server was found to refuse it."""
        return self._conditional_creates

    def create(self, body: Resource, identifier: str) -> Answer:
        """POST with If-None-Exist; plain where `identifier` is ""."""
        headers = {"Prefer": "return=representation"}
        conditional = bool(identifier) and self._conditional_creates
        if conditional:
            headers["If-None-Exist"] = f"identifier={batching.quoted(identifier)}"
        answer = answer_of(self._send("POST", str(body["resourceType"]), body=body, headers=headers))
        if not (conditional and refuses_condition(answer)):
            return answer
        self._conditional_creates = False
        return self.create(body, identifier)

    def update(self, reference: str, body: Resource, version_id: str) -> Answer:
        """PUT with If-Match, in the form that this server reads (see `if_match`)."""
        answer = self._put(reference, body, version_id)
        if answer.status not in MISREAD or self._if_match.is_known:
            return answer
        current = self.read(reference)
        if not current.done or current.version_id != version_id:
            return answer
        # Refused although it names the newest version: perhaps the form is not read.
        self._if_match.take_the_other()
        again = self._put(reference, body, version_id)
        if again.status not in MISREAD:
            return again
        self._if_match.take_the_other()
        return answer

    def _put(self, reference: str, body: Resource, version_id: str) -> Answer:
        headers = {"If-Match": self._if_match.header(version_id), "Prefer": "return=representation"}
        answer = answer_of(self._send("PUT", reference, body=body, headers=headers))
        self._if_match.note(done=answer.done)
        return answer

    def delete(self, reference: str) -> Answer:
        """DELETE of one resource; for test resources of ours only, facts are never deleted."""
        return answer_of(self._send("DELETE", reference))

    def find(self, resource_type: str, identifier: str) -> Sequence[Resource]:
        """All resources with a business identifier ("system|value")."""
        pages = self.search(resource_type, [("identifier", identifier)])
        return [one for page in pages for one in page.matches]

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """Pages of a search; `next` links are followed as they are, within the same origin only.

        A page that is too large is asked for with half as many entries, and so is every search from then on.
        """
        response = self._first_page(resource_type, parameters)
        seen = set()
        for _ in range(MOST_PAGES):
            page = page_in(response, resource_type)
            seen.add(str(response.url))
            yield page
            if not page.following:
                return
            if page.following in seen:
                break
            try:
                response = self._send("GET", page.following)
            except TooLarge as large:
                kind = Unavailable if self._limit.halve(parameters) else SearchRefused
                raise kind("order_server", large.why) from large
        raise Unavailable("order_server", "The order server's pages do not end.")

    def page_at(self, resource_type: str, address: str) -> Page:
        """One page of a search, at the address that the page before it gave."""
        return page_in(self._send("GET", address), resource_type)

    def _first_page(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> httpx.Response:
        while True:
            try:
                return self._searched(resource_type, self._limit.fit(parameters))
            except TooLarge as large:
                if not self._limit.halve(parameters):
                    raise SearchRefused("order_server", large.why) from large

    def _searched(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> httpx.Response:
        """By GET; by POST at a server that answers 405 to that because it wants nothing of a search in an address."""
        if self._posts_searches:
            return self._send("POST", f"{resource_type}/_search", form=parameters)
        response = self._send("GET", resource_type, parameters=parameters)
        if response.status_code != 405 or self._posts_searches is False:
            self._posts_searches = False if response.is_success else self._posts_searches
            return response
        posted = self._send("POST", f"{resource_type}/_search", form=parameters)
        self._posts_searches = True if posted.is_success else None
        return posted if posted.is_success else response

    def batch(self, entries: Sequence[BatchEntry]) -> Sequence[Answer]:
        """Several interactions in one Bundle of type batch, each for itself; the answers in the same order."""
        if not self._conditional_creates:
            entries = [replace(one, identifier="") for one in entries]
        return batching.answers(self._send("POST", self._base.rstrip("/"), body=self._bundle(entries)), len(entries))

    def transaction(self, entries: Sequence[BatchEntry]) -> Answer:
        """The same as a transaction; only the probe asks for one, nothing relies on it."""
        return answer_of(self._send("POST", self._base.rstrip("/"), body=self._bundle(entries, "transaction")))

    def _bundle(self, entries: Sequence[BatchEntry], kind: str = "batch") -> Resource:
        return batching.bundle(entries, kind, self._if_match)

    def content(self, url: str) -> bytes | None:
        """The bytes of a Binary or attachment; None when there is none, or only at another origin."""
        pieces: list[bytes] = []
        return b"".join(pieces) if self.content_to(url, pieces.append).found else None

    def content_to(self, url: str, sink: Callable[[bytes], None], start: int = 0) -> ContentAnswer:
        """The bytes of a Binary or attachment from `start` on, in pieces; what came before a failure stays good."""
        if not url or origin_of(joined(self._base, url)) != self._origin:
            return content.NOT_HERE
        response = self._send("GET", url, headers=content.headers(start), stream=True)
        try:
            if content.must_ask_again_whole(response):
                response.close()
                response = self._send("GET", url, headers=content.headers(0), stream=True)
            return content.receive(response, sink, start)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Unavailable("order_server", why(error)) from error
        finally:
            response.close()

    def listen(self, address: str, on_event: Callable[[], None]) -> None:
        """Reads a stream of Server-Sent Events until it ends, and tells each event. Raises Unavailable.

        Source of the format: WHATWG HTML, "Server-sent events". What an event says is not looked at: it is only a
        hint to pull. `close` from another thread ends it.
        """
        response = self._send("GET", address, headers={"Accept": "text/event-stream"}, stream=True, timeout=LISTENING)
        try:
            if not response.is_success:
                raise Unavailable("order_server", f"The order server gives no hints (status {response.status_code}).")
            for _ in hints(response.iter_bytes()):
                on_event()
        except (httpx.HTTPError, httpx.StreamError, RuntimeError) as error:  # RuntimeError: closed by another thread
            raise Unavailable("order_server", "The hints of the order server ended.") from error
        finally:
            response.close()

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Resource | None = None,
        form: Sequence[tuple[str, str]] | None = None,
        parameters: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
        timeout: httpx.Timeout | None = None,
    ) -> httpx.Response:
        sent = dict(headers or {})
        content: bytes | None = None
        if body is not None:
            sent["Content-Type"], content = FHIR_JSON, exact_json.dumps(body).encode()
        elif form is not None:
            sent["Content-Type"], content = "application/x-www-form-urlencoded", urlencode(form).encode()
        url = joined(self._base, path)
        for _ in range(MOST_REDIRECTS):
            self._require_origin(url)
            try:
                request = self._http.build_request(
                    method,
                    httpx.URL(f"{url}?{urlencode(parameters)}" if parameters else url),  # `params=` reads it twice
                    content=content,
                    headers=sent,
                    timeout=timeout or self._http.timeout,
                )
            except httpx.InvalidURL as error:
                raise Unavailable("order_server", why(error)) from error
            if _place(request.url) != self._place:  # two parsers may read a strange address in two ways
                raise Unavailable("order_server", ELSEWHERE)
            response = self._patiently(request, stream=stream, reads=body is None and method != "DELETE")
            if not response.has_redirect_location:
                return response
            response.close()
            url, parameters = self._redirected(response), ()
        raise Unavailable("order_server", "The order server sends us round in a circle.")

    def _patiently(self, request: httpx.Request, *, stream: bool, reads: bool) -> httpx.Response:
        """One exchange; what only reads is asked again after a short pause that the server wants."""
        tried = 1
        while True:
            response = self._authorized(request, stream=stream)
            pause = self._patience.pause_of(response, tried) if self._patience is not None and reads else None
            if self._patience is None or pause is None:
                return response
            response.close()
            self._patience.wait(pause)
            tried += 1

    def _authorized(self, request: httpx.Request, *, stream: bool) -> httpx.Response:
        """One exchange; once more with a new token when the server does not take the one at hand."""
        if self._tokens is None:
            return self._exchange(request, stream=stream)
        token = self._tokens.bearer()
        request.headers["Authorization"] = f"Bearer {token}"
        response = self._exchange(request, stream=stream)
        if response.status_code != 401:
            return response
        response.close()
        request.headers["Authorization"] = f"Bearer {self._tokens.renewed(token)}"
        return self._exchange(request, stream=stream)

    def _exchange(self, request: httpx.Request, *, stream: bool) -> httpx.Response:
        try:
            response = self._http.send(request, stream=True)
            return response if stream else whole(response, self._limit.most_bytes)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable("order_server", why(error)) from error

    def _require_origin(self, url: str) -> None:
        if origin_of(url) != self._origin:
            raise Unavailable("order_server", ELSEWHERE)

    def _redirected(self, response: httpx.Response) -> str:
        """Followed for reading, or where the method is kept (307, 308), and never to another origin or to http."""
        if response.request.method != "GET" and response.status_code not in (307, 308):
            raise Unavailable("order_server", "The order server redirects a change; it is not followed.")
        return joined(str(response.url), response.headers["Location"])


def _place(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port
