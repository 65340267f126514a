"""What is known about a patient in FHIR R4: allergies, conditions, measurements, current medicines."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from workstation.adapters.samplepharmacy.fhir_medicine import medicine_of_product
from workstation.adapters.samplepharmacy.fhir_values import (
    ALLERGY_GROUP,
    ICD_10,
    LOINC,
    SNOMED,
    UCUM,
    Json,
    coding,
    concept,
    number,
    reference,
    resource,
)
from workstation.adapters.samplepharmacy.models import Measurement, SamplePatient, stable_id

_CODE_SYSTEM = "http://terminology.hl7.org/CodeSystem"
# LOINC and SNOMED CT codes in this file are from memory: source unverified
_OBSERVED = {
    "weight": ("29463-7", "Body weight", "kg", "kg"),
    "egfr": ("62238-1", "eGFR (CKD-EPI)", "mL/min/1.73 m²", "mL/min/{1.73_m2}"),
    "inr": ("6301-6", "INR", "INR", "{INR}"),
}


def clinical_resources(patient: SamplePatient) -> Iterator[Json]:
    """Everything that is known. Nothing at all about allergies means that nobody has asked."""
    subject = reference("Patient", patient.id)
    yield from _allergies(patient, subject)
    yield from _conditions(patient, subject)
    for measurement in patient.measurements:
        yield _observation(patient, measurement, subject)
    if patient.is_pregnant and patient.measurements:
        yield _pregnancy(patient, subject, patient.measurements[0].measured_on)
    yield from _current_medicines(patient, subject)


def _allergies(patient: SamplePatient, subject: Json) -> Iterator[Json]:
    active = concept("active", coding(f"{_CODE_SYSTEM}/allergyintolerance-clinical", "active"))
    for each in patient.allergies or ():
        yield resource(
            "AllergyIntolerance",
            stable_id("AllergyIntolerance", f"{patient.key}|{each.group}"),
            clinicalStatus=active,
            verificationStatus=_verified("allergyintolerance", each.certainty),
            type="allergy",
            category=["medication"],
            criticality=each.criticality,
            code=concept(each.text, coding(ALLERGY_GROUP, each.group)),
            patient=subject,
            reaction=[{"manifestation": [concept(each.reaction)]}],
        )
    if patient.allergies == ():
        yield resource(
            "AllergyIntolerance",
            stable_id("AllergyIntolerance", f"{patient.key}|none"),
            clinicalStatus=active,
            verificationStatus=_verified("allergyintolerance", "confirmed"),
            code=concept("No known allergy", coding(SNOMED, "716186003", "No known allergy")),
            patient=subject,
        )


def _conditions(patient: SamplePatient, subject: Json) -> Iterator[Json]:
    for each in patient.conditions:
        yield resource(
            "Condition",
            stable_id("Condition", f"{patient.key}|{each.text}"),
            clinicalStatus=concept("active", coding(f"{_CODE_SYSTEM}/condition-clinical", "active")),
            verificationStatus=_verified("condition", "confirmed"),
            code=concept(each.text, coding(ICD_10, each.icd10)),
            subject=subject,
        )


def _verified(kind: str, code: str) -> Json:
    system = "condition-ver-status" if kind == "condition" else f"{kind}-verification"
    return concept(code, coding(f"{_CODE_SYSTEM}/{system}", code))


def _observation(patient: SamplePatient, measurement: Measurement, subject: Json) -> Json:
    code, text, unit, ucum = _OBSERVED[measurement.kind]
    value: Json = {"value": number(measurement.value), "unit": unit, "system": UCUM, "code": ucum}
    return _observed(
        patient, measurement.kind, concept(text, coding(LOINC, code)), subject, measurement.measured_on
    ) | {"valueQuantity": value}


def _pregnancy(patient: SamplePatient, subject: Json, day: date) -> Json:
    code = concept("Pregnancy status", coding(LOINC, "82810-3"))
    value = concept("Pregnant", coding(SNOMED, "77386006", "Pregnant"))
    return _observed(patient, "pregnancy", code, subject, day) | {"valueCodeableConcept": value}


def _observed(patient: SamplePatient, kind: str, code: Json, subject: Json, day: date) -> Json:
    identity = stable_id("Observation", f"{patient.key}|{kind}")
    effective: dict[str, Any] = {"effectiveDateTime": day.isoformat()}
    return resource("Observation", identity, status="final", code=code, subject=subject, **effective)


def _current_medicines(patient: SamplePatient, subject: Json) -> Iterator[Json]:
    for each in patient.medicines:
        yield resource(
            "MedicationStatement",
            stable_id("MedicationStatement", f"{patient.key}|{each.product.gtin}"),
            status="active",
            medicationCodeableConcept=medicine_of_product(each.product, each.product.name),
            subject=subject,
            dosage=[{"text": each.dosage}],
        )
