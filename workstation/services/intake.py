"""Taking in what the order server holds: a new prescription, or a change of one that is here already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from workstation.domain.outbox import Attention
from workstation.domain.patient import Allergy, Patient
from workstation.domain.prescription import (
    LineBlock,
    LineSource,
    Prescriber,
    Prescription,
    PrescriptionLine,
)
from workstation.domain.workflow import CLOSED, EventKind, standing
from workstation.services.claim import release_packs
from workstation.services.doubts import note_doubts
from workstation.services.ports import ScanDocument, Transaction
from workstation.services.recording import audit, record, refresh
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class ServerPatient:
    """A patient as the server has it. None of the lists means the server did not say."""

    reference: str
    patient: Patient
    """Its id is a proposal, used when the patient is new here."""
    allergies: tuple[Allergy, ...] | None
    conditions: tuple[str, ...] | None
    current_medicines: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ServerDocument:
    """A scan named by the work item; its content is fetched later."""

    reference: str
    url: str
    content_type: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class ServerPrescription:
    """A work item of the server in our words. Lines carry proposed ids and their server references."""

    task_reference: str
    number: str
    status: str
    """Task.status as it stands."""
    claimed_by_station: str
    """Our station id stamped by a claim of this pharmacy, "" when none is."""
    owner: str
    patient: ServerPatient | None
    prescriber: Prescriber
    authored_on: date | None
    due_at: datetime | None
    valid_until: date | None
    urgent: bool
    lines: tuple[PrescriptionLine, ...]
    documents: tuple[ServerDocument, ...]
    doubts: tuple[str, ...] = ()
    """What we did not understand; each blocks dispensing until a person has looked."""


ENDED_AT_SERVER = frozenset({"completed", "rejected", "cancelled", "failed", "entered-in-error"})
"""Task.status values of work that is over (FHIR R4 value set task-status)."""


def take_in(tx: Transaction, site: Site, found: ServerPrescription) -> UUID | None:
    """Stores a work item of the server inside the caller's transaction. Returns the prescription's id.

    None = it was over before it came here: taken in as new it could be supplied a second time.

    A change of lines after approval withdraws the approval and says so; what people did is never overwritten.
    """
    patient_id = _save_patient(tx, found.patient) if found.patient else None
    known = tx.prescriptions.by_task(found.task_reference)
    if known is None and found.status in ENDED_AT_SERVER:
        return None
    if known is None:
        return _take_in_new(tx, site, found, patient_id)
    _take_in_change(tx, site, found, known, patient_id)
    return known.id


def _save_patient(tx: Transaction, found: ServerPatient) -> UUID:
    known = tx.patients.by_reference(found.reference)
    patient = replace(found.patient, id=known.id) if known else found.patient
    tx.patients.save(patient, found.reference)
    tx.patients.save_allergies(patient.id, found.allergies)
    tx.patients.save_conditions(patient.id, found.conditions)
    tx.patients.save_current_medicines(patient.id, found.current_medicines)
    return patient.id


def _take_in_new(tx: Transaction, site: Site, found: ServerPrescription, patient_id: UUID | None) -> UUID:
    prescription_id = site.new_id()
    documents = tuple(
        ScanDocument(
            id=site.new_id(),
            prescription_id=prescription_id,
            reference=one.reference,
            url=one.url,
            content_type=one.content_type,
            content=one.content,
            sha256=sha256(one.content).hexdigest() if one.content is not None else "",
        )
        for one in found.documents
    )
    prescription = Prescription(
        id=prescription_id,
        number=found.number,
        task_reference=found.task_reference,
        patient_id=patient_id,
        prescriber=found.prescriber,
        authored_on=found.authored_on,
        received_at=site.clock(),
        due_at=found.due_at,
        valid_until=found.valid_until,
        document_ids=tuple(one.id for one in documents),
        lines=found.lines,
        urgent=found.urgent,
    )
    tx.prescriptions.save(prescription)
    for document in documents:
        tx.documents.save(document)
    audit(tx, site, None, "received", prescription_id, {"task": found.task_reference})
    _follow_status(tx, site, found, prescription)
    note_doubts(tx, site, prescription_id, found.doubts)
    refresh(tx, prescription_id)
    return prescription_id


def _take_in_change(
    tx: Transaction, site: Site, found: ServerPrescription, known: Prescription, patient_id: UUID | None
) -> None:
    lines = _merged_lines(known, found)
    changed = _differs(known, lines)
    renewed = replace(
        known,
        patient_id=patient_id or known.patient_id,
        prescriber=found.prescriber,
        due_at=found.due_at,
        valid_until=found.valid_until,
        urgent=found.urgent,
        lines=lines,
    )
    tx.prescriptions.save(renewed)
    if changed and standing(tx.prescriptions.events(known.id)).approval is not None:
        record(tx, site, None, known.id, EventKind.APPROVAL_WITHDRAWN, reason="the server changed a line")
        release_packs(tx, site, known.id)
    _follow_status(tx, site, found, renewed)
    note_doubts(tx, site, known.id, found.doubts)
    refresh(tx, known.id)


def _merged_lines(known: Prescription, found: ServerPrescription) -> tuple[PrescriptionLine, ...]:
    """The server's lines as they are now, with our ids and keyed products; our own lines stay."""
    ours = {line.server_reference: line for line in known.lines if line.source is LineSource.SERVER}
    transcribed = {line.server_reference for line in known.lines if line.source is LineSource.TRANSCRIBED}
    merged: list[PrescriptionLine] = []
    for line in found.lines:
        old = ours.get(line.server_reference)
        if line.server_reference in transcribed or str(line.id) in transcribed:
            continue
        if old is None:
            merged.append(line)
        else:
            keep = old.product_id if old.medicine == line.medicine else None
            block = LineBlock.REPLACED if old.block is LineBlock.REPLACED else line.block
            merged.append(replace(line, id=old.id, product_id=keep, block=block))
    merged += [line for line in known.lines if line.source is LineSource.TRANSCRIBED]
    return tuple(replace(line, position=place) for place, line in enumerate(merged, start=1))


def _differs(known: Prescription, lines: Sequence[PrescriptionLine]) -> bool:
    def facts(all_lines: Sequence[PrescriptionLine]) -> set[object]:
        return {
            (one.id, one.medicine, one.dosage_instruction, one.quantity_prescribed, one.days_supply, one.block)
            for one in all_lines
        }

    return facts(known.lines) != facts(lines)


_ENDED = {
    "cancelled": EventKind.CANCELLED,
    "rejected": EventKind.REJECTED,
    "failed": EventKind.EXPIRED,
    "entered-in-error": EventKind.ENTERED_IN_ERROR,
}


def _follow_status(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription) -> None:
    """What the server says of the whole: a cancellation stops the work; a claim of another station is not ours."""
    if tx.prescriptions.events(known.id) and tx.prescriptions.status(known.id) in CLOSED:
        _note_late_cancellation(tx, site, found, known)
        return
    if found.status in _ENDED:
        record(tx, site, None, known.id, _ENDED[found.status], reason=f"the server says {found.status}")
        release_packs(tx, site, known.id)
        _note_late_cancellation(tx, site, found, known)
        return
    facts = standing(tx.prescriptions.events(known.id))
    mine = str(site.station.id)
    if found.claimed_by_station and found.claimed_by_station != mine and not facts.claim_lost:
        record(tx, site, None, known.id, EventKind.CLAIM_LOST, detail="another station of this pharmacy")
    elif found.claimed_by_station == mine and not facts.claimed:
        record(tx, site, None, known.id, EventKind.CLAIM_ACKNOWLEDGED)


def _note_late_cancellation(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription) -> None:
    """Cancelled upstream after a supply, or a part of it: the supply stays a fact and people are told, once."""
    if found.status != "cancelled" or not tx.dispenses.of_prescription(known.id):
        return
    if any(one.prescription_id == known.id and one.code == "cancelled_after_supply" for one in tx.attentions.open()):
        return
    tx.attentions.add(Attention(site.new_id(), known.id, "cancelled_after_supply", found.task_reference, site.clock()))
