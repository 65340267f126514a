"""Accuracy check, ready, handed over: the moment in which stock moves and a supply becomes a fact."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.errors import Refused
from workstation.domain.matching import is_equivalent
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import counted
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, Status, standing
from workstation.services.bins import taken_bins
from workstation.services.collection_code import collection_code
from workstation.services.demand import note_short
from workstation.services.duty import require_responsible
from workstation.services.flags import refresh_flags
from workstation.services.handover_refusal import HandOverRefusal
from workstation.services.labelling import require_labelled, unread_batches
from workstation.services.messages import TaskChange
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.picking import require_may_pick
from workstation.services.ports import Transaction
from workstation.services.recording import record, tell_create, tell_task
from workstation.services.reserving import end_reservations
from workstation.services.scanning_out import scanned_out
from workstation.services.second_scan import checked_how, second_check_of
from workstation.services.site import Site
from workstation.services.supply_facts import supply_facts
from workstation.services.supplying import supply

__all__ = ["HandOverRefusal", "HandedOver", "check_accuracy", "hand_over", "make_ready"]


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

    `collected_by` is "patient" or the relation of somebody else, never a name. What is owed is held no more.
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
        rows = pick_lines(tx, site, prescription)
        _require_meant(tx, site, rows)
        _require_scanned_out(tx, site, prescription)
        if collection_code(tx.prescriptions.events(prescription_id)).is_open:
            raise Refused(HandOverRefusal.COLLECTOR_NOT_PROVED, number=prescription.number)
        _require_responsible(tx, site, prescription_id)
        note_short(tx, site, user, prescription_id, rows)
        dispenses = supply(tx, site, user, prescription, facts, collected_by)
        record(tx, site, user, prescription_id, EventKind.HANDED_OVER, detail=f"{len(dispenses)} supplies")
        owing = tx.prescriptions.status(prescription_id) is not Status.HANDED_OVER
        end_reservations(tx, site, prescription_id, "handed over")
        _tell_server(tx, site, prescription, dispenses, owing)
        refresh_flags(tx, site, prescription)
        return HandedOver(dispenses, owing)


def _require_scanned_out(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """A pack that fell out of the bag, or one too many, is seen where each is taken in hand."""
    if not site.compliance.will_call.scan_out:
        return
    done = scanned_out(tx.prescriptions.events(prescription.id))
    missing = [one for one in tx.stock.allocations(prescription.id) if one.id not in done]
    if missing:
        raise Refused(HandOverRefusal.NOT_SCANNED_OUT, number=prescription.number, missing=len(missing))


def _require_responsible(tx: Transaction, site: Site, prescription_id: UUID) -> None:
    batches = {one.batch_id: tx.stock.batch(one.batch_id) for one in tx.stock.allocations(prescription_id)}
    products = tx.products.many({one.product_id for one in batches.values()}).values()
    require_responsible(tx, site, products, HandOverRefusal.NO_RESPONSIBLE_PHARMACIST)


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
