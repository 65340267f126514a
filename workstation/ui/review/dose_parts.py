"""Directions as text ↔ the small fields morning, noon, night and food. What does not fit the fields stays text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from math import ceil

from workstation.domain.dosage import DosageInstruction, Timing, parse_dosage
from workstation.domain.quantity import Quantity, plain_number

FOOD: Mapping[str, str] = {
    Timing.BEFORE_FOOD.value: "before food",
    Timing.WITH_FOOD.value: "with food",
    Timing.AFTER_FOOD.value: "after food",
}
"""Code of a choice → the words that the dosage parser reads."""


@dataclass(frozen=True, slots=True)
class DoseParts:
    """Amounts as typed ("1", "0.5", "" = not said) and the code of the food choice ("" = not said)."""

    morning: str = ""
    noon: str = ""
    night: str = ""
    food: str = ""

    @property
    def has_slots(self) -> bool:
        """Whether all three amounts are numbers."""
        return all(number_of(one) is not None for one in (self.morning, self.noon, self.night))


def number_of(text: str) -> Decimal | None:
    """A typed number that is not negative; None for anything else."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


def directions_of(parts: DoseParts) -> str:
    """ "1-0-1 after food"; "" when the amounts are not complete."""
    if not parts.has_slots:
        return ""
    slots = "-".join(plain_number(number_of(one) or Decimal(0)) for one in (parts.morning, parts.noon, parts.night))
    return " ".join(part for part in (slots, FOOD.get(parts.food, "")) if part)


def parts_of(directions: str) -> DoseParts:
    """The fields for a text; empty ones when the text says more than the fields can hold."""
    dosage = parse_dosage(directions)
    pattern = dosage.pattern
    if pattern is None or pattern.evening or pattern.unit == "dose":
        return DoseParts()
    food = dosage.timing[0].value if dosage.timing and dosage.timing[0].value in FOOD else ""
    morning, noon, night = (plain_number(one) for one in (pattern.morning, pattern.noon, pattern.night))
    parts = DoseParts(morning, noon, night, food)
    return parts if _same(dosage, parse_dosage(directions_of(parts))) else DoseParts()


def _same(one: DosageInstruction, other: DosageInstruction) -> bool:
    return replace(one, text="", duration_days=None) == replace(other, text="", duration_days=None)


def packs_text(quantity: Decimal, pack: Quantity) -> str:
    """ "2 × 14" for 28 tablets of a pack of 14; "1 × 15, cut" and "2 × 20, last one cut" where a pack is cut."""
    if pack.value <= 0:
        return ""
    packs = ceil(quantity / pack.value)
    words = f"{packs} × {plain_number(pack.value)}"
    if packs * pack.value == quantity:
        return words
    return f"{words}, cut" if packs == 1 else f"{words}, last one cut"
