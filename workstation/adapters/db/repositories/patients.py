"""Patients and what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text

from workstation.adapters.db.folding import fold
from workstation.adapters.db.repositories import persons
from workstation.adapters.db.tables import PatientContextRow, PatientRow
from workstation.adapters.db.work import Work
from workstation.domain.patient import Allergy, Patient, PatientContext, joined
from workstation.domain.quantity import Quantity

_HAS_REFERENCE = text("patient.reference <> ''")
"""Word for word the condition of the partial index, without which SQLite reads the whole table."""
_IDS = select(PatientRow.reference, PatientRow.id).where(
    PatientRow.reference.in_(bindparam("references", expanding=True)), _HAS_REFERENCE
)
_BY_ID = select(PatientRow).where(PatientRow.id == bindparam("wanted"))
"""Made once: building a statement costs more than running it."""


@dataclass(frozen=True, slots=True)
class SqlPatients:
    """Implements ports.Patients."""

    work: Work

    def get(self, patient_id: UUID) -> Patient:
        """Raises KeyError when there is no such patient."""
        return _patient(self._row(patient_id))

    def by_reference(self, reference: str) -> Patient | None:
        """The patient with this reference at the order server ("Patient/12")."""
        wanted = select(PatientRow).where(PatientRow.reference == reference, _HAS_REFERENCE)
        row = self.work.row(wanted) if reference else None
        return None if row is None else _patient(row)

    def find(self, text: str, birth_date: date | None = None, limit: int = 20) -> Sequence[Patient]:
        """Every word stands in name or number; sorted by name."""
        wanted = select(PatientRow).where(
            *(PatientRow.search_text.contains(word, autoescape=True) for word in fold(text).split())
        )
        if birth_date is not None:
            wanted = wanted.where(PatientRow.birth_date == birth_date)
        return [_patient(row) for row in self.work.rows(wanted.order_by(PatientRow.name, PatientRow.id).limit(limit))]

    def ids(self, references: Sequence[str]) -> Mapping[str, UUID]:
        """Those of the references that are known here."""
        return dict(self.work.connection.execute(_IDS, {"references": references}).all())

    def reference(self, patient_id: UUID) -> str:
        """ "Patient/12", or "" for one that the order server does not know yet."""
        return self._row(patient_id).reference

    def save(self, patient: Patient, reference: str) -> None:
        """Inserts or replaces."""
        self.work.put(PatientRow, {"id": patient.id}, **_columns(patient, reference))

    def add_all(self, patients: Sequence[tuple[str, PatientContext]]) -> None:
        """Inserts new patients with what is known of them, many at once."""
        rows = [{"id": one.patient.id} | _columns(one.patient, reference) for reference, one in patients]
        self.work.add_all(PatientRow, rows)
        known = [
            {
                "patient_id": one.patient.id,
                "allergies": one.allergies,
                "conditions": one.conditions,
                "current_medicines": one.current_medicines,
            }
            for _, one in patients
        ]
        self.work.add_all(PatientContextRow, known)

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
        """What is known of the person: a merged patient's other records count, too. Raises KeyError."""
        own = self._own_context(patient_id)
        others = persons.same_person(self.work, patient_id)[1:]
        return reduce(joined, map(self._own_context, others), own)

    def _own_context(self, patient_id: UUID) -> PatientContext:
        patient = self.get(patient_id)
        row = self.work.row(select(PatientContextRow).where(PatientContextRow.patient_id == patient_id))
        if row is None:
            return PatientContext(patient, None, None, None)
        return PatientContext(patient, row.allergies, row.conditions, row.current_medicines)

    def same_person(self, patient_id: UUID) -> tuple[UUID, ...]:
        """Itself first, then every patient known here that the server links to it."""
        return persons.same_person(self.work, patient_id)

    def links(self, patient_id: UUID) -> frozenset[str]:
        """References that this patient's own record links to now."""
        return persons.links(self.work, patient_id)

    def is_linked(self, one: str, other: str) -> bool:
        """True when two references are of one person already."""
        return persons.is_linked(self.work, one, other)

    def add_link(self, link_id: UUID, patient_id: UUID, other: str, at: datetime) -> None:
        """The record names another one ("Patient/12") as the same person."""
        persons.add_link(self.work, link_id, patient_id, other, at)

    def end_link(self, patient_id: UUID, other: str, at: datetime) -> None:
        """The record names it no more; that it did stays."""
        persons.end_link(self.work, patient_id, other, at)

    def _row(self, patient_id: UUID) -> PatientRow:
        return self.work.need(_BY_ID, patient_id, wanted=patient_id)


def _columns(patient: Patient, reference: str) -> dict[str, Any]:
    weight = patient.weight
    return {
        "reference": reference,
        "name": patient.name,
        "birth_date": patient.birth_date,
        "sex": patient.sex,
        "phone": patient.phone,
        "number": patient.number,
        "weight_value": None if weight is None else weight.value,
        "weight_unit": None if weight is None else weight.unit,
        "weight_date": patient.weight_date,
        "weighed_here": patient.weighed_here or None,
        "search_text": fold(patient.name, patient.number),
    }


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
        weighed_here=bool(row.weighed_here),
    )
