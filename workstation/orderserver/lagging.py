"""A search over an index that is behind: it finds what was there a moment ago, as it was then."""

from datetime import datetime

from workstation.orderserver.criteria import Criterion, KeyCriterion
from workstation.orderserver.parameters import parameters_of
from workstation.orderserver.query import Query
from workstation.orderserver.search import accepts, find, in_order
from workstation.orderserver.store import Store, Version
from workstation.orderserver.values import index_keys


def find_until(store: Store, query: Query, visible_until: datetime | None) -> list[Version]:
    """As `find`, but changes after a moment are not seen; None: all are."""
    if visible_until is None:
        return find(store, query)
    with store.lock:
        changed = store.changed_after(query.resource_type, visible_until)
        settled = [version for version in find(store, query) if version.id not in changed]
        before = (_version_at(store, query.resource_type, each, visible_until) for each in changed)
        old = [version for version in before if version is not None and _matches(version, query)]
    if not old:
        return settled
    return in_order(sorted([*settled, *old], key=lambda version: version.sequence), query)


def _version_at(store: Store, resource_type: str, resource_id: str, moment: datetime) -> Version | None:
    for version in reversed(store.history(resource_type, resource_id)):
        if version.last_updated <= moment:
            return None if version.is_deleted else version
    return None


def _matches(version: Version, query: Query) -> bool:
    return all(_meets(version, criterion) for criterion in query.criteria)


def _meets(version: Version, criterion: Criterion) -> bool:
    if not isinstance(criterion, KeyCriterion):
        return accepts(version, criterion)
    if criterion.name == "_id":
        keys = {version.id}
    else:
        parameter = parameters_of(version.resource_type)[criterion.name]
        keys = set(index_keys(version.resource or {}, parameter))
    return keys.isdisjoint(criterion.keys) is criterion.negated
