"""Directions that do not say how much at one time are told apart from those that do."""

import pytest

from workstation.domain.dosage import lacks_amount, parse_dosage


@pytest.mark.parametrize(("text", "form"), [("once a week 8 weeks", "capsule"), ("twice a day", "tablet"),
                                            ("three times a day for 5 days", "syrup")])  # fmt: skip
def test_how_often_without_how_much_lacks_its_amount(text: str, form: str) -> None:
    assert lacks_amount(parse_dosage(text), form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1 capsule once a week", "capsule"),
        ("1-0-1", "tablet"),
        ("1 bid", "tablet"),
        ("apply twice a day", "cream"),
        ("as on the card", "tablet"),
    ],
)
def test_an_amount_a_cream_and_words_not_understood_lack_nothing(text: str, form: str) -> None:
    assert not lacks_amount(parse_dosage(text), form)
