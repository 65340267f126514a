"""What an approved prescription holds in the shelf until its packs are scanned: nothing moves, others see whose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from workstation.domain.dispensing import BREAKABLE_UNITS
from workstation.domain.quantity import Quantity
from workstation.domain.stock import BatchChoice, BatchVerdict


class ReservationRefusal(StrEnum):
    """Why a hold is not released."""

    REASON_TOO_SHORT = "reason_too_short"
    NOT_HELD = "not_held_any_more"
    """It was scanned, handed over or released meanwhile."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """So much of a batch is held for a line since `at`."""

    id: UUID
    prescription_id: UUID
    line_id: UUID
    batch_id: UUID
    quantity: Quantity
    at: datetime
    by: UUID


@dataclass(frozen=True, slots=True)
class Held:
    """What of a batch is spoken for, and for whom. `number` is the prescription's."""

    batch_id: UUID
    prescription_id: UUID
    number: str
    quantity: Quantity
    since: datetime
    by: UUID
    reservation_id: UUID | None
    """None: packs that were scanned and lie on that prescription's counter. Nobody releases those from afar."""


_IN_ORDER = (BatchVerdict.USE, BatchVerdict.LATER, BatchVerdict.EXPIRES_IN_COURSE)


def to_hold(
    wanted: Quantity, choices: Sequence[BatchChoice], pack_size: Quantity, taken: Mapping[UUID, Decimal]
) -> Iterator[tuple[UUID, Quantity]]:
    """(batch, how much) in the order in which they would be picked, until `wanted` is covered or nothing is free.

    `taken` is what other lines of the same prescription have taken of the batches. What cannot be divided is held in
    whole packs.
    """
    left = wanted.value
    for verdict in _IN_ORDER:
        for one in choices:
            free = one.stock.free.value - taken.get(one.stock.batch.id, Decimal(0))
            amount = _of_batch(left, free, pack_size) if one.verdict is verdict and left > 0 else Decimal(0)
            if amount > 0:
                left -= amount
                yield one.stock.batch.id, Quantity(amount, wanted.unit)


def _of_batch(left: Decimal, free: Decimal, pack_size: Quantity) -> Decimal:
    if pack_size.unit in BREAKABLE_UNITS:
        return min(left, free)
    whole, rest = divmod(left, pack_size.value)
    return min(whole + (rest > 0), free // pack_size.value) * pack_size.value
