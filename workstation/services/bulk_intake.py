"""Taking in many new prescriptions at once: the same rows as one by one, with a few statements for all of them.

Only plain ones: new here, open at the server, claimed by nobody, understood without a doubt. Everything else goes
through services.intake.
"""

from collections.abc import Sequence
from uuid import UUID

from workstation.domain.patient import PatientContext
from workstation.domain.queue import Flag
from workstation.services.merging import take_in_patient
from workstation.services.new_prescription import as_new
from workstation.services.ports import Transaction
from workstation.services.same_number import note_same_number
from workstation.services.server_words import ServerPatient, ServerPrescription
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
    made = [as_new(site, one, patients.get(one.patient.reference) if one.patient else None) for one in found]
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
        known[reference] = take_in_patient(tx, site, by_reference[reference])
    return known | {one.reference: one.patient.id for one in new}
