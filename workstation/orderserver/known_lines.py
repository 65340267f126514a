"""Recognises a prescription line that was loaded before: same prescription, same line number, same patient.

Messages about one prescription repeat its lines (sent, released, cancelled); each line must exist once.
"""

from collections.abc import Callable, Iterator

from workstation.orderserver.store import Store, Version
from workstation.orderserver.unpack import Item
from workstation.orderserver.values import Json, elements, token_keys

Lookup = Callable[[str], Json | None]
"""A reference as written → the resource it leads to, or None."""

ENDED = frozenset({"cancelled", "stopped", "completed", "entered-in-error"})
"""States of a MedicationRequest from which nothing is supplied any more."""


def known_lines(store: Store, items: list[Item]) -> dict[int, str]:
    """Position → id of the stored line, for each MedicationRequest in a scope that is stored already."""
    lookup = scope_lookup(items)
    found = {}
    for number, item in enumerate(items):
        if item.resource_type == "MedicationRequest":
            line = _stored_line(store, item.resource, lookup)
            if line is not None:
                found[number] = line.id
    return found


def scope_lookup(items: list[Item]) -> Lookup:
    """Looks references up among the items of a scope, by fullUrl and by `Type/id`."""
    table: dict[str, Json] = {}
    for item in items:
        for address in (item.full_url, f"{item.resource_type}/{item.resource.get('id', '')}"):
            table.setdefault(address, item.resource)
    return table.get


def store_lookup(store: Store) -> Lookup:
    """Looks local references up in the store."""

    def look_up(reference: str) -> Json | None:
        resource_type, _, resource_id = reference.partition("/")
        version = store.read(resource_type, resource_id)
        return version.resource if version else None

    return look_up


def patient_tokens(line: Json, lookup: Lookup) -> frozenset[str]:
    """What tells the patient of a line: identifiers (`system|value`), else the reference; may be empty."""
    subject = line.get("subject", {})
    reference = subject.get("reference")
    patient: Json | None = None
    if isinstance(reference, str):
        patient = contained(line, reference) if reference.startswith("#") else lookup(reference)
    tokens = frozenset((*_identifiers(subject), *_identifiers(patient or {})))
    if not tokens and isinstance(reference, str) and not reference.startswith("#"):
        return frozenset({reference})
    return tokens


def contained(resource: Json, reference: str) -> Json | None:
    """The contained resource that `#id` means."""
    for each in resource.get("contained", []):
        if isinstance(each, dict) and each.get("id") == reference.removeprefix("#"):
            return each
    return None


def group_token(line: Json) -> str:
    """The prescription number as `system|value`, or empty."""
    return next(_full_tokens(line.get("groupIdentifier")), "")


def _identifiers(resource: Json) -> Iterator[str]:
    for identifier in elements(resource, "identifier"):
        yield from _full_tokens(identifier)


def _full_tokens(identifier: object) -> Iterator[str]:
    return (key for key in token_keys(identifier) if "|" in key and not key.endswith("|"))


def _stored_line(store: Store, line: Json, lookup: Lookup) -> Version | None:
    group, numbers = group_token(line), frozenset(_identifiers(line))
    if not group or not numbers:
        return None
    patient = patient_tokens(line, lookup)
    for resource_id in sorted(store.index.find("MedicationRequest", "group-identifier", group)):
        version = store.read("MedicationRequest", resource_id)
        if version is None or version.resource is None or numbers.isdisjoint(_identifiers(version.resource)):
            continue
        if not patient.isdisjoint(patient_tokens(version.resource, store_lookup(store))):
            return version
    return None
