"""Supplies that the server knows of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from workstation.adapters.db.repositories.persons import same_person
from workstation.adapters.db.tables import DispenseElsewhereRow, DispenseRow, PrescriptionRow
from workstation.adapters.db.work import Work
from workstation.domain.elsewhere import DispenseElsewhere
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class SqlElsewhere:
    """Implements ports.Elsewhere."""

    work: Work

    def save(self, dispense: DispenseElsewhere) -> None:
        """Inserts or replaces, by its reference."""
        amount, counted, medicine = dispense.quantity, dispense.counted, dispense.medicine
        self.work.put(
            DispenseElsewhereRow,
            {"reference": dispense.reference},
            prescription_id=dispense.prescription_id,
            line_id=dispense.line_id,
            own_id=dispense.own_id,
            status=dispense.status,
            quantity_value=None if amount is None else amount.value,
            quantity_unit=None if amount is None else amount.unit,
            medicine_text=None if medicine is None else medicine.text,
            medicine_form=None if medicine is None else medicine.form,
            ingredients=None if medicine is None else medicine.ingredients,
            codings=None if medicine is None else medicine.codings,
            handed_over_at=dispense.when,
            counted_value=None if counted is None else counted.value,
            counted_unit=None if counted is None else counted.unit,
            counted_by=dispense.counted_by,
        )

    def of_prescription(self, prescription_id: UUID) -> Sequence[DispenseElsewhere]:
        """All that the server named, by reference; those of ours that are in this store among them."""
        wanted = select(DispenseElsewhereRow).where(DispenseElsewhereRow.prescription_id == prescription_id)
        return [_dispense(row) for row in self.work.rows(wanted.order_by(DispenseElsewhereRow.reference))]

    def of_patient(self, patient_id: UUID, since: datetime) -> Sequence[DispenseElsewhere]:
        """To this person, at or after `since` or at nobody knows when; without those of ours that are in this store."""
        row, here = DispenseElsewhereRow, select(DispenseRow.id)
        mine = select(PrescriptionRow.id).where(PrescriptionRow.patient_id.in_(same_person(self.work, patient_id)))
        wanted = select(row).where(
            row.prescription_id.in_(mine),
            row.own_id.is_(None) | row.own_id.not_in(here),
            row.handed_over_at.is_(None) | (row.handed_over_at >= since),
        )
        return [_dispense(one) for one in self.work.rows(wanted.order_by(row.reference))]

    def get(self, reference: str) -> DispenseElsewhere | None:
        """By "MedicationDispense/7"."""
        row = self.work.row(select(DispenseElsewhereRow).where(DispenseElsewhereRow.reference == reference))
        return None if row is None else _dispense(row)


def _dispense(row: DispenseElsewhereRow) -> DispenseElsewhere:
    medicine = None
    if row.medicine_text is not None:
        parts, codings = row.ingredients or (), row.codings or ()
        medicine = PrescribedMedicine(row.medicine_text, parts, row.medicine_form or "", codings)
    return DispenseElsewhere(
        reference=row.reference,
        prescription_id=row.prescription_id,
        line_id=row.line_id,
        own_id=row.own_id,
        status=row.status,
        quantity=_amount(row.quantity_value, row.quantity_unit),
        medicine=medicine,
        when=row.handed_over_at,
        counted=_amount(row.counted_value, row.counted_unit),
        counted_by=row.counted_by,
    )


def _amount(value: Decimal | None, unit: str | None) -> Quantity | None:
    return Quantity(value, unit) if value is not None and unit is not None else None
