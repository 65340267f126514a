"""Who was responsible for the pharmacy, append-only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from workstation.adapters.db.tables import DutyEntryRow
from workstation.adapters.db.work import Work
from workstation.domain.duty import DutyEntry


@dataclass(frozen=True, slots=True)
class SqlDuties:
    """Implements ports.Duties."""

    work: Work

    def add(self, entry: DutyEntry) -> None:
        """Append-only."""
        self.work.add(
            DutyEntryRow,
            id=entry.id,
            kind=entry.kind,
            user_id=entry.user_id,
            at=entry.at,
            by=entry.by,
            reason=entry.reason,
        )

    def recent(self, limit: int) -> Sequence[DutyEntry]:
        """The last `limit` ones, oldest first."""
        wanted = select(DutyEntryRow).order_by(DutyEntryRow.sequence.desc()).limit(limit)
        return [_entry(row) for row in reversed(self.work.rows(wanted))]


def _entry(row: DutyEntryRow) -> DutyEntry:
    return DutyEntry(row.id, row.kind, row.user_id, row.at, row.by, row.reason)
