"""Facts about the patient that cannot be, or that contradict each other: unknown or the stricter, and always said."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from workstation.domain.quantity import Quantity
from workstation.domain.screening.case import Findings
from workstation.domain.screening.model import MedicineEntry, PatientFacts

PREGNANCY = "pregnancy"
"""Id of the condition that also answers the question after pregnancy."""
BREASTFEEDING = "breastfeeding"
"""Likewise."""
LIVER = ("none", "mild", "moderate", "severe")
SEVERE_KIDNEY = "severe_renal_impairment"
_PLAUSIBLE = {
    "age_years": (Decimal(0), Decimal(125)),
    "weight_kg": (Decimal("0.3"), Decimal(500)),
    "egfr": (Decimal(0), Decimal(250)),
    "height_cm": (Decimal(20), Decimal(260)),
    "gestation_weeks": (Decimal(0), Decimal(45)),
}
_WEIGHTS = (
    (Decimal("0.1"), Decimal("0.3"), Decimal(8)),
    (Decimal(1), Decimal("0.3"), Decimal(18)),
    (Decimal(5), Decimal(3), Decimal(45)),
    (Decimal(12), Decimal(8), Decimal(120)),
    (Decimal(18), Decimal(15), Decimal(250)),
    (Decimal(126), Decimal(20), Decimal(400)),
)
"""Below an age, weights in kg between which a person of that age may be. Source: unverified."""
_CHILDBEARING = (Decimal(8), Decimal(65))
_MOST_TIMES, _MOST_DAYS = Decimal(48), Decimal(1830)


def plausible(patient: PatientFacts, findings: Findings) -> PatientFacts:
    """The facts that can be. Values that no living person has are unknown, and said so."""
    for name, (low, high) in _PLAUSIBLE.items():
        value: Decimal | None = getattr(patient, name)
        if value is not None and not (value.is_finite() and low <= value <= high):
            findings.missing("patient", name, f"a plausible value: {value} cannot be")
            patient = replace(patient, **{name: None})
    if patient.hepatic not in (None, *LIVER):
        findings.missing("hepatic", "hepatic", f"none, mild, moderate or severe: {patient.hepatic} is not understood")
        patient = replace(patient, hepatic=None)
    if patient.weight_days is not None and patient.weight_days < 0:
        findings.missing("patient", "weight_date", "a plausible value: the weight is from the future")
        patient = replace(patient, weight_kg=None, weight_days=None)
    return _weight_of_age(patient, findings)


def _weight_of_age(patient: PatientFacts, findings: Findings) -> PatientFacts:
    age, weight = patient.age_years, patient.weight_kg
    if age is None or weight is None:
        return patient
    low, high = next((low, high) for below, low, high in _WEIGHTS if age < below)
    if low <= weight <= high:
        return patient
    findings.missing("patient", "weight_kg", f"a plausible value: {weight} kg does not fit an age of {age} years")
    return replace(patient, weight_kg=None)


def settled(patient: PatientFacts, conditions: Mapping[str, str], findings: Findings) -> PatientFacts:
    """Of facts that contradict each other the stricter one is used; the person is asked."""
    perhaps = PREGNANCY in conditions or patient.gestation_weeks is not None
    if patient.pregnant is False and perhaps:
        findings.missing("pregnancy", "pregnant", "recorded as not pregnant and with a pregnancy: clarify")
    if perhaps:
        patient = replace(patient, pregnant=True)
    if BREASTFEEDING in conditions:
        patient = replace(patient, breastfeeding=True)
    if patient.sex == "male" and (patient.pregnant or patient.breastfeeding):
        what = "pregnant" if patient.pregnant else "breastfeeding"
        findings.missing("pregnancy", "pregnant", f"recorded as male and as {what}: clarify")
    age = patient.age_years
    if patient.pregnant and age is not None and not _CHILDBEARING[0] <= age <= _CHILDBEARING[1]:
        findings.missing("pregnancy", "pregnant", f"recorded as pregnant at an age of {age} years: clarify")
    if SEVERE_KIDNEY in conditions and patient.egfr is not None and patient.egfr >= Decimal(60):
        findings.missing("renal", "egfr", f"severe kidney disease and an eGFR of {patient.egfr}: clarify")
    return patient


def sensible(entry: MedicineEntry, findings: Findings) -> MedicineEntry:
    """The entry without amounts that cannot be: zero, negative, a hundred times a day."""

    def amount(name: str, given: Quantity | None) -> Quantity | None:
        if given is not None and given.value <= 0:
            findings.missing("dose", entry.text, f"a value above zero: {name} of {given} cannot be")
            return None
        return given

    def number(name: str, given: Decimal | None, most: Decimal) -> Decimal | None:
        if given is not None and not 0 < given <= most:
            findings.missing("dose", entry.text, f"a plausible value: {name} of {given} cannot be")
            return None
        return given

    given = (entry.dose, entry.strength, entry.times_per_day, entry.duration_days, entry.quantity, entry.max_per_day)
    if not any(one is not None for one in given):
        return entry
    return replace(
        entry,
        dose=amount("dose", entry.dose),
        strength=amount("strength", entry.strength),
        max_per_day=amount("maximum per day", entry.max_per_day),
        quantity=amount("quantity", entry.quantity),
        times_per_day=number("times per day", entry.times_per_day, _MOST_TIMES),
        duration_days=number("duration in days", entry.duration_days, _MOST_DAYS),
    )
