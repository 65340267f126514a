"""The two guarded statements: nothing is taken that is not there, whoever else takes at the same moment."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, literal, select

from workstation.adapters.db.micro_units import micro_units
from workstation.adapters.db.tables import AllocationRow, Base, StockBatchRow, StockMovementRow
from workstation.adapters.db.work import Work, table_of
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, QuantityRefusal
from workstation.domain.stock import Allocation, StockMovement
from workstation.services.ports import StoreRefusal


def on_hand_of(batch_id: Any) -> ColumnElement[int]:
    """Σ movements of a batch, in millionths."""
    total = select(func.coalesce(func.sum(StockMovementRow.quantity_micro), 0))
    return total.where(StockMovementRow.batch_id == batch_id).scalar_subquery()


def allocated_of(batch_id: Any) -> ColumnElement[int]:
    """Σ open allocations of a batch, in millionths."""
    total = select(func.coalesce(func.sum(AllocationRow.quantity_micro), 0))
    return total.where(AllocationRow.batch_id == batch_id, AllocationRow.ended_at.is_(None)).scalar_subquery()


def add_movement(work: Work, movement: StockMovement) -> None:
    """Adds the movement unless on hand would become negative: see SqlStock.add_movement."""
    micro = micro_units(movement.quantity)
    work.backend.lock_batch(work.session, movement.batch_id)
    values = {
        "id": movement.id,
        "batch_id": movement.batch_id,
        "unit": movement.quantity.unit,
        "kind": movement.kind,
        "quantity_micro": micro,
        "at": movement.at,
        "by": movement.by,
        "reason": movement.reason,
        "dispense_id": movement.dispense_id,
    }
    guard = on_hand_of(movement.batch_id) + micro >= 0
    if not _insert_if(work, StockMovementRow, values, guard):
        _require_unit(work, movement.batch_id, movement.quantity)
        raise Refused(
            StoreRefusal.STOCK_WOULD_BE_NEGATIVE, taken=movement.quantity.value, unit=movement.quantity.unit
        )


def allocate(work: Work, allocation: Allocation) -> bool:
    """Adds the allocation if that much is free: see SqlStock.allocate. Raises Refused(UNITS_DIFFER)."""
    micro = micro_units(allocation.quantity)
    work.backend.lock_batch(work.session, allocation.batch_id)
    values = {
        "id": allocation.id,
        "prescription_id": allocation.prescription_id,
        "line_id": allocation.line_id,
        "batch_id": allocation.batch_id,
        "unit": allocation.quantity.unit,
        "quantity_micro": micro,
        "packs": allocation.packs,
        "serial_number": allocation.serial_number,
        "at": allocation.at,
        "by": allocation.by,
    }
    guard = on_hand_of(allocation.batch_id) - allocated_of(allocation.batch_id) >= micro
    if _insert_if(work, AllocationRow, values, guard):
        return True
    _require_unit(work, allocation.batch_id, allocation.quantity)
    return False


def _insert_if(work: Work, mapping: type[Base], values: dict[str, Any], guard: ColumnElement[bool]) -> bool:
    """INSERT ... SELECT values FROM stock_batch WHERE it is counted in this unit AND guard: one statement."""
    table = table_of(mapping)
    row: Select[*tuple[Any, ...]] = select(
        *(literal(value, table.c[name].type) for name, value in values.items())
    )
    row = row.where(StockBatchRow.id == values["batch_id"], StockBatchRow.unit == values["unit"], guard)
    added = insert(table).from_select(list(values), row).returning(table.c.id)
    return work.session.execute(added).first() is not None


def _require_unit(work: Work, batch_id: UUID, amount: Quantity) -> None:
    unit = work.session.scalar(select(StockBatchRow.unit).where(StockBatchRow.id == batch_id))
    if unit is None:
        raise KeyError(batch_id)
    if unit != amount.unit:
        raise Refused(QuantityRefusal.UNITS_DIFFER, left=unit, right=amount.unit)
