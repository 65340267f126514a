"""The durable queue of writes to the order server."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from workstation.adapters.db import exact_json
from workstation.adapters.db.tables import OutboxEntryRow
from workstation.adapters.db.work import Work
from workstation.domain.outbox import OutboxEntry, OutboxState


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    """Implements ports.Outbox."""

    work: Work

    def add(self, entry: OutboxEntry) -> None:
        """The store numbers entries in the order of adding; `entry.sequence` is ignored."""
        self.work.add(OutboxEntryRow, id=entry.id, **_values(entry))

    def get(self, entry_id: UUID) -> OutboxEntry:
        """Raises KeyError when there is no such entry."""
        return _entry(self.work.need(select(OutboxEntryRow).where(OutboxEntryRow.id == entry_id), entry_id))

    def open(self) -> Sequence[OutboxEntry]:
        """Waiting and parked, in sequence."""
        states = (OutboxState.WAITING, OutboxState.PARKED)
        return self._all(select(OutboxEntryRow).where(OutboxEntryRow.state.in_(states)))

    def of_group(self, group: UUID) -> Sequence[OutboxEntry]:
        """All of one prescription, in sequence."""
        return self._all(select(OutboxEntryRow).where(OutboxEntryRow.group_id == group))

    def update(self, entry: OutboxEntry) -> None:
        """By id; the sequence stays. Raises KeyError when there is no such entry."""
        if not self.work.change(OutboxEntryRow, {"id": entry.id}, **_values(entry)):
            raise KeyError(entry.id)

    def count(self, state: OutboxState) -> int:
        """How many are in this state."""
        wanted = select(func.count()).select_from(OutboxEntryRow).where(OutboxEntryRow.state == state)
        return self.work.connection.scalar(wanted) or 0

    def _all(self, wanted: Select[OutboxEntryRow]) -> list[OutboxEntry]:
        return [_entry(row) for row in self.work.rows(wanted.order_by(OutboxEntryRow.sequence))]


def _values(entry: OutboxEntry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "group_id": entry.group,
        "what": entry.what,
        "target": entry.target,
        "body": exact_json.dumps(entry.body),
        "created_at": entry.created_at,
        "state": entry.state,
        "attempts": entry.attempts,
        "next_try_at": entry.next_try_at,
        "answer": entry.answer,
        "sent_reference": entry.sent_reference,
    }


def _entry(row: OutboxEntryRow) -> OutboxEntry:
    return OutboxEntry(
        id=row.id,
        sequence=row.sequence,
        kind=row.kind,
        group=row.group_id,
        what=row.what,
        target=row.target,
        body=exact_json.loads(row.body),
        created_at=row.created_at,
        state=row.state,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        answer=row.answer,
        sent_reference=row.sent_reference,
    )
