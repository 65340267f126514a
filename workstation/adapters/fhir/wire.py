"""What came back over HTTP, in the words of services.sync.ports."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from workstation.adapters.fhir.values import child, objects, relative, text
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import Answer, Page, Resource

NOT_FHIR = "What answers at this address is not a FHIR server."


def answer_of(response: httpx.Response) -> Answer:
    """The answer to one interaction. Raises Unavailable for a success that is no FHIR (a captive portal)."""
    resource = json_object(response)
    return Answer(
        status=response.status_code,
        resource=resource,
        reference=_reference(response.headers.get("Location", ""), resource),
        version_id=_version(response.headers.get("ETag", ""), "", resource),
        said=said(resource),
        retry_after_seconds=_retry_after(response),
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
        resource=resource,
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
    if etag:
        return etag.removeprefix("W/").strip('"')
    if resource is not None and not _is_outcome(resource):
        return text(child(resource, "meta"), "versionId")
    return location.rpartition("/_history/")[2] if "/_history/" in location else ""


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds; a date is counted from the server's own clock (Date), because ours may be wrong."""
    value = response.headers.get("Retry-After", "")
    if value.isdigit():
        return float(value)
    until, now = http_date(value), http_date(response.headers.get("Date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None
