"""Exact amounts with units."""

import operator
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import milligrams, tablets
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, QuantityRefusal, counted, plain_number, quantity

NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("5.0", "5"), ("0.50", "0.5"), (".5", "0.5"), ("62.5", "62.5"), ("1E+2", "100"), ("-0", "0"), ("0.000", "0")],
)
def test_numbers_are_shown_without_trailing_zeros_and_with_a_leading_zero(value: str, shown: str) -> None:
    assert plain_number(Decimal(value)) == shown


def test_dangerous_abbreviations_are_written_in_full() -> None:
    assert str(Quantity(Decimal("62.5"), "ug")) == "62.5 micrograms"
    assert str(Quantity(Decimal(10), "[iU]")) == "10 units"


ACROSS: list[Callable[[Quantity, Quantity], object]] = [
    operator.add,
    operator.sub,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
]


@pytest.mark.parametrize("act", ACROSS)
def test_arithmetic_across_units_is_refused(act: Callable[[Quantity, Quantity], object]) -> None:
    with pytest.raises(Refused) as refused:
        act(tablets(1), milligrams(1))
    assert refused.value.code is QuantityRefusal.UNITS_DIFFER


@given(NUMBERS, NUMBERS)
def test_adding_and_taking_away_again_is_exact(one: Decimal, other: Decimal) -> None:
    assert (Quantity(one, "mg") + Quantity(other, "mg")) - Quantity(other, "mg") == Quantity(one, "mg")
    assert -Quantity(one, "mg") + Quantity(one, "mg") == Quantity(Decimal(0), "mg")


@pytest.mark.parametrize("text", ["", "ten", "1,5", "NaN", "Infinity", "1..2"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        quantity(text, "mg")
    assert refused.value.code is QuantityRefusal.NOT_A_NUMBER


def test_digits_are_kept_as_written() -> None:
    assert str(quantity("1.50", "mg").value) == "1.50"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (quantity("1", "tablet"), "1 tablet"),
        (quantity("6", "tablet"), "6 tablets"),
        (quantity("0.5", "tablet"), "0.5 tablets"),
        (quantity("2", "patch"), "2 patches"),
        (quantity("3", "suppository"), "3 suppositories"),
        (quantity("20", "{tablet}"), "20 tablets"),
        (quantity("100", "mL"), "100 mL"),
        (quantity("500", "mg"), "500 mg"),
        (quantity("300", "[iU]"), "300 units"),
        (quantity("25", "ug"), "25 micrograms"),
    ],
)
def test_an_amount_is_said_in_the_singular_or_the_plural_of_its_unit(amount: Quantity, words: str) -> None:
    assert counted(amount) == words
