"""What of a batch an approved prescription holds before its packs are scanned. In millionths (ADR 0020)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Id, Micro


class ReservationRow(Base):
    """Open while `ended_at` is NULL. What is scanned goes over into an allocation, and is held here no more."""

    __tablename__ = "reservation"
    __table_args__ = (
        ForeignKeyConstraint(["batch_id", "unit"], ["stock_batch.id", "stock_batch.unit"]),
        CheckConstraint("quantity_micro > 0", name="quantity"),
        # Covers the sum of a batch without touching the rows; whose own holds do not count is in it.
        Index(
            "ix_reservation_open_batch",
            "batch_id",
            "prescription_id",
            "quantity_micro",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_reservation_open_prescription",
            "prescription_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("prescription_line.id"))
    batch_id: Mapped[UUID]
    unit: Mapped[str]
    quantity_micro: Mapped[Micro]
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    """NULL: the work itself ended it."""
    why_ended: Mapped[str | None]
