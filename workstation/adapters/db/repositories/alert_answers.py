"""Answers to alerts, append-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from workstation.adapters.db.tables import AlertAnswerRow
from workstation.adapters.db.work import Work
from workstation.services.ports import AlertAnswer


@dataclass(frozen=True, slots=True)
class SqlAlertAnswers:
    """Implements ports.AlertAnswers."""

    work: Work

    def add(self, answer: AlertAnswer) -> None:
        """Append-only."""
        self.work.add(
            AlertAnswerRow,
            id=answer.id,
            prescription_id=answer.prescription_id,
            key=answer.key,
            severity=answer.severity,
            reason=answer.reason,
            by=answer.by,
            at=answer.at,
            fingerprint=answer.fingerprint,
            memory=answer.memory or None,
        )

    def of_prescription(self, prescription_id: UUID) -> Sequence[AlertAnswer]:
        """Oldest first."""
        wanted = select(AlertAnswerRow).where(AlertAnswerRow.prescription_id == prescription_id)
        return [_answer(row) for row in self.work.rows(wanted.order_by(AlertAnswerRow.sequence))]

    def remembered(self, memories: Sequence[str], since: datetime) -> Sequence[AlertAnswer]:
        """Oldest first."""
        wanted = select(AlertAnswerRow).where(AlertAnswerRow.memory.in_(memories), AlertAnswerRow.at >= since)
        return [_answer(row) for row in self.work.rows(wanted.order_by(AlertAnswerRow.sequence))]


def _answer(row: AlertAnswerRow) -> AlertAnswer:
    return AlertAnswer(
        row.id, row.prescription_id, row.key, row.severity, row.reason, row.by, row.at, row.fingerprint,
        row.memory or "",
    )  # fmt: skip
