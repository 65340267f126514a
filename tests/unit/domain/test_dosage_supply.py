"""How much a course needs and how long a quantity lasts."""

import pytest

from workstation.domain.dosage import days_supply, parse_dosage, total_quantity, with_form
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, quantity


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("1 tab q8h x7d", quantity(21, "tablet")),
        ("1-0-1 x 5 days", quantity(10, "")),
        ("½-0-½ x 5 days", quantity(5, "")),
        ("1 tab morning 2 tab night x 5 days", quantity(15, "tablet")),
        ("5 ml TDS x 5 days", quantity(75, "mL")),
        ("1 tab once a week x 4 weeks", quantity(4, "tablet")),
        ("1 tab once a week for 30 days", quantity(5, "tablet")),
        ("1 tab alternate days x 15 days", quantity(8, "tablet")),
        ("1 tab on Mon and Thu for 2 weeks", quantity(4, "tablet")),
        ("1-2 tab q6h x 2 days", quantity(16, "tablet")),
        ("2 tab q4h prn max 8 tab in 24 hours x 2 days", quantity(16, "tablet")),
        ("2 tab stat", quantity(2, "tablet")),
    ],
)
def test_a_course_needs_its_doses_at_the_most(text: str, total: Quantity) -> None:
    assert total_quantity(parse_dosage(text)) == total


@pytest.mark.parametrize("text", ["1 tab bd", "apply bd x 5 days", "1 tab prn x 5 days", "1 tab bd as directed x 5 d"])
def test_what_the_text_does_not_tell_has_no_total(text: str) -> None:
    assert total_quantity(parse_dosage(text)) is None


def test_given_days_take_the_place_of_the_written_ones() -> None:
    assert total_quantity(parse_dosage("1 tab bd x 5 days"), 30) == quantity(60, "tablet")


@pytest.mark.parametrize(
    ("text", "given", "days"),
    [
        ("1 tab bd", 15, 7),
        ("1 tab once a week", 4, 28),
        ("1 tab alternate days", 15, 30),
        ("½ tab od", 15, 30),
        ("1-2 tab q6h", 16, 2),
    ],
)
def test_a_quantity_lasts_as_long_as_the_most_that_is_allowed(text: str, given: int, days: int) -> None:
    assert days_supply(quantity(given, "tablet"), parse_dosage(text)) == days


def test_days_are_not_counted_across_units() -> None:
    with pytest.raises(Refused):
        days_supply(quantity(60, "mL"), parse_dosage("1 tab bd"))


def test_a_bare_number_counts_units_of_the_form() -> None:
    assert with_form(parse_dosage("1 bid"), "Capsule").dose == quantity(1, "capsule")


def test_a_bare_number_of_a_syrup_stays_without_a_unit() -> None:
    assert with_form(parse_dosage("1 bid"), "syrup").dose == quantity(1, "")
