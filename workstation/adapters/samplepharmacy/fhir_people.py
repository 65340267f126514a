"""The pharmacy, prescribers and patients, as FHIR R4 resources."""

from collections.abc import Iterator

from workstation.adapters.samplepharmacy.fhir_values import (
    DRUG_LICENCE,
    PATIENT_NUMBER,
    PHARMACY_IDENTIFIER,
    REGISTRATION,
    Json,
    coding,
    concept,
    identifier,
    reference,
    resource,
)
from workstation.adapters.samplepharmacy.models import (
    SamplePatient,
    SamplePharmacy,
    SamplePrescriber,
    stable_id,
)

_ORGANIZATION_TYPE = "http://terminology.hl7.org/CodeSystem/organization-type"
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
        identifier=[
            identifier(PHARMACY_IDENTIFIER, pharmacy.code),
            identifier(DRUG_LICENCE, pharmacy.licence),
        ],
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
    """Clinic (Organization), Practitioner and PractitionerRole. The clinic's name is also the
    first address line."""
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
        name=[
            {
                "use": "official",
                "text": prescriber.name,
                "family": family,
                "given": [given],
                "prefix": ["Dr."],
            }
        ],
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


def patient_resource(pharmacy: SamplePharmacy, patient: SamplePatient) -> Json:
    """The Patient: the first name is the one to show, the second the same in the other script."""
    names = [{"use": "official", "text": patient.name}]
    names += [{"use": "usual", "text": patient.local_name}] if patient.local_name else []
    return resource(
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


def _phone(local: str) -> list[Json]:
    return [{"system": "phone", "value": _COUNTRY_CODE + local.removeprefix("0")}]
