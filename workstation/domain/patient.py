"""The patient as the pharmacist sees one. Names live only here and in the one erasable table behind it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from workstation.domain.quantity import Quantity

Fact = TypeVar("Fact")


class Sex(StrEnum):
    """FHIR R4 administrative-gender."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Patient:
    """Who it is. `id` is pseudonymous; append-only rows carry nothing else."""

    id: UUID
    name: str
    birth_date: date | None
    sex: Sex
    phone: str = ""
    number: str = ""
    """The patient number at the order server, shown as second identifier."""
    weight: Quantity | None = None
    weight_date: date | None = None
    weighed_here: bool = False
    """The weight was taken in this pharmacy: the order server does not know it."""


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy or intolerance as recorded, in words; `reaction` and `certainty` may be empty."""

    text: str
    reaction: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class PatientContext:
    """What the decision needs about the patient. None means unknown, () means known to be none."""

    patient: Patient
    allergies: tuple[Allergy, ...] | None
    conditions: tuple[str, ...] | None
    current_medicines: tuple[str, ...] | None


def joined(one: PatientContext, other: PatientContext) -> PatientContext:
    """What is known of one person who has two records: everything that either says. The first one is shown.

    Known to be none in one record and unknown in the other is known to be none: somebody asked this person.
    """
    patient = one.patient
    weights = [each for each in (one.patient, other.patient) if each.weight is not None]
    if weights:
        latest = max(weights, key=lambda each: (each.weight_date or date.min, each is patient))
        patient = replace(patient, weight=latest.weight, weight_date=latest.weight_date)
    return PatientContext(
        patient,
        _either(one.allergies, other.allergies),
        _either(one.conditions, other.conditions),
        _either(one.current_medicines, other.current_medicines),
    )


def _either(one: tuple[Fact, ...] | None, other: tuple[Fact, ...] | None) -> tuple[Fact, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(dict.fromkeys((*one, *other)))


def age_in_years(birth_date: date, today: date) -> int:
    """Completed years of life on `today`."""
    before_birthday = (today.month, today.day) < (birth_date.month, birth_date.day)
    return today.year - birth_date.year - before_birthday


def age_text(birth_date: date | None, today: date) -> str:
    """How every screen says an age: "67", "9 mo" below two years, "12 d" below a month, "" when unknown."""
    if birth_date is None or birth_date > today:
        return ""
    years = age_in_years(birth_date, today)
    if years >= 2:
        return str(years)
    months = (today.year - birth_date.year) * 12 + today.month - birth_date.month - (today.day < birth_date.day)
    return f"{months} mo" if months else f"{(today - birth_date).days} d"


_DAYS_PER_YEAR = Decimal("365.25")


def age_in_decimal_years(birth_date: date, today: date) -> Decimal:
    """Age in years with two decimals, for limits below a year (a mean year has 365.25 days)."""
    return (Decimal((today - birth_date).days) / _DAYS_PER_YEAR).quantize(Decimal("0.01"))
