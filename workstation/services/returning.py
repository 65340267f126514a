"""Nobody collected it: the packs go back to the shelf and the prescription back to the server's queue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import Priority
from workstation.domain.prescription import Prescription
from workstation.domain.returns import PackFate, ReturnedPack, fate_of, returnable_from
from workstation.domain.stock import Allocation, MovementKind, StockMovement
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, EventKind, Status, standing
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.claim import ClaimRefusal, release_packs
from workstation.services.messages import TaskChange
from workstation.services.ports import Transaction
from workstation.services.quarantine import quarantine_of
from workstation.services.recording import audit, record, tell_task
from workstation.services.site import Site
from workstation.services.stock_report import tell_movement

NOT_COLLECTED = "not collected"


class ReturnRefusal(StrEnum):
    """Why a prescription is not handed back."""

    NOT_CLAIMED = "not_claimed"
    ALREADY_DISPENSED = "already_dispensed"
    NOT_IN_BIN = "not_in_bin"
    TOO_EARLY = "too_early_to_return"
    PACKS_CHANGED = "packs_changed"


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What becomes of each pack of a bag, and from which day on."""

    number: str
    from_day: date
    is_due: bool
    packs: tuple[ReturnedPack, ...]


def return_plan(site: Site, user: User, prescription_id: UUID) -> ReturnPlan:
    """What `return_to_stock` would do. Raises Refused(NOT_IN_BIN) for what is not in a bin."""
    site.require(user, Permission.HAND_OVER)
    with site.store.read() as tx:
        return _plan(tx, site, tx.prescriptions.get(prescription_id))


def _plan(tx: Transaction, site: Site, prescription: Prescription) -> ReturnPlan:
    ready = standing(tx.prescriptions.events(prescription.id)).ready
    if ready is None:
        raise Refused(ReturnRefusal.NOT_IN_BIN, number=prescription.number)
    opens = returnable_from(ready.at, site.compliance.will_call)
    packs = tuple(_fate(tx, site, one) for one in tx.stock.allocations(prescription.id))
    return ReturnPlan(prescription.number, opens.astimezone(site.zone).date(), site.clock() >= opens, packs)


def _fate(tx: Transaction, site: Site, pack: Allocation) -> ReturnedPack:
    size = tx.products.get(tx.stock.batch(pack.batch_id).product_id).pack_size
    return ReturnedPack(pack.id, pack.batch_id, pack.quantity, fate_of(pack.quantity, size, site.compliance.will_call))


def return_to_stock(site: Site, user: User, prescription_id: UUID, seen: Collection[UUID]) -> tuple[ReturnedPack, ...]:
    """Takes a bag apart that waited long enough: each pack goes where the plan says, its label off; the prescription
    goes back to the server. Done twice it changes nothing the second time, and returns nothing.

    `seen` are the allocations on the screen. Raises Refused before the day that the compliance pack says, and for
    packs that nobody saw. Whole packs never left stock: they are free again. What goes into quarantine is moved.
    """
    site.require(user, Permission.HAND_OVER)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        if tx.prescriptions.status(prescription_id) is Status.RETURNED_UNCOLLECTED:
            return ()
        plan = _plan(tx, site, prescription)
        if not plan.is_due:
            raise Refused(ReturnRefusal.TOO_EARLY, number=prescription.number, from_day=plan.from_day)
        if {one.allocation_id for one in plan.packs} != set(seen):
            raise Refused(ReturnRefusal.PACKS_CHANGED, number=prescription.number)
        _return(tx, site, user, prescription, NOT_COLLECTED)
        for one in plan.packs:
            if one.fate is PackFate.QUARANTINE:
                _to_quarantine(tx, site, user, one)
            facts = {"batch": str(one.batch_id), "fate": one.fate.value, "quantity": str(one.quantity.value)}
            audit(tx, site, user, "returned_to_stock", one.allocation_id, facts)
        return plan.packs


def _to_quarantine(tx: Transaction, site: Site, user: User, pack: ReturnedPack) -> None:
    batch = tx.stock.batch(pack.batch_id)
    apart, product = quarantine_of(tx, site, batch), tx.products.get(batch.product_id)
    for one, amount in ((batch, -pack.quantity), (apart, pack.quantity)):
        kind, now = MovementKind.TO_QUARANTINE, site.clock()
        movement = StockMovement(site.new_id(), one.id, kind, amount, now, user.id, NOT_COLLECTED)
        tx.stock.add_movement(movement)
    tell_movement(tx, site, movement, apart, product)


def return_uncollected(site: Site, user: User, prescription_id: UUID, reason: str) -> int:
    """Hands a claimed prescription back to the server. Returns how many scanned packs went back to the shelf.

    Raises Refused when it is not ours, is closed, or something of it was handed over already: what is owed is
    then owed by this pharmacy.
    """
    site.require(user, Permission.HAND_OVER)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        return _return(tx, site, user, tx.prescriptions.get(prescription_id), reason.strip())


def _return(tx: Transaction, site: Site, user: User, prescription: Prescription, reason: str) -> int:
    status = tx.prescriptions.status(prescription.id)
    if status in CLOSED:
        raise Refused(ClaimRefusal.CLOSED, status=status.value)
    if not standing(tx.prescriptions.events(prescription.id)).claimed:
        raise Refused(ReturnRefusal.NOT_CLAIMED, number=prescription.number)
    if any(row.dispensed for row in tx.prescriptions.progress(prescription.id)):
        raise Refused(ReturnRefusal.ALREADY_DISPENSED, number=prescription.number)
    released = release_packs(tx, site, prescription.id)
    record(tx, site, user, prescription.id, EventKind.RETURNED, reason=reason)
    change = TaskChange("ready", "returned-to-queue", reason=reason, release=True)
    tell_task(tx, site, prescription, f"Return of {prescription.number}", change, Priority.NOW)
    return released
