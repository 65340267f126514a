"""Numbers for people, with a check character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.errors import Refused
from workstation.domain.numbers import NumberRefusal, check_character, human_number, verify_human_number


def test_the_check_character_is_that_of_the_standard() -> None:
    # donation numbers of ISBT 128 carry the same check; worked by hand from the formula of MOD 37-2
    assert check_character("G123498654321") == "H"
    assert human_number("RX", "A", 4821).startswith("RX-A004821-")


@given(st.integers(min_value=0, max_value=999_999))
def test_a_number_made_here_is_accepted_in_any_case(counter: int) -> None:
    number = human_number("RX", "A", counter)
    assert verify_human_number(number.lower()) == number


@given(st.integers(min_value=0, max_value=999_999), st.integers(min_value=0, max_value=5), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(counter: int, place: int, by: int) -> None:
    number = human_number("RX", "A", counter)
    at = 4 + place
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    with pytest.raises(Refused) as refused:
        verify_human_number(wrong)
    assert refused.value.code is NumberRefusal.CHECK_CHARACTER_WRONG


@given(st.integers(min_value=0, max_value=999_999), st.integers(min_value=0, max_value=4))
def test_two_digits_in_the_wrong_order_are_noticed(counter: int, place: int) -> None:
    number = human_number("RX", "A", counter)
    at = 4 + place
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        with pytest.raises(Refused):
            verify_human_number(swapped)


def test_a_number_without_a_check_character_is_refused() -> None:
    with pytest.raises(Refused):
        verify_human_number("4821")
