"""Which flags a prescription carries in the queue."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from workstation.domain.compliance import schedule_of
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.queue import Flag
from workstation.domain.stock import BatchVerdict, choose_batches
from workstation.services.fitting import matching_products
from workstation.services.ports import Transaction
from workstation.services.recording import holder
from workstation.services.screening import alert_flags, screen_in
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


def refresh_flags(
    tx: Transaction, site: Site, prescription: Prescription, line_flags: LineFlags = flags_of_line
) -> tuple[Flag, ...]:
    """Works the flags out anew and stores them, in showing order."""
    known = without_doubtful_drafts(prescription)
    found = alert_flags(screen_in(tx, site, known))
    for line in known.medicine_lines:
        found |= line_flags(tx, site, line)
    if any(row.dispensed and row.owed and row.owed.value > 0 for row in tx.prescriptions.progress(prescription.id)):
        found.add(Flag.OWING)
    if any(one.prescription_id == prescription.id for one in tx.attentions.open()):
        found.add(Flag.NEEDS_ATTENTION)
    found |= {Flag.UNREADABLE_SCAN} & set(tx.prescriptions.flags(prescription.id))
    flags = tuple(flag for flag in Flag if flag in found)
    status = tx.prescriptions.status(prescription.id)
    tx.prescriptions.show(prescription.id, status, flags, holder(tx.prescriptions.events(prescription.id)))
    return flags


def without_doubtful_drafts(prescription: Prescription) -> Prescription:
    """Without what was read but may be another medicine: a guess of the reader is no ground for a flag."""
    known = (line for line in prescription.lines if not line.is_draft or line.product_id is not None)
    return replace(prescription, lines=tuple(known))


def _in_stock(tx: Transaction, site: Site, line: PrescriptionLine, product: Product) -> bool:
    usable = (BatchVerdict.USE, BatchVerdict.EXPIRES_IN_COURSE, BatchVerdict.LATER)
    rows = choose_batches(tx.stock.on_hand(product.id), site.today(), line.days_supply)
    return any(row.verdict in usable for row in rows)
