"""Answers that a client must survive: changes to the JSON of a true answer, and bodies made up whole."""

import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from workstation.orderserver import exact_json
from workstation.orderserver.resource_types import RESOURCE_TYPES

Json = dict[str, Any]
Change = Callable[[Json], Json]
"""A resource or Bundle → the same, spoilt."""

_LONG = Decimal("123456789012345.678901234567890")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?)?)?")
_GARBAGE_BYTES = 2000


def changed(body: bytes, change: Change) -> bytes:
    """The JSON of a body after a change; a body that is no JSON object stays as it is."""
    try:
        document = exact_json.loads(body)
    except exact_json.BadJson:
        return body
    return exact_json.dumps(change(document)) if isinstance(document, dict) else body


def garbage(seed: int) -> bytes:
    """Bytes that are neither UTF-8 nor JSON, the same for the same seed."""
    return b"\xff" + random.Random(seed).randbytes(_GARBAGE_BYTES)  # noqa: S311 - to be repeatable


def gigantic(target: str, size: int) -> Iterator[bytes]:
    """The parts of a searchset of about `size` bytes, one entry each: flat memory on this side."""
    name = target.strip("/").partition("?")[0].partition("/")[0]
    resource_type = name if name in RESOURCE_TYPES else "Basic"
    yield b'{"resourceType":"Bundle","type":"searchset","entry":['
    filling, sent, number = "x" * 10_000, 0, 0
    while sent < size:
        resource = {"resourceType": resource_type, "id": f"giant-{number}", "language": filling}
        part = (b"," if number else b"") + exact_json.dumps({"resource": resource, "search": {"mode": "match"}})
        yield part
        sent, number = sent + len(part), number + 1
    yield b"]}"


def with_next(document: Json, address: str) -> Json:
    """A Bundle with this next link instead of its own; anything else stays."""
    if document.get("resourceType") != "Bundle":
        return document
    links = [each for each in document.get("link", []) if each.get("relation") != "next"]
    return {**document, "link": [*links, {"relation": "next", "url": address}]}


def with_changed_type(document: Json) -> Json:
    """Each resource says that it is a Basic, or a Flag if it was a Basic."""

    def change(resource: Json) -> Json:
        return {**resource, "resourceType": "Flag" if resource.get("resourceType") == "Basic" else "Basic"}

    return _each_resource(document, change)


def with_unknown_status(document: Json) -> Json:
    """Each Task has a status that FHIR does not know."""

    def change(resource: Json) -> Json:
        return {**resource, "status": "teleported"} if resource.get("resourceType") == "Task" else resource

    return _each_resource(document, change)


def with_long_numbers(document: Json) -> Json:
    """Each number has 30 digits."""
    return _each_resource(document, lambda resource: _each_leaf(resource, _long_number))


def with_odd_dates(document: Json) -> Json:
    """Dates before 2000 become 1900-01-01, others 9999-12-31, with the precision they had."""
    return _each_resource(document, lambda resource: _each_leaf(resource, _odd_date))


def with_missing_references(document: Json) -> Json:
    """Each literal reference to another resource leads to an id that does not exist."""
    return _each_resource(document, lambda resource: _each_leaf(resource, _missing_reference))


def _each_resource(document: Json, change: Change) -> Json:
    """Changes what a Bundle holds, or the resource itself; an OperationOutcome stays."""
    if document.get("resourceType") == "OperationOutcome":
        return document
    if document.get("resourceType") != "Bundle":
        return change(document)
    return {**document, "entry": [_with_resource(entry, change) for entry in document.get("entry", [])]}


def _with_resource(entry: Json, change: Change) -> Json:
    return {**entry, "resource": change(entry["resource"])} if "resource" in entry else entry


def _each_leaf(node: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """A copy with every value that is no object and no list changed; `meta` stays."""
    if isinstance(node, dict):
        return {key: child if key == "meta" else _each_leaf(child, change, key) for key, child in node.items()}
    if isinstance(node, list):
        return [_each_leaf(child, change, name) for child in node]
    return change(name, node)


def _long_number(_: str, value: Any) -> Any:
    return _LONG if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _odd_date(_: str, value: Any) -> Any:
    if not isinstance(value, str) or "-" not in value or not _DATE.fullmatch(value):
        return value
    return ("1900-01-01" if value < "2000" else "9999-12-31")[: len(value)] + value[10:]


def _missing_reference(name: str, value: Any) -> Any:
    is_reference = name == "reference" and isinstance(value, str) and not value.startswith(("#", "urn:"))
    return f"{value.rpartition('/')[0]}/not-there" if is_reference else value
