"""Two codes of one pack, scanned one after the other: the number on the one, batch and expiry on the other."""

from dataclasses import replace
from typing import TypeVar

from workstation.domain.scanned_code import CodeError, CodeProblem, ScannedCode

Fact = TypeVar("Fact")


def joined(known: ScannedCode, more: ScannedCode) -> ScannedCode:
    """What both codes say together, with the input of the newer one.

    What is missing in one comes from the other: a missing expiry never erases a known one. Where both say something
    and it is not the same, the value is None and an error (CODES_DISAGREE) names it: they are not of one pack.
    Errors and doubts of both remain.
    """
    disagreeing = tuple(
        CodeError(CodeProblem.CODES_DISAGREE, f"The two codes name another {name.replace('_', ' ')}.", None)
        for name in ("gtin", "expiry_date", "batch_number", "serial_number")
        if _disagree(getattr(known, name), getattr(more, name))
    )
    return replace(
        more,
        gtin=_one(known.gtin, more.gtin),
        expiry_date=_one(known.expiry_date, more.expiry_date),
        batch_number=_one(known.batch_number, more.batch_number),
        serial_number=_one(known.serial_number, more.serial_number),
        element_strings=_without_doubles((*known.element_strings, *more.element_strings)),
        product_numbers=_without_doubles((*known.product_numbers, *more.product_numbers)),
        errors=_without_doubles((*known.errors, *more.errors, *disagreeing)),
        suspect=_without_doubles((*known.suspect, *more.suspect)),
    )


def completes(known: ScannedCode, more: ScannedCode) -> bool:
    """True when the newer code has no product and the older one has: then they may be two codes of one pack."""
    return known.gtin is not None and names_a_batch_alone(more)


def names_a_batch_alone(code: ScannedCode) -> bool:
    """True for a code that was read, says something of a pack and not of which product it is.

    A code with an error says nothing: its product number may be what could not be read.
    """
    of_a_pack = code.batch_number or code.expiry_date or code.serial_number
    no_product = code.gtin is None and code.token is None and not code.product_numbers
    return no_product and bool(of_a_pack) and not code.errors


def _one(first: Fact | None, second: Fact | None) -> Fact | None:
    if first is None or second is None:
        return second if first is None else first
    return first if first == second else None


def _disagree(first: object, second: object) -> bool:
    return first is not None and second is not None and first != second


def _without_doubles(items: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(items))
