"""Reading ahead: scans are read before a pharmacist opens them, and the reading is kept with the lines it proposes."""

from typing import Protocol
from uuid import UUID

from workstation.domain import compliance, exact_json
from workstation.domain.queue import Flag
from workstation.domain.reading import (
    DateOrder,
    DateRules,
    Decision,
    Reading,
    reading_to_json,
)
from workstation.domain.reading.habit import ranked_for
from workstation.services.document_ports import ScanDocument
from workstation.services.drafting import draft_document
from workstation.services.ports import Transaction
from workstation.services.recording import audit, holder
from workstation.services.seen_before import note_pages
from workstation.services.site import Site

_ORDERS = {
    compliance.DateOrder.DAY_FIRST: DateOrder.DAY_FIRST,
    compliance.DateOrder.MONTH_FIRST: DateOrder.MONTH_FIRST,
}


class Reader(Protocol):
    """Reads the bytes of a scan; None when it was cancelled. Never raises for what is in the file."""

    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None: ...


def read_next(site: Site, reader: Reader) -> UUID | None:
    """Reads the oldest scan that nobody has read. Returns its prescription, None when none waits."""
    with site.store.read() as tx:
        waiting = tx.documents.unread()
        document = tx.documents.get(waiting[0]) if waiting else None
    if document is None or document.content is None:
        return None
    pack = site.compliance
    dates = DateRules(site.today(), _ORDERS[pack.date_order], pack.validity_days)
    reading = reader.read(document.content, dates, name=str(document.id))
    if reading is None:
        return None
    with site.store.begin() as tx:
        if tx.documents.reading(document.id) is None:
            _keep(tx, site, document, reading)
    return document.prescription_id


def _keep(tx: Transaction, site: Site, document: ScanDocument, reading: Reading) -> None:
    """Stores the first reading with the lines it proposes: a document that has a reading is never drafted again.

    So a draft that a person removed stays removed, and of two counters that read the same scan one drafts it.
    """
    reading = _for_the_patient(tx, document, reading)
    engines = ", ".join(reading.engines)
    tx.documents.save_reading(document.id, engines, exact_json.dumps(reading_to_json(reading)))
    note_pages(tx, document.id, reading)
    audit(tx, site, None, "scan_read", document.prescription_id, {"engines": engines})
    if _is_unreadable(reading):
        _flag_unreadable(tx, document.prescription_id)
    draft_document(tx, site, document, reading)


def _for_the_patient(tx: Transaction, document: ScanDocument, reading: Reading) -> Reading:
    """Doubtful names in the order that goes with what the patient takes now, where both are known."""
    patient_id = tx.prescriptions.get(document.prescription_id).patient_id
    if patient_id is None:
        return reading
    return ranked_for(reading, tx.patients.context(patient_id).current_medicines or ())


def _is_unreadable(reading: Reading) -> bool:
    """No page is legible; of a document that is too long the first pages are."""
    return all(page.decision is Decision.UNREADABLE for page in reading.pages)


def _flag_unreadable(tx: Transaction, prescription_id: UUID) -> None:
    known = set(tx.prescriptions.flags(prescription_id)) | {Flag.UNREADABLE_SCAN}
    flags = tuple(flag for flag in Flag if flag in known)
    status = tx.prescriptions.status(prescription_id)
    tx.prescriptions.show(prescription_id, status, flags, holder(tx.prescriptions.events(prescription_id)))
