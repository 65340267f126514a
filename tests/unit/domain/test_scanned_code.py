"""Check digits, dates and our own tokens."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.numbers import human_number
from workstation.domain.scanned_code import (
    CodeError,
    CodeProblem,
    InternalToken,
    TokenKind,
    check_digit,
    date_of,
    expand_upc_e,
    full_year,
    gtin_14,
    has_right_check_digit,
    token_of,
    without_identifier,
)

TODAY = date(2026, 11, 22)
NUMBERS = st.text("0123456789", min_size=7, max_size=17)
TOKENS = st.builds(
    InternalToken, st.sampled_from(TokenKind), st.from_regex(r"[A-Z][0-9]{6}-[0-9A-Z*](/[0-9])?", fullmatch=True)
)


@pytest.mark.parametrize("number", ["96385074", "614141999996", "4006381333931", "10614141999993", "8901177011238"])
def test_known_numbers_have_the_right_check_digit(number: str) -> None:
    assert has_right_check_digit(number)


@pytest.mark.parametrize("text", ["", "5", "96385075", "9638507४", "²"])
def test_what_has_no_right_check_digit_is_told(text: str) -> None:
    assert not has_right_check_digit(text)


@given(NUMBERS)
def test_a_computed_check_digit_is_right(number: str) -> None:
    assert has_right_check_digit(number + check_digit(number))


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_always_seen(number: str, data: st.DataObject) -> None:
    right = number + check_digit(number)
    place = data.draw(st.integers(0, len(right) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != right[place]]))
    assert not has_right_check_digit(right[:place] + wrong + right[place + 1 :])


@pytest.mark.parametrize(
    ("digits", "gtin"),
    [
        ("96385074", "00000096385074"),
        ("614141999996", "00614141999996"),
        ("8901177011238", "08901177011238"),
        ("8901177011239", None),
        ("123456789", None),
    ],
)
def test_a_gtin_has_14_digits_or_is_none(digits: str, gtin: str | None) -> None:
    assert gtin_14(digits) == gtin


@pytest.mark.parametrize(
    ("upc_e", "upc_a"),
    [
        ("04252614", "042100005264"),
        ("01234531", "012300000451"),
        ("01234541", "012340000051"),
        ("01234565", "012345000065"),
        ("24252614", None),
        ("0425261", None),
    ],
)
def test_a_upc_e_is_spread_out(upc_e: str, upc_a: str | None) -> None:
    assert expand_upc_e(upc_e) == upc_a


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("270331", date(2027, 3, 31)),
        ("270200", date(2027, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("270230", None),
        ("271301", None),
        ("270001", None),
        ("2703", None),
    ],
)
def test_day_00_is_the_last_day_of_the_month_and_wrong_days_are_none(text: str, expected: date | None) -> None:
    assert date_of(text, TODAY) == expected


@pytest.mark.parametrize(
    ("year", "digits", "expected"),
    [(2026, 76, 2076), (2026, 77, 1977), (2026, 0, 2000), (1998, 48, 2048), (1998, 49, 1949), (2060, 9, 2109)],
)
def test_the_century_is_the_nearest_one(year: int, digits: int, expected: int) -> None:
    """GS1 General Specifications, section 7.12: 51 and more ahead is the past, 50 and more back is the future."""
    assert full_year(digits, date(year, 1, 1)) == expected


@given(TOKENS)
def test_a_token_reads_back(token: InternalToken) -> None:
    assert token_of(str(token)) == token


@given(TOKENS, st.data())
def test_a_token_with_one_wrong_character_is_never_another_token(token: InternalToken, data: st.DataObject) -> None:
    text = str(token)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*/-+$." if c != text[place]]))
    assert not isinstance(token_of(text[:place] + other + text[place + 1 :]), InternalToken)


@given(TOKENS, st.data())
def test_two_swapped_characters_of_a_token_are_seen(token: InternalToken, data: st.DataObject) -> None:
    text = str(token)
    place = data.draw(st.integers(0, len(text) - 2))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert swapped == text or not isinstance(token_of(swapped), InternalToken)


def test_a_typed_human_number_is_a_token() -> None:
    number = human_number("RX", "A", 4821)
    assert token_of(number) == InternalToken(TokenKind.PRESCRIPTION, number.removeprefix("RX-"))


@pytest.mark.parametrize("identifier", ["]d1", "]C0", "]Q1", "]A0"])
@given(TOKENS)
def test_a_token_with_the_identifier_of_its_carrier_is_the_same(identifier: str, token: InternalToken) -> None:
    assert token_of(f"{identifier}{token}") == token


def test_only_a_whole_identifier_is_taken_off() -> None:
    assert [without_identifier(text) for text in ("]Q1160.000.1", "RX-A004821-S", "]", "]]d1", "")] == [
        "160.000.1",
        "RX-A004821-S",
        "]",
        "]]d1",
        "",
    ]


def test_a_wrong_check_character_is_refused_by_name() -> None:
    wrong = token_of("RX-A004821-0")
    assert isinstance(wrong, CodeError)
    assert (wrong.code, wrong.at) == (CodeProblem.WRONG_CHECK_CHARACTER, 11)


@pytest.mark.parametrize("text", ["", "RX", "QQ-A004821-S", "RX-a004821-S", "RX-A004821"])
def test_other_text_is_no_token(text: str) -> None:
    assert token_of(text) is None
