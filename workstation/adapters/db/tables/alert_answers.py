"""Answers to alerts, append-only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Sequence


class AlertAnswerRow(Base):
    """An override or a note by a pharmacist."""

    __tablename__ = "alert_answer"

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), index=True)
    key: Mapped[str]
    severity: Mapped[str]
    reason: Mapped[str]
    by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    fingerprint: Mapped[str]
    memory: Mapped[str | None] = mapped_column(index=True)
