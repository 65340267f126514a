"""Text as people write it, cut into what can be compared."""

from decimal import Decimal

import pytest

from workstation.domain.screening.text import number, plain, singular, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500", "500"), ("0.5", "0.5"), ("1,000", "1000"), ("1,000,000", "1000000"), ("0,5", "0.5"), ("2,5", "2.5"),
        ("1,25", "1.25"), ("0,125", "0.125"), ("1,000.5", "1000.5"), ("1.000,5", "0"), ("1,2,3", "0"), ("1.2.3", "0"),
        ("10,00,000", "1000000"), ("10,00,000.5", "1000000.5"), ("1000,500", "1000500"), ("1,000,00", "0"),
        ("10,0,000", "0"),
        ("1,0000", "1.0000"), ("12,345", "12345"), ("1,00.5", "0"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, expected: str) -> None:
    assert number(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Crocin 500MG", "crocin 500mg"), ("Lévothyrox", "levothyrox"), ("St John’s wort", "st john's wort"),
        ("50 µg", "50 ug"), ("50 μg", "50 ug"), ("a–b—c−d", "a-b-c-d"), ("St John´s", "st john's"),
    ],
)  # fmt: skip
def test_typographic_signs_and_accents_are_made_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_letters_and_digits_part_and_signs_are_kept_apart() -> None:
    assert tokens("Dolo-650mg (tab.) 1,5/2") == [
        "dolo", "-", "650", "mg", "(", "tab", ".", ")", "1,5", "/", "2",
    ]  # fmt: skip
    assert words("Dolo-650mg (tab.) 1,5/2") == ("dolo", "650", "mg", "tab", "1,5", "2")
    assert words("Aspirin") == ("aspirin",)
    assert words("St John's wort") == ("st", "john's", "wort")
    assert words("") == ()
    assert words("É") == ("e",)


def test_a_plural_loses_its_s() -> None:
    assert singular(("eggs", "of", "hens")) == ("egg", "of", "hen")
    assert singular(()) == ()
