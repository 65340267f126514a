"""Answers a query from the store: the matches, their order and what is included with a page of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from workstation.orderserver.criteria import Criterion, DateCriterion, KeyCriterion, StringCriterion
from workstation.orderserver.instants import LATEST, Interval
from workstation.orderserver.parameters import Kind, parameters_of
from workstation.orderserver.query import Pairs, Query, parse_query
from workstation.orderserver.store import Store, Version
from workstation.orderserver.values import intervals, strings

_MILLISECOND = timedelta(milliseconds=1)
"""The precision of `lastUpdated`."""


def find(store: Store, query: Query) -> list[Version]:
    """All current versions that match, in the wanted order (without one: by their last change)."""
    with store.lock:
        ids = _ids(store, query)
        since = _earliest_change(query.criteria)
        if ids is not None and since is None:
            versions = [version for key in ids if (version := store.read(query.resource_type, key)) is not None]
            versions.sort(key=lambda version: version.sequence)
        else:
            changed = store.by_change(query.resource_type, since)
            versions = [version for version in changed if ids is None or version.id in ids]
    checks = [
        criterion
        for criterion in query.criteria
        if not isinstance(criterion, KeyCriterion) and not _is_lower_bound(criterion)
    ]
    if checks:
        versions = [version for version in versions if _accepts_all(version, checks)]
    return in_order(versions, query)


def find_pairs(store: Store, resource_type: str, pairs: Pairs) -> list[Version]:
    """As `find`, from parameters; what the server does not understand is refused."""
    return find(store, parse_query(resource_type, pairs, strict=True))


def _ids(store: Store, query: Query) -> set[str] | frozenset[str] | None:
    """The ids that satisfy every indexed criterion; None when there is no such criterion."""
    groups: list[set[str] | frozenset[str]] = []
    excluded: set[str] = set()
    for criterion in query.criteria:
        if not isinstance(criterion, KeyCriterion):
            continue
        found = _ids_of(store, query.resource_type, criterion)
        if criterion.negated:
            excluded |= found
        else:
            groups.append(found)
    if not groups and not excluded:
        return None
    if len(groups) == 1 and not excluded:
        return groups[0]
    groups.sort(key=len)
    if not groups:
        groups = [{version.id for version in store.by_change(query.resource_type)}]
    return set(groups[0]).intersection(*groups[1:]) - excluded


def _ids_of(store: Store, resource_type: str, criterion: KeyCriterion) -> set[str] | frozenset[str]:
    if criterion.name == "_id":
        return criterion.keys
    found = [store.index.find(resource_type, criterion.name, key) for key in criterion.keys]
    return found[0] if len(found) == 1 else set().union(*found)


def _earliest_change(criteria: list[Criterion]) -> datetime | None:
    """A moment before which no match was changed, when `_lastUpdated` gives one."""
    bounds = [
        min(value.interval.start for value in criterion.values)
        for criterion in criteria
        if isinstance(criterion, DateCriterion) and criterion.parameter.name == "_lastUpdated" and _bounded(criterion)
    ]
    return max(bounds, default=None)


def _is_lower_bound(criterion: Criterion) -> bool:
    """`_lastUpdated=ge…`: walking the changes from that moment on is the whole check."""
    if not isinstance(criterion, DateCriterion) or criterion.parameter.name != "_lastUpdated":
        return False
    return [value.prefix for value in criterion.values] == ["ge"]


def _bounded(criterion: DateCriterion) -> bool:
    return all(value.prefix in ("eq", "ge", "gt", "sa") for value in criterion.values)


def _accepts_all(version: Version, checks: list[DateCriterion | StringCriterion]) -> bool:
    return all(accepts(version, check) for check in checks)


def accepts(version: Version, check: DateCriterion | StringCriterion) -> bool:
    """Whether a version satisfies one criterion that the index does not answer."""
    if isinstance(check, DateCriterion) and check.parameter.name == "_lastUpdated":
        moment = version.last_updated
        return check.accepts_interval(Interval(moment, moment + _MILLISECOND))
    return version.resource is not None and check.accepts(version.resource)


def in_order(versions: list[Version], query: Query) -> list[Version]:
    """Sorts matches, given by their last change, as the query wants it; returns the same list."""
    for name, descending in reversed(query.sort):
        versions.sort(key=_sort_key(query.resource_type, name), reverse=descending)
    return versions


def _sort_key(resource_type: str, name: str) -> Callable[[Version], Any]:
    if name == "_lastUpdated":
        return lambda version: version.sequence
    if name == "_id":
        return lambda version: version.id
    parameter = parameters_of(resource_type)[name]
    if parameter.kind is Kind.STRING:
        return lambda version: min(strings(version.resource or {}, parameter), default="\U0010ffff")
    return lambda version: min((found.start for found in intervals(version.resource or {}, parameter)), default=LATEST)
