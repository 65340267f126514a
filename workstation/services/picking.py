"""Picking: every pack is scanned, and only the right one is recorded. A scan allocates; stock moves at hand-over."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from workstation.domain.compliance import require_line_valid, require_valid
from workstation.domain.dispensing import (
    PackScan,
    ScanRefusal,
    batch_for_scan,
    packs_needed,
    quantity_from_pack,
)
from workstation.domain.errors import Refused
from workstation.domain.matching import Difference, difference, is_equivalent
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.stock import Allocation, BatchChoice, BatchVerdict, StockBatch, choose_batches
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, LineProgress, standing
from workstation.services.doubts import open_doubts
from workstation.services.edits import require_unedited
from workstation.services.fingerprint import fingerprint
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record, refresh
from workstation.services.screening import screen_in
from workstation.services.screening_profile import Sources
from workstation.services.site import Site

_GIVABLE = frozenset({BatchVerdict.USE, BatchVerdict.LATER, BatchVerdict.EXPIRES_IN_COURSE})


@dataclass(frozen=True, slots=True)
class PickLine:
    """One line of the pick list. `wanted` is what the supply under way still owes; `batches` are ordered by expiry."""

    line: PrescriptionLine
    product: Product
    wanted: Quantity
    allocated: Quantity
    packs_scanned: int
    packs_needed: int
    batches: tuple[BatchChoice, ...]
    allocations: tuple[Allocation, ...]

    @property
    def complete(self) -> bool:
        """Everything that is owed lies scanned on the counter."""
        return self.allocated >= self.wanted

    @property
    def proposed(self) -> StockBatch | None:
        """The batch to take next; None when there is none."""
        return next((row.stock.batch for row in self.batches if row.verdict.value == "use"), None)

    @property
    def free(self) -> Quantity:
        """What of the product lies in the shelf, may be given and is held for nobody, in the unit of the line."""
        rows = [row for row in self.batches if row.verdict in _GIVABLE]
        return Quantity(sum((row.stock.free.value for row in rows), Decimal(0)), self.wanted.unit)

    @property
    def short(self) -> bool:
        """Less can be had than is owed: scanned and in the shelf together."""
        return self.allocated + self.free < self.wanted

    @property
    def packs_to_be_had(self) -> int:
        """Packs that were scanned and whole ones in the shelf, at the most as many as are needed."""
        size = self.product.pack_size.value
        whole = sum(int(row.stock.free.value // size) for row in self.batches if row.verdict in _GIVABLE)
        return min(self.packs_needed, self.packs_scanned + whole)


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


def pick_list(site: Site, user: User, prescription_id: UUID) -> tuple[PickLine, ...]:
    """The lines to pick, by shelf, with the batch to take for each."""
    site.require(user, Permission.PICK)
    with site.store.read() as tx:
        rows = pick_lines(tx, site, tx.prescriptions.get(prescription_id))
    return tuple(sorted(rows, key=lambda row: (row.product.shelf, row.line.position)))


def pick_lines(tx: Transaction, site: Site, prescription: Prescription) -> list[PickLine]:
    """The lines with a keyed product and a known quantity, in their order."""
    progress = {row.line_id: row for row in tx.prescriptions.progress(prescription.id)}
    open_ones = tx.stock.allocations(prescription.id)
    return [
        _pick_line(tx, site, line, progress[line.id], open_ones)
        for line in prescription.medicine_lines
        if line.product_id is not None and line.quantity_prescribed is not None and line.block is None
    ]


def _pick_line(
    tx: Transaction,
    site: Site,
    line: PrescriptionLine,
    progress: LineProgress,
    open_ones: Sequence[Allocation],
) -> PickLine:
    assert line.product_id is not None
    product = tx.products.get(line.product_id)
    wanted = progress.due
    assert wanted is not None
    mine = tuple(one for one in open_ones if one.line_id == line.id)
    batches = choose_batches(tx.stock.on_hand(product.id), site.today(), line.days_supply)
    return PickLine(
        line=line,
        product=product,
        wanted=wanted,
        allocated=progress.allocated or Quantity(Decimal(0), wanted.unit),
        packs_scanned=sum(one.packs for one in mine),
        packs_needed=packs_needed(product, wanted),
        batches=tuple(batches),
        allocations=mine,
    )


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
            return _scan(tx, site, user, prescription_id, code, line_id, batch_number)
    except Refused as refusal:
        with site.store.begin() as tx:
            audit(tx, site, user, "scan_refused", prescription_id, {"code": refusal.code.value})
        raise


def _scan(
    tx: Transaction,
    site: Site,
    user: User,
    prescription_id: UUID,
    code: ScannedCode,
    line_id: UUID | None,
    batch_number: str | None,
) -> PackScanned:
    prescription = tx.prescriptions.get(prescription_id)
    require_may_pick(tx, site, prescription)
    product = product_of(tx, code)
    rows = pick_lines(tx, site, prescription)
    row, substituted = _row_for(rows, product, line_id, site)
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
    stock = tx.stock.on_hand(product.id)
    taken = batch_for_scan(scan, stock, site.today(), row.line.days_supply, amount.value)
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
    )
    if not tx.stock.allocate(allocation):
        raise Refused(ScanRefusal.NOT_IN_STOCK, batch_number=taken.batch.batch_number)
    audit(tx, site, user, "pack_scanned", row.line.id, {"batch": str(taken.batch.id), "gtin": product.gtin})
    if taken.assumed:
        record(tx, site, user, prescription.id, EventKind.BATCH_ASSUMED, detail=str(allocation.id))
    _void_accuracy_check(tx, site, user, prescription)
    refresh(tx, prescription.id)
    return _answer(tx, site, prescription, allocation, product, taken.batch, taken.assumed, substituted)


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
    context = tx.patients.context(prescription.patient_id) if prescription.patient_id else None
    products = Sources(tx, site).products_of(prescription)
    if facts.approval.detail != fingerprint(prescription, context, site.clinical.edition, products):
        raise Refused(ScanRefusal.NOT_APPROVED, number=prescription.number, why="facts_changed")
    _require_answered(tx, site, prescription)
    require_valid(site.compliance, prescription.authored_on, prescription.valid_until, site.today())


def _require_answered(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """What became known after the approval (another prescription, another supply) is answered before going on."""
    for alert in screen_in(tx, site, prescription).unanswered:
        raise Refused(ScanRefusal.NEW_ALERT, subjects=" + ".join(alert.subjects), severity=alert.severity.word)


def product_of(tx: Transaction, code: ScannedCode) -> Product:
    """The product of a scanned code. Raises Refused for a code that is wrong, in doubt or of no product of ours."""
    if any(error.code == "wrong_check_digit" for error in code.errors):
        raise Refused(ScanRefusal.CHECK_DIGIT_WRONG)
    if code.suspect:
        raise Refused(ScanRefusal.CODE_IN_DOUBT, why=code.suspect[0])
    if code.gtin is None or code.errors:
        raise Refused(ScanRefusal.CODE_NOT_READABLE)
    product = tx.products.by_gtin(code.gtin)
    if product is None:
        raise Refused(ScanRefusal.UNKNOWN_PRODUCT, gtin=code.gtin)
    return product


def _row_for(rows: list[PickLine], product: Product, line_id: UUID | None, site: Site) -> tuple[PickLine, bool]:
    """The line this pack is for: the keyed product first, then an equivalent where substitution is allowed."""
    keyed = [row for row in rows if row.product.id == product.id]
    open_first = sorted(keyed, key=lambda row: (row.complete, row.line.id != line_id))
    if open_first:
        return open_first[0], False
    for row in rows:
        if is_equivalent(row.product, product, site.same_ingredient):
            if row.line.substitution_allowed:
                return row, True
            raise Refused(ScanRefusal.OTHER_BRAND, scanned=product.name, expected=row.product.name, gtin=product.gtin)
    raise _wrong_pack(rows, product, line_id, site)


_WRONG = {
    Difference.INGREDIENT: ScanRefusal.WRONG_PRODUCT,
    Difference.STRENGTH: ScanRefusal.WRONG_STRENGTH,
    Difference.FORM: ScanRefusal.WRONG_FORM,
    Difference.RELEASE: ScanRefusal.WRONG_FORM,
}


def _wrong_pack(rows: list[PickLine], product: Product, line_id: UUID | None, site: Site) -> Refused:
    """The refusal that says most: compared with the line whose medicine is nearest to the scanned one."""
    if not rows:
        return Refused(ScanRefusal.NO_PRODUCT)
    near = [(_how(row, product, site), row) for row in rows]
    order = (ScanRefusal.WRONG_STRENGTH, ScanRefusal.WRONG_FORM, ScanRefusal.WRONG_PRODUCT)
    how, row = min(near, key=lambda one: (order.index(one[0]), one[1].line.id != line_id, one[1].complete))
    return Refused(
        how,
        scanned=product.name,
        scanned_strength=product.strength_text,
        scanned_form=product.form,
        scanned_gtin=product.gtin,
        scanned_shelf=product.shelf,
        expected=row.product.name,
        expected_strength=row.product.strength_text,
        expected_form=row.product.form,
        expected_gtin=row.product.gtin,
        expected_shelf=row.product.shelf,
        expected_batch=row.proposed.batch_number if row.proposed else None,
        line=row.line.position,
    )


def _how(row: PickLine, product: Product, site: Site) -> ScanRefusal:
    found = difference(row.product.ingredients, row.product.form, product, site.same_ingredient)
    return _WRONG[found or Difference.RELEASE]


def _void_accuracy_check(tx: Transaction, site: Site, user: User, prescription: Prescription) -> None:
    if standing(tx.prescriptions.events(prescription.id)).accuracy_check is not None:
        record(tx, site, user, prescription.id, EventKind.ACCURACY_CHECK_WITHDRAWN, reason="packs changed")


def undo_scan(site: Site, user: User, prescription_id: UUID, allocation_id: UUID) -> None:
    """Puts one scanned pack back: its allocation ends, nothing else happened."""
    site.require(user, Permission.PICK)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        tx.stock.end_allocation(allocation_id, site.clock(), None)
        _void_accuracy_check(tx, site, user, prescription)
        audit(tx, site, user, "scan_undone", prescription_id, {"allocation": str(allocation_id)})
        refresh(tx, prescription_id)
