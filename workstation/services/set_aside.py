"""The order server has somebody or something else under a reference that is known here: noticed, never merged.

It happens after a station was paired with another server, or after a server was set back to an older state and gave
its numbers out again. What is here keeps everything it has and loses its reference; what the server has is taken in
as new. What still waits to be told about the old one is not told to a server that never issued it: it is parked, and
leaves only with the patient's consent (services.consent).
"""

from dataclasses import replace
from uuid import UUID

from workstation.domain.outbox import Attention, AttentionCode, OutboxEntry, OutboxKind, OutboxState
from workstation.domain.patient import Patient
from workstation.domain.prescription import LineSource, Prescription
from workstation.domain.workflow import CLOSED, standing
from workstation.services.claim import lose_claim
from workstation.services.consent import issued_elsewhere
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.server_words import ServerPrescription
from workstation.services.site import Site
from workstation.services.task_changes import withdraw_changes

_WHY = "It is about a prescription of another order server, or of an earlier state of this one."


def is_another(tx: Transaction, known: Prescription, found: ServerPrescription) -> bool:
    """Whether a Task under a known reference is another prescription, not a changed one.

    Another number and one more thing that no edit changes with it; or, where numbers do not tell, another person and
    other medicines. A server that gives a prescription a number, or another one, edits it.
    """
    made_here = tx.outbox.find(found.own_id) if found.own_id else None
    if made_here is not None and made_here.group == known.id:
        return False
    person = _is_for_another(tx, known, found)
    lines = _has_other_lines(known, found)
    if found.numbers and known.number not in {*found.numbers, found.task_reference.rpartition("/")[2]}:
        written = None not in (known.authored_on, found.authored_on) and known.authored_on != found.authored_on
        return person or lines or written
    return person and lines


def _is_for_another(tx: Transaction, known: Prescription, found: ServerPrescription) -> bool:
    if known.patient_id is None or found.patient is None:
        return False
    return is_another_person(tx.patients.get(known.patient_id), found.patient.patient)


def _has_other_lines(known: Prescription, found: ServerPrescription) -> bool:
    before = {line.medicine.text for line in known.lines if line.source is LineSource.SERVER}
    after = {line.medicine.text for line in found.lines}
    return bool(before and after) and before.isdisjoint(after)


def is_another_person(known: Patient, found: Patient) -> bool:
    """Whether two records can not be of one person: no word of the name, and neither birth date nor number agree."""
    words = [set(one.name.casefold().split()) for one in (known, found)]
    if not all(words) or words[0] & words[1]:
        return False
    pairs = [(known.birth_date, found.birth_date), (known.number, found.number)]
    told = [one == other for one, other in pairs if one and other]
    return bool(told) and not any(told)


def set_aside(tx: Transaction, site: Site, known: Prescription) -> None:
    """The prescription loses its place at the server; open work on it stops, and people are told."""
    tx.sync_notes.set(issued_elsewhere(known.id), known.task_reference)
    tx.prescriptions.save(replace(known, task_reference=""))
    withdraw_changes(tx, known.id, _WHY, lambda _: True)
    waiting = [one for one in tx.outbox.of_group(known.id) if one.state is OutboxState.WAITING]
    for one in waiting:
        _park(tx, one)
    audit(tx, site, None, "set_aside", known.id, {"task": known.task_reference})
    is_open = tx.prescriptions.status(known.id) not in CLOSED
    if is_open and not standing(tx.prescriptions.events(known.id)).claim_lost:
        lose_claim(tx, site, known.id, "another order server", tell=False)
    if is_open or waiting:
        detail = f"{known.task_reference} is another prescription now"
        tx.attentions.add(Attention(site.new_id(), known.id, AttentionCode.DELETED_AT_SERVER, detail, site.clock()))


def set_patient_aside(tx: Transaction, site: Site, known: Patient, reference: str) -> None:
    """The record loses its reference: what the server has there is somebody else, and a record of its own."""
    tx.patients.save(known, "")
    for one in tx.outbox.first(OutboxState.WAITING):
        if one.kind is OutboxKind.CREATE and _is_of(tx, one.group, known.id):
            _park(tx, one)
    audit(tx, site, None, "patient_set_aside", known.id, {"patient": reference})


def _is_of(tx: Transaction, group: UUID, patient_id: UUID) -> bool:
    is_prescription = bool(tx.prescriptions.named((group,)))  # what belongs to no prescription has a group of its own
    return is_prescription and tx.prescriptions.get(group).patient_id == patient_id


def _park(tx: Transaction, entry: OutboxEntry) -> None:
    tx.outbox.update(replace(entry, state=OutboxState.PARKED, answer=_WHY))
