"""Supplies, append-only."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Micro, Sequence
from workstation.adapters.db.types import Word
from workstation.domain.dispensing import OversupplyReason, SupplyType
from workstation.domain.substitution import SubstitutionReason


class DispenseRow(Base):
    """One supply, or the reversal of one. `quantity_value` is sent, `quantity_micro` is summed."""

    __tablename__ = "dispense"
    __table_args__ = (
        CheckConstraint("(reverses IS NULL) = (quantity_micro > 0) AND quantity_micro <> 0", name="quantity"),
        UniqueConstraint("reverses"),
    )

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("prescription_line.id"))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("stock_batch.id"))
    quantity_value: Mapped[Decimal]
    quantity_unit: Mapped[str]
    quantity_micro: Mapped[Micro]
    supply_type: Mapped[SupplyType] = mapped_column(Word(SupplyType))
    when_prepared: Mapped[datetime]
    when_handed_over: Mapped[datetime]
    prepared_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    handed_over_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    collected_by: Mapped[str]
    substitution: Mapped[str]
    oversupply: Mapped[OversupplyReason | None] = mapped_column(Word(OversupplyReason))
    reverses: Mapped[UUID | None] = mapped_column(ForeignKey("dispense.id"))
    units_for_one: Mapped[int | None]
    """NULL = 1."""
    substitution_reason: Mapped[SubstitutionReason | None] = mapped_column(Word(SubstitutionReason))
