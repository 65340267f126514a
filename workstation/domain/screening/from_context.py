"""The profile of a patient as the services know one."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from workstation.domain.patient import Patient, PatientContext, Sex
from workstation.domain.quantity import Quantity
from workstation.domain.screening.model import MedicineEntry, PatientFacts, ScreeningProfile

DAYS_OF_A_YEAR = Decimal("365.25")
_KILOGRAMS = {"kg": Decimal(1), "g": Decimal("0.001")}


def profile_of(
    context: PatientContext, medicines: Iterable[str | MedicineEntry], today: date, id: str = ""
) -> ScreeningProfile:
    """A profile for `screen`: the lines of a prescription (as text or entry) against all that is known of the patient."""
    return ScreeningProfile(
        id=id,
        patient=_facts(context.patient, today),
        medicines=tuple(_entry(medicine) for medicine in medicines),
        current=None
        if context.current_medicines is None
        else tuple(MedicineEntry(text) for text in context.current_medicines),
        allergies=None if context.allergies is None else tuple(allergy.text for allergy in context.allergies),
        conditions=context.conditions,
    )


def age_in_decimal_years(birth_date: date, today: date) -> Decimal:
    """Age with two decimals, so that a child of ten months is 0.83 and not 0."""
    return (Decimal((today - birth_date).days) / DAYS_OF_A_YEAR).quantize(Decimal("0.01"))


def _entry(medicine: str | MedicineEntry) -> MedicineEntry:
    return MedicineEntry(medicine) if isinstance(medicine, str) else medicine


def _facts(patient: Patient, today: date) -> PatientFacts:
    return PatientFacts(
        age_years=None if patient.birth_date is None else age_in_decimal_years(patient.birth_date, today),
        sex=None if patient.sex is Sex.UNKNOWN else patient.sex.value,
        weight_kg=_kilograms(patient.weight),
        weight_date=patient.weight_date,
    )


def _kilograms(weight: Quantity | None) -> Decimal | None:
    if weight is None or weight.unit not in _KILOGRAMS:
        return None
    return weight.value * _KILOGRAMS[weight.unit]
