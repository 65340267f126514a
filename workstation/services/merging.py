"""Patients as the server has them, and records that it says are of one person.

A merge changes no row that exists: it is a link of its own, and what is asked about a person follows the links. When
the server takes a link back, the link ends, and each record has what it had before.
"""

from dataclasses import replace
from uuid import UUID

from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.patient import Patient
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.server_words import ServerPatient
from workstation.services.set_aside import is_another_person, set_patient_aside
from workstation.services.site import Site


def take_in_patient(tx: Transaction, site: Site, found: ServerPatient) -> UUID:
    """Stores a patient with what the server knows of it and its links. Returns the id here."""
    known = tx.patients.by_reference(found.reference)
    if known is not None and is_another_person(known, found.patient):
        set_patient_aside(tx, site, known, found.reference)
        known = None
    patient = replace(found.patient, id=known.id) if known else found.patient
    if known and (not found.asked or _weighed_later(known, patient)):
        at, here = known.weight_date, known.weighed_here
        patient = replace(patient, weight=known.weight, weight_date=at, weighed_here=here)
    tx.patients.save(patient, found.reference)
    if found.asked:
        tx.patients.save_allergies(patient.id, found.allergies)
        tx.patients.save_conditions(patient.id, found.conditions)
        tx.patients.save_current_medicines(patient.id, found.current_medicines)
    _follow_links(tx, site, patient.id, found)
    return patient.id


def _weighed_later(known: Patient, said: Patient) -> bool:
    """A weight that was taken here counts until the server has one of that day or later."""
    if not known.weighed_here or known.weight_date is None:
        return False
    return said.weight is None or said.weight_date is None or said.weight_date < known.weight_date


def _follow_links(tx: Transaction, site: Site, patient_id: UUID, found: ServerPatient) -> None:
    before = tx.patients.links(patient_id)
    wanted = found.links - {found.reference}
    for other in sorted(before - wanted):
        tx.patients.end_link(patient_id, other, site.clock())
        audit(tx, site, None, "patient_link_ended", patient_id, {"other": other})
    for other in sorted(wanted - before):
        is_news = not tx.patients.is_linked(found.reference, other)
        tx.patients.add_link(site.new_id(), patient_id, other, site.clock())
        audit(tx, site, None, "patient_linked", patient_id, {"other": other})
        if is_news:
            _tell(tx, site, patient_id, f"{found.reference} = {other}")


def _tell(tx: Transaction, site: Site, patient_id: UUID, detail: str) -> None:
    """Once for two records, whichever of them names the other first; on an open prescription where there is one."""
    shown_on = next(iter(tx.prescriptions.open_of_patient(patient_id)), None)
    tx.attentions.add(Attention(site.new_id(), shown_on, AttentionCode.PATIENT_MERGED, detail, site.clock()))
