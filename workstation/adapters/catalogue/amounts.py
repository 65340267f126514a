"""Numbers, strengths and packs as catalogues write them. Every function raises ValueError with a sentence's end."""

import re
from decimal import Decimal

from workstation.domain.medicine import IngredientStrength
from workstation.domain.quantity import Quantity

UNITS = {
    "mg": "mg", "g": "g", "kg": "kg", "ug": "ug", "mcg": "ug", "\u00b5g": "ug", "\u03bcg": "ug", "microgram": "ug",
    "micrograms": "ug", "ng": "ng", "ml": "mL", "l": "L", "[iu]": "[iU]", "iu": "[iU]", "unit": "[iU]",
    "units": "[iU]", "miu": "10*6.[iU]", "%": "%", "mmol": "mmol", "meq": "meq", "mbq": "MBq", "h": "h", "hr": "h",
    "hour": "h", "dose": "dose", "actuation": "dose", "puff": "dose", "cm2": "cm2",
}  # fmt: skip
"""Unit as written, in small letters → UCUM, or the word of a countable form."""

LARGEST = Decimal(10) ** 9
"""No pack, strength or price is as large; the store holds larger ones, a slip of a column is what makes them."""

_NUMBER = r"\d{1,12}(?:[.,]\d{1,6})?"
_STRENGTH = re.compile(
    rf"(?P<value>{_NUMBER})\s*(?P<unit>[^\s\d/]+)(?:\s*/\s*(?:(?P<per>{_NUMBER})\s*)?(?P<per_unit>[A-Za-z%\[\]0-9]+))?"
)


def number(text: str, *, decimal_comma: bool) -> Decimal:
    """A number above 0. A comma is the decimal sign only where the table says so."""
    plain = text.strip()
    if decimal_comma:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", plain, re.ASCII):
        raise ValueError(f"{text!r} is no number")
    value = Decimal(plain)
    if not 0 < value <= LARGEST:
        raise ValueError(f"{text!r} is no number above 0")
    return value


def strength(text: str, *, decimal_comma: bool) -> tuple[Quantity | None, Quantity | None]:
    """Amount and what it is contained in: "125 mg/5 mL". "-" and nothing at all = the pack gives none."""
    if text.strip() in ("", "-"):
        return None, None
    match = _STRENGTH.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no strength")
    amount = Quantity(number(match["value"], decimal_comma=decimal_comma), _unit(match["unit"]))
    if match["per_unit"] is None:
        return amount, None
    per = match["per"]
    return amount, Quantity(number(per, decimal_comma=decimal_comma) if per else Decimal(1), _unit(match["per_unit"]))


def _unit(text: str) -> str:
    if text.lower() not in UNITS:
        raise ValueError(f"{text!r} is no unit that is known here")
    return UNITS[text.lower()]


def pack_unit(text: str) -> str:
    """The unit that a pack is counted in: mL, g, or the word for one piece ("Tablets" → tablet)."""
    word = text.strip().lower()
    if word in UNITS:
        return UNITS[word]
    if not re.fullmatch(r"[^\W\d_][\w .-]{0,39}", word):
        raise ValueError(f"unit: {text!r} is no unit")
    if word.endswith(("ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def composition(ingredients: str, strengths: str, *, decimal_comma: bool) -> tuple[IngredientStrength, ...]:
    """Ingredients and their strengths, joined by + in the same order; no strengths at all = none is given."""
    names = [" ".join(name.split()).lower() for name in ingredients.split("+")]
    if not all(names):
        raise ValueError("no ingredient is stated")
    given = strengths.split("+") if strengths.strip() not in ("", "-") else ["-"] * len(names)
    if len(given) != len(names):
        raise ValueError(f"{len(names)} ingredients have {len(given)} strengths")
    if len(set(names)) != len(names):
        raise ValueError("an ingredient stands twice")
    pairs = zip(names, given, strict=True)
    return tuple(IngredientStrength(name, *strength(text, decimal_comma=decimal_comma)) for name, text in pairs)
