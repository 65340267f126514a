"""A patient with allergies, conditions, current medicines and weight, from the resources found for one."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from workstation.adapters.fhir.values import (
    Resource,
    child,
    concept_has,
    concept_text,
    day,
    human_name,
    objects,
    quantity,
    text,
)
from workstation.adapters.fhir.values import reference as target_of
from workstation.domain.patient import Allergy, Patient, Sex
from workstation.domain.quantity import Quantity
from workstation.services.server_words import ServerPatient

NO_KNOWN_ALLERGY = frozenset({"716186003", "409137002", "428607008", "no-known-allergies", "no known allergies"})
"""SNOMED CT: no known allergy; no known drug allergy; no known environmental allergy."""
_IN_PART = re.compile(r"(?:1[89]|2\d)\d\d(?:-(?:0[1-9]|1[0-2]))?")
"""FHIR date: YYYY or YYYY-MM."""
_SEXES = {one.value: one for one in Sex}
WEIGHT_CODES = ("29463-7", "3141-9")
"""LOINC: body weight; body weight measured."""


def patient_from(
    resource: Resource, reference: str, of_patient: Sequence[Resource] | None, new_id: Callable[[], UUID]
) -> ServerPatient:
    """`of_patient` is everything found by the patient's searches; None when they were not made (unknown)."""
    if of_patient is not None:
        of_patient = [one for one in of_patient if _is_about(one, reference)]
    weight, weighed_on = _weight(of_patient or ())
    patient = Patient(
        id=new_id(),
        name=human_name(resource.get("name")) or "Unknown patient",
        birth_date=day(text(resource, "birthDate")),
        sex=_sex(text(resource, "gender")),
        phone=_phone(resource),
        number=_number(resource),
        weight=weight,
        weight_date=weighed_on,
    )
    if of_patient is None:
        return ServerPatient(reference, patient, None, None, None, linked_patients(resource), asked=False)
    return ServerPatient(
        reference,
        patient,
        _allergies(of_patient),
        _conditions(of_patient),
        _medicines(of_patient),
        linked_patients(resource),
    )


def birth_date_doubts(resource: Resource) -> list[str]:
    """What people are told of a birth date that is written and is no date: age and identity hang on it.

    FHIR allows a year, or a year and a month, alone: that is known in part, and no doubt.
    """
    said = resource.get("birthDate")
    if said is None or (isinstance(said, str) and (day(said) is not None or _IN_PART.fullmatch(said))):
        return []
    return [f"Patient/{resource.get('id')} birthDate is no date: the birth date is not understood"]


def linked_patients(resource: Resource) -> frozenset[str]:
    """Other records of the same person ("Patient/12"): replaced-by, replaces, refer and seealso alike.

    FHIR R4, Patient.link: "Link to another patient resource that concerns the same actual patient".
    """
    found = (target_of(one, "other") for one in objects(resource.get("link")))
    return frozenset(one for one in found if one.startswith("Patient/"))


def _is_about(resource: Resource, patient: str) -> bool:
    """False for what names another patient: searches for several records of a person are answered together."""
    named = target_of(resource, "patient") or target_of(resource, "subject")
    return named in ("", patient)


def _sex(gender: str) -> Sex:
    return _SEXES.get(gender, Sex.UNKNOWN)


def _phone(resource: Resource) -> str:
    return next((text(one, "value") for one in objects(resource.get("telecom")) if one.get("system") == "phone"), "")


def _number(resource: Resource) -> str:
    return next((text(one, "value") for one in objects(resource.get("identifier")) if text(one, "value")), "")


def _of_type(found: Sequence[Resource], kind: str) -> list[Resource]:
    return [one for one in found if one.get("resourceType") == kind]


def _counts(resource: Resource) -> bool:
    """Neither refuted nor entered in error nor over."""
    verification = child(resource, "verificationStatus")
    clinical = child(resource, "clinicalStatus")
    wrong = any(concept_has(verification, code) for code in ("refuted", "entered-in-error"))
    return not wrong and not any(concept_has(clinical, code) for code in ("inactive", "resolved"))


def _allergies(found: Sequence[Resource]) -> tuple[Allergy, ...] | None:
    """What is recorded; () only where "no known allergy" was recorded; None = nobody asked."""
    recorded = [one for one in _of_type(found, "AllergyIntolerance") if _counts(one)]
    named = tuple(_allergy(one) for one in recorded if not _is_none_known(one))
    if named:
        return named
    return () if recorded else None


def _is_none_known(resource: Resource) -> bool:
    concept = child(resource, "code")
    codes = {str(one.get("code", "")) for one in objects(concept.get("coding"))} | {concept_text(concept).lower()}
    return bool(codes & NO_KNOWN_ALLERGY)


def _allergy(resource: Resource) -> Allergy:
    reaction = child(resource, "reaction")
    shown = concept_text(child(reaction, "manifestation"))
    certainty = concept_text(child(resource, "verificationStatus"))
    return Allergy(concept_text(child(resource, "code")) or "allergy not named", shown, certainty)


def _conditions(found: Sequence[Resource]) -> tuple[str, ...] | None:
    recorded = _of_type(found, "Condition")
    names = [concept_text(child(one, "code")) for one in recorded if _counts(one)]
    return tuple(dict.fromkeys(name for name in names if name)) if recorded else None


def _medicines(found: Sequence[Resource]) -> tuple[str, ...] | None:
    recorded = _of_type(found, "MedicationStatement")
    names = [
        concept_text(child(one, "medicationCodeableConcept")) or text(one, "medicationReference", "display")
        for one in recorded
        if one.get("status") in ("active", "intended")
    ]
    return tuple(dict.fromkeys(name for name in names if name)) if recorded else None


def _weight(found: Sequence[Resource]) -> tuple[Quantity | None, date | None]:
    """The latest body weight in kg."""
    weights = [
        (day(text(one, "effectiveDateTime")) or date.min, amount)
        for one in _of_type(found, "Observation")
        if any(concept_has(child(one, "code"), code) for code in WEIGHT_CODES)
        and (amount := quantity(child(one, "valueQuantity"))) is not None
    ]
    if not weights:
        return None, None
    on, amount = max(weights, key=lambda one: one[0])
    kilograms = Quantity(amount.value / Decimal(1000), "kg") if amount.unit == "g" else amount
    return (kilograms, None if on == date.min else on) if kilograms.unit == "kg" else (None, None)
