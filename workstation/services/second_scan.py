"""A second person checks what the compliance pack says; for who is alone a delay and a second scan stand for one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.second_person import PickedPack, SecondCheck, SecondScanRefusal, second_check
from workstation.domain.stock import Allocation
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind
from workstation.services.pack_row import product_of
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.picking import require_may_pick
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record
from workstation.services.site import Site


def second_check_of(
    tx: Transaction, site: Site, user: User, rows: Iterable[PickLine], events: Iterable[Event]
) -> SecondCheck | None:
    """What this person has to do before checking these packs; None = nothing more than to check them."""
    again, minutes = _scanned_again(events, user), site.compliance.alone_check_minutes
    packs = [
        PickedPack(one.id, _needs_second(tx, site, one), one.by, one.at, again.get(one.id))
        for row in rows
        for one in row.allocations
    ]
    return second_check(packs, user.id, timedelta(minutes=minutes) if minutes else None)


def _needs_second(tx: Transaction, site: Site, pack: Allocation) -> bool:
    """By the schedule of the very product that lies there; one that nobody knows counts as the strictest."""
    product = tx.products.get(tx.stock.batch(pack.batch_id).product_id)
    schedule = site.compliance.schedules.get(product.schedule)
    return schedule is None or schedule.second_person_check


def _scanned_again(events: Iterable[Event], user: User) -> Mapping[UUID, datetime]:
    ours = (one for one in events if one.kind is EventKind.SCANNED_AGAIN and one.by == user.id)
    return {UUID(one.detail): one.at for one in ours}


def checked_how(check: SecondCheck | None, user: User, rows: Sequence[PickLine]) -> str:
    """How it is recorded that this person made the check."""
    if check is not None:
        return "checked alone by the person who picked, after a delay and a second scan"
    own = all(one.by == user.id for row in rows for one in row.allocations)
    return "checked by the person who picked" if own else "checked by a second person"


def scan_again(site: Site, user: User, prescription_id: UUID, code: ScannedCode) -> SecondCheck:
    """The second scan of one pack by the person who picked it and checks alone. Nothing is allocated by it.

    Raises Refused: SecondScanRefusal, or as the scan of a pack does for codes that are not sure.
    """
    site.require(user, Permission.CHECK_ACCURACY)
    try:
        with site.store.begin() as tx:
            return _scan_again(tx, site, user, prescription_id, code)
    except Refused as refusal:
        with site.store.begin() as tx:
            audit(tx, site, user, "scan_refused", prescription_id, {"code": refusal.code.value})
        raise


def _scan_again(tx: Transaction, site: Site, user: User, prescription_id: UUID, code: ScannedCode) -> SecondCheck:
    prescription = tx.prescriptions.get(prescription_id)
    require_may_pick(tx, site, prescription)
    product, rows = product_of(tx, code), pick_lines(tx, site, prescription)
    check = second_check_of(tx, site, user, rows, tx.prescriptions.events(prescription_id))
    if check is None:
        raise Refused(SecondScanRefusal.NOT_NEEDED, number=prescription.number)
    if check.opens_at is None:
        raise Refused(SecondScanRefusal.NEVER_ALONE, number=prescription.number)
    if site.clock() < check.opens_at:
        raise Refused(SecondScanRefusal.TOO_EARLY, opens_at=check.opens_at)
    there = [one for row in rows for one in row.allocations if is_this_pack(tx, one, product.id, code)]
    if not there:
        raise Refused(SecondScanRefusal.NOT_THERE, scanned=product.name, batch_number=code.batch_number)
    _require_good(site, code)
    pack = next((one for one in there if one.id in check.packs and one.id not in check.again), None)
    if pack is None:
        raise Refused(SecondScanRefusal.TWICE, scanned=product.name)
    record(tx, site, user, prescription_id, EventKind.SCANNED_AGAIN, detail=str(pack.id))
    found = second_check_of(tx, site, user, rows, tx.prescriptions.events(prescription_id))
    assert found is not None
    return found


def is_this_pack(tx: Transaction, pack: Allocation, product_id: UUID, code: ScannedCode) -> bool:
    """The same product; batch and serial too, where the code says them."""
    batch = tx.stock.batch(pack.batch_id)
    same_batch = code.batch_number in (None, batch.batch_number)
    same_serial = not code.serial_number or not pack.serial_number or code.serial_number == pack.serial_number
    return batch.product_id == product_id and same_batch and same_serial


def _require_good(site: Site, code: ScannedCode) -> None:
    if code.expiry_date is not None and code.expiry_date < site.today():
        raise Refused(ScanRefusal.EXPIRED, expiry_date=code.expiry_date, batch_number=code.batch_number)
