"""Stock: batches, movements, allocations. All sums are whole millionths, added by the database (ADR 0020)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from workstation.adapters.db.micro_units import from_micro_units
from workstation.adapters.db.repositories import ledger
from workstation.adapters.db.tables import (
    AllocationRow,
    DispenseRow,
    ProductRow,
    ReservationRow,
    StockBatchRow,
    StockMovementRow,
)
from workstation.adapters.db.work import Work, table_of
from workstation.domain.stock import Allocation, BatchOnHand, MovementKind, StockBatch, StockMovement


@dataclass(frozen=True, slots=True)
class SqlStock:
    """Implements ports.Stock."""

    work: Work

    def add_batch(self, batch: StockBatch) -> None:
        """Counted in the unit of the product's pack from now on. Raises KeyError for an unknown product."""
        unit = self.work.connection.scalar(select(ProductRow.pack_unit).where(ProductRow.id == batch.product_id))
        if unit is None:
            raise KeyError(batch.product_id)
        self.work.add(
            StockBatchRow,
            id=batch.id,
            product_id=batch.product_id,
            batch_number=batch.batch_number,
            expiry_date=batch.expiry_date,
            quarantined=batch.quarantined,
            unit=unit,
        )

    def batch(self, batch_id: UUID) -> StockBatch:
        """Raises KeyError when there is no such batch."""
        return _batch(self.work.need(select(StockBatchRow).where(StockBatchRow.id == batch_id), batch_id))

    def find_batch(self, product_id: UUID, batch_number: str) -> StockBatch | None:
        """By its number on the pack."""
        wanted = select(StockBatchRow).where(
            StockBatchRow.product_id == product_id, StockBatchRow.batch_number == batch_number
        )
        row = self.work.row(wanted)
        return None if row is None else _batch(row)

    def on_hand(self, product_id: UUID, besides: UUID | None = None) -> list[BatchOnHand]:
        """All batches of a product, empty ones too, by expiry; what `besides` holds is free for it."""
        return self._on_hand(_ON_HAND.where(StockBatchRow.product_id == product_id), besides)

    def all_on_hand(self) -> Sequence[BatchOnHand]:
        """All batches of all products, by expiry."""
        return self._on_hand(_ON_HAND, None)

    def _on_hand(self, statement: Select[*tuple[Any, ...]], besides: UUID | None) -> list[BatchOnHand]:
        ordered = statement.order_by(StockBatchRow.expiry_date, StockBatchRow.batch_number)
        return [
            BatchOnHand(
                StockBatch(row.id, row.product_id, row.batch_number, row.expiry_date, row.quarantined),
                from_micro_units(row.on_hand, row.unit),
                from_micro_units(row.allocated, row.unit),
                from_micro_units(row.reserved, row.unit) if row.reserved else None,
            )
            for row in self.work.connection.execute(ordered, {"besides": besides})
        ]

    def add_movement(self, movement: StockMovement) -> None:
        """Raises Refused when the unit differs or stock would become negative, KeyError for no batch."""
        ledger.add_movement(self.work, movement)

    def movement_of(self, dispense_id: UUID, kind: MovementKind) -> StockMovement | None:
        """The one of this kind that belongs to a supply, or None."""
        row = self.work.row(
            select(StockMovementRow).where(StockMovementRow.dispense_id == dispense_id, StockMovementRow.kind == kind)
        )
        return None if row is None else _movement(row)

    def allocate(self, allocation: Allocation) -> bool:
        """True and added if that much of the batch is free at this very moment; else False."""
        return ledger.allocate(self.work, allocation)

    def allocations(self, prescription_id: UUID) -> Sequence[Allocation]:
        """Open ones, oldest first."""
        wanted = select(AllocationRow).where(
            AllocationRow.prescription_id == prescription_id, AllocationRow.ended_at.is_(None)
        )
        return [_allocation(row) for row in self.work.rows(wanted.order_by(AllocationRow.sequence))]

    def serial_allocated(self, product_id: UUID, serial_number: str) -> bool:
        """True when a pack with this serial is allocated, or was dispensed and not reversed."""
        if not serial_number:
            return False
        reversals = select(DispenseRow.reverses).where(DispenseRow.reverses.is_not(None))
        given = AllocationRow.dispense_id.is_not(None) & AllocationRow.dispense_id.not_in(reversals)
        wanted = (
            select(AllocationRow.id)
            .join(StockBatchRow, StockBatchRow.id == AllocationRow.batch_id)
            .where(
                AllocationRow.serial_number == serial_number,
                AllocationRow.serial_number != "",  # lets the partial index of serials be used
                StockBatchRow.product_id == product_id,
                AllocationRow.ended_at.is_(None) | given,
            )
        )
        return self.work.connection.scalar(wanted.limit(1)) is not None

    def end_allocation(self, allocation_id: UUID, at: datetime, dispense_id: UUID | None) -> None:
        """Dispensed as `dispense_id`, or released when None. Raises KeyError when it is not open."""
        open_one = {"id": allocation_id, "ended_at": None}
        if not self.work.change(AllocationRow, open_one, ended_at=at, dispense_id=dispense_id):
            raise KeyError(allocation_id)


_BESIDES = bindparam("besides", type_=table_of(ReservationRow).c.prescription_id.type)
_ON_HAND: Select[*tuple[Any, ...]] = select(
    StockBatchRow.id,
    StockBatchRow.product_id,
    StockBatchRow.batch_number,
    StockBatchRow.expiry_date,
    StockBatchRow.quarantined,
    StockBatchRow.unit,
    ledger.on_hand_of(StockBatchRow.id).label("on_hand"),
    ledger.allocated_of(StockBatchRow.id).label("allocated"),
    ledger.reserved_of(StockBatchRow.id, _BESIDES).label("reserved"),
)


def _batch(row: StockBatchRow) -> StockBatch:
    return StockBatch(row.id, row.product_id, row.batch_number, row.expiry_date, row.quarantined)


def _movement(row: StockMovementRow) -> StockMovement:
    amount = from_micro_units(row.quantity_micro, row.unit)
    return StockMovement(row.id, row.batch_id, row.kind, amount, row.at, row.by, row.reason, row.dispense_id)


def _allocation(row: AllocationRow) -> Allocation:
    return Allocation(
        id=row.id,
        prescription_id=row.prescription_id,
        line_id=row.line_id,
        batch_id=row.batch_id,
        quantity=from_micro_units(row.quantity_micro, row.unit),
        packs=row.packs,
        serial_number=row.serial_number,
        at=row.at,
        by=row.by,
        units_for_one=row.units_for_one or 1,
    )
