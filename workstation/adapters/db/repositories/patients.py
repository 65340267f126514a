"""Patients and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from workstation.adapters.db.folding import fold
from workstation.adapters.db.tables import PatientContextRow, PatientRow
from workstation.adapters.db.work import Work
from workstation.domain.patient import Allergy, Patient, PatientContext
from workstation.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class SqlPatients:
    """Implements ports.Patients."""

    work: Work

    def get(self, patient_id: UUID) -> Patient:
        """Raises KeyError when there is no such patient."""
        return _patient(self._row(patient_id))

    def by_reference(self, reference: str) -> Patient | None:
        """The patient with this reference at the order server ("Patient/12")."""
        row = self.work.row(select(PatientRow).where(PatientRow.reference == reference)) if reference else None
        return None if row is None else _patient(row)

    def reference(self, patient_id: UUID) -> str:
        """ "Patient/12", or "" for one that the order server does not know yet."""
        return self._row(patient_id).reference

    def save(self, patient: Patient, reference: str) -> None:
        """Inserts or replaces."""
        weight = patient.weight
        self.work.put(
            PatientRow,
            {"id": patient.id},
            reference=reference,
            name=patient.name,
            birth_date=patient.birth_date,
            sex=patient.sex,
            phone=patient.phone,
            number=patient.number,
            weight_value=None if weight is None else weight.value,
            weight_unit=None if weight is None else weight.unit,
            weight_date=patient.weight_date,
            search_text=fold(patient.name, patient.number),
        )

    def save_allergies(self, patient_id: UUID, allergies: Sequence[Allergy] | None) -> None:
        """None = unknown, empty = known to be none."""
        known = None if allergies is None else tuple(allergies)
        self.work.put(PatientContextRow, {"patient_id": patient_id}, allergies=known)

    def save_conditions(self, patient_id: UUID, conditions: Sequence[str] | None) -> None:
        """None = unknown, empty = known to be none."""
        known = None if conditions is None else tuple(conditions)
        self.work.put(PatientContextRow, {"patient_id": patient_id}, conditions=known)

    def save_current_medicines(self, patient_id: UUID, medicines: Sequence[str] | None) -> None:
        """None = unknown, empty = known to be none."""
        known = None if medicines is None else tuple(medicines)
        self.work.put(PatientContextRow, {"patient_id": patient_id}, current_medicines=known)

    def context(self, patient_id: UUID) -> PatientContext:
        """Raises KeyError when there is no such patient."""
        patient = self.get(patient_id)
        row = self.work.row(select(PatientContextRow).where(PatientContextRow.patient_id == patient_id))
        if row is None:
            return PatientContext(patient, None, None, None)
        return PatientContext(patient, row.allergies, row.conditions, row.current_medicines)

    def _row(self, patient_id: UUID) -> PatientRow:
        return self.work.need(select(PatientRow).where(PatientRow.id == patient_id), patient_id)


def _patient(row: PatientRow) -> Patient:
    weight = None
    if row.weight_value is not None and row.weight_unit is not None:
        weight = Quantity(row.weight_value, row.weight_unit)
    return Patient(
        row.id,
        row.name,
        row.birth_date,
        row.sex,
        row.phone,
        row.number,
        weight=weight,
        weight_date=row.weight_date,
    )
