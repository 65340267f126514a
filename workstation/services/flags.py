"""Which flags a prescription carries in the queue, and what of it could not be screened."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from workstation.domain.compliance import schedule_of
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.queue import Flag, Gap, GapKind
from workstation.domain.stock import BatchVerdict, choose_batches
from workstation.services.fitting import matching_products
from workstation.services.ports import Transaction
from workstation.services.recording import holder
from workstation.services.screening import ScreenedPrescription, alert_flags, screen_in, screened_text
from workstation.services.site import Site

LineFlags = Callable[[Transaction, Site, PrescriptionLine], AbstractSet[Flag]]
"""What the catalogue and the shelf say of a line."""


def remembered() -> LineFlags:
    """Looks up each medicine once: for screening many prescriptions in one go, in which the stock hardly changes."""
    seen: dict[object, AbstractSet[Flag]] = {}

    def look(tx: Transaction, site: Site, line: PrescriptionLine) -> AbstractSet[Flag]:
        key = (line.product_id, line.medicine, line.days_supply)
        if key not in seen:
            seen[key] = flags_of_line(tx, site, line)
        return seen[key]

    return look


def flags_of_line(tx: Transaction, site: Site, line: PrescriptionLine) -> set[Flag]:
    """Looked up now."""
    product = tx.products.get(line.product_id) if line.product_id else None
    if product is None:
        product = next(iter(matching_products(tx, site, line.medicine)), None)
    if product is None:
        return {Flag.NO_STOCK} if line.medicine.ingredients else set()
    flags = set()
    if schedule_of(site.compliance, product.schedule).controlled:
        flags.add(Flag.CONTROLLED)
    if product.cold_chain:
        flags.add(Flag.FRIDGE)
    if not _in_stock(tx, site, line, product):
        flags.add(Flag.NO_STOCK)
    return flags


def refresh_flags(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """Works the flags out anew and stores them: of the prescription as stored, and of the patient's other open ones.

    What one of them holds is screened with the others, so that a line changed here may raise an alert there.
    """
    refresh_flags_of(tx, site, [prescription.id])


def refresh_flags_of(tx: Transaction, site: Site, ids: Sequence[UUID], line_flags: LineFlags = flags_of_line) -> None:
    """The same for many at once; each of them, and each other one, is screened once."""
    wanted = {one: tx.prescriptions.get(one) for one in ids}
    for patient_id in dict.fromkeys(one.patient_id for one in wanted.values() if one.patient_id is not None):
        for other in tx.prescriptions.open_of_patient(patient_id):
            wanted.setdefault(other, tx.prescriptions.get(other))
    for prescription in wanted.values():
        _refresh(tx, site, prescription, line_flags)


def _refresh(tx: Transaction, site: Site, prescription: Prescription, line_flags: LineFlags) -> None:
    """The queue screens what the review screens: every line, also those that nobody has confirmed."""
    screened = screen_in(tx, site, prescription)
    found = alert_flags(screened)
    if gaps_in(tx, prescription, screened):
        found.add(Flag.NOT_SCREENED)
    for line in prescription.medicine_lines:
        if not line.is_draft or line.product_id is not None:
            found |= line_flags(tx, site, line)
    if any(row.dispensed and row.owed and row.owed.value > 0 for row in tx.prescriptions.progress(prescription.id)):
        found.add(Flag.OWING)
    if any(one.prescription_id == prescription.id for one in tx.attentions.open()):
        found.add(Flag.NEEDS_ATTENTION)
    found |= {Flag.UNREADABLE_SCAN} & set(tx.prescriptions.flags(prescription.id))
    flags = tuple(flag for flag in Flag if flag in found)
    status = tx.prescriptions.status(prescription.id)
    tx.prescriptions.show(prescription.id, status, flags, holder(tx.prescriptions.events(prescription.id)))


_GAP_OF_CHECK = {"allergy": GapKind.ALLERGY, "condition": GapKind.CONDITION}
"""Checks of what the record says. Those of one rule that lacks a fact (eGFR, weight, dose) are the review's."""
_WHOLE_RECORD = frozenset({"allergies", "conditions"})
"""What the screening calls a list of which nothing is known."""


def gaps_in(tx: Transaction, prescription: Prescription, screened: ScreenedPrescription) -> tuple[Gap, ...]:
    """Everything that keeps a prescription without alerts from being called free of them. Empty: all was screened."""
    return tuple(_gaps(tx, prescription, screened))


def _gaps(tx: Transaction, prescription: Prescription, screened: ScreenedPrescription) -> Iterator[Gap]:
    lines = prescription.medicine_lines
    if not lines:
        yield Gap(GapKind.NO_LINE)
    texts = {screened_text(tx, line) for line in lines}
    unknown = frozenset(screened.not_screened)
    yield from (
        Gap(GapKind.LINE, line.medicine.text, line.position) for line in lines if screened_text(tx, line) in unknown
    )
    yield from (Gap(GapKind.CURRENT, text) for text in dict.fromkeys(screened.not_screened) if text not in texts)
    if prescription.patient_id is None:
        yield Gap(GapKind.PATIENT)
        return
    for check in screened.not_checked:
        kind = _GAP_OF_CHECK.get(check.kind)
        is_whole = check.subject in _WHOLE_RECORD
        if kind is not None and not (is_whole and kind is GapKind.CONDITION):
            yield Gap(kind, "" if is_whole else check.subject, missing=check.missing)


def _in_stock(tx: Transaction, site: Site, line: PrescriptionLine, product: Product) -> bool:
    usable = (BatchVerdict.USE, BatchVerdict.EXPIRES_IN_COURSE, BatchVerdict.LATER)
    rows = choose_batches(tx.stock.on_hand(product.id), site.today(), line.days_supply)
    return any(row.verdict in usable for row in rows)
