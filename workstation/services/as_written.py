"""Who prescribed and when: as the order says, as a person confirmed, else as it was read on the scan."""

import json
from collections.abc import Iterator
from datetime import date

from workstation.domain.prescription import Prescriber, Prescription
from workstation.domain.reading import reading_from_json
from workstation.domain.reading.model import NOT_FOUND, Page
from workstation.domain.workflow import EventKind
from workstation.services.ports import Transaction


def as_written(tx: Transaction, prescription: Prescription) -> tuple[Prescriber, date | None]:
    """Prescriber and date; what nobody wrote or read is empty."""
    given, written_on = prescription.prescriber, prescription.authored_on
    if given.name and written_on:
        return given, written_on
    pages = tuple(_pages(tx, prescription))
    who = _with_read(given, pages)
    if who != given and (given.name or given.registration_number) and _is_confirmed(tx, prescription):
        # A person looked: what they left empty does not stand on the paper, whatever the reader made of it.
        who = given
    return who, written_on or next((on for one in pages if (on := one.fields.get("date", NOT_FOUND).iso)), None)


def as_read(tx: Transaction, prescription: Prescription) -> Prescriber:
    """Whom the scans name; empty where nothing was read."""
    return _with_read(Prescriber(""), tuple(_pages(tx, prescription)))


def _pages(tx: Transaction, prescription: Prescription) -> Iterator[Page]:
    for document_id in prescription.document_ids:
        text = tx.documents.reading(document_id)
        yield from reading_from_json(json.loads(text)).pages if text is not None else ()


def _with_read(given: Prescriber, pages: tuple[Page, ...]) -> Prescriber:
    who, number = given.name, given.registration_number
    for page in pages:
        who = who or (page.fields.get("prescriber", NOT_FOUND).value or "")
        number = number or (page.fields.get("registration_number", NOT_FOUND).value or "")
    return Prescriber(who, number, given.clinic)


def _is_confirmed(tx: Transaction, prescription: Prescription) -> bool:
    events = tx.prescriptions.events(prescription.id)
    return any(one.kind is EventKind.PRESCRIBER_CONFIRMED for one in events)
