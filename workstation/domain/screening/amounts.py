"""How much of an ingredient a medicine gives, per dose and per day, in the unit of a rule."""

import re
from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.quantity import Quantity
from workstation.domain.screening.case import Medicine
from workstation.domain.screening.model import MedicineEntry

_MILLIGRAMS = {
    "mg": Decimal(1),
    "g": Decimal(1000),
    "ug": Decimal("0.001"),
    "mcg": Decimal("0.001"),
    "ng": Decimal("0.000001"),
    "kg": Decimal(10**6),
}
_MILLILITRES = {"ml": Decimal(1), "l": Decimal(1000)}
_VOLUME = re.compile(r"(\d+(?:\.\d+)?)?\s*ml")
_UNITS = frozenset({"[iu]", "iu", "u", "meq", "mmol"})
"""Units that no weight of a substance turns into."""


@dataclass(frozen=True, slots=True)
class Intake:
    """How much of an ingredient one medicine gives; None = not known."""

    single: Decimal | None
    daily: Decimal | None


def intake(medicine: Medicine, ingredient: str, unit: str) -> Intake:
    """Amount of the ingredient per dose and per day in the rule's unit."""
    entry = medicine.entry
    alone = len(medicine.identity.ingredients) == 1
    strength = _strength(medicine, ingredient)
    single = _amount(entry.dose, strength, unit) if alone or _countable(entry) else None
    daily = None
    if entry.max_per_day is not None and (alone or _is_count(entry.max_per_day)):
        daily = _amount(entry.max_per_day, strength, unit)
    elif single is not None and entry.times_per_day is not None:
        daily = single * entry.times_per_day
    return Intake(single, daily)


def unit_fault(medicine: Medicine, ingredient: str, unit: str) -> str:
    """Why a dose that is given cannot be counted; "" when the trouble is another."""
    dose = medicine.entry.dose
    if dose is None:
        return ""
    if dose.unit.lower() in _UNITS and unit.lower() not in _UNITS:
        return f"a unit that fits: {dose} of {ingredient} means nothing, it is measured in {unit}"
    strength = _strength(medicine, ingredient)
    if mass(dose, unit) is None and strength is None:
        return "the strength of one unit"
    if dose.unit.lower() in _MILLILITRES and strength is not None and "/" not in strength.unit:
        return f"a dose that fits: {dose} of a medicine of {strength}"
    return ""


def mass(amount: Quantity, unit: str) -> Decimal | None:
    """The amount in `unit`; None when the two units measure different things."""
    if amount.unit == unit:
        return amount.value
    if amount.unit not in _MILLIGRAMS or unit not in _MILLIGRAMS:
        return None
    return amount.value * _MILLIGRAMS[amount.unit] / _MILLIGRAMS[unit]


def _strength(medicine: Medicine, ingredient: str) -> Quantity | None:
    position = medicine.identity.ingredients.index(ingredient)
    alone = len(medicine.identity.ingredients) == 1
    given = medicine.entry.strength
    return given if alone and given is not None else medicine.identity.strengths[position]


def _countable(entry: MedicineEntry) -> bool:
    return entry.dose is not None and _is_count(entry.dose)


def _is_count(amount: Quantity) -> bool:
    return mass(amount, "mg") is None


def _amount(dose: Quantity | None, strength: Quantity | None, unit: str) -> Decimal | None:
    if dose is None:
        return None
    found = mass(dose, unit)
    if found is not None:
        return found
    if strength is None or dose.unit.lower() in _UNITS:
        return None
    if dose.unit.lower() in _MILLILITRES:
        per_ml = _concentration(strength, unit)
        return None if per_ml is None else per_ml * dose.value * _MILLILITRES[dose.unit.lower()]
    each = mass(strength, unit)
    return None if each is None else each * dose.value


def _concentration(strength: Quantity, unit: str) -> Decimal | None:
    held, slash, per = strength.unit.partition("/")
    volume = _VOLUME.fullmatch(per.strip().lower())
    if not slash or volume is None:
        return None
    found = mass(Quantity(strength.value, held.strip()), unit)
    return None if found is None else found / Decimal(volume[1] or 1)
