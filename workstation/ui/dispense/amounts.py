"""Quantities in words: "15 tablets", "2 × 15"."""

from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity, plain_number
from workstation.ui.words import Words


def counted(words: Words, quantity: Quantity) -> str:
    """ "15 tablets", "1 tablet", "100 mL"."""
    key = f"dispense.unit.{quantity.unit}"
    return words.text(key, count=quantity.value) if words.has(key) else str(quantity)


def in_packs(words: Words, wanted: Quantity, product: Product) -> str:
    """ "30 tablets = 2 × 15"; a rest that is cut from a pack is named: "20 tablets = 1 × 15 + 5"."""
    if wanted.unit != product.pack_size.unit or product.pack_size.value <= 0:
        return counted(words, wanted)
    whole, rest = divmod(wanted.value, product.pack_size.value)
    parts = [f"{plain_number(whole)} × {plain_number(product.pack_size.value)}"] if whole else []
    if rest:
        parts.append(plain_number(rest))
    return f"{counted(words, wanted)} = {' + '.join(parts)}" if whole else counted(words, wanted)


def one_pack(words: Words, product: Product) -> str:
    """ "pack of 15", "pack of 100 mL"."""
    size = product.pack_size
    known = words.has(f"dispense.unit.{size.unit}")
    return words.text("dispense.pack_of", content=plain_number(size.value) if known else str(size))


def packs_left(words: Words, free: Quantity, product: Product) -> str:
    """ "14 left": whole packs, or the quantity where less than a pack is free."""
    if free.unit == product.pack_size.unit and free.value >= product.pack_size.value > 0:
        return words.text("dispense.batch.packs_left", count=int(free.value // product.pack_size.value))
    return words.text("dispense.batch.left", amount=counted(words, free))
