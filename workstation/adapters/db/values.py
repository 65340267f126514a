"""Small values that stand in one column as JSON: ingredients, codings, places on a scan, lists of words."""

import json
from decimal import Decimal
from typing import Any

from workstation.adapters.db.types import JsonText
from workstation.domain.medicine import IngredientStrength
from workstation.domain.patient import Allergy
from workstation.domain.prescription import Coding, WrittenPlace
from workstation.domain.quantity import Quantity

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _dumps(value: Any) -> str:
    return _ENCODER.encode(value)


def _amount(amount: Quantity | None) -> list[str] | None:
    return None if amount is None else [str(amount.value), amount.unit]


def _quantity(parts: list[str] | None) -> Quantity | None:
    return None if parts is None else Quantity(Decimal(parts[0]), parts[1])


def ingredients_text(parts: tuple[IngredientStrength, ...]) -> str:
    """[["warfarin", ["5", "mg"], null], ...]: numbers as text, because JSON readers make floats of them."""
    return _dumps([[part.ingredient, _amount(part.strength), _amount(part.per)] for part in parts])


def ingredients_from(text: str) -> tuple[IngredientStrength, ...]:
    """The inverse of `ingredients_text`."""
    return tuple(IngredientStrength(name, _quantity(amount), _quantity(per)) for name, amount, per in json.loads(text))


def _codings_text(codings: tuple[Coding, ...]) -> str:
    return _dumps([[coding.system, coding.code] for coding in codings])


def _codings_from(text: str) -> tuple[Coding, ...]:
    return tuple(Coding(system, code) for system, code in json.loads(text))


def _words_from(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _allergies_text(allergies: tuple[Allergy, ...]) -> str:
    return _dumps([[allergy.text, allergy.reaction, allergy.certainty] for allergy in allergies])


def _allergies_from(text: str) -> tuple[Allergy, ...]:
    return tuple(Allergy(*parts) for parts in json.loads(text))


def _place_text(place: WrittenPlace) -> str:
    return _dumps([place.page, place.x, place.y, place.width, place.height])


def _place_from(text: str) -> WrittenPlace:
    return WrittenPlace(*json.loads(text))


Ingredients = JsonText(ingredients_text, ingredients_from)
Codings = JsonText(_codings_text, _codings_from)
Words = JsonText[tuple[str, ...]](_dumps, _words_from)
Allergies = JsonText(_allergies_text, _allergies_from)
Place = JsonText(_place_text, _place_from)


def ingredient_key(names: list[str]) -> str:
    """One text for a set of ingredient names, whatever their order and case."""
    return "|".join(sorted({name.strip().lower() for name in names}))
