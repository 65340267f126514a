"""What an amount of a product costs."""

from decimal import ROUND_HALF_UP, Decimal

from workstation.domain.dispensing import BREAKABLE_UNITS, packs_needed
from workstation.domain.medicine import Product
from workstation.domain.quantity import Money, Quantity

_SMALLEST = Decimal("0.01")


def price_of(product: Product, amount: Quantity) -> Money | None:
    """At the retail price of the pack, a cut strip in proportion, anything else by whole packs; None without a price.

    Raises Refused(UNITS_DIFFER) for an amount in another unit than the pack.
    """
    if product.price is None or product.pack_size.value <= 0:
        return None
    packs = Decimal(packs_needed(product, amount))
    if amount.unit in BREAKABLE_UNITS:
        packs = amount.value / product.pack_size.value
    return Money((product.price.amount * packs).quantize(_SMALLEST, ROUND_HALF_UP), product.price.currency)


def saving(before: Money | None, after: Money | None) -> Money | None:
    """What the second saves against the first, negative where it costs more; None where one of them is not known."""
    if before is None or after is None or before.currency != after.currency:
        return None
    return Money(before.amount - after.amount, before.currency)
