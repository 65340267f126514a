"""The two questions before approval as flags of the queue: is it this patient, and was this paper here before?"""

from collections.abc import Callable, Iterator
from uuid import UUID

from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag
from workstation.domain.workflow import Status, standing
from workstation.services.identity import identity_question, is_confirmed
from workstation.services.people_at_work import PeopleAtWork
from workstation.services.ports import Transaction
from workstation.services.seen_before import seen_before
from workstation.services.shown_flags import show_flag
from workstation.services.site import Site

_BEFORE_APPROVAL = frozenset({Status.RECEIVED, Status.CLAIMED, Status.IN_REVIEW, Status.CLARIFICATION, Status.ON_HOLD})


def question_flags(
    tx: Transaction,
    site: Site,
    prescription: Prescription,
    people: PeopleAtWork,
    stored: Callable[[UUID], Prescription] | None = None,
) -> Iterator[Flag]:
    """Flags of what is asked now. Nothing is asked once it is approved, nor of a scan that waits to be read."""
    if not _is_asked(tx, prescription):
        return
    if seen_before(tx, prescription, stored):
        yield Flag.SEEN_BEFORE
    if _waits_to_be_read(tx, prescription):
        return
    if identity_question(tx, site, prescription, people) is not None:
        yield Flag.PATIENT_NOT_CONFIRMED


def show_to_similar(tx: Transaction, prescription: Prescription, people: PeopleAtWork) -> None:
    """Whoever has a name like this patient's is asked about from now on as well, unless somebody has answered."""
    if prescription.patient_id is None or not _is_asked(tx, prescription):
        return
    similar = people.similar(tx, tx.patients.get(prescription.patient_id))
    anew = [one.prescription_id for one in similar if people.is_first_look(one.prescription_id)]
    for one in tx.prescriptions.without_flag(anew, Flag.PATIENT_NOT_CONFIRMED, _BEFORE_APPROVAL):
        other = tx.prescriptions.get(one)
        if _is_asked(tx, other) and not _waits_to_be_read(tx, other) and not is_confirmed(tx, other):
            show_flag(tx, other.id, Flag.PATIENT_NOT_CONFIRMED, on=True)


def others_with_this_page(tx: Transaction, prescription_id: UUID) -> tuple[UUID, ...]:
    """Those that show the same paper: the question is asked on both."""
    return tuple(other for other, _ in tx.lookalikes.alike(prescription_id))


def _is_asked(tx: Transaction, prescription: Prescription) -> bool:
    if tx.prescriptions.status(prescription.id) not in _BEFORE_APPROVAL:
        return False
    return standing(tx.prescriptions.events(prescription.id)).approval is None


def _waits_to_be_read(tx: Transaction, prescription: Prescription) -> bool:
    return any(tx.documents.reading(one) is None for one in prescription.document_ids)
