"""Taking in many new prescriptions at once: the same rows as one by one, with a few statements for all of them.

Only plain ones: new here, open at the server, claimed by nobody, understood without a doubt. Everything else goes
through services.intake.
"""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from workstation.domain.patient import PatientContext
from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag
from workstation.services.merging import take_in_patient
from workstation.services.ports import ScanDocument, Transaction
from workstation.services.same_number import note_same_number
from workstation.services.server_words import ServerDocument, ServerPatient, ServerPrescription
from workstation.services.site import Site

_WAITING = frozenset({"requested", "received", "ready"})


def is_plain_new(found: ServerPrescription) -> bool:
    """True for one that nobody has worked on; the caller knows that it is not here yet."""
    alone = not found.linked and not (found.patient and (found.patient.links or not found.patient.asked))
    understood = not found.doubts and not found.dispenses and found.routed_here
    return found.status in _WAITING and not found.claimed_by_station and understood and alone


def take_in_new(tx: Transaction, site: Site, found: Sequence[ServerPrescription], flags: Sequence[Flag]) -> list[UUID]:
    """Stores plain new prescriptions with these flags. Returns their ids, in the same order."""
    patients = _save_patients(tx, site, [one.patient for one in found if one.patient is not None])
    made = [_made(site, one, patients.get(one.patient.reference) if one.patient else None) for one in found]
    tx.prescriptions.add_all([prescription for prescription, _ in made], flags)
    for _, documents in made:
        for document in documents:
            tx.documents.save(document)
    received = [(str(one.id), {"task": one.task_reference}) for one, _ in made]
    tx.audit.append_all(site.clock(), "received", received)
    for twice in tx.prescriptions.shared_numbers([one.id for one, _ in made]):
        note_same_number(tx, site, twice)
    return [prescription.id for prescription, _ in made]


def _save_patients(tx: Transaction, site: Site, found: Sequence[ServerPatient]) -> dict[str, UUID]:
    """Ids by reference."""
    by_reference = {one.reference: one for one in found}
    known = dict(tx.patients.ids(list(by_reference)))
    new = [one for one in by_reference.values() if one.reference not in known]
    tx.patients.add_all(
        [
            (one.reference, PatientContext(one.patient, one.allergies, one.conditions, one.current_medicines))
            for one in new
        ]
    )
    for reference in known:
        take_in_patient(tx, site, by_reference[reference])
    return known | {one.reference: one.patient.id for one in new}


def _made(
    site: Site, found: ServerPrescription, patient_id: UUID | None
) -> tuple[Prescription, tuple[ScanDocument, ...]]:
    prescription_id = site.new_id()
    documents = tuple(_scan(site, prescription_id, one) for one in found.documents)
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
    return prescription, documents


def _scan(site: Site, prescription_id: UUID, found: ServerDocument) -> ScanDocument:
    return ScanDocument(
        id=site.new_id(),
        prescription_id=prescription_id,
        reference=found.reference,
        url=found.url,
        content_type=found.content_type,
        content=found.content,
        sha256=sha256(found.content).hexdigest() if found.content is not None else "",
    )
