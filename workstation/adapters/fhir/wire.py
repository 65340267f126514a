"""What came back over HTTP, in the words of services.sync.ports."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from workstation.adapters.fhir.origin import joined
from workstation.adapters.fhir.values import child, objects, relative, text
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import Answer, Page, Resource, SearchRefused, ServerBusy

_COMPRESSED = re.compile(r"(--?|[;:+])(gzip|br|deflate|zstd)")
"""What gateways that compress an answer put behind its ETag (Apache's mod_deflate: "3-gzip"); no version has it."""
NOT_FHIR = "What answers at this address is not a FHIR server."


def answer_of(response: httpx.Response) -> Answer:
    """The answer to one interaction. Raises Unavailable for a success that is no FHIR (a captive portal).

    A success that is told by an OperationOutcome (some servers do that whatever is preferred) says nothing of the
    resource: it counts as one without a body.
    """
    resource = json_object(response)
    return Answer(
        status=response.status_code,
        resource=None if response.is_success and _is_outcome(resource) else resource,
        reference=_reference(response.headers.get("Location", ""), resource),
        version_id=_version(response.headers.get("ETag", ""), "", resource),
        said=said(resource),
        retry_after_seconds=retry_after(response),
        issue=issue(resource),
    )


def answer_in_bundle(entry: Resource) -> Answer | None:
    """The answer to one entry of a batch; None when it says no status."""
    response = child(entry, "response")
    status = text(response, "status")[:3]
    if not status.isdigit():
        return None
    resource = child(entry, "resource") or None
    outcome = child(response, "outcome") or (resource if _is_outcome(resource) else None)
    location = text(response, "location")
    return Answer(
        status=int(status),
        resource=None if status.startswith("2") and _is_outcome(resource) else resource,
        reference=_reference(location, resource),
        version_id=_version(text(response, "etag"), location, resource),
        said=said(outcome),
        issue=issue(outcome),
    )


def json_object(response: httpx.Response) -> Resource | None:
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
        raise Unavailable("order_server", NOT_FHIR)
    return None


def page_in(response: httpx.Response, resource_type: str) -> Page:
    """The page that a search was answered with. Raises SearchRefused, ServerBusy or Unavailable for anything else."""
    answer = answer_of(response)
    if not answer.done or answer.resource is None or answer.resource.get("resourceType") != "Bundle":
        raise _not_a_bundle(answer)
    following = next_link(answer.resource)
    return page_of(answer.resource, resource_type, joined(str(response.url), following) if following else "")


def _not_a_bundle(answer: Answer) -> Unavailable:
    said = answer.said or f"status {answer.status}"
    if answer.status == 401:
        return Unavailable("order_server", f"The order server does not let this station in: {said}.")
    if answer.retry_after_seconds is not None and answer.status in (429, 503):
        return ServerBusy(f"The order server asks for a pause: {said}.", answer.retry_after_seconds)
    kind = SearchRefused if answer.status in (400, 403, 404, 405, 422, 501) else Unavailable
    return kind("order_server", f"The order server did not answer a search: {said}.")


def page_of(bundle: Resource, resource_type: str, following: str = "") -> Page:
    """`following`: where the next one is. Matches are told from what came along by their type: not every server says
    `search.mode`.
    """
    matches: list[Resource] = []
    included: list[Resource] = []
    for entry in objects(bundle.get("entry")):
        found = child(entry, "resource")
        if text(found, "resourceType") and text(found, "id") and text(entry, "search", "mode") != "outcome":
            (matches if found["resourceType"] == resource_type else included).append(found)
    return Page(matches, included, following)


def next_link(bundle: Resource) -> str:
    """Where the next page is, as the server wrote it; "" after the last."""
    following = [text(one, "url") for one in objects(bundle.get("link")) if one.get("relation") == "next"]
    return following[0] if following else ""


def refuses_condition(answer: Answer) -> bool:
    """Nothing was created because this server does no If-None-Exist. A 412 otherwise says that it is there already."""
    return answer.issue == "not-supported" and answer.status in (400, 405, 412, 422, 501)


def said(resource: Resource | None) -> str:
    """The first issue of an OperationOutcome in words."""
    if resource is None or not _is_outcome(resource):
        return ""
    issue: Mapping[str, Any] = next(iter(objects(resource.get("issue"))), {})
    return text(issue, "details", "text") or text(issue, "diagnostics") or text(issue, "code")


def issue(resource: Resource | None) -> str:
    """The code of the first issue of an OperationOutcome."""
    if resource is None or not _is_outcome(resource):
        return ""
    return text(next(iter(objects(resource.get("issue"))), {}), "code")


def http_date(value: str) -> datetime | None:
    """An HTTP date, aware; None when it is none."""
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None


def _is_outcome(resource: Resource | None) -> bool:
    return resource is not None and resource.get("resourceType") == "OperationOutcome"


def _reference(location: str, resource: Resource | None) -> str:
    if resource is not None and not _is_outcome(resource) and resource.get("id"):
        return f"{resource['resourceType']}/{resource['id']}"
    return relative(location)


def _version(etag: str, location: str, resource: Resource | None) -> str:
    inside = text(child(resource, "meta"), "versionId") if resource is not None and not _is_outcome(resource) else ""
    if etag:
        named = etag.removeprefix("W/").strip('"')
        return inside if inside and _COMPRESSED.fullmatch(named.removeprefix(inside)) else named
    if inside:
        return inside
    return location.rpartition("/_history/")[2] if "/_history/" in location else ""


def retry_after(response: httpx.Response) -> float | None:
    """Seconds; a date is counted from the server's own clock (Date), because ours may be wrong."""
    value = response.headers.get("Retry-After", "")
    if value.isdigit():
        return float(value)
    until, now = http_date(value), http_date(response.headers.get("Date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None
