"""A medicine that is told only as text: its ingredients, strengths and form where all is certain. Never a guess."""

import re
from collections.abc import Callable
from decimal import Decimal

from workstation.domain.medicine import IngredientStrength
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity

IngredientsOf = Callable[[str], frozenset[str]]
"""The canonical ingredients that a text names; empty when it is not understood."""

_UNITS = {
    "mg": "mg",
    "g": "g",
    "mcg": "ug",
    "ug": "ug",
    "µg": "ug",
    "μg": "ug",
    "microgram": "ug",
    "micrograms": "ug",
    "iu": "[iU]",
}
_PER_UNITS = {"ml": "mL", "g": "g"}

_SOLID = {
    "tablet": "tablet",
    "tablets": "tablet",
    "oral tablet": "tablet",
    "capsule": "capsule",
    "capsules": "capsule",
    "oral capsule": "capsule",
}
_LIQUID = {
    "oral suspension": "oral suspension",
    "oral solution": "oral solution",
    "oral liquid": "oral liquid",
    "syrup": "syrup",
}
_SPREAD = {"cream": "cream", "ointment": "ointment", "gel": "gel"}
_FORMS = {"": _SOLID, "mL": _LIQUID, "g": _SPREAD}
"""What the strength is counted in decides which forms there can be: a tablet has no concentration."""

_OTHER_FORM = frozenset(
    "extended modified sustained prolonged controlled delayed slow release retard gastro resistant enteric coated "
    "soluble effervescent chewable dispersible orodispersible disintegrating sublingual buccal vaginal rectal "
    "er xr sr mr la cr xl ec dr cd od sl md dt pack".split()
)
"""Words that make another form of the same ingredient and strength, wherever they stand."""

_OTHER_NAMES = frozenset(
    "acetaminophen albuterol epinephrine norepinephrine glyburide nitroglycerin isoproterenol meperidine rifampin "
    "cyclosporine cholecalciferol colecalciferol frusemide furosemide amoxycillin amoxicillin cephalexin cefalexin "
    "aspirin adrenaline lignocaine lidocaine salbutamol paracetamol glibenclamide rifampicin ciclosporin "
    "thyroxine levothyroxine cetirizine beclometasone beclomethasone sulfasalazine sulphasalazine".split()
)
"""Nonproprietary names (INN, USAN, BAN) that need not be the canonical one: none of them is a brand."""

_BETWEEN_INGREDIENTS = re.compile(r"\s*\+\s*|\s*/\s*(?!\s*[0-9.]*\s*(?:ml|g)\b)")
_NUMBER = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(
    rf"(?P<name>[^\W\d_]+(?:[ -][^\W\d_]+)*) (?P<value>{_NUMBER}) ?(?P<unit>{_UNIT})"
    rf"(?: ?/ ?(?P<per>{_NUMBER})? ?(?P<per_unit>ml|g))?(?: (?P<form>[a-z ]+))?"
)
"""Name, one amount, and behind the last one the form: nothing else may stand there."""


def medicine_from_text(text: str, ingredients_of: IngredientsOf) -> PrescribedMedicine | None:
    """What the text says when every word of it is understood; None as soon as anything is uncertain."""
    plain = " ".join(text.casefold().split())
    if _OTHER_FORM & set(re.split(r"[^a-z]+", plain)):
        return None
    read = [_PART.fullmatch(part) for part in _BETWEEN_INGREDIENTS.split(plain)]
    parts = [part for part in read if part is not None]
    if len(parts) != len(read) or any(part["form"] for part in parts[:-1]):
        return None
    found = tuple(one for part in parts if (one := _strength(part, ingredients_of)) is not None)
    if len({one.ingredient for one in found}) != len(parts):
        return None
    counted_in = {one.per.unit if one.per else "" for one in found}
    form = _FORMS[counted_in.pop()].get(parts[-1]["form"] or "")
    return PrescribedMedicine(text, found, form) if form and not counted_in else None


def _strength(part: re.Match[str], ingredients_of: IngredientsOf) -> IngredientStrength | None:
    ingredient = _ingredient(part["name"], ingredients_of)
    value, per = Decimal(part["value"]), Decimal(part["per"] or 1)
    if ingredient is None or not value or not per:
        return None
    contained = Quantity(per, _PER_UNITS[part["per_unit"]]) if part["per_unit"] else None
    return IngredientStrength(ingredient, Quantity(value, _UNITS[part["unit"]]), contained)


def _ingredient(name: str, ingredients_of: IngredientsOf) -> str | None:
    """The one ingredient of this name; None for a brand (its release is not told) or a name with words besides."""
    found = ingredients_of(name)
    return next(iter(found)) if len(found) == 1 and (name in found or name in _OTHER_NAMES) else None
