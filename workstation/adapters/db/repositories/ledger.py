"""The three guarded statements: nothing is taken that is not there, whoever else takes at the same moment."""

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Insert, Table, bindparam, func, insert, select

from workstation.adapters.db.micro_units import micro_units
from workstation.adapters.db.tables import AllocationRow, Base, ReservationRow, StockBatchRow, StockMovementRow
from workstation.adapters.db.work import Work, table_of
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, QuantityRefusal
from workstation.domain.reservation import Reservation
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


def reserved_of(batch_id: Any, besides: Any = None) -> ColumnElement[int]:
    """Σ open reservations of a batch, in millionths; without those of the prescription `besides`."""
    total = select(func.coalesce(func.sum(ReservationRow.quantity_micro), 0))
    total = total.where(ReservationRow.batch_id == batch_id, ReservationRow.ended_at.is_(None))
    if besides is not None:
        total = total.where(ReservationRow.prescription_id.is_distinct_from(besides))
    return total.scalar_subquery()


def _guarded(mapping: type[Base], guard: ColumnElement[bool]) -> Insert:
    """INSERT ... SELECT values FROM stock_batch WHERE it is counted in this unit AND guard: one statement.

    It is built once; values come as parameters named as the columns.
    """
    table = table_of(mapping)
    names = [column.name for column in table.columns if column.name not in _GIVEN_LATER]
    row = select(*(_value(table, name) for name in names)).where(
        StockBatchRow.id == _value(table, "batch_id"), StockBatchRow.unit == _value(table, "unit"), guard
    )
    return insert(table).from_select(names, row).returning(table.c.id)


def _value(table: Table, name: str) -> BindParameter[Any]:
    return bindparam(name, type_=table.c[name].type)


_GIVEN_LATER = ("sequence", "ended_at", "ended_by", "why_ended")
_MOVEMENTS, _ALLOCATIONS = table_of(StockMovementRow), table_of(AllocationRow)
_MICRO, _BATCH = _value(_MOVEMENTS, "quantity_micro"), _value(_MOVEMENTS, "batch_id")
_ADD_MOVEMENT = _guarded(StockMovementRow, on_hand_of(_BATCH) + _MICRO >= 0)
_FREE = on_hand_of(_BATCH) - allocated_of(_BATCH)
_ALLOCATE = _guarded(AllocationRow, _FREE - reserved_of(_BATCH, _value(_ALLOCATIONS, "prescription_id")) >= _MICRO)
_RESERVE = _guarded(ReservationRow, _FREE - reserved_of(_BATCH) >= _MICRO)


def add_movement(work: Work, movement: StockMovement) -> None:
    """Adds the movement unless on hand would become negative: see SqlStock.add_movement."""
    values = {
        "id": movement.id,
        "batch_id": movement.batch_id,
        "unit": movement.quantity.unit,
        "kind": movement.kind,
        "quantity_micro": micro_units(movement.quantity),
        "at": movement.at,
        "by": movement.by,
        "reason": movement.reason,
        "dispense_id": movement.dispense_id,
    }
    work.backend.lock_batch(work.session, movement.batch_id)
    if work.connection.execute(_ADD_MOVEMENT, values).first() is None:
        _require_unit(work, movement.batch_id, movement.quantity)
        raise Refused(StoreRefusal.STOCK_WOULD_BE_NEGATIVE, taken=movement.quantity.value, unit=movement.quantity.unit)


def allocate(work: Work, allocation: Allocation) -> bool:
    """Adds the allocation if that much is free: see SqlStock.allocate. Raises Refused(UNITS_DIFFER)."""
    values = {
        "id": allocation.id,
        "prescription_id": allocation.prescription_id,
        "line_id": allocation.line_id,
        "batch_id": allocation.batch_id,
        "unit": allocation.quantity.unit,
        "quantity_micro": micro_units(allocation.quantity),
        "packs": allocation.packs,
        "serial_number": allocation.serial_number,
        "at": allocation.at,
        "by": allocation.by,
        "units_for_one": allocation.units_for_one if allocation.units_for_one != 1 else None,
        "dispense_id": None,
    }
    work.backend.lock_batch(work.session, allocation.batch_id)
    if work.connection.execute(_ALLOCATE, values).first() is not None:
        return True
    _require_unit(work, allocation.batch_id, allocation.quantity)
    return False


def reserve(work: Work, reservation: Reservation) -> bool:
    """Adds the reservation if that much is free: see SqlReservations.add. Raises Refused(UNITS_DIFFER)."""
    values = {
        "id": reservation.id,
        "prescription_id": reservation.prescription_id,
        "line_id": reservation.line_id,
        "batch_id": reservation.batch_id,
        "unit": reservation.quantity.unit,
        "quantity_micro": micro_units(reservation.quantity),
        "at": reservation.at,
        "by": reservation.by,
    }
    work.backend.lock_batch(work.session, reservation.batch_id)
    if work.connection.execute(_RESERVE, values).first() is not None:
        return True
    _require_unit(work, reservation.batch_id, reservation.quantity)
    return False


def _require_unit(work: Work, batch_id: UUID, amount: Quantity) -> None:
    unit = work.connection.scalar(select(StockBatchRow.unit).where(StockBatchRow.id == batch_id))
    if unit is None:
        raise KeyError(batch_id)
    if unit != amount.unit:
        raise Refused(QuantityRefusal.UNITS_DIFFER, left=unit, right=amount.unit)
