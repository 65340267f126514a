"""Reads the values of search parameters out of resources of any shape: what does not fit is left out."""

from collections.abc import Iterator
from typing import Any

from workstation.orderserver.instants import EARLIEST, LATEST, Interval, parse
from workstation.orderserver.parameters import Kind, Parameter

Json = dict[str, Any]


def elements(resource: Json, path: str) -> Iterator[Any]:
    """Every element at a dotted path; lists on the way are walked."""
    nodes: list[Any] = [resource]
    for name in path.split("."):
        nodes = [child for node in nodes for child in _step(node, name)]
    yield from nodes


def _step(node: Any, name: str) -> list[Any]:
    child = node.get(name) if isinstance(node, dict) else None
    if child is None:
        return []
    return child if isinstance(child, list) else [child]


def all_elements(resource: Json, parameter: Parameter) -> Iterator[Any]:
    """Every element that a parameter looks at."""
    for path in parameter.paths:
        yield from elements(resource, path)


def index_keys(resource: Json, parameter: Parameter) -> Iterator[str]:
    """The keys under which a token or reference parameter finds this resource."""
    for element in all_elements(resource, parameter):
        if parameter.kind is Kind.TOKEN:
            yield from token_keys(element)
        elif parameter.kind is Kind.REFERENCE:
            yield from reference_keys(element, parameter.target)


def token_keys(element: Any) -> Iterator[str]:
    """`value`, `system|value`, `system|`, `|value` of a code, Coding, Identifier and the like."""
    if isinstance(element, bool):
        yield "true" if element else "false"
    elif isinstance(element, str):
        yield element
    elif isinstance(element, dict):
        codings = element.get("coding")
        if isinstance(codings, list):
            for coding in codings:
                yield from _pair_keys(coding, "code")
        else:
            yield from _pair_keys(element, "code" if "code" in element else "value")


def _pair_keys(element: Any, name: str) -> Iterator[str]:
    value = element.get(name) if isinstance(element, dict) else None
    if not isinstance(value, str):
        return
    system = element.get("system")
    yield value
    if isinstance(system, str) and system:
        yield f"{system}|{value}"
        yield f"{system}|"
    else:
        yield f"|{value}"


def reference_keys(element: Any, target: str = "") -> Iterator[str]:
    """`Type/id` and `id` of a local reference, else its address; `identifier:` keys of a logical one."""
    if not isinstance(element, dict):
        return
    identifier = element.get("identifier")
    for key in token_keys(identifier) if isinstance(identifier, dict) else ():
        yield f"identifier:{key}"
    reference = element.get("reference")
    if not isinstance(reference, str) or reference.startswith("#"):
        return
    local = local_reference(reference)
    if local is None:
        yield reference
    elif not target or local[0] == target:
        yield f"{local[0]}/{local[1]}"
        yield local[1]


def local_reference(reference: str) -> tuple[str, str] | None:
    """(type, id) of `Type/id` or `Type/id/_history/v`; None for every other reference."""
    if ":" in reference:
        return None
    parts = reference.split("/")
    if len(parts) == 4 and parts[2] == "_history":
        parts = parts[:2]
    return (parts[0], parts[1]) if len(parts) == 2 and parts[0] and parts[1] else None


def references(resource: Json, path: str) -> Iterator[str]:
    """The references at a path, as written."""
    for element in elements(resource, path):
        if isinstance(element, dict) and isinstance(element.get("reference"), str):
            yield element["reference"]


def intervals(resource: Json, parameter: Parameter) -> Iterator[Interval]:
    """The dates and periods that a date parameter looks at."""
    for element in all_elements(resource, parameter):
        found = _interval(element)
        if found is not None:
            yield found


def _interval(element: Any) -> Interval | None:
    if isinstance(element, str):
        return parse(element)
    if not isinstance(element, dict):
        return None
    texts = (element.get("start"), element.get("end"))
    start, end = (parse(text) if isinstance(text, str) else None for text in texts)
    if start is None and end is None:
        return None
    # an open end reaches for ever
    return Interval(start.start if start else EARLIEST, end.end if end else LATEST)


def strings(resource: Json, parameter: Parameter) -> Iterator[str]:
    """The texts that a string parameter looks at, folded for comparison; every part of a HumanName counts."""
    for element in all_elements(resource, parameter):
        nested = element.values() if isinstance(element, dict) else (element,)
        for value in nested:
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str):
                    yield text.casefold()
