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
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity, counted
from workstation.domain.stock import Allocation, MovementKind, StockBatch, StockMovement
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, LineProgress, Standing, Status, standing
from workstation.services.bins import taken_bins
from workstation.services.elsewhere import note_oversupply
from workstation.services.flags import refresh_flags
from workstation.services.labelling import require_labelled
from workstation.services.messages import SupplyFacts, TaskChange
from workstation.services.picking import pick_lines, require_may_pick
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record, tell_create, tell_task
from workstation.services.site import Site
from workstation.services.stock_report import stock_changed


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
    NO_BIN = "no_bin"
    BIN_TAKEN = "bin_taken"


def check_accuracy(
    site: Site, user: User, prescription_id: UUID, seen: Collection[UUID], *, part_supply: bool = False
) -> None:
    """A pharmacist finds every pack right. Raises Refused when packs are missing and no part supply was meant.

    `seen` are the ids of the allocations on the screen: where others lie there now, nobody has looked at them.
    Every pack needs a label that says what it is now, printed or written by hand: Refused(NOT_LABELLED).
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
        require_labelled(tx, site, prescription, part_supply=part_supply)
        own = all(one.by == user.id for row in rows for one in row.allocations)
        detail = "checked by the person who picked" if own else "checked by a second person"
        record(tx, site, user, prescription_id, EventKind.ACCURACY_CHECKED, detail=detail)


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
    total = sum((one.quantity.value for one in allocated), Decimal(0))
    last = allocated[-1].quantity
    whole = last.unit not in BREAKABLE_UNITS and total - last.value < progress.owing.value
    if total > progress.owing.value and not whole:
        scanned, owing = counted(Quantity(total, last.unit)), counted(progress.owing)
        raise Refused(HandOverRefusal.MORE_THAN_OWED, line=line.position, scanned=scanned, owing=owing)


def _supply_type(allocated: Sequence[Allocation], progress: LineProgress | None) -> SupplyType:
    """First or a repeat, part or complete, by what this hand-over and the ones before it cover."""
    if progress is None or progress.due is None or progress.prescribed is None or not allocated:
        return SupplyType.FIRST_COMPLETE
    complete = sum((one.quantity.value for one in allocated), Decimal(0)) >= progress.due.value
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
        substitution=substitution_of(line.product_id, batch.product_id),
        oversupply=_oversupply(tx, prescription, line, total),
    )
    tx.dispenses.add(dispense)
    if dispense.oversupply is not None:
        note_oversupply(tx, site, prescription, line.id, f"{counted(dispense.quantity)}, {dispense.oversupply.value}")
    for allocation in allocations:
        tx.stock.end_allocation(allocation.id, site.clock(), dispense.id)
    move_stock(tx, site, user, dispense)
    return dispense


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


def supply_facts(tx: Transaction, site: Site, prescription: Prescription, dispense: Dispense) -> SupplyFacts:
    """Everything the message about a supply needs, read inside the same transaction."""
    line = prescription.line(dispense.line_id)
    patient = prescription.patient_id
    return SupplyFacts(
        dispense=dispense,
        prescription=prescription,
        line=line,
        product=tx.products.get(dispense.product_id),
        batch=tx.stock.batch(dispense.batch_id),
        patient_reference=tx.patients.reference(patient) if patient else "",
        prepared_by=tx.users.get(dispense.prepared_by),
        checked_by=tx.users.get(dispense.checked_by) if dispense.checked_by else None,
        days_supply=_days(line, dispense),
        keyed_out_of_stock=_keyed_is_gone(tx, site, line, dispense),
    )


def _keyed_is_gone(tx: Transaction, site: Site, line: PrescriptionLine, dispense: Dispense) -> bool:
    """Another product was supplied, and nothing of the keyed one is free and usable here."""
    if line.product_id in (None, dispense.product_id):
        return False
    day = dispense.when_handed_over.astimezone(site.zone).date()
    rows = tx.stock.on_hand(line.product_id)
    return not any(row.free.value > 0 and not row.batch.quarantined and row.batch.expiry_date >= day for row in rows)


def _days(line: PrescriptionLine, dispense: Dispense) -> int | None:
    """The course in proportion to what was supplied, rounded down: never more days than the packs cover."""
    if line.days_supply is None or line.quantity_prescribed is None or not line.quantity_prescribed.value:
        return None
    return int(line.days_supply * dispense.quantity.value / line.quantity_prescribed.value)


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
