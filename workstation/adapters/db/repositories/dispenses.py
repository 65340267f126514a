"""Supplies, append-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from workstation.adapters.db.micro_units import micro_units
from workstation.adapters.db.repositories.persons import same_person
from workstation.adapters.db.tables import DispenseRow, PrescriptionRow
from workstation.adapters.db.work import Work
from workstation.domain.dispensing import Dispense
from workstation.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class SqlDispenses:
    """Implements ports.Dispenses."""

    work: Work

    def add(self, dispense: Dispense) -> None:
        """Append-only. A dispense is reversed once: a second reversal is an IntegrityError."""
        self.work.add(
            DispenseRow,
            id=dispense.id,
            prescription_id=dispense.prescription_id,
            line_id=dispense.line_id,
            product_id=dispense.product_id,
            batch_id=dispense.batch_id,
            quantity_value=dispense.quantity.value,
            quantity_unit=dispense.quantity.unit,
            quantity_micro=micro_units(dispense.quantity),
            supply_type=dispense.supply_type,
            when_prepared=dispense.when_prepared,
            when_handed_over=dispense.when_handed_over,
            prepared_by=dispense.prepared_by,
            checked_by=dispense.checked_by,
            handed_over_by=dispense.handed_over_by,
            collected_by=dispense.collected_by,
            substitution=dispense.substitution,
            oversupply=dispense.oversupply,
            reverses=dispense.reverses,
            units_for_one=dispense.units_for_one if dispense.units_for_one != 1 else None,
            substitution_reason=dispense.substitution_reason,
        )

    def get(self, dispense_id: UUID) -> Dispense:
        """Raises KeyError when there is no such dispense."""
        return _dispense(self.work.need(select(DispenseRow).where(DispenseRow.id == dispense_id), dispense_id))

    def of_prescription(self, prescription_id: UUID) -> Sequence[Dispense]:
        """Oldest first, reversals among them."""
        return self._all(select(DispenseRow).where(DispenseRow.prescription_id == prescription_id))

    def of_patient(self, patient_id: UUID, since: datetime) -> Sequence[Dispense]:
        """Handed over to this person at or after `since`, oldest first, reversals among them."""
        mine = select(PrescriptionRow.id).where(PrescriptionRow.patient_id.in_(same_person(self.work, patient_id)))
        return self._all(
            select(DispenseRow).where(DispenseRow.prescription_id.in_(mine), DispenseRow.when_handed_over >= since)
        )

    def reversal_of(self, dispense_id: UUID) -> Dispense | None:
        """The row that undoes this one."""
        row = self.work.row(select(DispenseRow).where(DispenseRow.reverses == dispense_id))
        return None if row is None else _dispense(row)

    def all(self) -> Sequence[Dispense]:
        """Oldest first."""
        return self._all(select(DispenseRow))

    def _all(self, wanted: Select[DispenseRow]) -> list[Dispense]:
        return [_dispense(row) for row in self.work.rows(wanted.order_by(DispenseRow.sequence))]


def _dispense(row: DispenseRow) -> Dispense:
    return Dispense(
        id=row.id,
        prescription_id=row.prescription_id,
        line_id=row.line_id,
        product_id=row.product_id,
        batch_id=row.batch_id,
        quantity=Quantity(row.quantity_value, row.quantity_unit),
        supply_type=row.supply_type,
        when_prepared=row.when_prepared,
        when_handed_over=row.when_handed_over,
        prepared_by=row.prepared_by,
        checked_by=row.checked_by,
        handed_over_by=row.handed_over_by,
        collected_by=row.collected_by,
        substitution=row.substitution,
        oversupply=row.oversupply,
        reverses=row.reverses,
        units_for_one=row.units_for_one or 1,
        substitution_reason=row.substitution_reason,
    )
