"""A prescription on paper taken in here: the scan becomes a prescription, and the order server gets it from us.

The acknowledged creation of the work item is the claim (`claim.task_created`): before that nothing but an emergency
supply is allowed. Taking in works offline; what the server must be told waits in the outbox, the scan first, the work
item last. The same file is never taken in twice.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxKind, OutboxState
from workstation.domain.patient import Patient, Sex
from workstation.domain.prescription import Prescriber, Prescription
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, EventKind
from workstation.services.claim import ClaimRefusal
from workstation.services.document_ports import ScanDocument
from workstation.services.flags import refresh_flags
from workstation.services.identifiers import Identifier
from workstation.services.messages import Body, ScanFacts, TakenInFacts, TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record, refresh, tell_create, tell_task
from workstation.services.site import Site

WAITS_FOR = timedelta(minutes=30)
"""When a prescription is due whose patient stands here: a habit of this program, no rule of anybody."""
MOST_BYTES = 25 * 1024 * 1024
MOST_FOUND = 20
SHORTEST_SEARCH = 2


class WalkInRefusal(StrEnum):
    """Why a paper is not taken in."""

    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    TAKEN_IN_BEFORE = "taken_in_before"
    TWO_IDENTIFIERS = "two_identifiers"
    NAME_MISSING = "name_missing"
    BIRTH_DATE_MISSING = "birth_date_missing"
    BORN_LATER = "born_later"
    PATIENT_EXISTS = "patient_exists"
    PATIENT_CHOSEN = "patient_chosen"


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A scan as it came. `content_type` is what the content says, not the name of the file."""

    content: bytes
    content_type: str
    pages: int = 1
    """More than one: several prescriptions may be in it."""


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """Somebody who is known here, recognised by at least two identifiers."""

    patient_id: UUID
    confirmed: frozenset[Identifier]


@dataclass(frozen=True, slots=True)
class NewPatient:
    """Somebody whom nobody knows yet."""

    name: str
    birth_date: date | None
    sex: Sex = Sex.UNKNOWN
    phone: str = ""


PatientChoice = KnownPatient | NewPatient


def find_patients(site: Site, user: User, text: str, birth_date: date | None = None) -> tuple[Patient, ...]:
    """Patients by words of the name or by number, narrowed by the birth date; nobody for less than two letters."""
    site.require(user, Permission.SEE_PATIENTS)
    if len(text.strip()) < SHORTEST_SEARCH:
        return ()
    with site.store.read() as tx:
        return tuple(tx.patients.find(text, birth_date, MOST_FOUND))


def take_in_paper(
    site: Site,
    user: User | None,
    paper: PaperFile,
    patient: PatientChoice | None = None,
    *,
    waits_here: bool | None = None,
) -> Prescription:
    """Takes one file in as one prescription. Raises Refused with what keeps it out.

    `user` None is the station itself (a watched folder): then the patient is chosen later. `waits_here`: somebody
    stands at the counter for it; None = when a person takes it in.
    """
    if user is not None:
        site.require(user, Permission.TRANSCRIBE)
    _require_file(paper)
    with site.store.begin() as tx:
        digest = sha256(paper.content).hexdigest()
        _require_new(tx, digest)
        prescription = _prescription(tx, site, waits_here=user is not None if waits_here is None else waits_here)
        document = ScanDocument(
            prescription.document_ids[0], prescription.id, "", "", paper.content_type, paper.content, digest
        )
        who = _patient(tx, site, user, patient) if patient is not None else None
        prescription = replace(prescription, patient_id=who.id if who is not None else None)
        tx.prescriptions.save(prescription)
        tx.documents.save(document)
        record(tx, site, user, prescription.id, EventKind.CLAIM_ASKED, detail="taken in here")
        audit(tx, site, user, "paper_taken_in", prescription.id, {"sha256": digest})
        if isinstance(patient, NewPatient) and who is not None:
            _tell_patient(tx, site, prescription, who)
        _tell_scan_and_task(tx, site, prescription, document)
        refresh(tx, prescription.id)
        refresh_flags(tx, site, prescription)
        return prescription


def choose_patient(site: Site, user: User, prescription_id: UUID, choice: PatientChoice) -> Prescription:
    """Says whose paper it is, for one that came without anybody saying so."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        if prescription.patient_id is not None:
            raise Refused(WalkInRefusal.PATIENT_CHOSEN, number=prescription.number)
        status = tx.prescriptions.status(prescription_id)
        if status in CLOSED:
            raise Refused(ClaimRefusal.CLOSED, status=status.value)
        who = _patient(tx, site, user, choice)
        prescription = replace(prescription, patient_id=who.id)
        tx.prescriptions.save(prescription)
        audit(tx, site, user, "patient_chosen", prescription_id, {"patient": str(who.id)})
        if isinstance(choice, NewPatient):
            _tell_patient(tx, site, prescription, who)
        _name_patient(tx, site, prescription)
        refresh(tx, prescription_id)
        refresh_flags(tx, site, prescription)
        return prescription


def patient_created(tx: Transaction, site: Site, patient_id: UUID, reference: str) -> None:
    """A patient of ours is at the server now, under this reference.

    Pulled before our own answer came, the same resource is a second record here: the two are joined.
    """
    known = tx.patients.by_reference(reference)
    if known is not None and known.id != patient_id:
        tx.patients.add_link(site.new_id(), patient_id, reference, site.clock())
        return
    tx.patients.save(tx.patients.get(patient_id), reference)


# --- checks ---------------------------------------------------------------------------------------------------


def _require_file(paper: PaperFile) -> None:
    if not paper.content:
        raise Refused(WalkInRefusal.EMPTY_FILE)
    if len(paper.content) > MOST_BYTES:
        raise Refused(WalkInRefusal.TOO_LARGE, megabytes=MOST_BYTES // 1024**2)


def _require_new(tx: Transaction, digest: str) -> None:
    known = tx.documents.by_sha256(digest)
    if known is not None:
        number = tx.prescriptions.get(known.prescription_id).number
        raise Refused(WalkInRefusal.TAKEN_IN_BEFORE, number=number)


def _patient(tx: Transaction, site: Site, user: User | None, choice: PatientChoice) -> Patient:
    if isinstance(choice, NewPatient):
        return _new_patient(tx, site, user, choice)
    patient = tx.patients.get(choice.patient_id)
    on_record = {
        Identifier.NAME: patient.name,
        Identifier.BIRTH_DATE: patient.birth_date,
        Identifier.NUMBER: patient.number,
        Identifier.PHONE: patient.phone,
    }
    if sum(bool(on_record[one]) for one in choice.confirmed) < 2:
        raise Refused(WalkInRefusal.TWO_IDENTIFIERS)
    return patient


def _new_patient(tx: Transaction, site: Site, user: User | None, choice: NewPatient) -> Patient:
    name = " ".join(choice.name.split())
    if len(name) < SHORTEST_SEARCH:
        raise Refused(WalkInRefusal.NAME_MISSING)
    if choice.birth_date is None:
        raise Refused(WalkInRefusal.BIRTH_DATE_MISSING)
    if choice.birth_date > site.today():
        raise Refused(WalkInRefusal.BORN_LATER, birth_date=choice.birth_date)
    if any(_same_name(one.name, name) for one in tx.patients.find(name, choice.birth_date, MOST_FOUND)):
        raise Refused(WalkInRefusal.PATIENT_EXISTS, birth_date=choice.birth_date)
    patient = Patient(site.new_id(), name, choice.birth_date, choice.sex, choice.phone.strip())
    # Until the server has given its own, our id is the reference: what names it is resolved when it is sent.
    tx.patients.save(patient, f"urn:uuid:{patient.id}")
    audit(tx, site, user, "patient_created", patient.id)
    return patient


def _same_name(one: str, other: str) -> bool:
    return sorted(one.casefold().split()) == sorted(other.casefold().split())


# --- what is made ---------------------------------------------------------------------------------------------


def _prescription(tx: Transaction, site: Site, *, waits_here: bool) -> Prescription:
    now = site.clock()
    count = tx.counters.next("paper")
    number = f"H{site.today():%y}-{site.station.id.hex[-4:].upper()}-{count:05d}"
    return Prescription(
        id=site.new_id(),
        number=number,
        task_reference="",
        patient_id=None,
        prescriber=Prescriber(""),
        authored_on=None,
        received_at=now,
        due_at=now + WAITS_FOR if waits_here else None,
        valid_until=None,
        document_ids=(site.new_id(),),
        lines=(),
    )


def _tell_patient(tx: Transaction, site: Site, prescription: Prescription, patient: Patient) -> None:
    body = site.messages.new_patient(patient)
    tell_create(tx, site, prescription, patient.id, f"New patient of {prescription.number}", body)


def _tell_scan_and_task(tx: Transaction, site: Site, prescription: Prescription, document: ScanDocument) -> None:
    body = _scan_message(tx, site, prescription, document)
    tell_create(tx, site, prescription, document.id, f"Scan of {prescription.number}", body)
    entry_id = site.new_id()
    task = _task_message(tx, site, prescription, entry_id)
    tell_create(tx, site, prescription, entry_id, f"{prescription.number}, taken in here", task)


def _reference(tx: Transaction, prescription: Prescription) -> str:
    return tx.patients.reference(prescription.patient_id) if prescription.patient_id else ""


def _scan_message(tx: Transaction, site: Site, prescription: Prescription, document: ScanDocument) -> Body:
    assert document.content is not None
    facts = ScanFacts(
        id=document.id,
        prescription=prescription,
        patient_reference=_reference(tx, prescription),
        content=document.content,
        content_type=document.content_type,
        at=prescription.received_at,
    )
    return site.messages.document(facts)


def _task_message(tx: Transaction, site: Site, prescription: Prescription, entry_id: UUID) -> Body:
    facts = TakenInFacts(
        id=entry_id,
        prescription=prescription,
        patient_reference=_reference(tx, prescription),
        station_id=site.station.id,
        lines=(),
        documents=prescription.document_ids,
        at=prescription.received_at,
    )
    return site.messages.task_taken_in(facts)


def _name_patient(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """Scan and work item that were never on the wire name the patient; a work item that was is changed after it.

    A new patient is queued behind them, so that they cannot wait for it: the change of the work item does. A scan that
    was sent stays as it was sent; lines and supplies name the patient.
    """
    reference = _reference(tx, prescription)
    for entry in tx.outbox.of_group(prescription.id):
        if entry.kind is not OutboxKind.CREATE or entry.state is OutboxState.WITHDRAWN:
            continue
        as_it_was = entry.attempts > 0 or entry.state is not OutboxState.WAITING or reference.startswith("urn:")
        if entry.target == "DocumentReference" and not as_it_was:
            body = _scan_message(tx, site, prescription, tx.documents.get(entry.id))
            tx.outbox.update(replace(entry, body=body))
        elif entry.target == "Task" and not as_it_was:
            tx.outbox.update(replace(entry, body=_task_message(tx, site, prescription, entry.id)))
        elif entry.target == "Task":
            change = TaskChange(None, None, patient=reference)
            tell_task(tx, site, prescription, f"Patient of {prescription.number}", change)
