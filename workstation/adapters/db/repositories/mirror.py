"""The pulled copy of server resources, and small facts of the sync."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from workstation.adapters.db.bulk import update_all
from workstation.adapters.db.tables import ServerResourceRow, SyncNoteRow
from workstation.adapters.db.work import Work, table_of
from workstation.services.sync_ports import FORMER, Copy

_TABLE = table_of(ServerResourceRow)
_NAMED = _TABLE.c.reference.in_(bindparam("references", expanding=True))
_VERSIONS = select(_TABLE.c.reference, _TABLE.c.version_id, _TABLE.c.taken_in).where(_NAMED)
_COPIES = select(
    _TABLE.c.reference, _TABLE.c.version_id, _TABLE.c.last_updated, _TABLE.c.body, _TABLE.c.taken_in
).where(_NAMED)
_DROP = delete(_TABLE).where(_TABLE.c.reference == bindparam("key"))


@dataclass(frozen=True, slots=True)
class SqlMirror:
    """Implements ports.Mirror."""

    work: Work

    def save(self, reference: str, version_id: str, last_updated: str, body: str, *, taken_in: bool = True) -> bool:
        """False when exactly this version is already here (and taken in, if this one is)."""
        copy = Copy(reference, version_id, last_updated, body, taken_in)
        return bool(self.keep([copy]))

    def keep(self, copies: Sequence[Copy]) -> int:
        """Keeps those that are not here yet in that version. Returns how many."""
        known = self._versions([one.reference for one in copies])
        news = [one for one in copies if not _is_old(one, known.get(one.reference))]
        rows = {one.reference: one for one in news}  # the last one counts
        there = [{"key": name, **_values(one)} for name, one in rows.items() if name in known]
        if there:
            update_all(self.work.connection, _CHANGE, there)
        fresh = [{"reference": name, **_values(one)} for name, one in rows.items() if name not in known]
        self.work.add_all(ServerResourceRow, fresh)
        return len(news)

    def save_all(self, copies: Sequence[tuple[str, str, str, str]]) -> None:
        """(reference, version, last updated, body) of many that were taken in."""
        self.keep([Copy(*one) for one in copies])

    def versions(self, references: Sequence[str]) -> Mapping[str, str]:
        """The versions that are here and taken in."""
        return {name: version for name, (version, taken_in) in self._versions(references).items() if taken_in}

    def references_after(self, resource_type: str, after: str, limit: int) -> Sequence[str]:
        """The next ones of one type, sorted."""
        of_type = select(_TABLE.c.reference).where(_TABLE.c.resource_type == resource_type, _TABLE.c.reference > after)
        return self.work.connection.scalars(of_type.order_by(_TABLE.c.reference).limit(limit)).all()

    def _versions(self, references: Sequence[str]) -> dict[str, tuple[str, bool]]:
        found = self.work.connection.execute(_VERSIONS, {"references": references})
        return {name: (version, taken_in) for name, version, taken_in in found.all()}

    def distrust_versions(self) -> None:
        """Each resource is news again. Those without a version are told by their time stamps as before."""
        named = _TABLE.c.version_id != _TABLE.c.last_updated
        self.work.connection.execute(update(_TABLE).where(named).values(version_id=FORMER + _TABLE.c.version_id))

    def copies(self, references: Collection[str]) -> Mapping[str, Copy]:
        """Those of them that are here."""
        found = self.work.connection.execute(_COPIES, {"references": list(references)}).all()
        return {one.reference: one for one in (Copy(*values) for values in found)}

    def holds(self, reference: str, version_id: str) -> bool:
        """True when this version is here and our own copy of the work follows it."""
        wanted = select(ServerResourceRow.reference).where(
            ServerResourceRow.reference == reference,
            ServerResourceRow.version_id == version_id,
            ServerResourceRow.taken_in,
        )
        return self.work.connection.scalar(wanted) is not None

    def not_taken_in(self, resource_type: str) -> Sequence[str]:
        """Those of one type whose newest version our own copy does not follow yet."""
        wanted = select(ServerResourceRow.reference).where(
            ServerResourceRow.resource_type == resource_type, ~ServerResourceRow.taken_in
        )
        return self.work.connection.scalars(wanted.order_by(ServerResourceRow.reference)).all()

    def forget(self, reference: str) -> None:
        """The copy is gone at the server."""
        self.work.connection.execute(delete(ServerResourceRow).where(ServerResourceRow.reference == reference))

    def get(self, reference: str) -> tuple[str, str] | None:
        """(version id, body) or None."""
        row = self.work.row(select(ServerResourceRow).where(ServerResourceRow.reference == reference))
        return None if row is None else (row.version_id, row.body)

    def references(self, resource_type: str) -> Sequence[str]:
        """All of one type, sorted."""
        wanted = select(ServerResourceRow.reference).where(ServerResourceRow.resource_type == resource_type)
        return self.work.connection.scalars(wanted.order_by(ServerResourceRow.reference)).all()


_CHANGE = (
    update(_TABLE)
    .where(_TABLE.c.reference == bindparam("key"))
    .values({name: bindparam(name) for name in ("version_id", "last_updated", "body", "taken_in")})
)


def _values(one: Copy) -> dict[str, object]:
    return {
        "resource_type": one.reference.partition("/")[0],
        "version_id": one.version_id,
        "last_updated": one.last_updated,
        "body": one.body,
        "taken_in": one.taken_in,
    }


def _is_old(one: Copy, known: tuple[str, bool] | None) -> bool:
    return known is not None and known[0] == one.version_id and (known[1] or not one.taken_in)


@dataclass(frozen=True, slots=True)
class SqlSyncNotes:
    """Implements ports.SyncNotes."""

    work: Work

    def get(self, key: str) -> str | None:
        """None when it was never set."""
        return self.work.connection.scalar(select(SyncNoteRow.value).where(SyncNoteRow.key == key))

    def set(self, key: str, value: str) -> None:
        """Replaces."""
        self.work.put(SyncNoteRow, {"key": key}, value=value)
