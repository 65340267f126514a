"""Was this paper here before? The same file, the same picture, or the same patient, prescriber, date and medicines.

What is found blocks approval until a pharmacist says what it means; both are shown beside each other. The question is
asked on both prescriptions, and again when the other one was supplied meanwhile.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.patient_match import NameMatch, same_name
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.queue import Flag
from workstation.domain.reading import Decision, Page, Reading, reading_from_json
from workstation.domain.reading.lexicon import fold
from workstation.domain.reading.same_page import ALIKE_WITHIN, distance, may_be_same
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, Status, standing
from workstation.services.as_written import as_written
from workstation.services.document_ports import PageMark
from workstation.services.ports import Transaction
from workstation.services.recording import record
from workstation.services.shown_flags import show_flag
from workstation.services.site import Site


class SeenKind(StrEnum):
    """What was found, the worst first."""

    SUPPLIED = "supplied"
    OTHER_PATIENT = "other_patient"
    AGAIN = "again"


class SeenAnswer(StrEnum):
    """What a pharmacist says that it means."""

    NOT_THE_SAME = "not_the_same"
    REPEAT_IS_DUE = "repeat_is_due"
    OTHER_NOT_SUPPLIED = "other_not_supplied"


class SeenRefusal(StrEnum):
    """Why an answer is not taken."""

    NOT_ASKED = "seen_before_not_asked"
    OTHER_WAS_SUPPLIED = "other_was_supplied"
    OTHER_IN_WORK = "other_in_work"


@dataclass(frozen=True, slots=True)
class SeenSide:
    """One of the two prescriptions as it is shown."""

    id: UUID
    number: str
    patient: str
    birth_date: date | None
    prescriber: str
    written_on: date | None
    received_at: datetime
    status: Status


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """Another prescription that may be this one. Nothing of it is decided."""

    kind: SeenKind
    by_picture: bool
    """The file or the picture is the same, else what is prescribed."""
    mine: SeenSide
    other: SeenSide


_NEVER_WAS = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})


def note_pages(tx: Transaction, document_id: UUID, reading: Reading) -> None:
    """Keeps what tells the pages of a document that was just read from others, and which others look like them."""
    pages = {place: page for place, page in enumerate(reading.pages) if _tells(page)}
    marks = [PageMark(document_id, place, page.mark.sha256, page.mark.look) for place, page in pages.items()]
    for held in tx.lookalikes.pages() if marks else ():
        if held.document_id != document_id:
            _note_alike(tx, pages, marks, held)
    tx.lookalikes.add_pages(marks)


def seen_before(
    tx: Transaction, prescription: Prescription, stored: Callable[[UUID], Prescription] | None = None
) -> tuple[SeenBefore, ...]:
    """What is still asked about this prescription. `stored`: reads another one, for those who have many in hand."""
    settled = {
        (facts["other"], facts["kind"])
        for event in tx.prescriptions.events(prescription.id)
        if event.kind is EventKind.SEEN_BEFORE_SETTLED
        for facts in (json.loads(event.detail),)
    }
    found = _found(tx, prescription, stored or tx.prescriptions.get)
    return tuple(one for one in found if (str(one.other.id), one.kind.value) not in settled)


def settle_seen_before(site: Site, user: User, prescription_id: UUID, other_id: UUID, answer: SeenAnswer) -> None:
    """A pharmacist looked at both. Raises Refused when the answer cannot be true."""
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        found = next((one for one in seen_before(tx, prescription) if one.other.id == other_id), None)
        if found is None:
            raise Refused(SeenRefusal.NOT_ASKED)
        if answer is SeenAnswer.OTHER_NOT_SUPPLIED:
            _require_not_supplied(tx, found)
        facts = {"other": str(other_id), "kind": found.kind.value, "answer": answer.value}
        record(tx, site, user, prescription_id, EventKind.SEEN_BEFORE_SETTLED, detail=json.dumps(facts))
        show_flag(tx, prescription_id, Flag.SEEN_BEFORE, on=bool(seen_before(tx, prescription)))


def _require_not_supplied(tx: Transaction, found: SeenBefore) -> None:
    number = found.other.number
    if _was_supplied(tx, found.other.id):
        raise Refused(SeenRefusal.OTHER_WAS_SUPPLIED, number=number)
    facts = standing(tx.prescriptions.events(found.other.id))
    if facts.approval is not None and facts.final is None:
        raise Refused(SeenRefusal.OTHER_IN_WORK, number=number)


# --- pages ----------------------------------------------------------------------------------------------------


def _tells(page: Page) -> bool:
    """A blank or illegible page is like every other one."""
    return bool(page.mark.sha256) and page.decision is not Decision.UNREADABLE


def _note_alike(tx: Transaction, pages: dict[int, Page], marks: Sequence[PageMark], held: PageMark) -> None:
    for mark in marks:
        same = mark.sha256 == held.sha256
        apart = 0 if same else distance(mark.look, held.look)
        if same or (apart <= ALIKE_WITHIN and _nothing_against(tx, pages[mark.page], held, apart)):
            tx.lookalikes.add_alike(mark.document_id, held.document_id, apart)


def _nothing_against(tx: Transaction, page: Page, held: PageMark, apart: int) -> bool:
    text = tx.documents.reading(held.document_id)
    pages = reading_from_json(json.loads(text)).pages if text is not None else ()
    return held.page < len(pages) and may_be_same(page, pages[held.page], apart)


# --- prescriptions --------------------------------------------------------------------------------------------


def _found(
    tx: Transaction, prescription: Prescription, stored: Callable[[UUID], Prescription]
) -> tuple[SeenBefore, ...]:
    person = tx.patients.same_person(prescription.patient_id) if prescription.patient_id is not None else ()
    pictures = [one for one, _ in tx.lookalikes.alike(prescription.id)]
    key = _key(tx, prescription)
    others = dict.fromkeys((*pictures, *(tx.lookalikes.of_person(person) if key is not None else ())))
    found = []
    for other_id in others:
        other = stored(other_id)
        by_picture = other_id in pictures
        if other_id == prescription.id or not (by_picture or _is_same_key(key, _key(tx, other))):
            continue
        kind = _kind(tx, other, is_person=other.patient_id is None or not person or other.patient_id in person)
        if kind is not None:
            found.append(SeenBefore(kind, by_picture, _side(tx, prescription), _side(tx, other)))
    return tuple(sorted(found, key=lambda one: list(SeenKind).index(one.kind)))


def _kind(tx: Transaction, other: Prescription, *, is_person: bool) -> SeenKind | None:
    if _was_supplied(tx, other.id):
        return SeenKind.SUPPLIED
    if tx.prescriptions.status(other.id) in _NEVER_WAS:
        return None
    return SeenKind.AGAIN if is_person else SeenKind.OTHER_PATIENT


def _was_supplied(tx: Transaction, prescription_id: UUID) -> bool:
    """Here or elsewhere, reversals subtracted."""
    rows = tx.prescriptions.progress(prescription_id)
    return any(one is not None and one.value > 0 for row in rows for one in (row.dispensed, row.elsewhere))


def _side(tx: Transaction, prescription: Prescription) -> SeenSide:
    patient = tx.patients.get(prescription.patient_id) if prescription.patient_id is not None else None
    return SeenSide(
        prescription.id,
        prescription.number,
        patient.name if patient is not None else "",
        patient.birth_date if patient is not None else None,
        prescription.prescriber.name,
        as_written(tx, prescription)[1],
        prescription.received_at,
        tx.prescriptions.status(prescription.id),
    )


@dataclass(frozen=True, slots=True)
class _Key:
    prescriber: str
    registration: str
    written_on: date
    medicines: frozenset[object]


def _key(tx: Transaction, prescription: Prescription) -> _Key | None:
    """None while something of it is not known."""
    medicines = frozenset(_medicine(line) for line in prescription.medicine_lines)
    if not medicines:
        return None
    by, written_on = as_written(tx, prescription)
    if written_on is None or not (by.name or by.registration_number):
        return None
    return _Key(by.name, fold(by.registration_number), written_on, medicines)


def _medicine(line: PrescriptionLine) -> object:
    return frozenset(line.medicine.ingredients) if line.medicine.ingredients else fold(line.medicine.text)


def _is_same_key(one: _Key | None, other: _Key | None) -> bool:
    if one is None or other is None or one.written_on != other.written_on or one.medicines != other.medicines:
        return False
    if one.registration and other.registration:
        return one.registration == other.registration
    return same_name(one.prescriber, other.prescriber) in (NameMatch.SAME, NameMatch.SHORT)
