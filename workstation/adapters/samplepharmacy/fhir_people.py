"""The pharmacy, prescribers and patients with what is known about them, as FHIR R4 resources."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from workstation.adapters.samplepharmacy.fhir_medicine import medicine_of_product
from workstation.adapters.samplepharmacy.fhir_values import (
    ALLERGY_GROUP,
    DRUG_LICENCE,
    ICD_10,
    LOINC,
    PATIENT_NUMBER,
    PHARMACY_IDENTIFIER,
    REGISTRATION,
    SNOMED,
    UCUM,
    Json,
    coding,
    concept,
    identifier,
    number,
    reference,
    resource,
)
from workstation.adapters.samplepharmacy.models import (
    Measurement,
    SamplePatient,
    SamplePharmacy,
    SamplePrescriber,
    stable_id,
)

_CLINICAL = "http://terminology.hl7.org/CodeSystem/{}-clinical"
_ORGANIZATION_TYPE = "http://terminology.hl7.org/CodeSystem/organization-type"
# LOINC codes from memory: source unverified
_OBSERVED = {
    "weight": ("29463-7", "Body weight", "kg", "kg"),
    "egfr": ("62238-1", "eGFR (CKD-EPI)", "mL/min/1.73 m²", "mL/min/{1.73_m2}"),
    "inr": ("6301-6", "INR", "INR", "{INR}"),
}
_COUNTRY_CODE = "+91 "


def pharmacy_resources(pharmacy: SamplePharmacy) -> Iterator[Json]:
    """Organization and Location of the pharmacy."""
    contact = {
        "telecom": _phone(pharmacy.phone),
        "address": {
            "line": list(pharmacy.address),
            "city": pharmacy.city,
            "state": pharmacy.state,
            "postalCode": pharmacy.postal_code,
            "country": pharmacy.country,
        },
    }
    yield resource(
        "Organization",
        pharmacy.organization_id,
        identifier=[identifier(PHARMACY_IDENTIFIER, pharmacy.code), identifier(DRUG_LICENCE, pharmacy.licence)],
        active=True,
        type=[concept("Pharmacy", coding(_ORGANIZATION_TYPE, "prov"))],
        name=f"{pharmacy.name}, {pharmacy.branch}",
        alias=[pharmacy.name],
        **contact | {"address": [contact["address"]]},
    )
    yield resource(
        "Location",
        stable_id("Location", pharmacy.code),
        status="active",
        name=f"{pharmacy.name}, {pharmacy.branch}",
        managingOrganization=reference("Organization", pharmacy.organization_id),
        **contact,
    )


def prescriber_resources(prescriber: SamplePrescriber) -> Iterator[Json]:
    """Clinic (Organization), Practitioner and PractitionerRole. The clinic's name is also the first address line."""
    clinic, person = stable_id("Organization", prescriber.clinic), prescriber_reference(prescriber)
    yield resource(
        "Organization",
        clinic,
        active=True,
        type=[concept("Clinic", coding(_ORGANIZATION_TYPE, "prov"))],
        name=prescriber.clinic,
        telecom=_phone(prescriber.phone),
        address=[{"text": prescriber.address}],
    )
    given, family = prescriber.name.removeprefix("Dr. ").split(" ", 1)
    yield resource(
        "Practitioner",
        stable_id("Practitioner", prescriber.key),
        identifier=[identifier(REGISTRATION, prescriber.registration)],
        active=True,
        name=[{"use": "official", "text": prescriber.name, "family": family, "given": [given], "prefix": ["Dr."]}],
        telecom=_phone(prescriber.phone),
        address=[{"use": "work", "line": [prescriber.clinic, prescriber.address], "country": "IN"}],
        qualification=[{"code": concept(prescriber.qualification)}],
    )
    yield resource(
        "PractitionerRole",
        stable_id("PractitionerRole", prescriber.key),
        active=True,
        practitioner=person,
        organization=reference("Organization", clinic, prescriber.clinic),
        specialty=[concept(prescriber.speciality)],
    )


def prescriber_reference(prescriber: SamplePrescriber) -> Json:
    """Reference to the Practitioner."""
    return reference("Practitioner", stable_id("Practitioner", prescriber.key), prescriber.name)


def patient_resources(pharmacy: SamplePharmacy, patient: SamplePatient) -> Iterator[Json]:
    """Patient, then allergies, conditions, measurements and current medicines."""
    subject = reference("Patient", patient.id)
    names = [{"use": "official", "text": patient.name}]
    names += [{"use": "usual", "text": patient.local_name}] if patient.local_name else []
    yield resource(
        "Patient",
        patient.id,
        identifier=[identifier(PATIENT_NUMBER, patient.number)],
        active=True,
        name=names,
        telecom=_phone(patient.phone),
        gender=patient.sex.value,
        birthDate=patient.birth_date.isoformat(),
        address=[{"use": "home", "text": patient.address}],
        communication=[{"language": {"coding": [coding("urn:ietf:bcp:47", patient.language)]}, "preferred": True}],
        managingOrganization=reference("Organization", pharmacy.organization_id),
    )
    yield from _allergies(patient, subject)
    yield from _conditions(patient, subject)
    for measurement in patient.measurements:
        yield _observation(patient, measurement, subject)
    if patient.is_pregnant and patient.measurements:
        yield _pregnancy(patient, subject, patient.measurements[0].measured_on)
    yield from _current_medicines(patient, subject)


def _allergies(patient: SamplePatient, subject: Json) -> Iterator[Json]:
    active = concept("active", coding(_CLINICAL.format("allergyintolerance"), "active"))
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
            clinicalStatus=concept("active", coding(_CLINICAL.format("condition"), "active")),
            verificationStatus=_verified("condition", "confirmed"),
            code=concept(each.text, coding(ICD_10, each.icd10)),
            subject=subject,
        )


def _verified(kind: str, code: str) -> Json:
    system = "condition-ver-status" if kind == "condition" else f"{kind}-verification"
    return concept(code, coding(f"http://terminology.hl7.org/CodeSystem/{system}", code))


def _observation(patient: SamplePatient, measurement: Measurement, subject: Json) -> Json:
    code, text, unit, ucum = _OBSERVED[measurement.kind]
    value: Json = {"value": number(measurement.value), "unit": unit, "system": UCUM, "code": ucum}
    return _observed(patient, measurement.kind, concept(text, coding(LOINC, code)), subject, measurement.measured_on) | {
        "valueQuantity": value
    }


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


def _phone(local: str) -> list[Json]:
    return [{"system": "phone", "value": _COUNTRY_CODE + local.removeprefix("0")}]
