"""Every pack of a bag is scanned out: one of another patient is refused, and a missing one keeps the bag here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind, standing
from workstation.services.pack_row import product_of
from workstation.services.picking import require_may_pick
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record
from workstation.services.second_scan import is_this_pack
from workstation.services.site import Site


class ScanOutRefusal(StrEnum):
    """Why a pack does not leave with this bag."""

    NOT_READY = "not_ready"
    NOT_IN_BAG = "not_in_bag"
    """It is of no line of this bag, or of another batch than was put in."""
    OF_ANOTHER_BAG = "of_another_bag"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class ScannedOut:
    """A pack of the bag was in the hand: so many of all are now."""

    pack: UUID
    """Its allocation."""
    done: int
    total: int


def scanned_out(events: Iterable[Event]) -> frozenset[UUID]:
    """The packs that were scanned out since the bag went into its bin."""
    found: set[UUID] = set()
    for event in events:
        if event.kind is EventKind.MADE_READY:
            found.clear()
        elif event.kind is EventKind.PACK_SCANNED_OUT:
            found.add(UUID(event.detail))
    return frozenset(found)


def scan_out(site: Site, user: User, prescription_id: UUID, code: ScannedCode) -> ScannedOut:
    """One pack of the bag, scanned at the hand-over. Nothing moves by it.

    Raises Refused: ScanOutRefusal, or as the scan of a pack does for codes that are not sure. A refusal is counted as
    a near miss in the audit, without blame.
    """
    site.require(user, Permission.HAND_OVER)
    try:
        with site.store.begin() as tx:
            return _scan_out(tx, site, user, prescription_id, code)
    except Refused as refusal:
        with site.store.begin() as tx:
            audit(tx, site, user, "scan_out_refused", prescription_id, {"code": refusal.code.value})
        raise


def _scan_out(tx: Transaction, site: Site, user: User, prescription_id: UUID, code: ScannedCode) -> ScannedOut:
    prescription = tx.prescriptions.get(prescription_id)
    require_may_pick(tx, site, prescription)
    events = tx.prescriptions.events(prescription_id)
    if standing(events).ready is None:
        raise Refused(ScanOutRefusal.NOT_READY, number=prescription.number)
    product, packs = product_of(tx, code), tx.stock.allocations(prescription_id)
    there = [one for one in packs if is_this_pack(tx, one, product.id, code)]
    if not there:
        raise _not_of_this_bag(tx, prescription_id, product, code)
    done = scanned_out(events)
    pack = next((one for one in there if one.id not in done), None)
    if pack is None:
        raise Refused(ScanOutRefusal.TWICE, scanned=product.name, packs=len(there))
    record(tx, site, user, prescription_id, EventKind.PACK_SCANNED_OUT, detail=str(pack.id))
    return ScannedOut(pack.id, len(done & {one.id for one in packs}) + 1, len(packs))


def _not_of_this_bag(tx: Transaction, prescription_id: UUID, product: Product, code: ScannedCode) -> Refused:
    """Whose it may be is said by its number, so that it finds its way back."""
    others = [one for one in tx.reservations.held(product.id, prescription_id) if one.reservation_id is None]
    same = [one for one in others if code.batch_number in (None, tx.stock.batch(one.batch_id).batch_number)]
    facts = {"scanned": product.name, "strength": product.strength_text, "batch_number": code.batch_number}
    if same:
        return Refused(ScanOutRefusal.OF_ANOTHER_BAG, **facts, other=same[0].number)
    return Refused(ScanOutRefusal.NOT_IN_BAG, **facts)
