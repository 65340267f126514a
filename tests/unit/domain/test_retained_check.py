"""What a clinical check was made of, and what of it is another later."""

from dataclasses import replace
from datetime import date

import pytest

from workstation.domain.retained_check import (
    Cause,
    Change,
    CheckedFacts,
    CheckedLine,
    changes,
    edits,
    facts_from,
    in_words,
    is_of_the_same,
    last_day,
)

METFORMIN = CheckedLine(1, "metformin", "Metformin 500", "m1", "Glycomet 500", "p1", "1-0-1", "20 tablets", "10", "0")
WARFARIN = CheckedLine(2, "warfarin", "Warfarin 5", "m2", "Warf 5", "p2", "0-0-1", "10 tablets", "10", "0")
THEN = CheckedFacts(
    edition="2026.11",
    lines=(METFORMIN, WARFARIN),
    patient="p",
    person="born",
    weight="70 kg (2026-11-01)",
    allergies=("penicillin",),
    conditions=(),
    current_medicines=None,
    besides=("aspirin 75",),
    findings=(("major|interrupt|w-a|aspirin+warfarin", "interaction: warfarin + aspirin"),),
)


def line(**changed: str) -> CheckedFacts:
    """The first line is another."""
    return replace(THEN, lines=(replace(METFORMIN, **changed), WARFARIN))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (line(directions="1-1-1"), Change(Cause.DIRECTIONS, "1-0-1", "1-1-1", 1)),
        (line(quantity="30 tablets"), Change(Cause.QUANTITY, "20 tablets", "30 tablets", 1)),
        (line(days_supply="15"), Change(Cause.DAYS_SUPPLY, "10", "15", 1)),
        (line(repeats="3"), Change(Cause.REPEATS, "0", "3", 1)),
        (
            line(medicine="Metformin 850", medicine_mark="x"),
            Change(Cause.MEDICINE, "Metformin 500", "Metformin 850", 1),
        ),
        (line(product="Gluformin", product_mark="x"), Change(Cause.PRODUCT, "Glycomet 500", "Gluformin", 1)),
        (replace(THEN, person="later"), Change(Cause.PERSON)),
        (replace(THEN, weight=""), Change(Cause.WEIGHT, "70 kg (2026-11-01)", "")),
        (replace(THEN, allergies=("penicillin", "aspirin")), Change(Cause.ALLERGIES, "", "aspirin")),
        (replace(THEN, allergies=()), Change(Cause.ALLERGIES, "penicillin", "")),
        (replace(THEN, allergies=None), Change(Cause.ALLERGIES, "penicillin", "not known any more")),
        (replace(THEN, conditions=("pregnancy",)), Change(Cause.CONDITIONS, "", "pregnancy")),
        (replace(THEN, current_medicines=()), Change(Cause.CURRENT_MEDICINES, "", "none (not known before)")),
        (replace(THEN, edition="2026.12"), Change(Cause.EDITION, "2026.11", "2026.12")),
    ],
    ids=lambda value: value.cause if isinstance(value, Change) else "now",
)
def test_each_edit_ends_the_check_and_says_before_and_after(now: CheckedFacts, said: Change) -> None:
    assert edits(THEN, now) == changes(THEN, now) == (said,)


def test_what_is_the_same_in_another_order_is_the_same() -> None:
    two = replace(THEN, allergies=("a", "b"))
    turned = replace(two, lines=(replace(WARFARIN, position=1), replace(METFORMIN, position=2)), allergies=("b", "a"))
    assert edits(two, turned) == changes(two, turned) == ()


def test_a_line_more_and_a_line_less_are_said_by_their_medicine() -> None:
    assert edits(THEN, replace(THEN, lines=(METFORMIN,))) == (Change(Cause.LINE_REMOVED, "Warfarin 5", "", 2),)
    assert edits(replace(THEN, lines=(METFORMIN,)), THEN) == (Change(Cause.LINE_ADDED, "", "Warfarin 5", 2),)


def test_the_same_line_twice_is_one_more_than_once() -> None:
    twice = replace(THEN, lines=(METFORMIN, replace(METFORMIN, position=2)))
    once = replace(THEN, lines=(METFORMIN,))
    assert edits(once, twice) == (Change(Cause.LINE_ADDED, "", "Metformin 500", 2),)
    assert edits(twice, once) == (Change(Cause.LINE_REMOVED, "Metformin 500", "", 2),)


def test_a_medicine_that_came_since_ends_the_check_and_one_that_is_over_does_not() -> None:
    assert changes(THEN, replace(THEN, besides=("aspirin 75", "ibuprofen 400"))) == (
        Change(Cause.CURRENT_MEDICINES, "", "ibuprofen 400"),
    )
    assert changes(THEN, replace(THEN, besides=())) == ()


def test_what_the_screening_says_anew_ends_the_check_and_what_it_says_no_more_does_not() -> None:
    worse = ("contraindicated|interrupt|w-a|aspirin+warfarin", "interaction: warfarin + aspirin")
    assert changes(THEN, replace(THEN, findings=(worse,))) == (
        Change(Cause.FINDING, "", "interaction: warfarin + aspirin"),
    )
    assert changes(THEN, replace(THEN, findings=())) == ()


def test_what_came_since_is_no_edit_of_the_prescription_itself() -> None:
    assert edits(THEN, replace(THEN, besides=("ibuprofen 400",), findings=())) == ()


def test_a_merged_record_of_the_person_is_an_edit_here_and_none_for_a_repeat() -> None:
    other = replace(THEN, patient="q")
    assert edits(THEN, other) == (Change(Cause.PATIENT),)
    assert changes(THEN, other) == ()


def test_one_medicine_in_common_makes_it_an_earlier_check_of_this() -> None:
    assert is_of_the_same(THEN, replace(THEN, lines=(replace(METFORMIN, medicine="Metformin 850"),)))
    assert not is_of_the_same(THEN, replace(THEN, lines=(replace(METFORMIN, kin="amoxicillin"),)))


def test_what_was_kept_is_read_as_it_was_written() -> None:
    assert facts_from(THEN.as_detail()) == THEN


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        (date(2026, 5, 22), 6, date(2026, 11, 22)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_a_check_is_kept_to_the_same_day_of_the_month(on: date, months: int, until: date) -> None:
    assert last_day(on, months) == until


def test_all_causes_are_one_sentence_for_a_refusal() -> None:
    found = (
        Change(Cause.DIRECTIONS, "1-0-1", "1-1-1", 1),
        Change(Cause.PERSON),
        Change(Cause.ALLERGIES, "", "aspirin"),
    )
    assert in_words(found) == "line 1, directions: 1-0-1 → 1-1-1; person; allergies: - → aspirin"
