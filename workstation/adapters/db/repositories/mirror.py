"""The pulled copy of server resources, and small facts of the sync."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from workstation.adapters.db.tables import ServerResourceRow, SyncNoteRow
from workstation.adapters.db.work import Work


@dataclass(frozen=True, slots=True)
class SqlMirror:
    """Implements ports.Mirror."""

    work: Work

    def save(self, reference: str, version_id: str, last_updated: str, body: str, *, taken_in: bool = True) -> bool:
        """False when exactly this version is already here (and taken in, if this one is)."""
        known = self.work.row(select(ServerResourceRow).where(ServerResourceRow.reference == reference))
        if known is not None and known.version_id == version_id and (known.taken_in or not taken_in):
            return False
        self.work.put(
            ServerResourceRow,
            {"reference": reference},
            resource_type=reference.partition("/")[0],
            version_id=version_id,
            last_updated=last_updated,
            body=body,
            taken_in=taken_in,
        )
        return True

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
