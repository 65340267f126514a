"""What travels with the matches of a search: `_include`, `_revinclude`, `:iterate`."""

from collections.abc import Iterable, Iterator

from workstation.orderserver.parameters import Kind, Parameter, parameters_of
from workstation.orderserver.query import Include
from workstation.orderserver.store import Store, Version
from workstation.orderserver.values import all_elements, local_reference

_MAX_ROUNDS = 10
"""How far `:iterate` follows references; cycles end earlier because nothing is included twice."""


def included(store: Store, matches: list[Version], includes: list[Include]) -> list[Version]:
    """The resources to add to a page of matches, each once and none that is a match itself."""
    seen = {version.reference for version in matches}
    found: list[Version] = []
    with store.lock:
        fresh = matches
        for round_number in range(_MAX_ROUNDS):
            active = [include for include in includes if include.iterate or round_number == 0]
            fresh = [*_new(_step(store, fresh, active), seen)]
            if not fresh:
                break
            found += fresh
    return found


def _new(versions: Iterable[Version], seen: set[str]) -> Iterator[Version]:
    for version in versions:
        if version.reference not in seen:
            seen.add(version.reference)
            yield version


def _step(store: Store, versions: list[Version], includes: list[Include]) -> Iterator[Version]:
    for include in includes:
        for version in versions:
            if include.reverse:
                yield from _referring(store, version, include)
            elif version.resource_type == include.source:
                yield from _referred(store, version, include)


def _referred(store: Store, version: Version, include: Include) -> Iterator[Version]:
    for parameter in _parameters(include):
        for resource_type, resource_id in _targets(version, parameter):
            target = store.read(resource_type, resource_id)
            if target is not None and include.target in ("", resource_type):
                yield target


def _referring(store: Store, version: Version, include: Include) -> Iterator[Version]:
    for parameter in _parameters(include):
        for resource_id in sorted(store.index.find(include.source, parameter.name, version.reference)):
            source = store.read(include.source, resource_id)
            if source is not None and include.target in ("", version.resource_type):
                yield source


def _parameters(include: Include) -> list[Parameter]:
    parameters = parameters_of(include.source)
    if include.parameter == "*":
        return [each for each in parameters.values() if each.kind is Kind.REFERENCE and each.searchable]
    return [parameters[include.parameter]]


def _targets(version: Version, parameter: Parameter) -> Iterator[tuple[str, str]]:
    for element in all_elements(version.resource or {}, parameter):
        reference = element.get("reference") if isinstance(element, dict) else None
        local = local_reference(reference) if isinstance(reference, str) else None
        if local is not None and parameter.target in ("", local[0]):
            yield local
