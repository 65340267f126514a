"""Entering afterwards what was supplied on paper while the computers did not work.

It happened: it is recorded whatever rule it broke, and every broken rule is named for people to look at. Refused is
only what cannot be a true record: no amount, a time that has not come, a batch whose expiry nobody says, the same
paper twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from workstation.domain.compliance import require_line_valid, require_valid, schedule_of
from workstation.domain.dispensing import Dispense, OversupplyReason, ScanRefusal, SupplyType, substitution_of
from workstation.domain.errors import Refused
from workstation.domain.matching import is_what_was_prescribed
from workstation.domain.medicine import Product
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.prescribers import prescriber_stops
from workstation.domain.prescription import Prescriber, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity, QuantityRefusal, counted
from workstation.domain.stock import MovementKind, StockBatch, StockMovement
from workstation.domain.users import PERMISSIONS, Permission, User
from workstation.domain.workflow import CLOSED, EventKind, LineProgress, Standing, Status, standing
from workstation.services.approval import ApprovalRefusal
from workstation.services.as_written import as_written
from workstation.services.claim import ClaimRefusal
from workstation.services.emergency import EmergencyRefusal
from workstation.services.flags import refresh_flags
from workstation.services.handover_refusal import HandOverRefusal
from workstation.services.line_messages import tell_lines
from workstation.services.messages import TaskChange
from workstation.services.ports import StoreRefusal, Transaction
from workstation.services.recording import audit, record, refresh, tell_create, tell_task
from workstation.services.reserving import reserve
from workstation.services.site import Site
from workstation.services.supply_facts import supply_facts
from workstation.services.supplying import move_stock

ABSURD = 10**9
"""No supply is as large in any unit."""
NOTE = "supplied on paper, entered afterwards"
"""What the message to the order server says besides."""


class DowntimeRefusal(StrEnum):
    """Why a supply on paper cannot be entered as it was keyed."""

    NO_PAPER_REFERENCE = "no_paper_reference"
    NO_BATCH_NUMBER = "no_batch_number"
    NO_AMOUNT = "no_amount"
    IN_THE_FUTURE = "in_the_future"
    EXPIRY_UNKNOWN = "expiry_unknown"
    ENTERED_BEFORE = "entered_before"


@dataclass(frozen=True, slots=True)
class PaperSupply:
    """What the paper says. `by` supplied it; `paper` is the number or place by which the sheet is found again."""

    prescription_id: UUID
    line_id: UUID
    product_id: UUID
    batch_number: str
    expiry_date: date | None
    """Needed for a batch that was never received here."""
    quantity: Quantity
    when: datetime
    paper: str
    by: UUID
    collected_by: str = "patient"


@dataclass(frozen=True, slots=True)
class PaperRecorded:
    """What was recorded, and the codes of the rules that it broke."""

    dispense: Dispense
    product: str
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything about one entry, read before anything is written."""

    supply: PaperSupply
    prescription: Prescription
    line: PrescriptionLine
    product: Product
    progress: LineProgress
    standing: Standing
    status: Status
    supplier: User
    prescriber: Prescriber

    @property
    def said(self) -> str:
        """The entry in one line without a patient's name; the same for the same sheet and supply."""
        what, line = counted(self.supply.quantity), self.line.position
        return (
            f"{self.supply.paper.strip()}: line {line}, {self.product.name}, batch {self.supply.batch_number}, {what}"
        )


def record_paper_supply(site: Site, user: User, supply: PaperSupply) -> PaperRecorded:
    """Records a supply that was made on paper: stock, dispense, message to the server, note for people.

    By a pharmacist. Raises Refused with what keeps it from being a true record.
    """
    site.require(user, Permission.CHECK_ACCURACY)
    supply = replace(supply, batch_number=supply.batch_number.strip())
    _require_whole(site, supply)
    with site.store.begin() as tx:
        case = _case(tx, supply)
        _require_countable(case)
        _require_new(tx, case)
        for allocation in tx.stock.allocations(case.prescription.id):
            if allocation.line_id == case.line.id:
                # What lay scanned for this line is what left: its stock moves with the supply.
                tx.stock.end_allocation(allocation.id, site.clock(), None)
        batch, about_stock = _batch(tx, site, user, case)
        broken = (*_broken(site, case, batch), *about_stock)
        dispense = _dispense(site, case, batch)
        _write(tx, site, user, case, dispense, broken)
        return PaperRecorded(dispense, case.product.name, broken)


def _require_whole(site: Site, supply: PaperSupply) -> None:
    if not supply.paper.strip():
        raise Refused(DowntimeRefusal.NO_PAPER_REFERENCE)
    if not supply.batch_number:
        raise Refused(DowntimeRefusal.NO_BATCH_NUMBER)
    amount = supply.quantity
    if not amount.value.is_finite() or amount.value >= ABSURD:
        raise Refused(StoreRefusal.QUANTITY_NOT_STORABLE, quantity=str(amount.value), unit=amount.unit)
    if amount.value <= 0:
        raise Refused(DowntimeRefusal.NO_AMOUNT)
    if supply.when > site.clock():
        raise Refused(DowntimeRefusal.IN_THE_FUTURE, when=supply.when)


def _case(tx: Transaction, supply: PaperSupply) -> _Case:
    prescription = tx.prescriptions.get(supply.prescription_id)
    line = prescription.line(supply.line_id)
    rows = {row.line_id: row for row in tx.prescriptions.progress(prescription.id)}
    unknown = LineProgress(line.id, None, None, None)
    return _Case(
        supply=supply,
        prescription=prescription,
        line=line,
        product=tx.products.get(supply.product_id),
        progress=rows.get(line.id, unknown),
        standing=standing(tx.prescriptions.events(prescription.id)),
        status=tx.prescriptions.status(prescription.id),
        supplier=tx.users.get(supply.by),
        prescriber=as_written(tx, prescription)[0],
    )


def _require_countable(case: _Case) -> None:
    """Stock, line and paper count in the same unit, else nobody could say what is still owed."""
    unit, prescribed = case.supply.quantity.unit, case.line.quantity_prescribed
    for other in (case.product.pack_size, prescribed):
        if other is not None and other.unit != unit:
            raise Refused(QuantityRefusal.UNITS_DIFFER, left=unit, right=other.unit)


def _require_new(tx: Transaction, case: _Case) -> None:
    known = tx.attentions.of_prescription(case.prescription.id)
    if any(one.code == AttentionCode.PAPER_SUPPLY and one.detail.startswith(case.said) for one in known):
        raise Refused(DowntimeRefusal.ENTERED_BEFORE, paper=case.supply.paper.strip(), line=case.line.position)


# --- what it broke --------------------------------------------------------------------------------------------


def _broken(site: Site, case: _Case, batch: StockBatch) -> tuple[str, ...]:
    """Codes of the rules by which the supply would have been refused, in the order of the work."""
    found = [*_about_work(case), *_about_line(case)]
    rules = site.compliance.prescribers
    found += [one.code for one in prescriber_stops(rules, case.prescriber, [case.product.schedule])]
    for check in _checks(site, case, batch):
        try:
            check()
        except Refused as refusal:
            found.append(refusal.code)
    return tuple(code.value for code in found)


def _about_work(case: _Case) -> Iterator[StrEnum]:
    if case.status in CLOSED or case.standing.cancel_asked:
        yield ClaimRefusal.CLOSED
    if not case.standing.claimed:
        yield ScanRefusal.NOT_CLAIMED
    if case.standing.approval is None:
        yield ScanRefusal.NOT_APPROVED
    if Permission.HAND_OVER not in PERMISSIONS[case.supplier.role]:
        yield HandOverRefusal.NO_RESPONSIBLE_PHARMACIST
    elif Permission.CHECK_ACCURACY not in PERMISSIONS[case.supplier.role]:
        yield HandOverRefusal.NOT_CHECKED


def _about_line(case: _Case) -> Iterator[StrEnum]:
    if case.prescription.patient_id is None:
        yield ApprovalRefusal.PATIENT_UNKNOWN
    if case.line.block is not None or case.line not in case.prescription.medicine_lines:
        yield ApprovalRefusal.LINE_BLOCKED
    if case.line.is_draft:
        yield ApprovalRefusal.LINE_NOT_CONFIRMED
    if _is_more(case):
        yield HandOverRefusal.MORE_THAN_OWED


def _checks(site: Site, case: _Case, batch: StockBatch) -> Iterator[Callable[[], object]]:
    prescription, line, product = case.prescription, case.line, case.product
    on = case.supply.when.astimezone(site.zone).date()
    yield lambda: require_valid(site.compliance, prescription.authored_on, prescription.valid_until, on)
    yield lambda: require_line_valid(line, on)
    yield lambda: _require_right(site, line, product)
    yield lambda: _require_not_controlled(site, case)
    yield lambda: _require_good(batch, on)


def _is_right(site: Site, line: PrescriptionLine, product: Product) -> bool:
    return line.product_id == product.id or is_what_was_prescribed(line.medicine, product, site.same_ingredient)


def _require_right(site: Site, line: PrescriptionLine, product: Product) -> None:
    if not _is_right(site, line, product):
        raise Refused(ScanRefusal.WRONG_PRODUCT)


def _require_not_controlled(site: Site, case: _Case) -> None:
    """Without the claim a controlled medicine is never supplied."""
    if not case.standing.claimed and schedule_of(site.compliance, case.product.schedule).controlled:
        raise Refused(EmergencyRefusal.NOT_FOR_THIS_SCHEDULE)


def _require_good(batch: StockBatch, on: date) -> None:
    if batch.expiry_date < on:
        raise Refused(ScanRefusal.EXPIRED)
    if batch.quarantined:
        raise Refused(ScanRefusal.QUARANTINED)


def _is_more(case: _Case) -> bool:
    return case.progress.owing is not None and case.supply.quantity > case.progress.owing


# --- stock ----------------------------------------------------------------------------------------------------


def _batch(tx: Transaction, site: Site, user: User, case: _Case) -> tuple[StockBatch, tuple[str, ...]]:
    """The batch on the paper. What the store did not know of is put in first, so that its sums stay true."""
    supply, broken = case.supply, []
    batch = tx.stock.find_batch(case.product.id, supply.batch_number)
    if batch is None:
        if supply.expiry_date is None:
            raise Refused(DowntimeRefusal.EXPIRY_UNKNOWN, batch_number=supply.batch_number, product=case.product.name)
        batch = StockBatch(site.new_id(), case.product.id, supply.batch_number, supply.expiry_date)
        tx.stock.add_batch(batch)
        broken.append(ScanRefusal.UNKNOWN_BATCH.value)
    elif supply.expiry_date is not None and supply.expiry_date != batch.expiry_date:
        broken.append(ScanRefusal.EXPIRY_DIFFERS.value)
    row = next(row for row in tx.stock.on_hand(case.product.id, case.prescription.id) if row.batch.id == batch.id)
    if row.free < supply.quantity:
        broken.append(ScanRefusal.NOT_IN_STOCK.value)
    if row.on_hand < supply.quantity:
        _find(tx, site, user, batch, supply.quantity - row.on_hand, case.said)
    return batch, tuple(broken)


def _find(tx: Transaction, site: Site, user: User, batch: StockBatch, missing: Quantity, why: str) -> None:
    """The pack was there although nobody had counted it in."""
    movement = StockMovement(site.new_id(), batch.id, MovementKind.ADJUSTMENT, missing, site.clock(), user.id, why)
    tx.stock.add_movement(movement)
    audit(tx, site, user, "stock_found", batch.id, {"quantity": str(missing), "movement": str(movement.id)})


# --- what is written ------------------------------------------------------------------------------------------


def _dispense(site: Site, case: _Case, batch: StockBatch) -> Dispense:
    supply = case.supply
    checked = Permission.CHECK_ACCURACY in PERMISSIONS[case.supplier.role]
    return Dispense(
        id=site.new_id(),
        prescription_id=case.prescription.id,
        line_id=case.line.id,
        product_id=case.product.id,
        batch_id=batch.id,
        quantity=supply.quantity,
        supply_type=_supply_type(case),
        when_prepared=supply.when,
        when_handed_over=supply.when,
        prepared_by=supply.by,
        checked_by=supply.by if checked else None,
        handed_over_by=supply.by,
        collected_by=supply.collected_by,
        substitution=_substitution(site, case),
        oversupply=OversupplyReason.ON_PAPER if _is_more(case) else None,
    )


def _substitution(site: Site, case: _Case) -> str:
    """Paper may say that another medicine was supplied: that is no substitution that anybody decided."""
    is_right = _is_right(site, case.line, case.product)
    return substitution_of(case.line.product_id, case.product.id, is_the_same_medicine=is_right)


def _supply_type(case: _Case) -> SupplyType:
    due = case.progress.due
    complete = due is None or case.supply.quantity >= due
    first = case.progress.prescribed is None or case.progress.supplied < case.progress.prescribed
    if first:
        return SupplyType.FIRST_COMPLETE if complete else SupplyType.FIRST_PART
    return SupplyType.REFILL_COMPLETE if complete else SupplyType.REFILL_PART


def _write(tx: Transaction, site: Site, user: User, case: _Case, dispense: Dispense, broken: tuple[str, ...]) -> None:
    prescription = case.prescription
    tx.dispenses.add(dispense)
    move_stock(tx, site, user, dispense)
    facts = {"paper": case.supply.paper.strip(), "id": str(dispense.id), "against": ", ".join(broken)}
    audit(tx, site, user, "paper_supply", dispense.line_id, facts)
    note = case.said + (f". Against: {', '.join(broken).replace('_', ' ')}" if broken else "")
    tx.attentions.add(Attention(site.new_id(), prescription.id, AttentionCode.PAPER_SUPPLY, note, site.clock()))
    tell_lines(tx, site, user, prescription, [case.line])
    message = site.messages.dispense(replace(supply_facts(tx, site, prescription, dispense), note=NOTE))
    what = f"Supply on paper of {case.product.name}, {counted(dispense.quantity)}"
    tell_create(tx, site, prescription, dispense.id, what, message)
    if case.standing.claimed and case.standing.final is None:
        _tell_task(tx, site, user, case, dispense)
    reserve(tx, site, prescription)
    refresh(tx, prescription.id)
    refresh_flags(tx, site, prescription)


def _tell_task(tx: Transaction, site: Site, user: User, case: _Case, dispense: Dispense) -> None:
    """The work item follows, facts first. One that is not ours, or is over, is left alone."""
    prescription = case.prescription
    record(tx, site, user, prescription.id, EventKind.HANDED_OVER, detail=f"on paper: {case.supply.paper.strip()}")
    done = tx.prescriptions.status(prescription.id) is Status.HANDED_OVER
    words = ("completed", "handed-over") if done else ("in-progress", "part-supplied")
    what = f"{'Completion' if done else 'Part supply'} of {prescription.number}"
    tell_task(tx, site, prescription, what, TaskChange(*words, outputs=(dispense.id,)))
