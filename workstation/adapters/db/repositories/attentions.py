"""Conflicts and other things that need a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from workstation.adapters.db.tables import AttentionRow, ConflictRow
from workstation.adapters.db.work import Work
from workstation.domain.outbox import Attention, Conflict


@dataclass(frozen=True, slots=True)
class SqlAttentions:
    """Implements ports.Attentions."""

    work: Work

    def add_conflict(self, conflict: Conflict) -> None:
        """Both bodies are kept."""
        self.work.add(
            ConflictRow,
            id=conflict.id,
            entry_id=conflict.entry_id,
            prescription_id=conflict.prescription_id,
            ours=conflict.ours,
            theirs=conflict.theirs,
            found_at=conflict.found_at,
            settled_at=conflict.settled_at,
            settled_as=conflict.settled_as,
        )

    def conflicts(self) -> Sequence[Conflict]:
        """Unsettled ones, oldest first."""
        wanted = select(ConflictRow).where(ConflictRow.settled_at.is_(None))
        return [_conflict(row) for row in self.work.rows(wanted.order_by(ConflictRow.found_at, ConflictRow.id))]

    def settle_conflict(self, conflict_id: UUID, at: datetime, settled_as: str) -> None:
        """Raises KeyError when it is not open."""
        open_one = {"id": conflict_id, "settled_at": None}
        if not self.work.change(ConflictRow, open_one, settled_at=at, settled_as=settled_as):
            raise KeyError(conflict_id)

    def times_settled(self, entry_id: UUID) -> int:
        """How many conflicts about this entry a person has settled."""
        wanted = select(ConflictRow).where(ConflictRow.entry_id == entry_id, ConflictRow.settled_at.is_not(None))
        return len(self.work.rows(wanted))

    def add(self, attention: Attention) -> None:
        """One more thing to put right."""
        self.work.add(
            AttentionRow,
            id=attention.id,
            prescription_id=attention.prescription_id,
            code=attention.code,
            detail=attention.detail,
            found_at=attention.found_at,
            settled_at=attention.settled_at,
        )

    def open(self) -> Sequence[Attention]:
        """Unsettled ones, oldest first."""
        wanted = select(AttentionRow).where(AttentionRow.settled_at.is_(None))
        return [_attention(row) for row in self.work.rows(wanted.order_by(AttentionRow.found_at, AttentionRow.id))]

    def of_prescription(self, prescription_id: UUID) -> Sequence[Attention]:
        """Settled ones among them, oldest first."""
        wanted = select(AttentionRow).where(AttentionRow.prescription_id == prescription_id)
        return [_attention(row) for row in self.work.rows(wanted.order_by(AttentionRow.found_at, AttentionRow.id))]

    def settle(self, attention_id: UUID, at: datetime) -> None:
        """Raises KeyError when it is not open."""
        if not self.work.change(AttentionRow, {"id": attention_id, "settled_at": None}, settled_at=at):
            raise KeyError(attention_id)


def _conflict(row: ConflictRow) -> Conflict:
    return Conflict(
        row.id,
        row.entry_id,
        row.prescription_id,
        row.ours,
        row.theirs,
        row.found_at,
        row.settled_at,
        row.settled_as,
    )


def _attention(row: AttentionRow) -> Attention:
    return Attention(row.id, row.prescription_id, row.code, row.detail, row.found_at, row.settled_at)
