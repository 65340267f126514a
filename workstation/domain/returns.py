"""What becomes of packs that come back: out of the bin nobody emptied, or from a patient. And of lines not supplied."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from workstation.domain.quantity import Quantity


class PackFate(StrEnum):
    """Where a pack out of the bin goes."""

    SHELF = "shelf"
    """Whole: the label comes off, so that nobody reads whose it was."""
    RELABEL = "relabel"
    """Cut: the label comes off, and one with batch and expiry goes on."""
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class WillCallRules:
    """What the compliance pack says about bags that nobody collects."""

    return_after_days: int = 14
    cut_packs: PackFate = PackFate.QUARANTINE
    """Where a pack goes that is not whole any more."""
    scan_out: bool = False
    """No bag leaves before every pack of it was scanned at the hand-over."""


@dataclass(frozen=True, slots=True)
class ReturnedPack:
    """One pack out of the bin. `allocation_id` names it; the batch is the one it came from."""

    allocation_id: UUID
    batch_id: UUID
    quantity: Quantity
    fate: PackFate


def fate_of(quantity: Quantity, pack_size: Quantity, rules: WillCallRules) -> PackFate:
    """A whole pack goes back to the shelf; what was cut as the rules say."""
    return PackFate.SHELF if quantity.value % pack_size.value == 0 else rules.cut_packs


def returnable_from(ready_at: datetime, rules: WillCallRules) -> datetime:
    """From when on a bag may be taken apart."""
    return ready_at + timedelta(days=rules.return_after_days)


def quarantine_number(batch_number: str) -> str:
    """The number under which what came back of a batch is kept apart: no code of a pack says it."""
    return f"{batch_number} (returned)"


class NotSuppliedReason(StrEnum):
    """Why a line is closed although nothing, or not everything, of it was supplied."""

    OUT_OF_STOCK = "out_of_stock"
    PATIENT_DECLINES = "patient_declines"
    HAS_ENOUGH = "has_enough"
    TOO_EXPENSIVE = "too_expensive"
    PRESCRIBER_STOPPED = "prescriber_stopped"
    OTHER = "other"
    """Needs words."""


DEMAND = frozenset({NotSuppliedReason.OUT_OF_STOCK, NotSuppliedReason.TOO_EXPENSIVE})
"""The patient wanted it, and went without: somebody who orders goods has to know."""


class DemandCause(StrEnum):
    """How demand was not met."""

    NOT_SUPPLIED = "not_supplied"
    OWED = "owed"
    """Supplied in part, because no more was there."""
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class UnmetDemand:
    """So much of a product was wanted and not there. Names no patient."""

    id: UUID
    at: datetime
    by: UUID
    cause: DemandCause
    prescription_id: UUID
    line_id: UUID
    product_id: UUID | None
    medicine: str
    """As written."""
    quantity: Quantity
