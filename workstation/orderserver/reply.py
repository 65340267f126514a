"""A request and its answer without HTTP: the same for a request of its own and for an entry of a batch."""

from dataclasses import dataclass, field
from typing import Any

from workstation.orderserver.instants import http_date
from workstation.orderserver.outcome import refuse
from workstation.orderserver.store import Version

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One FHIR interaction as it was asked for."""

    method: str
    segments: tuple[str, ...]
    """The path, split: `("Task", "1", "_history", "2")`."""
    query: tuple[tuple[str, str], ...] = ()
    resource: Any = None
    """The JSON body, if any."""
    base: str = ""
    """Address of the server without a slash at the end; begins fullUrl, Location and links."""
    if_match: str = ""
    if_none_match: str = ""
    if_none_exist: str = ""
    strict: bool = False
    """`Prefer: handling=strict`: refuse search parameters that are not understood."""
    new_id: str = ""
    """Id to create under; set inside a transaction, where it had to be known beforehand."""
    coming: frozenset[str] = frozenset()
    """What the other entries of a transaction will have created (`Type/id`): may be referred to already."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer: a status, a JSON document (may be empty), headers, and the version it is about."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    version: Version | None = None


def etag(version: Version) -> str:
    """The weak ETag of a version."""
    return f'W/"{version.version_id}"'


def version_reply(status: int, version: Version, base: str) -> Reply:
    """An answer that shows a version, with ETag, Last-Modified and, when it was created, Location."""
    headers = {"ETag": etag(version), "Last-Modified": http_date(version.last_updated)}
    if status == 201:
        headers["Location"] = f"{base}/{version.reference}/_history/{version.version_id}"
    return Reply(status, version.body, headers, version)


def version_of_tag(tag: str) -> str:
    """The version id in `W/"x"` or `"x"`; raises `FhirError` 400."""
    plain = tag.strip().removeprefix("W/")
    if len(plain) < 3 or not (plain.startswith('"') and plain.endswith('"')):
        raise refuse(400, "invalid", 'If-Match must look like W/"version"')
    return plain[1:-1]
