"""A pack of which only a part is supplied: how many to take of it and how many to cut off, in words."""

from decimal import Decimal

from workstation.domain.dispensing import BREAKABLE_UNITS
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity, plain_number
from workstation.domain.stock import Allocation
from workstation.services.counter_view import CounterView
from workstation.services.pick_lines import PickLine
from workstation.ui.words import Words


def cut_of_pack(words: Words, one: Allocation, product: Product) -> str:
    """ "take 10 of 15: cut 5 off" for a scanned pack that is not supplied whole, "" for a whole one."""
    size = product.pack_size
    if one.quantity.unit != size.unit or size.unit not in BREAKABLE_UNITS or one.quantity.value <= 0:
        return ""
    return _said(words, one.quantity, size, last=False)


def cut_of_line(words: Words, view: CounterView, row: PickLine) -> str:
    """The cut of a line: of its scanned packs, else of the pack that is still to be scanned; "" where none is cut."""
    scanned = [cut_of_pack(words, one, view.products[view.batches[one.batch_id].product_id]) for one in row.allocations]
    if any(scanned) or row.complete or view.standing.accuracy_check is not None:
        return ", ".join(one for one in scanned if one)
    return cut_to_come(words, row)


def cut_to_come(words: Words, row: PickLine) -> str:
    """The cut of the packs that are still to be scanned, the last one where there are several."""
    size, left = row.product.pack_size, row.wanted - row.allocated
    if row.wanted.unit != size.unit or size.unit not in BREAKABLE_UNITS or left.value <= 0:
        return ""
    return _said(words, left, size, last=left > size)


def cut_lines(words: Words, view: CounterView) -> tuple[str, ...]:
    """What has to be cut of the packs on the counter, with the medicine: what the accuracy check looks at."""
    found = ((row.product.name, cut_of_line(words, view, row)) for row in view.lines if row.allocations)
    return tuple(words.text("dispense.cut.line", name=name, cut=cut) for name, cut in found if cut)


def _said(words: Words, amount: Quantity, size: Quantity, *, last: bool) -> str:
    take = amount.value % size.value if size.value > 0 else Decimal(0)
    if not take:
        return ""
    facts = {"take": plain_number(take), "pack": plain_number(size.value), "off": plain_number(size.value - take)}
    return words.text("dispense.cut.last" if last else "dispense.cut.pack", **facts)
