"""One number, two patients: two prescriptions, never merged, and a doubt on both until a person has settled it."""

from uuid import UUID

from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.prescription import Prescription
from workstation.services.ports import Transaction
from workstation.services.site import Site


def note_same_number(tx: Transaction, site: Site, prescription_id: UUID) -> None:
    """Notes the doubt on this prescription and on every other one of its number with another patient, once each."""
    mine = tx.prescriptions.get(prescription_id)
    if mine.patient_id is None or not mine.number:
        return
    others = [one for one in tx.prescriptions.with_number(mine.number) if one.id != mine.id and one.patient_id]
    person = tx.patients.same_person(mine.patient_id) if others else ()
    for other in others:
        if other.patient_id not in person:
            _note(tx, site, mine, other)
            _note(tx, site, other, mine)


def _note(tx: Transaction, site: Site, one: Prescription, other: Prescription) -> None:
    detail = f"number {one.number} is also the number of {other.task_reference or other.id} of another patient"
    code = AttentionCode.SAME_NUMBER
    if not any((known.code, known.detail) == (code, detail) for known in tx.attentions.of_prescription(one.id)):
        tx.attentions.add(Attention(site.new_id(), one.id, code, detail, site.clock()))
