"""One prescription as FHIR R4 resources: lines, scan with its bytes, and the Task that the
pharmacy works on."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from workstation.adapters.samplepharmacy.fhir_dosage import dosage_instructions
from workstation.adapters.samplepharmacy.fhir_medicine import medicine_elements
from workstation.adapters.samplepharmacy.fhir_people import prescriber_reference
from workstation.adapters.samplepharmacy.fhir_values import (
    DOCUMENT_IDENTIFIER,
    LINE_IDENTIFIER,
    LOINC,
    PRESCRIPTION_NUMBER,
    TASK_CODE,
    TASK_IDENTIFIER,
    TASK_INPUT,
    Json,
    coding,
    concept,
    days,
    fhir_quantity,
    identifier,
    instant,
    reference,
    resource,
)
from workstation.adapters.samplepharmacy.models import (
    Moment,
    SampleLine,
    SamplePharmacy,
    SamplePrescription,
    stable_id,
)

JPEG = "image/jpeg"


def prescription_resources(
    pharmacy: SamplePharmacy, prescription: SamplePrescription, moment: Moment, scan: bytes | None
) -> Iterator[Json]:
    """Facts first, the Task last. `scan` is the JPEG of its scan, None when it has none.

    The Task points to lines by basedOn and input `line`, to the scan by input `scan`, and says when the
    patient comes by input `due` (valueDateTime); restriction.period.end is the last day on which it may be
    supplied.
    """
    lines = list(_lines(prescription, moment))
    yield from lines
    if scan is not None:
        yield from _document(pharmacy, prescription, moment, scan)
    yield _task(pharmacy, prescription, moment, lines, scan is not None)


def _lines(prescription: SamplePrescription, moment: Moment) -> Iterator[Json]:
    if not prescription.has_coded_lines:
        return
    for position, line in enumerate(prescription.lines, start=1):
        yield _medication_request(prescription, line, position, moment)
    if prescription.lab_test:
        yield resource(
            "ServiceRequest",
            stable_id("ServiceRequest", prescription.number),
            requisition=_number(prescription),
            status="active",
            intent="order",
            code=concept(prescription.lab_test),
            subject=_subject(prescription),
            authoredOn=_written_on(prescription, moment),
            requester=prescriber_reference(prescription.prescriber),
        )


def _medication_request(prescription: SamplePrescription, line: SampleLine, position: int, moment: Moment) -> Json:
    identity = stable_id("MedicationRequest", f"{prescription.number}|{position}")
    supply: Json = {
        "validityPeriod": {
            "start": _written_on(prescription, moment),
            "end": _valid_until(prescription, moment),
        },
        "numberOfRepeatsAllowed": prescription.repeats,
        "quantity": fhir_quantity(line.quantity),
    }
    if line.days is not None:
        supply["expectedSupplyDuration"] = days(line.days)
    evidence = [_document_reference(prescription)] if prescription.scan else []
    return resource(
        "MedicationRequest",
        identity,
        identifier=[identifier(LINE_IDENTIFIER, f"{prescription.number}/{position}")],
        status="active",
        intent="order",
        priority="urgent" if prescription.urgent else "routine",
        **medicine_elements(line),
        subject=_subject(prescription),
        supportingInformation=evidence,
        authoredOn=_written_on(prescription, moment),
        requester=prescriber_reference(prescription.prescriber),
        reasonCode=[concept(prescription.diagnosis)] if prescription.diagnosis else [],
        groupIdentifier=_number(prescription),
        dosageInstruction=dosage_instructions(line.dosage, line.quantity.unit),
        dispenseRequest=supply,
        substitution={"allowedBoolean": line.substitution_allowed},
    )


def _document(
    pharmacy: SamplePharmacy, prescription: SamplePrescription, moment: Moment, scan: bytes
) -> Iterator[Json]:
    binary = stable_id("Binary", prescription.number)
    yield resource("Binary", binary, contentType=JPEG, data=base64.b64encode(scan).decode("ascii"))
    # Attachment.hash is SHA-1 by definition of FHIR R4; it finds transmission faults and is no protection
    digest = hashlib.sha1(scan, usedforsecurity=False).digest()
    attachment = {
        "contentType": JPEG,
        "url": f"Binary/{binary}",
        "size": len(scan),
        "hash": base64.b64encode(digest).decode("ascii"),
        "title": f"Prescription {prescription.number}",
        "creation": instant(_sent_at(prescription, moment)),
    }
    yield resource(
        "DocumentReference",
        stable_id("DocumentReference", prescription.number),
        identifier=[identifier(DOCUMENT_IDENTIFIER, prescription.number)],
        status="current",
        type=concept("Prescription", coding(LOINC, "57833-6", "Prescription for medication")),
        subject=_subject(prescription),
        date=instant(_sent_at(prescription, moment)),
        author=[prescriber_reference(prescription.prescriber)] if prescription.patient else [],
        custodian=reference("Organization", pharmacy.organization_id),
        description=prescription.channel or "Photo of a paper prescription",
        content=[{"attachment": attachment}],
    )


def _task(
    pharmacy: SamplePharmacy,
    prescription: SamplePrescription,
    moment: Moment,
    lines: list[Json],
    has_scan: bool,
) -> Json:
    identity = stable_id("Task", prescription.number)
    targets = [{"reference": f"{each['resourceType']}/{each['id']}"} for each in lines]
    scans = [_document_reference(prescription)] if has_scan else []
    due = moment.now + timedelta(minutes=prescription.due_minutes + prescription.appears_after_minutes)
    known = prescriber_reference(prescription.prescriber) if prescription.patient else {"display": prescription.channel}
    return resource(
        "Task",
        identity,
        identifier=[identifier(TASK_IDENTIFIER, str(identity))],
        basedOn=targets,
        groupIdentifier=_number(prescription),
        status="requested",
        intent="order",
        priority="urgent" if prescription.urgent else "routine",
        code=concept("Dispense", coding(TASK_CODE, "fulfill")),
        focus=(targets or scans)[0],
        **{"for": _subject(prescription)},
        authoredOn=instant(_sent_at(prescription, moment)),
        lastModified=instant(_sent_at(prescription, moment)),
        requester=known,
        owner=reference("Organization", pharmacy.organization_id, pharmacy.name),
        location=reference("Location", stable_id("Location", pharmacy.code)),
        note=[{"text": prescription.note}] if prescription.note else [],
        restriction={"period": {"end": _valid_until(prescription, moment)}},
        input=[
            *({"type": _input("line"), "valueReference": each} for each in targets),
            *({"type": _input("scan"), "valueReference": each} for each in scans),
            {"type": _input("due"), "valueDateTime": instant(due)},
        ],
    )


def _input(code: str) -> Json:
    return concept(code, coding(TASK_INPUT, code))


def _number(prescription: SamplePrescription) -> Json:
    return identifier(PRESCRIPTION_NUMBER, prescription.number)


def _subject(prescription: SamplePrescription) -> Json | None:
    patient = prescription.patient
    return reference("Patient", patient.id, patient.name) if patient else None


def _document_reference(prescription: SamplePrescription) -> Json:
    return reference("DocumentReference", stable_id("DocumentReference", prescription.number))


def _sent_at(prescription: SamplePrescription, moment: Moment) -> datetime:
    return moment.now + timedelta(minutes=prescription.appears_after_minutes - prescription.sent_minutes_ago)


def _written_on(prescription: SamplePrescription, moment: Moment) -> str:
    return (moment.today - timedelta(days=prescription.written_days_ago)).isoformat()


def _valid_until(prescription: SamplePrescription, moment: Moment) -> str:
    return (moment.today + timedelta(days=prescription.valid_days - prescription.written_days_ago)).isoformat()
