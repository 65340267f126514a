"""Picking: every pack is scanned, and only the right one is recorded. A scan allocates; stock moves at hand-over."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.compliance import require_line_valid, require_valid
from workstation.domain.dispensing import BatchTaken, PackScan, ScanRefusal, batch_for_scan, quantity_from_pack
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.retained_check import Change, in_words
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.stock import Allocation, StockBatch
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, standing
from workstation.services.checked_facts import void_check
from workstation.services.doubts import open_doubts
from workstation.services.edits import require_unedited
from workstation.services.fingerprint import fingerprint
from workstation.services.interruption import note_picking
from workstation.services.pack_row import product_of, row_for
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record, refresh
from workstation.services.reserving import named_holder, reserve, take_from_reserved
from workstation.services.screening import screen_in
from workstation.services.screening_profile import Sources
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class PackScanned:
    """A scan that went green. `substituted` = another brand of the same medicine."""

    allocation: Allocation
    line: PrescriptionLine
    product: Product
    batch: StockBatch
    batch_assumed: bool
    substituted: bool
    packs_scanned: int
    packs_needed: int
    line_complete: bool
    all_complete: bool


def scan_pack(
    site: Site,
    user: User,
    prescription_id: UUID,
    code: ScannedCode,
    line_id: UUID | None = None,
    batch_number: str | None = None,
) -> PackScanned:
    """Checks one scanned pack against the prescription and allocates it, or raises Refused and records no supply.

    `line_id` is the line being picked (for the words of a refusal; the pack may belong to another line of the same
    prescription). `batch_number` is the batch a person chose where the code carries none.
    A refusal is counted as a near miss in the audit, without blame and without touching stock.
    """
    site.require(user, Permission.PICK)
    try:
        with site.store.begin() as tx:
            return scan_in(tx, site, user, prescription_id, code, line_id, batch_number)
    except Refused as refusal:
        with site.store.begin() as tx:
            audit(tx, site, user, "scan_refused", prescription_id, {"code": refusal.code.value})
        raise


def scan_in(
    tx: Transaction,
    site: Site,
    user: User,
    prescription_id: UUID,
    code: ScannedCode,
    line_id: UUID | None,
    batch_number: str | None,
) -> PackScanned:
    """`scan_pack` inside a transaction of the caller; a refusal is not counted here."""
    prescription = tx.prescriptions.get(prescription_id)
    require_may_pick(tx, site, prescription)
    product = product_of(tx, code)
    rows = pick_lines(tx, site, prescription)
    row, substituted = row_for(rows, product, line_id, site)
    require_line_valid(row.line, site.today())
    if row.complete and not row.allocated.value and _elsewhere(tx, prescription, row) is not None:
        raise Refused(
            ScanRefusal.DISPENSED_ELSEWHERE, line=row.line.position, elsewhere=str(_elsewhere(tx, prescription, row))
        )
    if row.complete:
        raise Refused(ScanRefusal.LINE_COMPLETE, line=row.line.position, product=product.name)
    if code.serial_number and tx.stock.serial_allocated(product.id, code.serial_number):
        raise Refused(ScanRefusal.SERIAL_ALREADY_SCANNED, serial_number=code.serial_number)
    amount = quantity_from_pack(product, row.wanted - row.allocated)
    scan = PackScan(code.batch_number or batch_number, code.expiry_date, code.serial_number)
    taken = _batch_of(tx, site, prescription, product, scan, row.line.days_supply, amount)
    allocation = Allocation(
        id=site.new_id(),
        prescription_id=prescription.id,
        line_id=row.line.id,
        batch_id=taken.batch.id,
        quantity=amount,
        packs=1,
        serial_number=code.serial_number or "",
        at=site.clock(),
        by=user.id,
        units_for_one=row.units_for_one,
    )
    if not tx.stock.allocate(allocation):
        gone = Refused(ScanRefusal.NOT_IN_STOCK, batch_number=taken.batch.batch_number)
        raise named_holder(tx, site, prescription.id, product, gone)
    take_from_reserved(tx, site, allocation, product)
    audit(tx, site, user, "pack_scanned", row.line.id, {"batch": str(taken.batch.id), "gtin": product.gtin})
    if taken.assumed:
        record(tx, site, user, prescription.id, EventKind.BATCH_ASSUMED, detail=str(allocation.id))
    note_picking(tx, site, prescription.id)
    _void_accuracy_check(tx, site, user, prescription)
    refresh(tx, prescription.id)
    return _answer(tx, site, prescription, allocation, product, taken.batch, taken.assumed, substituted)


def _batch_of(
    tx: Transaction,
    site: Site,
    prescription: Prescription,
    product: Product,
    scan: PackScan,
    days_supply: int | None,
    amount: Quantity,
) -> BatchTaken:
    """What this prescription holds is free for it; what another one holds is refused with its number."""
    stock = tx.stock.on_hand(product.id, prescription.id)
    try:
        return batch_for_scan(scan, stock, site.today(), days_supply, amount.value)
    except Refused as refusal:
        raise named_holder(tx, site, prescription.id, product, refusal) from refusal


def _elsewhere(tx: Transaction, prescription: Prescription, row: PickLine) -> Quantity | None:
    progress = tx.prescriptions.progress(prescription.id)
    return next(one.elsewhere for one in progress if one.line_id == row.line.id)


def _answer(
    tx: Transaction,
    site: Site,
    prescription: Prescription,
    allocation: Allocation,
    product: Product,
    batch: StockBatch,
    assumed: bool,
    substituted: bool,
) -> PackScanned:
    rows = pick_lines(tx, site, prescription)
    row = next(one for one in rows if one.line.id == allocation.line_id)
    return PackScanned(
        allocation=allocation,
        line=row.line,
        product=product,
        batch=batch,
        batch_assumed=assumed,
        substituted=substituted,
        packs_scanned=row.packs_scanned,
        packs_needed=row.packs_needed,
        line_complete=row.complete,
        all_complete=all(one.complete for one in rows),
    )


def require_may_pick(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """Raises Refused unless the claim is acknowledged, the prescription valid and the clinical check stands.

    A check of other facts than those known now (an allergy that came since) does not stand.
    """
    facts = standing(tx.prescriptions.events(prescription.id))
    if not facts.claimed:
        raise Refused(ScanRefusal.NOT_CLAIMED, number=prescription.number)
    require_unedited(tx, prescription)
    stopped = facts.held or facts.clarifying or facts.cancel_asked or facts.final is not None
    if facts.approval is None or stopped:
        raise Refused(ScanRefusal.NOT_APPROVED, number=prescription.number)
    if open_doubts(tx, prescription.id):
        raise Refused(ScanRefusal.LINE_BLOCKED, number=prescription.number)
    require_valid(site.compliance, prescription.authored_on, prescription.valid_until, site.today())
    context = tx.patients.context(prescription.patient_id) if prescription.patient_id else None
    products = Sources(tx, site).products_of(prescription)
    mark = fingerprint(prescription, context, site.clinical.edition, products)
    void = void_check(tx, site, prescription, mark)
    if facts.approval.detail != mark:
        raise _not_approved(prescription, "facts_changed", void)
    _require_answered(tx, site, prescription)
    require_valid(site.compliance, prescription.authored_on, prescription.valid_until, site.today())
    if void:
        raise _not_approved(prescription, "check_expired", void)


def _not_approved(prescription: Prescription, why: str, changes: Sequence[Change]) -> Refused:
    return Refused(ScanRefusal.NOT_APPROVED, number=prescription.number, why=why, because=in_words(changes))


def _require_answered(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """What became known after the approval (another prescription, another supply) is answered before going on."""
    for alert in screen_in(tx, site, prescription).unanswered:
        raise Refused(ScanRefusal.NEW_ALERT, subjects=" + ".join(alert.subjects), severity=alert.severity.word)


def _void_accuracy_check(tx: Transaction, site: Site, user: User, prescription: Prescription) -> None:
    if standing(tx.prescriptions.events(prescription.id)).accuracy_check is not None:
        record(tx, site, user, prescription.id, EventKind.ACCURACY_CHECK_WITHDRAWN, reason="packs changed")


def undo_scan(site: Site, user: User, prescription_id: UUID, allocation_id: UUID) -> None:
    """Puts one scanned pack back: its allocation ends, nothing else happened."""
    site.require(user, Permission.PICK)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        tx.stock.end_allocation(allocation_id, site.clock(), None)
        reserve(tx, site, prescription)
        _void_accuracy_check(tx, site, user, prescription)
        audit(tx, site, user, "scan_undone", prescription_id, {"allocation": str(allocation_id)})
        refresh(tx, prescription_id)
