"""Quantities of the ledger as whole millionths, so that the database adds them exactly (ADR 0020)."""

from decimal import Context, Decimal

from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity
from workstation.services.ports import StoreRefusal

MILLION = 1_000_000
LARGEST = 10**15
"""In millionths: a thousand million units in one row; nine thousand such rows still add up within 64 bits."""

_EXACT = Context(prec=60)


def micro_units(amount: Quantity) -> int:
    """The value in millionths. Raises Refused(QUANTITY_NOT_STORABLE) when it is finer or absurdly large."""
    scaled = _EXACT.multiply(amount.value, Decimal(MILLION))
    if not scaled.is_finite() or abs(scaled) > LARGEST or scaled != scaled.to_integral_value(context=_EXACT):
        raise Refused(StoreRefusal.QUANTITY_NOT_STORABLE, quantity=amount.value, unit=amount.unit)
    return int(scaled)


def from_micro_units(micro: int, unit: str) -> Quantity:
    """The exact quantity of a sum in millionths (PostgreSQL gives it as Decimal, SQLite as int)."""
    return Quantity(_EXACT.divide(Decimal(micro), Decimal(MILLION)), unit)
