"""How much of an ingredient a medicine gives: units, concentrations, counts, and what cannot be counted."""

from decimal import Decimal

import pytest

from workstation.domain.quantity import Quantity, quantity
from workstation.domain.screening import MedicineEntry
from workstation.domain.screening.amounts import Intake, intake, mass, unit_fault
from workstation.domain.screening.case import Medicine
from workstation.domain.screening.identity import Identity, Route


def a_medicine(
    *, strengths: tuple[Quantity | None, ...] = (None,), ingredients: tuple[str, ...] = ("x",), **entry: object
) -> Medicine:
    """One with these strengths in its name."""
    identity = Identity(ingredients, strengths, (), Route.SYSTEMIC)
    return Medicine(MedicineEntry("x", **entry), identity, is_current=False)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (quantity(5, "mg"), "mg", "5"),
        (quantity(5, "tablet"), "tablet", "5"),
        (quantity(2, "g"), "mg", "2000"),
        (quantity(50, "ug"), "mg", "0.05"),
        (quantity(50, "mcg"), "mg", "0.05"),
        (quantity(3, "ng"), "mg", "0.000003"),
        (quantity(1, "kg"), "mg", "1000000"),
        (quantity(500, "mg"), "g", "0.5"),
        (quantity(1, "tablet"), "mg", None),
        (quantity(1, "mg"), "tablet", None),
        (quantity(1, "mL"), "mg", None),
    ],
)
def test_masses_turn_into_each_other_and_into_nothing_else(amount: Quantity, unit: str, expected: str | None) -> None:
    assert mass(amount, unit) == (Decimal(expected) if expected is not None else None)


FIVE = quantity(5, "mg")
THREE = Decimal(3)


@pytest.mark.parametrize(
    ("entry", "strengths", "expected"),
    [
        ({"dose": quantity(2, "mg")}, (None,), (2, None)),
        ({"dose": quantity(2, "tablet")}, (FIVE,), (10, None)),
        ({"dose": quantity(2, "tablet"), "times_per_day": Decimal(3)}, (FIVE,), (10, 30)),
        ({"dose": quantity(2, "tablet"), "strength": quantity(7, "mg")}, (FIVE,), (14, None)),
        ({"dose": quantity(2, "tablet")}, (None,), (None, None)),
        ({"max_per_day": quantity(4, "tablet")}, (FIVE,), (None, 20)),
        ({"max_per_day": quantity(9, "mg")}, (FIVE,), (None, 9)),
        (
            {"dose": quantity(1, "tablet"), "times_per_day": Decimal(3), "max_per_day": quantity(9, "mg")},
            (FIVE,),
            (5, 9),
        ),
        ({"dose": quantity(1, "[iU]")}, (FIVE,), (None, None)),
        ({"dose": quantity(10, "mL")}, (quantity(2, "mg/mL"),), (20, None)),
        ({"dose": quantity(10, "mL")}, (quantity(120, "mg/5 mL"),), (240, None)),
        ({"dose": quantity(1, "L")}, (quantity(2, "mg/mL"),), (2000, None)),
        ({"dose": quantity(10, "mL")}, (FIVE,), (None, None)),
        ({"dose": quantity(10, "mL")}, (quantity(2, "mg/tablet"),), (None, None)),
        ({"dose": quantity(10, "mL")}, (quantity(2, "[iU]/mL"),), (None, None)),
        ({"dose": quantity(2, "tablet")}, (quantity(2, "[iU]"),), (None, None)),
        ({}, (FIVE,), (None, None)),
    ],
)
def test_one_dose_and_a_day(
    entry: dict[str, object], strengths: tuple[Quantity | None], expected: tuple[object, ...]
) -> None:
    assert intake(a_medicine(strengths=strengths, **entry), "x", "mg") == Intake(*expected)  # type: ignore[arg-type]  # numbers


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"dose": quantity(2, "tablet")}, (20, None)),
        ({"dose": quantity(2, "mg")}, (None, None)),
        ({"dose": quantity(2, "tablet"), "strength": quantity(7, "mg")}, (20, None)),
        ({"max_per_day": quantity(3, "tablet")}, (None, 30)),
        ({"max_per_day": quantity(3, "mg")}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_of_two_ingredients_a_mass_tells_nothing_and_a_count_does(
    entry: dict[str, object], expected: tuple[object, ...]
) -> None:
    both = a_medicine(ingredients=("x", "y"), strengths=(FIVE, quantity(10, "mg")), **entry)
    assert intake(both, "y", "mg") == Intake(*expected)  # type: ignore[arg-type]  # numbers


@pytest.mark.parametrize(
    ("dose", "strength", "unit", "said"),
    [
        (None, None, "mg", ""),
        (quantity(5, "[iU]"), FIVE, "mg", "a unit that fits: 5 units of x means nothing, it is measured in mg"),
        (quantity(5, "U"), FIVE, "mg", "a unit that fits: 5 U of x means nothing, it is measured in mg"),
        (quantity(5, "[iU]"), None, "[iU]", ""),
        (quantity(5, "IU"), FIVE, "mg", "a unit that fits: 5 IU of x means nothing, it is measured in mg"),
        (quantity(5, "meq"), FIVE, "mg", "a unit that fits: 5 meq of x means nothing, it is measured in mg"),
        (quantity(5, "mmol"), None, "mg", "a unit that fits: 5 mmol of x means nothing, it is measured in mg"),
        (quantity(1, "tablet"), None, "mg", "the strength of one unit"),
        (quantity(1, "mg"), None, "mg", ""),
        (quantity(1, "tablet"), FIVE, "mg", ""),
        (quantity(5, "mL"), FIVE, "mg", "a dose that fits: 5 mL of a medicine of 5 mg"),
        (quantity(5, "mL"), quantity(2, "mg/mL"), "mg", ""),
    ],
)
def test_a_dose_that_cannot_be_counted_says_why(
    dose: Quantity | None, strength: Quantity | None, unit: str, said: str
) -> None:
    assert unit_fault(a_medicine(strengths=(strength,), dose=dose), "x", unit) == said
