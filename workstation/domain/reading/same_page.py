"""Whether two pages that look alike can be the same page: what was read on both says no, or does not.

All papers of one prescriber look alike; a picture alone never says that two of them are one.
"""

from collections.abc import Iterator
from datetime import date

from workstation.domain.reading.lexicon import fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.model import NOT_FOUND, Decision, FieldReading, Page

ALIKE_WITHIN = 10
"""Bits of 64 in which the looks of two scans of one page may differ (measured: docs/reading.md)."""
ALIKE_ALONE = 4
"""The same where nothing was read on both pages that could be compared."""
SAME_WORD = 0.6
"""Likeness from which two readings are of the same word."""


def distance(one: str, other: str) -> int:
    """Bits in which two looks differ; 64 where one of them has none."""
    return (int(one, 16) ^ int(other, 16)).bit_count() if one and other else 64


def may_be_same(one: Page, other: Page, apart: int) -> bool:
    """True when nothing that was read speaks against it. `apart` is the distance of their looks.

    Another date is another prescription, whatever else is the same: a repeat of next month is not this one again.
    """
    if _dates_differ(one.fields.get("date", NOT_FOUND), other.fields.get("date", NOT_FOUND)):
        return False
    votes = list(_votes(one, other))
    return sum(votes) * 2 > len(votes) if votes else apart <= ALIKE_ALONE


def _dates_differ(one: FieldReading, other: FieldReading) -> bool:
    mine, theirs = one.iso, other.iso
    if mine is None or theirs is None or Decision.UNREADABLE in (one.decision, other.decision):
        return False
    return mine != theirs and _swapped(mine) != theirs


def _swapped(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def _votes(one: Page, other: Page) -> Iterator[bool]:
    """For each thing that was read on both: whether it agrees."""
    for name in ("patient", "age", "diagnosis"):
        mine, theirs = one.fields.get(name, NOT_FOUND), other.fields.get(name, NOT_FOUND)
        if mine.value and theirs.value and Decision.UNREADABLE not in (mine.decision, theirs.decision):
            numbers = mine.number is not None and theirs.number is not None
            yield mine.number == theirs.number if numbers else _alike(mine.value, theirs.value)
    few, many = sorted((_medicines(one), _medicines(other)), key=len)
    for medicine in few:
        yield any(_alike(medicine, another) for another in many)


def _alike(one: str, other: str) -> bool:
    return likeness(fold(one), fold(other)) >= SAME_WORD


def _medicines(page: Page) -> list[str]:
    return [line.medicine.value for line in page.lines if line.medicine.value]
