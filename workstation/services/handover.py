"""Accuracy check, ready, handed over: the moment in which stock moves and a supply becomes a fact."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

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
from workstation.domain.matching import is_equivalent
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity, counted
from workstation.domain.stock import Allocation, MovementKind, StockBatch, StockMovement
from workstation.domain.substitution import SubstitutionReason
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, LineProgress, Standing, Status, standing
from workstation.services.bins import taken_bins
from workstation.services.elsewhere import note_oversupply
from workstation.services.flags import refresh_flags
from workstation.services.labelling import require_labelled, unread_batches
from workstation.services.messages import TaskChange
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.picking import require_may_pick
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record, tell_create, tell_task
from workstation.services.second_scan import checked_how, second_check_of
from workstation.services.site import Site
from workstation.services.stock_report import stock_changed
from workstation.services.supplied_as import chosen_products
from workstation.services.supply_facts import supply_facts


class HandOverRefusal(StrEnum):
    """Why the next step does not open."""

    NOTHING_PICKED = "nothing_picked"
    NOT_ALL_PICKED = "not_all_picked"
    SAME_PERSON = "same_person_checks"
    NOT_CHECKED = "not_checked"
    NOT_READY = "not_ready"
    QUANTITY_DIFFERS = "quantity_differs"
    NO_RESPONSIBLE_PHARMACIST = "no_responsible_pharmacist"
    MORE_THAN_OWED = "more_than_owed"
    PACKS_CHANGED = "packs_changed"
    NOT_WHAT_IS_MEANT = "not_what_is_meant"
    """The catalogue, or the choice of a product, says something else of a pack since it was scanned."""
    NO_BIN = "no_bin"
    BIN_TAKEN = "bin_taken"
    BATCH_NOT_READ = "batch_not_read"
    """The code named no batch, and nobody compared the proposed one with the pack."""


def check_accuracy(
    site: Site, user: User, prescription_id: UUID, seen: Collection[UUID], *, part_supply: bool = False
) -> None:
    """A pharmacist finds every pack right. Raises Refused when packs are missing and no part supply was meant.

    `seen` are the ids of the allocations on the screen: where others lie there now, nobody has looked at them.
    A batch that was only proposed has to be compared with its pack: Refused(BATCH_NOT_READ).
    Every pack needs a label that says what it is now, printed or written by hand: Refused(NOT_LABELLED).
    What the compliance pack wants a second person for is not checked by who picked it, but alone after a delay and a
    second scan of every such pack (`second_scan`): Refused(SAME_PERSON).
    """
    site.require(user, Permission.CHECK_ACCURACY)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        require_may_pick(tx, site, prescription)
        rows = pick_lines(tx, site, prescription)
        if not any(row.packs_scanned for row in rows):
            raise Refused(HandOverRefusal.NOTHING_PICKED)
        if {one.id for row in rows for one in row.allocations} != set(seen):
            raise Refused(HandOverRefusal.PACKS_CHANGED, number=prescription.number)
        missing = [row for row in rows if not row.complete]
        if missing and not part_supply:
            raise Refused(HandOverRefusal.NOT_ALL_PICKED, line=missing[0].line.position, lines=len(missing))
        _require_batches_read(tx, prescription_id, rows)
        _require_meant(tx, site, rows)
        require_labelled(tx, site, prescription, part_supply=part_supply)
        second = second_check_of(tx, site, user, rows, tx.prescriptions.events(prescription_id))
        if second is not None and second.missing:
            raise Refused(HandOverRefusal.SAME_PERSON, missing=second.missing, opens_at=second.opens_at)
        detail = checked_how(second, user, rows)
        record(tx, site, user, prescription_id, EventKind.ACCURACY_CHECKED, detail=detail)


def _require_meant(tx: Transaction, site: Site, rows: Sequence[PickLine]) -> None:
    """Every pack is still of what is picked for its line, and counts for it as it did when it was scanned."""
    for row in rows:
        for one in row.allocations:
            product = tx.products.get(tx.stock.batch(one.batch_id).product_id)
            same = product.id == row.product.id or is_equivalent(row.product, product, site.same_ingredient)
            if not same or one.units_for_one != row.units_for_one:
                raise Refused(HandOverRefusal.NOT_WHAT_IS_MEANT, line=row.line.position, product=product.name)


def _require_batches_read(tx: Transaction, prescription_id: UUID, rows: Sequence[PickLine]) -> None:
    """What expiry and recall are judged by stands on the pack: a batch that was only proposed is not on a supply."""
    unread = unread_batches(tx.prescriptions.events(prescription_id))
    open_ones = [(row.line.position, one) for row in rows for one in row.allocations if one.id in unread]
    if open_ones:
        raise Refused(HandOverRefusal.BATCH_NOT_READ, line=open_ones[0][0], packs=len(open_ones))


def make_ready(site: Site, user: User, prescription_id: UUID, bag_bin: str) -> str:
    """Bagged and put into a bin, which is returned. Raises Refused for no bin and for one in which a bag lies."""
    site.require(user, Permission.PICK)
    bag_bin = bag_bin.strip()
    if not bag_bin:
        raise Refused(HandOverRefusal.NO_BIN)
    with site.store.begin() as tx:
        require_may_pick(tx, site, tx.prescriptions.get(prescription_id))
        if bag_bin.casefold() in {one.casefold() for one in taken_bins(tx, site, user, besides=prescription_id)}:
            raise Refused(HandOverRefusal.BIN_TAKEN, bin=bag_bin)
        if standing(tx.prescriptions.events(prescription_id)).accuracy_check is None:
            raise Refused(HandOverRefusal.NOT_CHECKED)
        record(tx, site, user, prescription_id, EventKind.MADE_READY, detail=bag_bin)
    return bag_bin


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a hand-over recorded. `owing` tells that something of the prescription is still owed."""

    dispenses: tuple[Dispense, ...]
    owing: bool


def hand_over(site: Site, user: User, prescription_id: UUID, collected_by: str = "patient") -> HandedOver:
    """The bag leaves: one dispense per line and batch, stock moves, the server is told; all in one transaction.

    `collected_by` is "patient" or the relation of somebody else, never a name.
    """
    site.require(user, Permission.HAND_OVER)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        require_may_pick(tx, site, prescription)
        facts = standing(tx.prescriptions.events(prescription_id))
        if facts.accuracy_check is None:
            raise Refused(HandOverRefusal.NOT_CHECKED)
        if facts.ready is None:
            raise Refused(HandOverRefusal.NOT_READY)
        _require_meant(tx, site, pick_lines(tx, site, prescription))
        dispenses = _supply(tx, site, user, prescription, facts, collected_by)
        record(tx, site, user, prescription_id, EventKind.HANDED_OVER, detail=f"{len(dispenses)} supplies")
        owing = tx.prescriptions.status(prescription_id) is not Status.HANDED_OVER
        _tell_server(tx, site, prescription, dispenses, owing)
        refresh_flags(tx, site, prescription)
        return HandedOver(dispenses, owing)


def _supply(
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


def _tell_server(
    tx: Transaction, site: Site, prescription: Prescription, dispenses: tuple[Dispense, ...], owing: bool
) -> None:
    """Facts first, the pointer last."""
    for dispense in dispenses:
        facts = supply_facts(tx, site, prescription, dispense)
        what = f"Dispense of {facts.product.name}, {counted(dispense.quantity)}"
        tell_create(tx, site, prescription, dispense.id, what, site.messages.dispense(facts))
    outputs = tuple(dispense.id for dispense in dispenses)
    if owing:
        change = TaskChange("in-progress", "part-supplied", outputs=outputs)
    else:
        change = TaskChange("completed", "handed-over", outputs=outputs)
    what = f"{'Part supply' if owing else 'Completion'} of {prescription.number}"
    tell_task(tx, site, prescription, what, change)
