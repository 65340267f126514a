"""Finds the id under which each resource of a scope is stored, so that nothing is overwritten or doubled.

An id that is free, or holds the same content, is kept. One that holds other content gives way to a new id,
and the references to it are rewritten; that may make further resources differ from what is stored, so this
is repeated until nothing changes. New ids are derived from the content: loading the same file again finds
the same ids.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from workstation.orderserver import exact_json
from workstation.orderserver.references import Addresses, rewrite
from workstation.orderserver.resource_types import is_id
from workstation.orderserver.store import Store
from workstation.orderserver.unpack import Item
from workstation.orderserver.values import Json

_NAMESPACE = uuid.UUID("5e6a7f52-3c0f-4f0e-9d0b-6a1f1c1f7b61")
_OWN_META = ("versionId", "lastUpdated")

IsFree = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource with its references resolved, and the id it belongs under."""

    item: Item
    id: str
    content: Json
    is_known: bool
    """The same content is stored there already, or the caller said that it is the same thing."""
    was_renamed: bool


def place(store: Store, items: list[Item], known: dict[int, str], is_free: IsFree) -> list[Placed]:
    """Where each item goes. `known`: position → id decided before; `is_free`: may this id be replaced?"""
    attempts = [0] * len(items)
    preferred = [_preferred_id(item) for item in items]
    while True:
        ids = [known.get(n) or _id(item, preferred[n], attempts[n]) for n, item in enumerate(items)]
        contents = _resolved(store, items, ids)
        blocked = [n for n in _blocked(store, items, ids, contents, is_free) if n not in known]
        if not blocked:
            break
        for n in blocked:
            attempts[n] += 1
    return [
        Placed(
            item,
            ids[n],
            contents[n],
            n in known or (not is_free(item.resource_type, ids[n]) and _holds(store, item, ids[n], contents[n])),
            n not in known and attempts[n] > 0,
        )
        for n, item in enumerate(items)
    ]


def same_content(one: Json, other: Json) -> bool:
    """Whether two resources say the same, apart from id and what the server stamps."""
    return _bare(one) == _bare(other)


def _blocked(store: Store, items: list[Item], ids: list[str], contents: list[Json], is_free: IsFree) -> list[int]:
    """Positions whose id is taken by other content, in the store or earlier in the scope."""
    blocked = []
    claimed: dict[tuple[str, str], Json] = {}
    for n, item in enumerate(items):
        key = (item.resource_type, ids[n])
        taken = bool(store.history(*key)) and not is_free(*key) and not _holds(store, item, ids[n], contents[n])
        if taken or (key in claimed and not same_content(claimed[key], contents[n])):
            blocked.append(n)
        else:
            claimed.setdefault(key, contents[n])
    return blocked


def _holds(store: Store, item: Item, resource_id: str, content: Json) -> bool:
    """Whether this content is, or once was, stored under the id: what was edited since is not put back."""
    versions = store.history(item.resource_type, resource_id)
    return any(each.resource is not None and same_content(each.resource, content) for each in versions)


def _resolved(store: Store, items: list[Item], ids: list[str]) -> list[Json]:
    addresses = Addresses()
    for item, resource_id in zip(items, ids, strict=True):
        original = item.resource.get("id")
        name = f"{item.resource_type}/{original}" if original else ""
        addresses.add(item.full_url, name, f"{item.resource_type}/{resource_id}")
    return [rewrite(item.resource, lambda reference: _target(store, addresses, reference)) for item in items]


def _target(store: Store, addresses: Addresses, reference: str) -> str | None:
    found = addresses.resolve(reference)
    if found is None and "?identifier=" in reference:
        resource_type, _, token = reference.partition("?identifier=")
        ids = store.index.find(resource_type, "identifier", token)
        found = f"{resource_type}/{next(iter(ids))}" if len(ids) == 1 else None
    return found


def _preferred_id(item: Item) -> str:
    own = item.resource.get("id")
    if isinstance(own, str):
        return own
    tail = item.full_url.removeprefix("urn:uuid:").rpartition("/")[2]
    return tail if is_id(tail) else ""


def _id(item: Item, preferred: str, attempt: int) -> str:
    if preferred and attempt == 0:
        return preferred
    digest = sha256(exact_json.dumps(item.resource)).hexdigest()
    return str(uuid.uuid5(_NAMESPACE, f"{item.resource_type}|{preferred}|{digest}|{attempt}"))


def _bare(resource: Json) -> Json:
    bare = {key: value for key, value in resource.items() if key not in ("id", "meta")}
    meta = {key: value for key, value in resource.get("meta", {}).items() if key not in _OWN_META}
    return {**bare, "meta": meta} if meta else bare
