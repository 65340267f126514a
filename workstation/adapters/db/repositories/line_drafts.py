"""Drafts of lines: what somebody typed and did not confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from workstation.adapters.db.tables import LineDraftRow
from workstation.adapters.db.work import Work, table_of
from workstation.domain.line_draft import DraftContent, LineDraft

_TABLE = table_of(LineDraftRow)


@dataclass(frozen=True, slots=True)
class SqlLineDrafts:
    """Implements draft_ports.LineDrafts."""

    work: Work

    def save(self, draft: LineDraft) -> None:
        """Inserts or replaces."""
        said = draft.content
        self.work.put(
            LineDraftRow,
            {"prescription_id": draft.prescription_id, "line_id": draft.line_id, "by": draft.by},
            station_id=draft.station_id,
            begun_at=draft.begun_at,
            at=draft.at,
            directions=said.directions,
            days=said.days,
            quantity=said.quantity,
            quantity_by_hand=said.quantity_by_hand,
            chosen=said.chosen,
            product_id=said.product_id,
            ingredients=said.ingredients,
        )

    def get(self, prescription_id: UUID, line_id: UUID, by: UUID) -> LineDraft | None:
        """None when this person has none of this line."""
        row = LineDraftRow
        wanted = select(row).where(row.prescription_id == prescription_id, row.line_id == line_id, row.by == by)
        found = self.work.row(wanted)
        return None if found is None else _draft(found)

    def of_prescription(self, prescription_id: UUID) -> Sequence[LineDraft]:
        """By the time of beginning."""
        row = LineDraftRow
        wanted = select(row).where(row.prescription_id == prescription_id)
        return [_draft(one) for one in self.work.rows(wanted.order_by(row.begun_at, row.line_id, row.by))]

    def remove(self, draft: LineDraft) -> None:
        """The row goes: what was typed and never confirmed is nobody's record."""
        of = _TABLE.c
        same = (of.prescription_id == draft.prescription_id) & (of.line_id == draft.line_id) & (of.by == draft.by)
        self.work.connection.execute(delete(_TABLE).where(same))


def _draft(row: LineDraftRow) -> LineDraft:
    said = DraftContent(
        row.directions, row.days, row.quantity, row.quantity_by_hand, row.chosen, row.product_id, row.ingredients
    )
    return LineDraft(row.prescription_id, row.line_id, row.by, row.station_id, row.begun_at, row.at, said)
