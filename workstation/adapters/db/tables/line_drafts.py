"""What somebody typed for a line and did not confirm. Rows come and go: nothing of it has happened."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base
from workstation.adapters.db.values import Ingredients
from workstation.domain.medicine import IngredientStrength


class LineDraftRow(Base):
    """One person's draft of one line. `line_id` is no foreign key: a line that is added has none yet (all zeros)."""

    __tablename__ = "line_draft"

    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), primary_key=True)
    line_id: Mapped[UUID] = mapped_column(primary_key=True)
    by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    station_id: Mapped[UUID]
    begun_at: Mapped[datetime]
    at: Mapped[datetime]
    directions: Mapped[str]
    days: Mapped[str]
    quantity: Mapped[str]
    quantity_by_hand: Mapped[bool]
    chosen: Mapped[str]
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("product.id"))
    ingredients: Mapped[tuple[IngredientStrength, ...]] = mapped_column(Ingredients)
