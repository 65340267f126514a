"""Who was responsible for the pharmacy, append-only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Sequence
from workstation.adapters.db.types import Word
from workstation.domain.duty import DutyKind


class DutyEntryRow(Base):
    """Signed on, away, back, signed off."""

    __tablename__ = "duty_entry"

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[DutyKind] = mapped_column(Word(DutyKind))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str]
