"""Courses in several steps: no step passes for the whole, and the whole is said and counted."""

import pytest

from workstation.adapters.printing.words import load_dosage_words
from workstation.domain.dosage import parse_dosage, plain_sentence, total_quantity, with_form
from workstation.domain.dosage.course import course_quantity, with_days
from workstation.domain.quantity import quantity

TAPER = "2-0-0 x 3d then 1-0-0 x 3d"


@pytest.mark.parametrize(
    "text",
    [TAPER, "2-0-0 x 3d f/b 1-0-0 x 3d", "2-0-0 x 3d, followed by 1-0-0 x 3 days", "2-0-0 3 दिन फिर 1-0-0 3 दिन"],
)
def test_each_step_is_read_and_the_whole_says_nothing_by_itself(text: str) -> None:
    dosage = parse_dosage(text)
    assert (dosage.understood, dosage.unparsed, dosage.dose, dosage.duration_days) == (False, text, None, None)
    assert [(step.dose, step.duration_days) for step in dosage.steps] == [(quantity(2, ""), 3), (quantity(1, ""), 3)]


@pytest.mark.parametrize(
    "text",
    [
        "taper as directed",
        "1 tab bd then stop",
        "1 tab bd then 1 tab od",  # for how long?
        "1 tab bd x 7 days then od x 7 days",  # how much?
        "1 tab bd x 7 days then increase to 2 tab bd",
        "1 tab every morning then ½ tab at night",
        "10.0 mg daily x 3 days then 5 mg daily x 3 days",
    ],
)
def test_a_course_with_an_unclear_step_has_no_steps(text: str) -> None:
    dosage = parse_dosage(text)
    assert (dosage.steps, dosage.unparsed) == ((), text)
    assert plain_sentence(dosage, "tablet", load_dosage_words("en")) == text


def test_the_steps_are_said_one_after_the_other() -> None:
    dosage = parse_dosage(TAPER)
    assert plain_sentence(dosage, "tablet", load_dosage_words("en")) == (
        "Take 2 tablets in the morning, for 3 days. Then take 1 tablet in the morning, for 3 days."
    )
    assert plain_sentence(dosage, "tablet", load_dosage_words("hi")) == (
        "सुबह 2 गोलियाँ लें, 3 दिन तक। फिर सुबह 1 गोली लें, 3 दिन तक।"
    )


def test_steps_that_count_nothing_of_the_form_are_printed_as_written() -> None:
    assert plain_sentence(parse_dosage(TAPER), "syrup", load_dosage_words("en")) == TAPER


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_sentence_of_a_course_is_read_again_as_the_same_steps(language: str) -> None:
    dosage = with_form(parse_dosage(TAPER), "tablet")
    again = parse_dosage(plain_sentence(dosage, "tablet", load_dosage_words(language)))
    read = [(step.pattern, step.duration_days) for step in again.steps]
    assert read == [(step.pattern, step.duration_days) for step in dosage.steps]


def test_a_course_needs_the_sum_of_its_steps() -> None:
    assert total_quantity(parse_dosage(TAPER)) == quantity(9, "")
    assert course_quantity(TAPER, "tablet", None, "tablet") == quantity(9, "tablet")


def test_other_days_than_the_steps_have_give_no_quantity() -> None:
    assert total_quantity(parse_dosage(TAPER), 6) == quantity(9, "")
    assert total_quantity(parse_dosage(TAPER), 30) is None
    assert total_quantity(parse_dosage("2-0-0 x 3d then 1-0-0")) is None


def test_days_are_not_put_behind_a_course_in_steps() -> None:
    assert with_days(TAPER, 6) == TAPER
