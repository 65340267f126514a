"""Amounts as they are written, and whether an amount in its place can be a dose."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from workstation.domain.dosage import hindi
from workstation.domain.dosage import vocabulary as words
from workstation.domain.dosage.draft import READ, Draft
from workstation.domain.dosage.numbers import read_number
from workstation.domain.quantity import Quantity

Member = TypeVar("Member", bound=StrEnum)

UNIT = "|".join([*words.UNITS.values(), *words.SPOONS])
"""Any unit of a dose."""

LARGEST_SOLID = 20
LARGEST_BEHIND: Mapping[str, int] = {**dict.fromkeys(words.SOLIDS, 3), "mL": 30, "g": 0}
"""Amounts above these behind the frequency may be what is to be supplied: "bd 10 tabs", "tds 100 ml", "bd 15 g"."""

COUNT_SIGN = re.compile(r"(?:\bx|[*#=]|\bnos?\.?|\bqty\.?|\bquantity|\btotal|\bdisp(?:ense)?)\s*$", re.IGNORECASE)
"""Announces the quantity to supply: "x 10 tab"."""

# Not compiled here: no start of the program waits for them.
_INTRODUCTION = "|".join([*words.VERBS.values(), words.FORM_WORDS])

_HINDI_VERB = "|".join(hindi.VERBS.values())


def whole(expression: str, text: str) -> bool:
    """Whether the whole text matches, whatever the letter case."""
    return re.fullmatch(expression, text, re.IGNORECASE) is not None


def key_of(table: Mapping[Member, str], text: str) -> Member:
    """The key whose expression matches the whole text."""
    return next(key for key, expression in table.items() if whole(expression, text))


def amount(number: str, unit: str | None) -> Quantity:
    """A dose from its written number and unit; spoons become millilitres, no unit becomes ""."""
    value = read_number(number)
    if not unit:
        return Quantity(value, "")
    for expression, millilitres in words.SPOONS.items():
        if whole(expression, unit):
            return Quantity(value * millilitres, "mL")
    return Quantity(value, next(key for key, text in words.UNITS.items() if whole(text, unit)))


def glued_u(match: re.Match[str], unit: str = "unit") -> bool:
    """ "10U": 10 units, or 100 with a badly written nought."""
    return (match[unit] or "").lower() == "u" and match.string[match.start(unit) - 1].isdigit()


def is_a_dose(most: Quantity, draft: Draft, match: re.Match[str]) -> bool:
    """False where the amount may as well be the quantity to supply, or a number of units that was read wrongly."""
    before = draft.rest[: match.start()]
    if glued_u(match) or COUNT_SIGN.search(before) or (most.unit in words.SOLIDS and most.value > LARGEST_SOLID):
        return False
    if draft.digits and most.unit in words.SOLIDS and READ in before:
        return False
    # In Hindi the amount stands behind the frequency and in front of its verb.
    if re.search(_HINDI_VERB, draft.known.text[match.end() :]):
        return True
    if re.sub(_INTRODUCTION, "", draft.known.text[: match.start()], flags=re.IGNORECASE).strip(" ,.:;-(") == "":
        return True
    return most.value <= LARGEST_BEHIND.get(most.unit, Decimal("Infinity"))
