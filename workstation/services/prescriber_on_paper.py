"""Who wrote a paper: read from the scan, confirmed by a person, and then kept with the prescription.

A paper that was taken in here names its prescriber nowhere but on the scan, and a reading is no fact. What a person
confirms is an event of its own and stands in the prescription from then on: rules, labels and messages use it, and what
is chosen for this hand is known again (`domain/reading/prescriber_habit.py`): that orders candidates, decides nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescriber, Prescription
from workstation.domain.reading.lexicon import fold
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, Event, EventKind, standing
from workstation.services.as_written import as_read
from workstation.services.claim import ClaimRefusal
from workstation.services.flags import refresh_flags
from workstation.services.ports import Transaction
from workstation.services.recording import record
from workstation.services.site import Site
from workstation.services.transcription import withdraw_checks


class PrescriberPaperRefusal(StrEnum):
    """Why a prescriber is not confirmed."""

    OF_ORDER = "prescriber_of_order"
    NOTHING_GIVEN = "prescriber_nothing_given"


@dataclass(frozen=True, slots=True)
class PrescriberOnPaper:
    """What the scans say, and what a person confirmed of it; None = nobody did yet."""

    read: Prescriber
    confirmed: Prescriber | None


def prescriber_on_paper(tx: Transaction, prescription: Prescription) -> PrescriberOnPaper | None:
    """None where there is no paper, and where the order names its prescriber itself: that is not ours to say."""
    if not prescription.document_ids:
        return None
    confirmed = _is_confirmed(tx.prescriptions.events(prescription.id))
    if _is_named(prescription) and not confirmed:
        return None
    return PrescriberOnPaper(as_read(tx, prescription), prescription.prescriber if confirmed else None)


def confirm_prescriber(site: Site, user: User, prescription_id: UUID, name: str, registration_number: str) -> None:
    """Says who wrote the paper. What is said other than it was read is a pharmacist's to say: rules hang on it.

    Said anew after the approval it voids what was checked. Raises Refused for an order that names its prescriber, for
    neither a name nor a number, and for a prescription that is over.
    """
    site.require(user, Permission.TRANSCRIBE)
    said = Prescriber(" ".join(name.split()), " ".join(registration_number.split()))
    if not (said.name or said.registration_number):
        raise Refused(PrescriberPaperRefusal.NOTHING_GIVEN)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        found = prescriber_on_paper(tx, prescription)
        if found is None:
            raise Refused(PrescriberPaperRefusal.OF_ORDER, number=prescription.number)
        status = tx.prescriptions.status(prescription_id)
        if status in CLOSED:
            raise Refused(ClaimRefusal.CLOSED, status=status.value)
        if not _is_as_read(said, found.read):
            site.require(user, Permission.APPROVE)
        if said != found.confirmed:
            _keep(tx, site, user, prescription, said, found.read)


def _keep(
    tx: Transaction, site: Site, user: User, prescription: Prescription, said: Prescriber, read: Prescriber
) -> None:
    if standing(tx.prescriptions.events(prescription.id)).approval is not None:
        withdraw_checks(tx, site, user, prescription, "prescriber changed")
    facts = {
        "name": said.name,
        "registration_number": said.registration_number,
        "read": [read.name, read.registration_number],
    }
    record(tx, site, user, prescription.id, EventKind.PRESCRIBER_CONFIRMED, detail=json.dumps(facts))
    prescription = replace(tx.prescriptions.get(prescription.id), prescriber=said)
    tx.prescriptions.save(prescription)
    refresh_flags(tx, site, prescription)


def _is_named(prescription: Prescription) -> bool:
    return bool(prescription.prescriber.name or prescription.prescriber.registration_number)


def _is_confirmed(events: Sequence[Event]) -> bool:
    return any(one.kind is EventKind.PRESCRIBER_CONFIRMED for one in events)


def _is_as_read(said: Prescriber, read: Prescriber) -> bool:
    """Where nothing was read there is nothing to contradict: keying it is transcribing."""
    pairs = ((said.name, read.name), (said.registration_number, read.registration_number))
    return all(not of_paper or fold(given) == fold(of_paper) for given, of_paper in pairs)
