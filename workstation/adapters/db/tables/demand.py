"""Demand that was not met, append-only. Quantities in millionths (ADR 0020); no patient is named."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Micro, Sequence
from workstation.adapters.db.types import Word
from workstation.domain.returns import DemandCause


class UnmetDemandRow(Base):
    """What was wanted and not there."""

    __tablename__ = "unmet_demand"

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    cause: Mapped[DemandCause] = mapped_column(Word(DemandCause))
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("prescription_line.id"))
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("product.id"))
    medicine: Mapped[str]
    quantity_micro: Mapped[Micro]
    unit: Mapped[str]
