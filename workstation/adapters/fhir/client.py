"""The transport: one httpx client over verified TLS. Plain interactions, every failure named."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx

from workstation.adapters.fhir.values import child, objects, relative, text
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import Answer, Page, Resource

FHIR_JSON = "application/fhir+json"
TIMEOUT = httpx.Timeout(10.0, connect=4.0)
MOST_PAGES = 10_000
"""A server whose `next` links go round in a circle is stopped here."""


class FhirServer:
    """A FHIR R4 server at `url` (implements services.sync.ports.OrderServer).

    `ca` is the pharmacy's own certificate authority; without it the system's trust store is used. Verification is
    always on. Redirects are not followed: a bearer token or a patient must not go to another origin.
    """

    def __init__(self, url: str, ca: Path | None = None, transport: httpx.BaseTransport | None = None) -> None:
        if urlsplit(url).scheme != "https":
            raise Unavailable("order_server", "The address of the order server must begin with https.")
        self._base = url.rstrip("/") + "/"
        context = ssl.create_default_context(cafile=str(ca) if ca else None)
        self._http = httpx.Client(
            verify=context, timeout=TIMEOUT, transport=transport, headers={"Accept": FHIR_JSON}, follow_redirects=False
        )

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
        """GET of one resource."""
        return self._answer(self._send("GET", reference))

    def create(self, body: Resource, identifier: str) -> Answer:
        """POST with If-None-Exist."""
        headers = {"If-None-Exist": f"identifier={_quoted(identifier)}", "Prefer": "return=representation"}
        return self._answer(self._send("POST", str(body["resourceType"]), body=body, headers=headers))

    def update(self, reference: str, body: Resource, version_id: str) -> Answer:
        """PUT with If-Match."""
        headers = {"If-Match": f'W/"{version_id}"', "Prefer": "return=representation"}
        return self._answer(self._send("PUT", reference, body=body, headers=headers))

    def delete(self, reference: str) -> Answer:
        """DELETE of one resource; for test resources of ours only, facts are never deleted."""
        return self._answer(self._send("DELETE", reference))

    def find(self, resource_type: str, identifier: str) -> Sequence[Resource]:
        """All resources with a business identifier ("system|value")."""
        pages = self.search(resource_type, [("identifier", identifier)])
        return [one for page in pages for one in page.matches]

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """Pages of a search; `next` links are followed as they are, within the same origin only."""
        response = self._send("GET", resource_type, parameters=parameters)
        for _ in range(MOST_PAGES):
            bundle = self._bundle(response)
            yield _page(bundle, resource_type)
            following = [text(one, "url") for one in objects(bundle.get("link")) if one.get("relation") == "next"]
            if not following:
                return
            response = self._send("GET", self._same_origin(following[0], response))
        raise Unavailable("order_server", "The order server's pages do not end.")

    def content(self, url: str) -> bytes | None:
        """The bytes of a Binary or attachment; None when there is none, or only at another origin."""
        if not url or not self._is_same_origin(urljoin(self._base, url)):
            return None
        response = self._send("GET", url, headers={"Accept": "*/*"})
        if response.status_code in (400, 403, 404, 410):
            return None
        if response.status_code != 200:
            raise Unavailable("order_server", f"The scan could not be fetched (status {response.status_code}).")
        return response.content

    def _same_origin(self, target: str, seen_at: httpx.Response) -> str:
        absolute = urljoin(str(seen_at.url), target)
        if not self._is_same_origin(absolute):
            raise Unavailable("order_server", "The order server points to another server; it is not followed.")
        return absolute

    def _is_same_origin(self, absolute: str) -> bool:
        here, there = urlsplit(self._base), urlsplit(absolute)
        return (here.scheme, here.netloc) == (there.scheme, there.netloc)

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Resource | None = None,
        parameters: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        sent = dict(headers or {})
        if body is not None:
            sent["Content-Type"] = FHIR_JSON
        content = exact_json.dumps(body).encode() if body is not None else None
        try:
            return self._http.request(
                method, urljoin(self._base, path), content=content, params=list(parameters) or None, headers=sent
            )
        except httpx.TransportError as error:
            raise Unavailable("order_server", _why(error)) from error

    def _bundle(self, response: httpx.Response) -> Resource:
        answer = self._answer(response)
        if not answer.done or answer.resource is None or answer.resource.get("resourceType") != "Bundle":
            said = answer.said or f"status {response.status_code}"
            raise Unavailable("order_server", f"The order server did not answer a search: {said}.")
        return answer.resource

    def _answer(self, response: httpx.Response) -> Answer:
        resource = _json_object(response)
        return Answer(
            status=response.status_code,
            resource=resource,
            reference=_reference(response, resource),
            version_id=_version(response, resource),
            said=_said(resource),
            retry_after_seconds=_retry_after(response),
        )


def _quoted(identifier: str) -> str:
    return str(httpx.QueryParams({"x": identifier}))[2:]


def _json_object(response: httpx.Response) -> Resource | None:
    """The body when it is a FHIR resource. A success that is something else (a captive portal) is no answer."""
    if not response.content:
        return None
    try:
        found = exact_json.loads(response.content)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and isinstance(found.get("resourceType"), str):
        return found
    if response.is_success:
        raise Unavailable("order_server", "What answers at this address is not a FHIR server.")
    return None


def _reference(response: httpx.Response, resource: Resource | None) -> str:
    if resource is not None and resource.get("resourceType") != "OperationOutcome" and resource.get("id"):
        return f"{resource['resourceType']}/{resource['id']}"
    return relative(response.headers.get("Location", ""))


def _version(response: httpx.Response, resource: Resource | None) -> str:
    etag = response.headers.get("ETag", "")
    if etag:
        return str(etag).removeprefix("W/").strip('"')
    return text(child(resource, "meta"), "versionId")


def _said(resource: Resource | None) -> str:
    """The first issue of an OperationOutcome in words."""
    if resource is None or resource.get("resourceType") != "OperationOutcome":
        return ""
    issue: Mapping[str, Any] = next(iter(objects(resource.get("issue"))), {})
    return text(issue, "details", "text") or text(issue, "diagnostics") or text(issue, "code")


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds; a date is counted from the server's own clock (Date), because ours may be wrong."""
    value = response.headers.get("Retry-After", "")
    if value.isdigit():
        return float(value)
    until, now = _http_date(value), _http_date(response.headers.get("Date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _http_date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _page(bundle: Resource, resource_type: str) -> Page:
    """Matches are told from what came along by their type: not every server says `search.mode`."""
    entries = [one for one in objects(bundle.get("entry")) if text(one, "search", "mode") != "outcome"]
    found = [child(one, "resource") for one in entries]
    known = [one for one in found if text(one, "resourceType") and text(one, "id")]
    matches = [one for one in known if one["resourceType"] == resource_type]
    return Page(matches, [one for one in known if one["resourceType"] != resource_type])


def _why(error: httpx.TransportError) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "The order server's certificate is not trusted. Nothing was sent."
    if isinstance(error, httpx.TimeoutException):
        return "The order server does not answer in time."
    return "The order server cannot be reached."
