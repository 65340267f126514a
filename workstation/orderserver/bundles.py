"""Writes Bundles around resources that are JSON already, so that nothing is encoded twice."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from workstation.orderserver import exact_json
from workstation.orderserver.instants import instant
from workstation.orderserver.reply import Reply, etag
from workstation.orderserver.store import Version

Json = dict[str, Any]


def bundle(kind: str, entries: Iterable[bytes], **members: Any) -> bytes:
    """A Bundle of a type with further members (`total`, `link`) and complete entries."""
    head = exact_json.dumps({"resourceType": "Bundle", "type": kind, **members})
    body = b",".join(entries)
    return head[:-1] + b',"entry":[' + body + b"]}" if body else head


def search_entry(base: str, version: Version, mode: str) -> bytes:
    """An entry of a searchset; mode is `match` or `include`, or empty when it is not said."""
    tail = {"search": {"mode": mode}} if mode else {}
    return _entry({"fullUrl": f"{base}/{version.reference}"}, version.body, tail)


def history_entry(base: str, version: Version, *, is_first: bool) -> bytes:
    """An entry of a history."""
    method = "DELETE" if version.is_deleted else "POST" if is_first else "PUT"
    status = "204" if version.is_deleted else "201" if is_first else "200"
    url = version.resource_type if method == "POST" else version.reference
    response = {"status": status, "etag": etag(version), "lastModified": instant(version.last_updated)}
    tail = {"request": {"method": method, "url": url}, "response": response}
    return _entry({"fullUrl": f"{base}/{version.reference}"}, version.body, tail)


def response_entry(reply: Reply, *, with_resource: bool) -> bytes:
    """An entry of a batch or transaction response; it has an ETag when the answer has."""
    response: Json = {"status": f"{reply.status} {HTTPStatus(reply.status).phrase}"}
    if "Location" in reply.headers:
        response["location"] = reply.headers["Location"]
    if reply.version is not None:
        response["lastModified"] = instant(reply.version.last_updated)
    if reply.version is not None and "ETag" in reply.headers:
        response["etag"] = etag(reply.version)
    return _entry({}, reply.body if with_resource else b"", {"response": response})


def outcome_entry(status: int, outcome: Json) -> bytes:
    """An entry for a request of a batch that was refused."""
    response = {"status": f"{status} {HTTPStatus(status).phrase}", "outcome": outcome}
    return exact_json.dumps({"response": response})


def _entry(head: Json, resource: bytes, tail: Json) -> bytes:
    middle = b'"resource":' + resource if resource else b""
    parts = (exact_json.dumps(head)[1:-1], middle, exact_json.dumps(tail)[1:-1])
    return b"{" + b",".join(part for part in parts if part) + b"}"
