"""A prescription taken in here (paper, walk-in, watched folder): the scan, our lines, the patient, and its Task."""

import base64
import hashlib
from typing import Any

from workstation.adapters.fhir.messages.parts import (
    days,
    fhir_quantity,
    filled,
    group_of,
    identifier,
    instant,
    person,
    pointing,
)
from workstation.adapters.fhir.task_change import BUSINESS_STATUS
from workstation.adapters.fhir.values import CLAIMED_BY, LAST_WRITE, OURS
from workstation.domain.patient import Patient
from workstation.domain.prescription import Prescriber
from workstation.services.messages import LineFacts, ScanFacts, TakenInFacts

TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
INPUT = f"{OURS}/task-input"
LOINC = "http://loinc.org"


def document(facts: ScanFacts, organization: str) -> dict[str, Any]:
    """DocumentReference with the scan in it, or pointing to a Binary that is there already.

    The scan goes inside by default: a Binary has no identifier in R4, so one whose answer was lost could not be found
    again. `hash` is SHA-1 because R4 says so (Attachment.hash); it guards against accidents, not against attacks.
    """
    content = facts.content
    attachment: dict[str, Any] = {
        "contentType": facts.content_type,
        "size": len(content),
        "hash": base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
        "creation": instant(facts.at),
    }
    if facts.url:
        attachment["url"] = facts.url
    else:
        attachment["data"] = base64.b64encode(content).decode()
    return filled(
        {
            "resourceType": "DocumentReference",
            "identifier": [identifier("DocumentReference", facts.id), group_of(facts.prescription)],
            "status": "current",
            "type": {
                "coding": [{"system": LOINC, "code": "57833-6", "display": "Prescription for medication"}],
            },
            "subject": pointing(facts.patient_reference),
            "date": instant(facts.at),
            "custodian": pointing(organization),
            "content": [{"attachment": attachment}],
        }
    )


def task_taken_in(facts: TakenInFacts, organization: str) -> dict[str, Any]:
    """Task, accepted and owned by us from the start: its acknowledged creation is the claim."""
    prescription = facts.prescription
    lines = [f"urn:uuid:{one}" for one in facts.lines]
    scans = [f"urn:uuid:{one}" for one in facts.documents]
    last_day = prescription.valid_until.isoformat() if prescription.valid_until else ""
    return filled(
        {
            "resourceType": "Task",
            "identifier": [
                identifier("Task", facts.id),
                {"system": LAST_WRITE, "value": str(facts.id)},
                {"system": CLAIMED_BY, "value": str(facts.station_id)},
            ],
            "groupIdentifier": group_of(prescription),
            "status": "accepted",
            "businessStatus": {"coding": [{"system": BUSINESS_STATUS, "code": "claimed"}], "text": "claimed"},
            "intent": "order",
            "priority": "urgent" if prescription.urgent else "routine",
            "code": {"coding": [{"system": TASK_CODE, "code": "fulfill"}], "text": "fulfill"},
            "basedOn": [pointing(one) for one in lines],
            "focus": pointing((lines + scans)[0] if lines or scans else ""),
            "for": pointing(facts.patient_reference),
            "authoredOn": instant(prescription.received_at),
            "lastModified": instant(facts.at),
            "requester": _requester(prescription.prescriber),
            "owner": pointing(organization),
            "restriction": {"period": {"end": last_day}} if last_day else {},
            "input": [*(_input("line", one) for one in lines), *(_input("scan", one) for one in scans)],
        }
    )


def _input(word: str, target: str) -> dict[str, Any]:
    kind = {"coding": [{"system": INPUT, "code": word}], "text": word}
    return {"type": kind, "valueReference": {"reference": target}}


def _requester(prescriber: Prescriber) -> dict[str, Any]:
    """The prescriber as written on the paper: we know no resource of theirs."""
    known = {"identifier": {"value": prescriber.registration_number}} if prescriber.registration_number else {}
    return filled({**known, "display": prescriber.name})


def transcribed_line(facts: LineFacts) -> dict[str, Any]:
    """MedicationRequest of ours for a line that was transcribed from a scan."""
    line, prescription = facts.line, facts.prescription
    repeats = {"numberOfRepeatsAllowed": line.repeats_allowed} if line.repeats_allowed else {}
    supply: dict[str, Any] = {**repeats}
    if line.quantity_prescribed:
        supply["quantity"] = fhir_quantity(line.quantity_prescribed)
    if line.days_supply:
        supply["expectedSupplyDuration"] = days(line.days_supply)
    if prescription.valid_until:
        supply["validityPeriod"] = {"end": prescription.valid_until.isoformat()}
    written = prescription.authored_on
    codings = [{"system": one.system, "code": one.code} for one in line.medicine.codings]
    return filled(
        {
            "resourceType": "MedicationRequest",
            "identifier": [identifier("MedicationRequest", line.id)],
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": filled({"coding": codings, "text": line.medicine.text}),
            "subject": pointing(facts.patient_reference),
            "supportingInformation": [pointing(one) for one in facts.documents if one],
            "authoredOn": written.isoformat() if written else instant(facts.at),
            "requester": _requester(prescription.prescriber),
            "recorder": person(facts.by),
            "groupIdentifier": group_of(prescription),
            "dosageInstruction": [{"text": line.dosage_instruction}] if line.dosage_instruction else [],
            "dispenseRequest": supply,
            "substitution": {"allowedBoolean": line.substitution_allowed},
        }
    )


def new_patient(patient: Patient, organization: str) -> dict[str, Any]:
    """Patient that nobody at the server knows yet."""
    return filled(
        {
            "resourceType": "Patient",
            "identifier": [identifier("Patient", patient.id)],
            "active": True,
            "name": [{"text": patient.name}],
            "telecom": [{"system": "phone", "value": patient.phone}] if patient.phone else [],
            "gender": patient.sex.value,
            "birthDate": patient.birth_date.isoformat() if patient.birth_date else "",
            "managingOrganization": pointing(organization),
        }
    )
