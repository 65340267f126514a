"""What only some servers do to a resource: refuse elements that R4 does not have and references that lead nowhere, or
drop what they do not know.
"""

from collections.abc import Iterator
from typing import Any

from workstation.orderserver.config import ServerConfig
from workstation.orderserver.context import Context
from workstation.orderserver.outcome import FhirError, Issue
from workstation.orderserver.r4_elements import is_element
from workstation.orderserver.reply import Call
from workstation.orderserver.store import Store
from workstation.orderserver.values import Json, local_reference


def check_strictly(context: Context, call: Call, resource: Json) -> None:
    """Raises `FhirError` 422 as far as this server is strict. Under the store's lock."""
    issues: list[Issue] = []
    if context.config.refuses_unknown_elements:
        issues += _unknown_elements(resource)
    if context.config.references_must_resolve:
        issues += _dead_references(context.store, call, resource)
    if issues:
        raise FhirError(422, *issues)


def kept(config: ServerConfig, node: Any) -> Any:
    """What this server stores of a resource: without its extensions where it keeps none."""
    if config.keeps_extensions:
        return node
    if isinstance(node, dict):
        return {name: kept(config, child) for name, child in node.items() if name != "extension"}
    return [kept(config, child) for child in node] if isinstance(node, list) else node


def _unknown_elements(resource: Json) -> Iterator[Issue]:
    name = resource["resourceType"]
    for element in resource:
        if not is_element(name, element):
            # which element is not said: its name comes from outside
            yield Issue("structure", f"{name} has an element that FHIR R4 does not know", name)


def _dead_references(store: Store, call: Call, resource: Json) -> Iterator[Issue]:
    own = f"{call.segments[0]}/{call.segments[1]}" if len(call.segments) > 1 else ""
    contained = {f"#{each.get('id')}" for each in resource.get("contained", []) if isinstance(each, dict)}
    for reference in _all_references(resource):
        if reference.startswith("#"):
            leads = reference == "#" or reference in contained
        else:
            leads = _leads(store, call, reference, own)
        if not leads:
            yield Issue("not-found", "a reference leads to nothing on this server", resource["resourceType"])


def _all_references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _all_references(child)


def _leads(store: Store, call: Call, reference: str, own: str) -> bool:
    """Whether a reference leads to a resource here; one to another server is not followed."""
    plain = reference.removeprefix(f"{call.base}/")
    found: Any = local_reference(plain)
    if "://" in plain or found is None:
        return not plain.startswith("urn:")
    key = f"{found[0]}/{found[1]}"
    return key == own or key in call.coming or store.read(found[0], found[1]) is not None
