"""Emergency supply: a few days for a known patient while the order server cannot give the claim. Its own action.

It is a supply of type EM by a pharmacist, never of a controlled medicine, capped in days by the compliance pack, and
it leaves a note for people, because it must be settled with whoever holds the prescription.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING
from enum import StrEnum
from uuid import UUID

from workstation.domain.compliance import require_valid, schedule_of
from workstation.domain.dispensing import (
    BREAKABLE_UNITS,
    Dispense,
    OversupplyReason,
    PackScan,
    ScanRefusal,
    SupplyType,
    batch_for_scan,
)
from workstation.domain.errors import Refused
from workstation.domain.matching import is_what_was_prescribed
from workstation.domain.medicine import Product
from workstation.domain.outbox import Attention
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.stock import Allocation, StockBatch
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, standing
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.claim import ClaimRefusal
from workstation.services.handover import move_stock, supply_facts
from workstation.services.picking import product_of
from workstation.services.ports import Transaction
from workstation.services.recording import audit, refresh, tell_create
from workstation.services.site import Site


class EmergencyRefusal(StrEnum):
    """Why no emergency supply is made."""

    NOT_FOR_THIS_SCHEDULE = "not_for_this_schedule"
    TOO_MANY_DAYS = "too_many_days"
    DAYS_NOT_POSITIVE = "days_not_positive"
    COURSE_UNKNOWN = "course_unknown"
    CLAIMED_HERE = "claimed_here"


@dataclass(frozen=True, slots=True)
class EmergencyRequest:
    """What the pharmacist asks for. `code` is the scan of the pack; `days` how long the supply shall last."""

    prescription_id: UUID
    line_id: UUID
    code: ScannedCode
    days: int
    reason: str
    collected_by: str = "patient"


def emergency_supply(site: Site, user: User, request: EmergencyRequest) -> Dispense:
    """Supplies a few days of one line from the scanned pack at once. Raises Refused with what forbids it."""
    site.require(user, Permission.EMERGENCY_SUPPLY)
    if len(request.reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(request.prescription_id)
        line = prescription.line(request.line_id)
        product = product_of(tx, request.code)
        _require_allowed(tx, site, prescription, line, product, request.days)
        amount = _amount(tx, prescription, line, product, request.days)
        code = request.code
        scan = PackScan(code.batch_number, code.expiry_date, code.serial_number)
        stock = tx.stock.on_hand(product.id)
        batch = batch_for_scan(scan, stock, site.today(), request.days, amount.value).batch
        dispense = _dispense(site, user, request, line, batch, amount)
        _write(tx, site, user, prescription, dispense, request)
        return dispense


def _require_allowed(
    tx: Transaction, site: Site, prescription: Prescription, line: PrescriptionLine, product: Product, days: int
) -> None:
    status = tx.prescriptions.status(prescription.id)
    if status in CLOSED:
        raise Refused(ClaimRefusal.CLOSED, status=status.value)
    if prescription.patient_id is None:
        raise Refused(ApprovalRefusal.PATIENT_UNKNOWN)
    if standing(tx.prescriptions.events(prescription.id)).claimed:
        raise Refused(EmergencyRefusal.CLAIMED_HERE, number=prescription.number)
    if line.block is not None or line not in prescription.medicine_lines:
        raise Refused(ScanRefusal.LINE_BLOCKED, line=line.position)
    if line.is_draft:
        raise Refused(ApprovalRefusal.LINE_NOT_CONFIRMED, line=line.position)
    if line.product_id != product.id and not is_what_was_prescribed(line.medicine, product, site.same_ingredient):
        raise Refused(ScanRefusal.WRONG_PRODUCT, scanned=product.name, expected=line.medicine.text)
    require_valid(site.compliance, prescription.authored_on, prescription.valid_until, site.today())
    schedule = schedule_of(site.compliance, product.schedule)
    if schedule.controlled or schedule.emergency_supply_days <= 0:
        raise Refused(EmergencyRefusal.NOT_FOR_THIS_SCHEDULE, schedule=schedule.code)
    if days <= 0:
        raise Refused(EmergencyRefusal.DAYS_NOT_POSITIVE)
    if days > schedule.emergency_supply_days:
        raise Refused(EmergencyRefusal.TOO_MANY_DAYS, days=days, at_most=schedule.emergency_supply_days)


def _amount(
    tx: Transaction, prescription: Prescription, line: PrescriptionLine, product: Product, days: int
) -> Quantity:
    """The share of the course in whole units out of the one scanned pack; what cannot be divided is supplied whole.

    Never more than is still owed: an emergency supply that was made counts.
    """
    if line.quantity_prescribed is None or not line.days_supply:
        raise Refused(EmergencyRefusal.COURSE_UNKNOWN, line=line.position)
    share = line.quantity_prescribed.value * days / line.days_supply
    wanted = Quantity(share.to_integral_value(ROUND_CEILING), line.quantity_prescribed.unit)
    owing = next(row.owing for row in tx.prescriptions.progress(prescription.id) if row.line_id == line.id)
    if owing is None or owing.value <= 0:
        raise Refused(ScanRefusal.LINE_COMPLETE, line=line.position, product=product.name)
    least = min(wanted, owing, product.pack_size)
    return least if product.pack_size.unit in BREAKABLE_UNITS else product.pack_size


def _dispense(
    site: Site, user: User, request: EmergencyRequest, line: PrescriptionLine, batch: StockBatch, amount: Quantity
) -> Dispense:
    now = site.clock()
    return Dispense(
        id=site.new_id(),
        prescription_id=request.prescription_id,
        line_id=line.id,
        product_id=batch.product_id,
        batch_id=batch.id,
        quantity=amount,
        supply_type=SupplyType.EMERGENCY,
        when_prepared=now,
        when_handed_over=now,
        prepared_by=user.id,
        checked_by=user.id,
        handed_over_by=user.id,
        collected_by=request.collected_by,
        substitution="N" if line.product_id in (None, batch.product_id) else "E",
        oversupply=OversupplyReason.EMERGENCY if _is_more(line, amount) else None,
    )


def _is_more(line: PrescriptionLine, amount: Quantity) -> bool:
    return line.quantity_prescribed is not None and amount > line.quantity_prescribed


def _write(
    tx: Transaction, site: Site, user: User, prescription: Prescription, dispense: Dispense, request: EmergencyRequest
) -> None:
    _book(tx, site, dispense, request.code.serial_number or "")
    move_stock(tx, site, user, dispense)
    audit(tx, site, user, "emergency_supply", dispense.line_id, {"days": str(request.days), "id": str(dispense.id)})
    note = f"{dispense.quantity}, {request.days} days: {request.reason.strip()}"
    tx.attentions.add(Attention(site.new_id(), prescription.id, "emergency_supply", note, site.clock()))
    facts = supply_facts(tx, prescription, dispense)
    what = f"Emergency supply of {facts.product.name}, {dispense.quantity}"
    tell_create(tx, site, prescription, dispense.id, what, site.messages.dispense(facts))
    refresh(tx, prescription.id)


def _book(tx: Transaction, site: Site, dispense: Dispense, serial_number: str) -> None:
    """The pack is allocated and dispensed in one go, so that stock and serial number are guarded as in any supply."""
    if serial_number and tx.stock.serial_allocated(dispense.product_id, serial_number):
        raise Refused(ScanRefusal.SERIAL_ALREADY_SCANNED, serial_number=serial_number)
    allocation = Allocation(
        id=site.new_id(),
        prescription_id=dispense.prescription_id,
        line_id=dispense.line_id,
        batch_id=dispense.batch_id,
        quantity=dispense.quantity,
        packs=1,
        serial_number=serial_number,
        at=dispense.when_prepared,
        by=dispense.prepared_by,
    )
    if not tx.stock.allocate(allocation):
        raise Refused(ScanRefusal.NOT_IN_STOCK, batch_number=tx.stock.batch(dispense.batch_id).batch_number)
    tx.dispenses.add(dispense)
    tx.stock.end_allocation(allocation.id, site.clock(), dispense.id)
