"""How far each line is: open allocations, dispenses with their reversals, and what others supplied."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import add
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from workstation.adapters.db.micro_units import from_micro_units
from workstation.adapters.db.repositories import line_values
from workstation.adapters.db.tables import AllocationRow, DispenseElsewhereRow, DispenseRow, PrescriptionEventRow
from workstation.adapters.db.work import Work, table_of
from workstation.domain.elsewhere import NOTHING_SUPPLIED
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import CLOSING_KINDS, Event, LineProgress, closed_lines


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
    closed = _closed(work, prescription_id)
    return [
        LineProgress(
            line.id,
            line.quantity_prescribed,
            allocated.get(line.id),
            dispensed.get(line.id),
            line.repeats_allowed,
            others.get(line.id),
            line.id in closed,
        )
        for line in line_values.lines(work, prescription_id)
        if line.is_work
    ]


def _closed(work: Work, prescription_id: UUID) -> Collection[UUID]:
    """Lines of which a person said that nothing (more) is supplied."""
    found = work.connection.execute(_CLOSING_EVENTS, {"wanted": prescription_id}).all()
    return closed_lines(Event(one.id, prescription_id, one.kind, one.at, detail=one.detail) for one in found)


_EVENT = table_of(PrescriptionEventRow)
_CLOSING_EVENTS = (
    select(_EVENT.c.id, _EVENT.c.kind, _EVENT.c.at, _EVENT.c.detail)
    .where(_EVENT.c.prescription_id == bindparam("wanted", type_=_EVENT.c.prescription_id.type))
    .where(_EVENT.c.kind.in_(sorted(CLOSING_KINDS)))
    .order_by(_EVENT.c.sequence)
)
"""Built once: it is asked for every prescription that is taken in."""


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
