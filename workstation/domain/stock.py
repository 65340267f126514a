"""Stock by batch and expiry. On hand is the sum of movements; which batch to take follows from the course."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from workstation.domain.quantity import Quantity


class MovementKind(StrEnum):
    """Why stock moved."""

    RECEIPT = "receipt"
    DISPENSE = "dispense"
    REVERSAL = "reversal"
    ADJUSTMENT = "adjustment"
    WRITE_OFF = "write_off"
    TO_QUARANTINE = "to_quarantine"
    """Out of a batch, into what is kept apart of it."""
    PATIENT_RETURN = "patient_return"
    """Came back from a patient: into quarantine, never into the shelf."""


@dataclass(frozen=True, slots=True)
class StockBatch:
    """A batch of one product as received. `expiry_date` is the last day on which it may be used."""

    id: UUID
    product_id: UUID
    batch_number: str
    expiry_date: date
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class StockMovement:
    """One signed change of a batch, never edited. `dispense_id` ties a supply and its reversal together."""

    id: UUID
    batch_id: UUID
    kind: MovementKind
    quantity: Quantity
    at: datetime
    by: UUID | None
    reason: str = ""
    dispense_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Packs scanned for a line, held on the counter; no stock moves until hand-over."""

    id: UUID
    prescription_id: UUID
    line_id: UUID
    batch_id: UUID
    quantity: Quantity
    packs: int
    """Whole or opened packs that were scanned for it: one per scan."""
    serial_number: str
    at: datetime
    by: UUID
    units_for_one: int = 1
    """Units of this product that stand for one of the prescribed: 2 where 250 mg are supplied for 500 mg."""

    @property
    def covers(self) -> Quantity:
        """What of the line it is, in the line's unit."""
        return Quantity(self.quantity.value / self.units_for_one, self.quantity.unit)


@dataclass(frozen=True, slots=True)
class BatchOnHand:
    """A batch with what lies in the shelf, and what of it is allocated."""

    batch: StockBatch
    on_hand: Quantity
    allocated: Quantity
    reserved: Quantity | None = None
    """Held in the shelf for (other) prescriptions; None = nothing."""

    @property
    def free(self) -> Quantity:
        """On hand minus allocated and reserved; of what is in quarantine nothing is free."""
        left = self.on_hand - self.allocated
        if self.reserved is not None:
            left = left - self.reserved
        return Quantity(left.value * 0, left.unit) if self.batch.quarantined else left


class BatchVerdict(StrEnum):
    """What the batch row says."""

    USE = "use"
    LATER = "later"
    EXPIRED = "expired"
    EXPIRES_IN_COURSE = "expires_in_course"
    NONE_FREE = "none_free"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class BatchChoice:
    """One row of the batch list. `lasts_days` is the number of days of the course it covers from today."""

    stock: BatchOnHand
    verdict: BatchVerdict
    lasts_days: int


def days_usable(expiry_date: date, today: date) -> int:
    """Days on which the batch may be used, today included; 0 when expired."""
    return max(0, (expiry_date - today).days + 1)


def last_day_of_course(today: date, days_supply: int) -> date:
    """The date of the last dose of a course that starts today."""
    return today + timedelta(days=max(days_supply, 1) - 1)


def choose_batches(batches: list[BatchOnHand], today: date, days_supply: int | None) -> list[BatchChoice]:
    """First expiry that lasts the whole course is `USE`; what is skipped says why. Ordered by expiry.

    A course of unknown length counts as one day: the batch must at least be usable today.
    """
    last = last_day_of_course(today, days_supply or 1)
    chosen = False
    rows: list[BatchChoice] = []
    for stock in sorted(batches, key=lambda row: (row.batch.expiry_date, row.batch.batch_number)):
        verdict = _verdict(stock, today, last)
        if verdict is BatchVerdict.USE:
            verdict = BatchVerdict.LATER if chosen else BatchVerdict.USE
            chosen = True
        rows.append(BatchChoice(stock, verdict, days_usable(stock.batch.expiry_date, today)))
    return rows


def _verdict(stock: BatchOnHand, today: date, last: date) -> BatchVerdict:
    if stock.batch.expiry_date < today:
        return BatchVerdict.EXPIRED
    if stock.batch.quarantined:
        return BatchVerdict.QUARANTINED
    if stock.free.value <= 0:
        return BatchVerdict.NONE_FREE
    if stock.batch.expiry_date < last:
        return BatchVerdict.EXPIRES_IN_COURSE
    return BatchVerdict.USE
