"""Supplies that the server knows of: those of other pharmacies, and ours as the server has them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base
from workstation.adapters.db.values import Codings, Ingredients
from workstation.domain.medicine import IngredientStrength
from workstation.domain.prescription import Coding


class DispenseElsewhereRow(Base):
    """One MedicationDispense of the server. `counted_*` is what it is of the line; NULL = not known."""

    __tablename__ = "dispense_elsewhere"
    __table_args__ = (
        CheckConstraint("(quantity_value IS NULL) = (quantity_unit IS NULL)", name="quantity"),
        CheckConstraint("(counted_value IS NULL) = (counted_unit IS NULL)", name="counted"),
    )

    reference: Mapped[str] = mapped_column(primary_key=True)
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), index=True)
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("prescription_line.id"))
    own_id: Mapped[UUID | None]
    """The business identifier where it is one of ours; the dispense of that id need not be in this store."""
    status: Mapped[str]
    quantity_value: Mapped[Decimal | None]
    quantity_unit: Mapped[str | None]
    medicine_text: Mapped[str | None]
    medicine_form: Mapped[str | None]
    ingredients: Mapped[tuple[IngredientStrength, ...] | None] = mapped_column(Ingredients)
    codings: Mapped[tuple[Coding, ...] | None] = mapped_column(Codings)
    handed_over_at: Mapped[datetime | None]
    counted_value: Mapped[Decimal | None]
    counted_unit: Mapped[str | None]
    counted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
