"""Batches, movements (append-only), allocations. Quantities in millionths of the batch's unit (ADR 0020)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Id, Micro, Sequence
from workstation.adapters.db.types import Word
from workstation.domain.stock import MovementKind


class StockBatchRow(Base):
    """A batch of one product. `unit` is what its movements and allocations are counted in, for good."""

    __tablename__ = "stock_batch"
    __table_args__ = (UniqueConstraint("product_id", "batch_number"), UniqueConstraint("id", "unit"))

    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"))
    batch_number: Mapped[str]
    expiry_date: Mapped[date]
    quarantined: Mapped[bool]
    unit: Mapped[str]


class StockMovementRow(Base):
    """One signed change. The pair (batch, unit) refers to the batch: another unit cannot be booked."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        ForeignKeyConstraint(["batch_id", "unit"], ["stock_batch.id", "stock_batch.unit"]),
        CheckConstraint("quantity_micro <> 0", name="quantity"),
        # Covers the sum of a batch without touching the rows.
        Index("ix_stock_movement_batch", "batch_id", "quantity_micro"),
        Index(
            "ix_stock_movement_dispense",
            "dispense_id",
            "kind",
            unique=True,
            sqlite_where=text("dispense_id IS NOT NULL"),
            postgresql_where=text("dispense_id IS NOT NULL"),
        ),
    )

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    batch_id: Mapped[UUID]
    unit: Mapped[str]
    kind: Mapped[MovementKind] = mapped_column(Word(MovementKind))
    quantity_micro: Mapped[Micro]
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str]
    dispense_id: Mapped[UUID | None] = mapped_column(ForeignKey("dispense.id", deferrable=True, initially="DEFERRED"))


class AllocationRow(Base):
    """Packs held for a line. Open while `ended_at` is NULL; ended with a dispense, or without = released."""

    __tablename__ = "allocation"
    __table_args__ = (
        ForeignKeyConstraint(["batch_id", "unit"], ["stock_batch.id", "stock_batch.unit"]),
        CheckConstraint("quantity_micro > 0", name="quantity"),
        CheckConstraint("packs >= 0", name="packs"),
        CheckConstraint("ended_at IS NOT NULL OR dispense_id IS NULL", name="ended"),
        Index(
            "ix_allocation_open_batch",
            "batch_id",
            "quantity_micro",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_allocation_serial",
            "serial_number",
            sqlite_where=text("serial_number <> ''"),
            postgresql_where=text("serial_number <> ''"),
        ),
        Index("ix_allocation_dispense_id", "dispense_id"),
    )

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("prescription_line.id"))
    batch_id: Mapped[UUID]
    unit: Mapped[str]
    quantity_micro: Mapped[Micro]
    packs: Mapped[int]
    serial_number: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    units_for_one: Mapped[int | None]
    """NULL = 1."""
    dispense_id: Mapped[UUID | None] = mapped_column(ForeignKey("dispense.id", deferrable=True, initially="DEFERRED"))
