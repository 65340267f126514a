"""Takes documents apart into scopes: the resources of one Bundle, among which references are resolved.

A Bundle inside a Bundle or inside Parameters is a scope of its own, as a message inside a searchset is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workstation.orderserver.message_files import Message
from workstation.orderserver.report import Note, NoteKind, Place
from workstation.orderserver.resource_types import RESOURCE_TYPES, is_id
from workstation.orderserver.validation import issues_of
from workstation.orderserver.values import Json


@dataclass(frozen=True, slots=True)
class Item:
    """One resource to be stored."""

    place: Place
    full_url: str
    resource: Json

    @property
    def resource_type(self) -> str:
        """Its type, one of FHIR R4."""
        return str(self.resource["resourceType"])


@dataclass(slots=True)
class Scope:
    """Resources that refer to each other by fullUrl."""

    items: list[Item] = field(default_factory=list)
    is_answer: bool = False
    """The Bundle is a message that answers another one (MessageHeader.response): it orders nothing."""


def unpack(message: Message) -> Iterator[Scope | Note]:
    """The scopes in a document; what cannot be used comes as a note."""
    yield from _document(message.place, "", message.document)


def _document(place: Place, full_url: str, document: Any) -> Iterator[Scope | Note]:
    kind = document.get("resourceType") if isinstance(document, dict) else None
    if kind == "Bundle":
        yield from _bundle(place, document)
    elif kind == "Parameters":
        yield from _parameters(place, document)
    else:
        found = _item(place, full_url, document)
        yield found if isinstance(found, Note) else Scope([found])


def _bundle(place: Place, bundle: Json) -> Iterator[Scope | Note]:
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        yield Note(NoteKind.REFUSED, place, "Bundle", "Bundle.entry is no list")
        return
    scope = Scope()
    nested: list[tuple[Place, str, Json]] = []
    for number, entry in enumerate(entries):
        inner = place.inside(number)
        resource, full_url = _parts(entry)
        if isinstance(resource, dict) and resource.get("resourceType") in ("Bundle", "Parameters"):
            nested.append((inner, full_url, resource))
            continue
        found = _item(inner, full_url, resource)
        if isinstance(found, Note):
            yield found
        else:
            scope.items.append(found)
            scope.is_answer |= found.resource_type == "MessageHeader" and "response" in found.resource
    yield scope
    for inner, full_url, resource in nested:
        yield from _document(inner, full_url, resource)


def _parts(entry: Any) -> tuple[Any, str]:
    if not isinstance(entry, dict):
        return None, ""
    full_url = entry.get("fullUrl")
    return entry.get("resource"), full_url if isinstance(full_url, str) else ""


def _parameters(place: Place, parameters: Json) -> Iterator[Scope | Note]:
    members = parameters.get("parameter", [])
    found = False
    for number, member in enumerate(members if isinstance(members, list) else []):
        resource = member.get("resource") if isinstance(member, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
            found = True
            yield from _document(place.inside(number), "", resource)
    if not found:
        yield Note(NoteKind.REFUSED, place, "Parameters", "no Bundle is in it")


def _item(place: Place, full_url: str, resource: Any) -> Item | Note:
    if not isinstance(resource, dict):
        return Note(NoteKind.REFUSED, place, "", "there is no resource")
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in RESOURCE_TYPES:
        return Note(NoteKind.REFUSED, place, "", "the resource type is not one of FHIR R4")
    if not is_id(resource.get("id")):
        resource = {key: value for key, value in resource.items() if key != "id"}
    issues = [issue.text for issue in issues_of(resource)]
    if issues:
        name = f"{kind}/{resource['id']}" if "id" in resource else kind
        return Note(NoteKind.REFUSED, place, name, "; ".join(issues))
    return Item(place, full_url, resource)
