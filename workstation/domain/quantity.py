"""Exact quantities and money: Decimal with a unit, no arithmetic across units."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Self

from workstation.domain.errors import Refused


class QuantityRefusal(StrEnum):
    """Why a quantity is refused."""

    UNITS_DIFFER = "units_differ"
    NOT_A_NUMBER = "not_a_number"


WORDS_FOR_UNITS = {"ug": "micrograms", "[iU]": "units", "{tablet}": "tablet", "mcg": "micrograms"}
"""Units that are written in full (ISMP list of error-prone abbreviations, 2021: never "U", never "mcg" or "ug")."""


def plain_number(value: Decimal) -> str:
    """The number as people read it: no exponent, no trailing zeros, always a leading zero (5, 0.5, 62.5)."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount. `unit` is a UCUM code (mg, g, mL, ug, [iU]) or the word of a countable form (tablet)."""

    value: Decimal
    unit: str

    def __add__(self, other: Self) -> "Quantity":
        return Quantity(self.value + self._same_unit(other).value, self.unit)

    def __sub__(self, other: Self) -> "Quantity":
        return Quantity(self.value - self._same_unit(other).value, self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.value, self.unit)

    def __lt__(self, other: Self) -> bool:
        return self.value < self._same_unit(other).value

    def __le__(self, other: Self) -> bool:
        return self.value <= self._same_unit(other).value

    def __gt__(self, other: Self) -> bool:
        return self.value > self._same_unit(other).value

    def __ge__(self, other: Self) -> bool:
        return self.value >= self._same_unit(other).value

    def _same_unit(self, other: Self) -> Self:
        if other.unit != self.unit:
            raise Refused(QuantityRefusal.UNITS_DIFFER, left=self.unit, right=other.unit)
        return other

    def __str__(self) -> str:
        return f"{plain_number(self.value)} {WORDS_FOR_UNITS.get(self.unit, self.unit)}"


def quantity(value: str | int | Decimal, unit: str) -> Quantity:
    """A Quantity from text or number; floats are not accepted because they are not exact.

    Raises Refused(NOT_A_NUMBER) for text that is no finite number.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Refused(QuantityRefusal.NOT_A_NUMBER, given=str(value))
    return Quantity(number, unit)


def counted(amount: Quantity) -> str:
    """The amount as people say it: "15 tablets", "1 tablet", "2 patches", "100 mL"."""
    word = WORDS_FOR_UNITS.get(amount.unit, amount.unit)
    is_word = word.isalpha() and word.islower() and len(word) > 2 and not word.endswith("s")
    return f"{plain_number(amount.value)} {_plural(word) if is_word and amount.value != 1 else word}"


def _plural(word: str) -> str:
    """ "tablets", "patches", "suppositories"."""
    if word.endswith(("ch", "sh", "x")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of money. `currency` is an ISO 4217 code."""

    amount: Decimal
    currency: str
