"""Holds what an approved prescription needs in the shelf until it is scanned; a person may release it with a reason."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.reservation import Held, Reservation, ReservationRefusal, to_hold
from workstation.domain.stock import Allocation
from workstation.domain.users import Permission, User
from workstation.domain.workflow import standing
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site

SHORTEST_REASON = 3
RESERVED_ANEW = "reserved_anew"


def reserve(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """Holds the batches that the pick list proposes for what is still to be scanned, in the name of who approved.

    What is held already is planned anew; since when stays the time of the approval. What is not there is not held, and
    stops nothing: it is owed later. Nothing moves.
    """
    approval = standing(tx.prescriptions.events(prescription.id)).approval
    end_reservations(tx, site, prescription.id, RESERVED_ANEW)
    if approval is None or approval.by is None:
        return
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in pick_lines(tx, site, prescription):
        _reserve_line(tx, site, prescription, row, approval.at, approval.by, taken)


def _reserve_line(
    tx: Transaction,
    site: Site,
    prescription: Prescription,
    row: PickLine,
    since: datetime,
    by: UUID,
    taken: dict[UUID, Decimal],
) -> None:
    if row.complete:
        return
    for batch_id, amount in to_hold(row.wanted - row.allocated, row.batches, row.product.pack_size, taken):
        one = Reservation(site.new_id(), prescription.id, row.line.id, batch_id, amount, since, by)
        if tx.reservations.add(one):
            taken[batch_id] += amount.value


def end_reservations(tx: Transaction, site: Site, prescription_id: UUID, why: str) -> int:
    """Holds nothing of it any more. Returns how many batches were held."""
    held = tx.reservations.of_prescription(prescription_id)
    for one in held:
        tx.reservations.end(one.id, site.clock(), why, None)
    return len(held)


def take_from_reserved(tx: Transaction, site: Site, allocation: Allocation, product: Product) -> None:
    """A pack was scanned: as much less is held, of its batch first. What its batch holds is never more than is there.

    Of the lines of one prescription each may have the pack that another one holds; that one then holds less.
    """
    mine = tx.reservations.of_prescription(allocation.prescription_id)
    same_line = [one for one in mine if one.line_id == allocation.line_id]
    same_line.sort(key=lambda one: one.batch_id != allocation.batch_id)
    _shrink(tx, site, same_line, allocation.quantity.value, "scanned")
    others = [one for one in mine if one.line_id != allocation.line_id and one.batch_id == allocation.batch_id]
    if others:
        row = next(one for one in tx.stock.on_hand(product.id) if one.batch.id == allocation.batch_id)
        _shrink(tx, site, others, -row.free.value, "scanned for another line")


def _shrink(tx: Transaction, site: Site, rows: Sequence[Reservation], by: Decimal, why: str) -> None:
    for one in rows:
        if by <= 0:
            return
        cut = min(by, one.quantity.value)
        by -= cut
        if cut < one.quantity.value:
            tx.reservations.shrink(one.id, Quantity(one.quantity.value - cut, one.quantity.unit))
        else:
            tx.reservations.end(one.id, site.clock(), why, None)


def release_hold(site: Site, user: User, reservation_id: UUID, reason: str) -> Reservation:
    """What another prescription holds is free again, because a person says so; it stays approved.

    Raises Refused(REASON_TOO_SHORT, or NOT_HELD for what was scanned or released meanwhile). The reason stays with
    what was held; the audit says who and what.
    """
    site.require(user, Permission.PICK)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(ReservationRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        held = tx.reservations.get(reservation_id)
        if held is None:
            raise Refused(ReservationRefusal.NOT_HELD)
        tx.reservations.end(held.id, site.clock(), reason.strip(), user.id)
        facts = {"reservation": str(held.id), "batch": str(held.batch_id), "quantity": str(held.quantity.value)}
        audit(tx, site, user, "reservation_released", held.prescription_id, facts)
        return held


def named_holder(tx: Transaction, site: Site, prescription_id: UUID, product: Product, refusal: Refused) -> Refused:
    """The refusal of a pack that is not free, with the prescription for which it is held; any other one as it is."""
    if refusal.code is not ScanRefusal.NOT_IN_STOCK:
        return refusal
    number = refusal.facts.get("batch_number")
    held = [one for one in tx.reservations.held(product.id, prescription_id) if _is_of(tx, one, number)]
    if not held:
        return refusal
    since = held[0].since
    facts = {
        **refusal.facts,
        "held_for": held[0].number,
        "held_day": since.astimezone(site.zone).date(),
        "held_since": since,
        "batch_number": tx.stock.batch(held[0].batch_id).batch_number,
        "none_left": False,
    }
    return Refused(ScanRefusal.HELD_FOR_ANOTHER, **facts)


def _is_of(tx: Transaction, held: Held, batch_number: object) -> bool:
    return batch_number is None or tx.stock.batch(held.batch_id).batch_number == batch_number
