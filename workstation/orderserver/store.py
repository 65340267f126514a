"""Keeps every version of every resource in memory.

Threads: one re-entrant lock (`Store.lock`) guards everything. Each method takes it; who checks and then
writes, or reads several things that must belong together, holds it around the whole. Nothing inside waits
for input or output.

A `Version` and the resource in it are never changed after they were stored; callers must not change them
either.
"""

import secrets
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workstation.orderserver import exact_json
from workstation.orderserver.index import Index
from workstation.orderserver.instants import instant, truncated, utc_now
from workstation.orderserver.store_snapshot import Snapshot

Json = dict[str, Any]
VersionIds = Callable[[int], str]
"""How many versions there were before → the id of the next one."""
_COMPACT_BEYOND = 256
MILLISECOND = timedelta(milliseconds=1)
"""The finest precision of `lastUpdated`."""


def opaque_version_id(_: int) -> str:
    """A random version id."""
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a resource. `resource` is None and `body` empty when this version is its deletion."""

    resource_type: str
    id: str
    version_id: str
    sequence: int
    """Order of all changes on this server."""
    last_updated: datetime
    resource: Json | None
    body: bytes
    """The resource as JSON, `meta` included."""

    @property
    def reference(self) -> str:
        """`Type/id`."""
        return f"{self.resource_type}/{self.id}"

    @property
    def is_deleted(self) -> bool:
        """Whether this version records the deletion."""
        return self.resource is None


class Store:
    """All resources, their histories and their index."""

    def __init__(
        self,
        clock: Callable[[], datetime] = utc_now,
        *,
        version_ids: VersionIds = opaque_version_id,
        precision: timedelta = MILLISECOND,
        changed: Callable[[set[str]], None] = lambda types: None,
    ) -> None:
        """`changed` is told, under the lock, of which types resources were changed; it must not wait."""
        self.lock = threading.RLock()
        self.index = Index()
        self._clock, self._version_ids, self._precision, self._changed = clock, version_ids, precision, changed
        self._histories: dict[tuple[str, str], list[Version]] = {}
        self._logs: dict[str, list[Version]] = {}
        self._current: dict[str, dict[str, Version]] = {}
        self._sequence = 0
        self._last_moment: datetime | None = None
        self._journal: list[Version] | None = None

    def put(self, resource_type: str, resource_id: str, resource: Json) -> Version:
        """Stores a new version (the first one, too) and returns it as kept."""
        with self.lock:
            version_id, moment = self._next_version_id(resource_type, resource_id), self._moment()
            meta = {**resource.get("meta", {}), "versionId": version_id, "lastUpdated": instant(moment)}
            kept = {**resource, "resourceType": resource_type, "id": resource_id, "meta": meta}
            body = exact_json.dumps(kept)
            return self._append(resource_type, resource_id, version_id, moment, kept, body)

    def delete(self, resource_type: str, resource_id: str) -> Version | None:
        """Records a deletion; None when there is nothing to delete."""
        with self.lock:
            if self.read(resource_type, resource_id) is None:
                return None
            version_id = self._next_version_id(resource_type, resource_id)
            return self._append(resource_type, resource_id, version_id, self._moment(), None, b"")

    def read(self, resource_type: str, resource_id: str) -> Version | None:
        """The current version; None when there is none or it was deleted."""
        with self.lock:
            return self._current.get(resource_type, {}).get(resource_id)

    def history(self, resource_type: str, resource_id: str) -> tuple[Version, ...]:
        """All versions, oldest first, deletions included; empty when the id was never used."""
        with self.lock:
            return tuple(self._histories.get((resource_type, resource_id), ()))

    def count(self, resource_type: str) -> int:
        """How many resources of a type there are."""
        with self.lock:
            return len(self._current.get(resource_type, {}))

    def counts(self) -> dict[str, int]:
        """How many resources there are of each type."""
        with self.lock:
            return {name: len(versions) for name, versions in sorted(self._current.items()) if versions}

    def by_change(self, resource_type: str, since: datetime | None = None) -> Iterator[Version]:
        """Current versions in the order of their change, from a moment on. To be used up under the lock."""
        log, current = self._logs.get(resource_type, []), self._current.get(resource_type, {})
        start = 0 if since is None else bisect_left(log, since, key=lambda version: version.last_updated)
        return (version for version in log[start:] if current.get(version.id) is version)

    def changed_after(self, resource_type: str, moment: datetime) -> set[str]:
        """The ids of all resources of a type that were changed or deleted after a moment."""
        with self.lock:
            log = self._logs.get(resource_type, [])
            return {version.id for version in log[bisect_right(log, moment, key=lambda each: each.last_updated) :]}

    def snapshot(self) -> Snapshot:
        """A backup of everything; it never changes."""
        with self.lock:
            return Snapshot({key: tuple(history) for key, history in self._histories.items()}, self._sequence)

    def restore(self, snapshot: Snapshot) -> None:
        """Goes back to a backup: what was changed since is lost without a trace. Times still never go back."""
        with self.lock:
            if self._journal is not None:
                raise RuntimeError("a transaction is open")
            self.index = Index()
            self._histories = {key: list(history) for key, history in snapshot.histories.items()}
            self._logs, self._current, self._sequence = {}, {}, snapshot.sequence
            every = (version for history in snapshot.histories.values() for version in history)
            for version in sorted(every, key=lambda each: each.sequence):
                self._logs.setdefault(version.resource_type, []).append(version)
            for (resource_type, resource_id), history in snapshot.histories.items():
                self._show(resource_type, resource_id, history[-1])
            self._changed(set(self._logs))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are kept, or none: an exception takes back what was done. Holds the lock."""
        with self.lock:
            if self._journal is not None:
                raise RuntimeError("a transaction is open already")
            self._journal = []
            done = False
            try:
                yield
                done = True
            finally:
                changes, self._journal = self._journal, None
                if done:
                    self._changed({version.resource_type for version in changes})
                else:
                    for version in reversed(changes):
                        self._take_back(version)

    def _append(
        self,
        resource_type: str,
        resource_id: str,
        version_id: str,
        moment: datetime,
        resource: Json | None,
        body: bytes,
    ) -> Version:
        self._sequence += 1
        version = Version(resource_type, resource_id, version_id, self._sequence, moment, resource, body)
        self._histories.setdefault((resource_type, resource_id), []).append(version)
        self._logs.setdefault(resource_type, []).append(version)
        self._show(resource_type, resource_id, version)
        if self._journal is not None:
            self._journal.append(version)
        else:
            self._compact(resource_type)
            self._changed({resource_type})
        return version

    def _next_version_id(self, resource_type: str, resource_id: str) -> str:
        return self._version_ids(len(self._histories.get((resource_type, resource_id), ())))

    def _take_back(self, version: Version) -> None:
        history = self._histories[version.resource_type, version.id]
        history.pop()
        self._logs[version.resource_type].pop()
        if not history:
            del self._histories[version.resource_type, version.id]
        self._show(version.resource_type, version.id, history[-1] if history else None)

    def _show(self, resource_type: str, resource_id: str, version: Version | None) -> None:
        current = self._current.setdefault(resource_type, {})
        if version is None or version.is_deleted:
            current.pop(resource_id, None)
        else:
            current[resource_id] = version
        self.index.put(resource_type, resource_id, version.resource if version is not None else None)

    def _compact(self, resource_type: str) -> None:
        log, current = self._logs[resource_type], self._current[resource_type]
        if len(log) > 2 * len(current) + _COMPACT_BEYOND:
            log[:] = [version for version in log if current.get(version.id) is version]

    def _moment(self) -> datetime:
        moment = truncated(self._clock(), self._precision)
        if self._last_moment is not None and moment < self._last_moment:
            # the clock went back: a search by _lastUpdated must not miss what comes from now on
            moment = self._last_moment
        self._last_moment = moment
        return moment
