"""Finds resources by token and reference parameters without looking at each of them."""

from workstation.orderserver.parameters import Kind, parameters_of
from workstation.orderserver.values import Json, index_keys

IndexKey = tuple[str, str, str]
"""Resource type, parameter name, key (`system|value`, `Type/id` …)."""

_INDEXED = (Kind.TOKEN, Kind.REFERENCE)
_NOTHING: frozenset[str] = frozenset()


class Index:
    """Ids of current resources by what they contain. Not safe for threads: the store's lock guards it."""

    def __init__(self) -> None:
        self._ids: dict[IndexKey, set[str]] = {}
        self._keys: dict[tuple[str, str], frozenset[IndexKey]] = {}

    def put(self, resource_type: str, resource_id: str, resource: Json | None) -> None:
        """Takes over the current content of a resource; None takes it out."""
        old = self._keys.pop((resource_type, resource_id), frozenset())
        new = frozenset() if resource is None else _keys_of(resource_type, resource)
        for key in old - new:
            self._remove(key, resource_id)
        for key in new - old:
            self._ids.setdefault(key, set()).add(resource_id)
        if new:
            self._keys[resource_type, resource_id] = new

    def find(self, resource_type: str, parameter: str, key: str) -> frozenset[str] | set[str]:
        """The ids under a key; not to be changed by the caller."""
        return self._ids.get((resource_type, parameter, key), _NOTHING)

    def _remove(self, key: IndexKey, resource_id: str) -> None:
        ids = self._ids[key]
        ids.discard(resource_id)
        if not ids:
            del self._ids[key]


def _keys_of(resource_type: str, resource: Json) -> frozenset[IndexKey]:
    return frozenset(
        (resource_type, parameter.name, key)
        for parameter in parameters_of(resource_type).values()
        if parameter.kind in _INDEXED
        for key in index_keys(resource, parameter)
    )
