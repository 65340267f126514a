"""How far each line is: open allocations, dispenses with their reversals, and what others supplied."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from uuid import UUID

from sqlalchemy import Select, func, select

from workstation.adapters.db.micro_units import from_micro_units
from workstation.adapters.db.repositories import line_values
from workstation.adapters.db.tables import AllocationRow, DispenseElsewhereRow, DispenseRow
from workstation.adapters.db.work import Work
from workstation.domain.elsewhere import NOTHING_SUPPLIED
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import LineProgress


def of_prescription(work: Work, prescription_id: UUID) -> Sequence[LineProgress]:
    """One for each medicine line that is work, by position. Raises Refused(UNITS_DIFFER) for packs in two units."""
    allocated = _sums(
        work,
        select(
            AllocationRow.line_id,
            AllocationRow.unit,
            AllocationRow.units_for_one,
            func.sum(AllocationRow.quantity_micro),
        )
        .where(AllocationRow.prescription_id == prescription_id, AllocationRow.ended_at.is_(None))
        .group_by(AllocationRow.line_id, AllocationRow.unit, AllocationRow.units_for_one),
    )
    dispensed = _sums(
        work,
        select(
            DispenseRow.line_id,
            DispenseRow.quantity_unit,
            DispenseRow.units_for_one,
            func.sum(DispenseRow.quantity_micro),
        )
        .where(DispenseRow.prescription_id == prescription_id)
        .group_by(DispenseRow.line_id, DispenseRow.quantity_unit, DispenseRow.units_for_one),
    )
    others = _elsewhere(work, prescription_id)
    return [
        LineProgress(
            line.id,
            line.quantity_prescribed,
            allocated.get(line.id),
            dispensed.get(line.id),
            line.repeats_allowed,
            others.get(line.id),
        )
        for line in line_values.lines(work, prescription_id)
        if line.is_work
    ]


def _elsewhere(work: Work, prescription_id: UUID) -> Mapping[UUID, Quantity]:
    """What counts of supplies that are not in this store; ours that are here are counted as ours."""
    here = select(DispenseRow.id).where(DispenseRow.id == DispenseElsewhereRow.own_id).exists()
    row = DispenseElsewhereRow
    wanted = select(row.line_id, row.counted_value, row.counted_unit).where(
        row.prescription_id == prescription_id,
        row.counted_value.is_not(None),
        row.status.not_in(NOTHING_SUPPLIED),
        ~here,
    )
    parts: dict[UUID, list[Quantity]] = {}
    for line_id, value, unit in work.connection.execute(wanted):
        if line_id is not None and value is not None and unit is not None:
            parts.setdefault(line_id, []).append(Quantity(value, unit))
    return {line_id: reduce(add, amounts) for line_id, amounts in parts.items()}


def _sums(work: Work, statement: Select[UUID, str, int | None, int]) -> Mapping[UUID, Quantity]:
    """In units of the line: of a lower strength several units stand for one."""
    parts: dict[UUID, list[Quantity]] = {}
    for line_id, unit, units_for_one, micro in work.connection.execute(statement):
        if micro:
            amount = from_micro_units(micro, unit)
            parts.setdefault(line_id, []).append(Quantity(amount.value / (units_for_one or 1), unit))
    return {line_id: reduce(add, amounts) for line_id, amounts in parts.items()}
