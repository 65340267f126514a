"""What a hand-over makes of the packs of a bag: one dispense per line and batch, and the stock that moves."""

from collections.abc import Sequence
from decimal import Decimal

from workstation.domain.compliance import require_line_valid
from workstation.domain.dispensing import (
    BREAKABLE_UNITS,
    Dispense,
    OversupplyReason,
    ScanRefusal,
    SupplyType,
    substitution_of,
)
from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity, counted
from workstation.domain.stock import Allocation, MovementKind, StockBatch, StockMovement
from workstation.domain.substitution import SubstitutionReason
from workstation.domain.users import User
from workstation.domain.workflow import LineProgress, Standing
from workstation.services.elsewhere import note_oversupply
from workstation.services.handover_refusal import HandOverRefusal
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.stock_report import stock_changed
from workstation.services.supplied_as import chosen_products


def supply(
    tx: Transaction, site: Site, user: User, prescription: Prescription, facts: Standing, collected_by: str
) -> tuple[Dispense, ...]:
    allocations = tx.stock.allocations(prescription.id)
    for batch in {one.batch_id: tx.stock.batch(one.batch_id) for one in allocations}.values():
        _require_still_good(site, batch)
    before = {row.line_id: row for row in tx.prescriptions.progress(prescription.id)}
    made = []
    for line in prescription.medicine_lines:
        mine = [one for one in allocations if one.line_id == line.id]
        if mine:
            require_line_valid(line, site.today())
        _require_owed(line, mine, before.get(line.id))
        kind = _supply_type(mine, before.get(line.id))
        for batch_id in dict.fromkeys(one.batch_id for one in mine):
            of_batch = [one for one in mine if one.batch_id == batch_id]
            made.append(_dispense(tx, site, user, prescription, line, of_batch, kind, facts, collected_by))
    return tuple(made)


def _require_still_good(site: Site, batch: StockBatch) -> None:
    """A bag may wait for days: what expired or was quarantined since the scan does not leave."""
    if batch.expiry_date < site.today():
        raise Refused(ScanRefusal.EXPIRED, expiry_date=batch.expiry_date, batch_number=batch.batch_number)
    if batch.quarantined:
        raise Refused(ScanRefusal.QUARANTINED, batch_number=batch.batch_number)


def _require_owed(line: PrescriptionLine, allocated: Sequence[Allocation], progress: LineProgress | None) -> None:
    """Another pharmacy may have supplied since the scan. Only what cannot be divided may go above what is owed.

    Raises Refused(MORE_THAN_OWED) with what is owed now.
    """
    if progress is None or progress.owing is None or not allocated:
        return
    total = _covered(allocated)
    last = allocated[-1].covers
    whole = last.unit not in BREAKABLE_UNITS and total - last.value < progress.owing.value
    if total > progress.owing.value and not whole:
        scanned, owing = counted(Quantity(total, last.unit)), counted(progress.owing)
        raise Refused(HandOverRefusal.MORE_THAN_OWED, line=line.position, scanned=scanned, owing=owing)


def _covered(allocated: Sequence[Allocation]) -> Decimal:
    """In units of the line: of a lower strength several units stand for one."""
    return sum((one.covers.value for one in allocated), Decimal(0))


def _supply_type(allocated: Sequence[Allocation], progress: LineProgress | None) -> SupplyType:
    """First or a repeat, part or complete, by what this hand-over and the ones before it cover."""
    if progress is None or progress.due is None or progress.prescribed is None or not allocated:
        return SupplyType.FIRST_COMPLETE
    complete = _covered(allocated) >= progress.due.value
    if progress.supplied.value < progress.prescribed.value:
        return SupplyType.FIRST_COMPLETE if complete else SupplyType.FIRST_PART
    return SupplyType.REFILL_COMPLETE if complete else SupplyType.REFILL_PART


def _dispense(
    tx: Transaction,
    site: Site,
    user: User,
    prescription: Prescription,
    line: PrescriptionLine,
    allocations: Sequence[Allocation],
    kind: SupplyType,
    facts: Standing,
    collected_by: str,
) -> Dispense:
    assert facts.accuracy_check is not None
    batch = tx.stock.batch(allocations[0].batch_id)
    total = sum((one.quantity.value for one in allocations), Decimal(0))
    dispense = Dispense(
        id=site.new_id(),
        prescription_id=prescription.id,
        line_id=line.id,
        product_id=batch.product_id,
        batch_id=batch.id,
        quantity=Quantity(total, allocations[0].quantity.unit),
        supply_type=kind,
        when_prepared=allocations[-1].at,
        when_handed_over=site.clock(),
        prepared_by=allocations[-1].by,
        checked_by=facts.accuracy_check.by,
        handed_over_by=user.id,
        collected_by=collected_by,
        substitution=substitution_of(line.product_id, batch.product_id, units_for_one=allocations[0].units_for_one),
        oversupply=_oversupply(tx, prescription, line, _covered(allocations)),
        units_for_one=allocations[0].units_for_one,
        substitution_reason=_reason(tx, prescription, line, batch),
    )
    tx.dispenses.add(dispense)
    if dispense.oversupply is not None:
        note_oversupply(tx, site, prescription, line.id, f"{counted(dispense.quantity)}, {dispense.oversupply.value}")
    for allocation in allocations:
        tx.stock.end_allocation(allocation.id, site.clock(), dispense.id)
    move_stock(tx, site, user, dispense)
    return dispense


def _reason(
    tx: Transaction, prescription: Prescription, line: PrescriptionLine, batch: StockBatch
) -> SubstitutionReason | None:
    """What the pharmacist said who chose another product; None for the keyed one, and for a brand that was scanned."""
    chosen = chosen_products(tx.prescriptions.events(prescription.id)).get(line.id)
    return chosen.reason if chosen is not None and batch.product_id != line.product_id else None


def _oversupply(
    tx: Transaction, prescription: Prescription, line: PrescriptionLine, total: Decimal
) -> OversupplyReason | None:
    before = next(row for row in tx.prescriptions.progress(prescription.id) if row.line_id == line.id)
    return OversupplyReason.UNBREAKABLE_PACK if before.owing is not None and total > before.owing.value else None


def move_stock(tx: Transaction, site: Site, user: User, dispense: Dispense) -> None:
    """Takes what was handed over out of its batch, with an audit row."""
    tx.stock.add_movement(
        StockMovement(
            id=site.new_id(),
            batch_id=dispense.batch_id,
            kind=MovementKind.DISPENSE,
            quantity=-dispense.quantity,
            at=dispense.when_handed_over,
            by=user.id,
            dispense_id=dispense.id,
        )
    )
    stock_changed(tx, site)
    audit(tx, site, user, "dispensed", dispense.line_id, {"dispense": str(dispense.id)})
