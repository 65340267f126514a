"""Emergency supply: a few days for a known patient while the order server does not answer. Its own action.

It is a supply of type EM by a pharmacist, never of a controlled medicine, capped in days by the compliance pack, and
it leaves a note for people, because it must be settled with whoever holds the prescription.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING
from enum import StrEnum
from uuid import UUID

from workstation.domain.compliance import require_line_valid, require_valid, schedule_of
from workstation.domain.dispensing import (
    BREAKABLE_UNITS,
    Dispense,
    OversupplyReason,
    PackScan,
    ScanRefusal,
    SupplyType,
    batch_for_scan,
    substitution_of,
)
from workstation.domain.errors import Refused
from workstation.domain.matching import is_what_was_prescribed
from workstation.domain.medicine import Product
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.patient import PatientContext
from workstation.domain.prescribers import emergency_stops
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity, counted
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.stock import Allocation, StockBatch
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, standing
from workstation.services.access_log import note_opened
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.as_written import as_written
from workstation.services.claim import ClaimRefusal
from workstation.services.doubts import open_doubts
from workstation.services.duty import require_responsible
from workstation.services.flags import refresh_flags
from workstation.services.line_messages import tell_lines
from workstation.services.pack_row import product_of
from workstation.services.ports import Transaction
from workstation.services.recording import audit, refresh, tell_create
from workstation.services.screening import screen_in
from workstation.services.screening_profile import screened_text
from workstation.services.site import Site
from workstation.services.supply_facts import supply_facts
from workstation.services.supplying import move_stock


class EmergencyRefusal(StrEnum):
    """Why no emergency supply is made."""

    NOT_FOR_THIS_SCHEDULE = "not_for_this_schedule"
    TOO_MANY_DAYS = "too_many_days"
    DAYS_NOT_POSITIVE = "days_not_positive"
    COURSE_UNKNOWN = "course_unknown"
    CLAIMED_HERE = "claimed_here"
    NO_RESPONSIBLE_PHARMACIST = "no_responsible_pharmacist"


@dataclass(frozen=True, slots=True)
class EmergencyRequest:
    """What the pharmacist asks for. `code` is the scan of the pack; `days` how long the supply shall last."""

    prescription_id: UUID
    line_id: UUID
    code: ScannedCode
    days: int
    reason: str
    collected_by: str = "patient"


@dataclass(frozen=True, slots=True)
class EmergencyPlan:
    """What a supply would be: which pack for which line, and how much of it."""

    line: PrescriptionLine
    product: Product
    batch: StockBatch
    amount: Quantity
    owing: Quantity | None
    """What is still owed before it."""


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One medicine line: how many days it may be supplied for at most, or what forbids it."""

    line: PrescriptionLine
    product: Product | None
    most_days: int
    """0 when the product is not keyed yet (the scan decides) or when it is refused."""
    owing: Quantity | None
    refusal: Refused | None


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """What the screen of an emergency supply shows. `refusal` forbids all of it."""

    prescription: Prescription
    patient: PatientContext | None
    lines: tuple[EmergencyLine, ...]
    refusal: Refused | None


def emergency_view(site: Site, user: User, prescription_id: UUID) -> EmergencyView:
    """Reads which lines may be supplied in an emergency, and why the others may not. Notes who opened it."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.read() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        found = tx.patients.context(prescription.patient_id) if prescription.patient_id else None
        refusal = _refusal(lambda: _require_open(tx, site, user, prescription))
        lines = tuple(_line_view(tx, site, prescription, line) for line in prescription.medicine_lines)
        view = EmergencyView(prescription, found, lines, refusal)
    note_opened(site, user, prescription)
    return view


def _line_view(tx: Transaction, site: Site, prescription: Prescription, line: PrescriptionLine) -> EmergencyLine:
    product = tx.products.get(line.product_id) if line.product_id else None
    owing = next((row.owing for row in tx.prescriptions.progress(prescription.id) if row.line_id == line.id), None)
    refusal = _refusal(lambda: _require_line(site, prescription, line, owing))
    most = 0
    if refusal is None and product is not None:
        refusal = _refusal(lambda: _days_allowed(site, product))
        refusal = refusal or _refusal(lambda: _require_prescriber(tx, site, prescription, product))
        most = 0 if refusal else _days_allowed(site, product)
    return EmergencyLine(line, product, most, owing, refusal)


def _refusal(check: Callable[[], object]) -> Refused | None:
    try:
        check()
    except Refused as refusal:
        return refusal
    return None


def plan_emergency(site: Site, user: User, request: EmergencyRequest) -> EmergencyPlan:
    """What the supply would be, nothing written. Raises Refused with what forbids it; the reason is not asked yet."""
    with site.store.read() as tx:
        return _plan(tx, site, user, request)


def emergency_supply(site: Site, user: User, request: EmergencyRequest) -> Dispense:
    """Supplies a few days of one line from the scanned pack at once. Raises Refused with what forbids it."""
    site.require(user, Permission.EMERGENCY_SUPPLY)
    if len(request.reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        plan = _plan(tx, site, user, request)
        dispense = _dispense(site, user, request, plan)
        _write(tx, site, user, tx.prescriptions.get(request.prescription_id), dispense, request)
        return dispense


def _plan(tx: Transaction, site: Site, user: User, request: EmergencyRequest) -> EmergencyPlan:
    prescription = tx.prescriptions.get(request.prescription_id)
    line, code = prescription.line(request.line_id), request.code
    product = product_of(tx, code)
    _require_open(tx, site, user, prescription)
    require_responsible(tx, site, [product], EmergencyRefusal.NO_RESPONSIBLE_PHARMACIST)
    owing = next((row.owing for row in tx.prescriptions.progress(prescription.id) if row.line_id == line.id), None)
    _require_line(site, prescription, line, owing)
    _require_right_pack(site, line, product)
    _require_prescriber(tx, site, prescription, product)
    _require_answered(tx, site, prescription, line)
    _require_days(request.days, _days_allowed(site, product))
    amount = _amount(tx, prescription, line, product, request.days)
    if code.serial_number and tx.stock.serial_allocated(product.id, code.serial_number):
        raise Refused(ScanRefusal.SERIAL_ALREADY_SCANNED, serial_number=code.serial_number)
    scan = PackScan(code.batch_number, code.expiry_date, code.serial_number)
    stock = tx.stock.on_hand(product.id)
    batch = batch_for_scan(scan, stock, site.today(), request.days, amount.value).batch
    return EmergencyPlan(line, product, batch, amount, owing)


def _require_open(tx: Transaction, site: Site, user: User, prescription: Prescription) -> None:
    """What the whole prescription must be, whatever the line."""
    site.require(user, Permission.EMERGENCY_SUPPLY)
    status = tx.prescriptions.status(prescription.id)
    if status in CLOSED:
        raise Refused(ClaimRefusal.CLOSED, status=status.value)
    if prescription.patient_id is None:
        raise Refused(ApprovalRefusal.PATIENT_UNKNOWN)
    facts = standing(tx.prescriptions.events(prescription.id))
    if facts.claimed:
        raise Refused(EmergencyRefusal.CLAIMED_HERE, number=prescription.number)
    if facts.claim_lost:
        # The server did answer: somebody else holds it, and two pharmacies would supply.
        raise Refused(ApprovalRefusal.CLAIM_LOST, number=prescription.number)
    for doubt in open_doubts(tx, prescription.id):
        # The same number may be another patient's: a few days of the wrong medicine are no help.
        raise Refused(ApprovalRefusal.NOT_UNDERSTOOD, doubt=doubt)
    require_valid(site.compliance, prescription.authored_on, prescription.valid_until, site.today())


def _require_line(site: Site, prescription: Prescription, line: PrescriptionLine, owing: Quantity | None) -> None:
    require_line_valid(line, site.today())
    if line.block is not None or line not in prescription.medicine_lines:
        raise Refused(ScanRefusal.LINE_BLOCKED, line=line.position)
    if line.is_draft:
        raise Refused(ApprovalRefusal.LINE_NOT_CONFIRMED, line=line.position)
    if line.quantity_prescribed is None or not line.days_supply:
        raise Refused(EmergencyRefusal.COURSE_UNKNOWN, line=line.position)
    if owing is not None and owing.value <= 0:
        raise Refused(ScanRefusal.LINE_COMPLETE, line=line.position, product=line.medicine.text)


def _require_right_pack(site: Site, line: PrescriptionLine, product: Product) -> None:
    if line.product_id != product.id and not is_what_was_prescribed(line.medicine, product, site.same_ingredient):
        raise Refused(ScanRefusal.WRONG_PRODUCT, scanned=product.name, expected=line.medicine.text)


def _require_prescriber(tx: Transaction, site: Site, prescription: Prescription, product: Product) -> None:
    """It is a supply on somebody's prescription, which only the claim is missing of: a forged one stays forged.

    What else is asked of the prescriber in an emergency is the law's: the compliance pack says (docs/reading.md).
    """
    rules, prescriber = site.compliance.prescribers, as_written(tx, prescription)[0]
    for refused in emergency_stops(rules, prescriber, [product.schedule]):
        raise refused


def _require_answered(tx: Transaction, site: Site, prescription: Prescription, line: PrescriptionLine) -> None:
    """In a hurry, too, an alert about this line that interrupts is answered in the review first, and so is a check of
    its medicine that lacks a fact (the weight of a child)."""
    screened = screen_in(tx, site, prescription)
    for one in screened.alerts:
        if one.alert.interrupts and one.answer is None and line.position in one.positions:
            subjects = " + ".join(one.alert.subjects)
            raise Refused(ApprovalRefusal.ALERT_NOT_ANSWERED, severity=one.alert.severity.word, subjects=subjects)
    known = site.clinical.ingredients(screened_text(tx, line))
    for check in screened.open_checks:
        if check.subject in known:
            raise Refused(ApprovalRefusal.CHECK_NOT_MADE, subject=check.subject, missing=check.missing)


def _days_allowed(site: Site, product: Product) -> int:
    """How many days the compliance pack allows for it at most. Raises Refused when none."""
    schedule = schedule_of(site.compliance, product.schedule)
    if schedule.controlled or schedule.emergency_supply_days <= 0:
        raise Refused(EmergencyRefusal.NOT_FOR_THIS_SCHEDULE, schedule=schedule.code)
    return schedule.emergency_supply_days


def _require_days(days: int, at_most: int) -> None:
    if days <= 0:
        raise Refused(EmergencyRefusal.DAYS_NOT_POSITIVE)
    if days > at_most:
        raise Refused(EmergencyRefusal.TOO_MANY_DAYS, days=days, at_most=at_most)


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


def _dispense(site: Site, user: User, request: EmergencyRequest, plan: EmergencyPlan) -> Dispense:
    now = site.clock()
    is_more = plan.owing is not None and plan.amount > plan.owing
    return Dispense(
        id=site.new_id(),
        prescription_id=request.prescription_id,
        line_id=plan.line.id,
        product_id=plan.product.id,
        batch_id=plan.batch.id,
        quantity=plan.amount,
        supply_type=SupplyType.EMERGENCY,
        when_prepared=now,
        when_handed_over=now,
        prepared_by=user.id,
        checked_by=user.id,
        handed_over_by=user.id,
        collected_by=request.collected_by,
        substitution=substitution_of(plan.line.product_id, plan.product.id),
        oversupply=OversupplyReason.EMERGENCY if is_more else None,
    )


def _write(
    tx: Transaction, site: Site, user: User, prescription: Prescription, dispense: Dispense, request: EmergencyRequest
) -> None:
    _book(tx, site, dispense, request.code.serial_number or "")
    move_stock(tx, site, user, dispense)
    audit(tx, site, user, "emergency_supply", dispense.line_id, {"days": str(request.days), "id": str(dispense.id)})
    note = f"{counted(dispense.quantity)}, {request.days} days: {request.reason.strip()}"
    tx.attentions.add(Attention(site.new_id(), prescription.id, AttentionCode.EMERGENCY_SUPPLY, note, site.clock()))
    tell_lines(tx, site, user, prescription, [prescription.line(dispense.line_id)])
    facts = supply_facts(tx, site, prescription, dispense)
    what = f"Emergency supply of {facts.product.name}, {counted(dispense.quantity)}"
    tell_create(tx, site, prescription, dispense.id, what, site.messages.dispense(facts))
    refresh(tx, prescription.id)
    refresh_flags(tx, site, prescription)


def _book(tx: Transaction, site: Site, dispense: Dispense, serial_number: str) -> None:
    """The pack is allocated and dispensed in one go, so that stock and serial number are guarded as in any supply."""
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
