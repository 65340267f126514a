"""Reading ahead: scans are read before a pharmacist opens them, and the reading is kept with the lines it proposes."""

from typing import Protocol
from uuid import UUID

from workstation.domain import compliance, exact_json
from workstation.domain.queue import Flag
from workstation.domain.reading import (
    DateOrder,
    DateRules,
    Decision,
    FileRefusal,
    Reading,
    reading_from_json,
    reading_to_json,
    refusal_sentence,
)
from workstation.domain.reading.habit import ranked_for
from workstation.services.document_ports import ScanDocument
from workstation.services.drafting import draft_document
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.seen_before import note_pages
from workstation.services.shown_flags import show_flag
from workstation.services.site import Site

_ORDERS = {
    compliance.DateOrder.DAY_FIRST: DateOrder.DAY_FIRST,
    compliance.DateOrder.MONTH_FIRST: DateOrder.MONTH_FIRST,
}


class Reader(Protocol):
    """Reads the bytes of a scan; None when it was cancelled. Never raises for what is in the file."""

    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None: ...


class ReadAhead:
    """Reads one scan after the other. What no engine was there for is tried again, once while the program runs."""

    def __init__(self, site: Site, reader: Reader) -> None:
        self._site, self._reader = site, reader
        self._without_engine: set[UUID] = set()

    def read_next(self) -> UUID | None:
        """Reads the oldest scan that waits. Returns its prescription, None when none waits."""
        site = self._site
        with site.store.read() as tx:
            waiting = self._waiting(tx)
            document = tx.documents.get(waiting) if waiting is not None else None
        if document is None or document.content is None:
            return None
        pack = site.compliance
        dates = DateRules(site.today(), _ORDERS[pack.date_order], pack.validity_days)
        reading = self._reader.read(document.content, dates, name=str(document.id))
        if reading is None:
            return None
        if _lacked_engine(reading):
            self._without_engine.add(document.id)
        with site.store.begin() as tx:
            before = tx.documents.reading(document.id)
            if before is None or (_text_lacked_engine(before) and not _lacked_engine(reading)):
                _keep(tx, site, document, reading)
        return document.prescription_id

    def _waiting(self, tx: Transaction) -> UUID | None:
        unread = next(iter(tx.documents.unread()), None)
        if unread is not None:
            return unread
        for one in tx.documents.read_by_nobody():
            if one not in self._without_engine and _text_lacked_engine(tx.documents.reading(one) or ""):
                return one
        return None


def read_next(site: Site, reader: Reader) -> UUID | None:
    """Reads the oldest scan that waits to be read. Returns its prescription, None when none waits."""
    return ReadAhead(site, reader).read_next()


def _lacked_engine(reading: Reading) -> bool:
    """Nothing could be read on this computer: no fault of the file, and no reading of it."""
    return reading.refused == refusal_sentence(FileRefusal.NO_ENGINE, {})


def _text_lacked_engine(text: str) -> bool:
    return bool(text) and _lacked_engine(reading_from_json(exact_json.loads(text)))


def _keep(tx: Transaction, site: Site, document: ScanDocument, reading: Reading) -> None:
    """Stores the first reading with the lines it proposes: a document that has a reading is never drafted again.

    So a draft that a person removed stays removed, and of two counters that read the same scan one drafts it.
    """
    reading = _for_the_patient(tx, document, reading)
    engines = ", ".join(reading.engines)
    tx.documents.save_reading(document.id, engines, exact_json.dumps(reading_to_json(reading)))
    note_pages(tx, document.id, reading)
    audit(tx, site, None, "scan_read", document.prescription_id, {"engines": engines})
    show_flag(tx, document.prescription_id, Flag.UNREADABLE_SCAN, on=_unreadable(tx, document, reading))
    draft_document(tx, site, document, reading)


def _for_the_patient(tx: Transaction, document: ScanDocument, reading: Reading) -> Reading:
    """Doubtful names in the order that goes with what the patient takes now, where both are known."""
    patient_id = tx.prescriptions.get(document.prescription_id).patient_id
    if patient_id is None:
        return reading
    return ranked_for(reading, tx.patients.context(patient_id).current_medicines or ())


def _unreadable(tx: Transaction, document: ScanDocument, reading: Reading) -> bool:
    """No page of it is legible (of a document that is too long the first pages are), or of another scan was."""
    others = tx.prescriptions.get(document.prescription_id).document_ids
    texts = [tx.documents.reading(one) for one in others if one != document.id]
    readings = [reading, *(reading_from_json(exact_json.loads(text)) for text in texts if text is not None)]
    return any(all(page.decision is Decision.UNREADABLE for page in one.pages) for one in readings)
