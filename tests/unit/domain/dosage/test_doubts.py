"""Directions that mean two things: they are named and nothing is computed from them."""

from decimal import Decimal

import pytest

from workstation.domain.dosage import Doubt, days_supply, parse_dosage, shorthand, total_quantity, with_form
from workstation.domain.quantity import quantity


@pytest.mark.parametrize(
    ("text", "doubt", "unparsed"),
    [
        ("1.0 mg daily", Doubt.TRAILING_ZERO, "1.0 mg"),
        (".5 mg daily", Doubt.NAKED_POINT, ".5 mg"),
        ("10U sc daily", Doubt.LETTER_FOR_UNITS, "10U"),
        ("10-0-8U", Doubt.LETTER_FOR_UNITS, "10-0-8U"),
        ("MS 10 mg daily", Doubt.MORPHINE_OR_MAGNESIUM, "MS"),
        ("1 drop OD", Doubt.RIGHT_EYE_OR_ONCE_A_DAY, "OD"),
        ("1 drop right eye OD", Doubt.RIGHT_EYE_OR_ONCE_A_DAY, "OD"),
        ("1 tab OS bd", Doubt.LETTERS_FOR_EYE_OR_EAR, "OS"),
        ("1 tab tiw", Doubt.TIMES_A_WEEK, "tiw"),
    ],
)
def test_writing_that_may_be_ten_times_or_another_place_is_left_unread(text: str, doubt: Doubt, unparsed: str) -> None:
    dosage = parse_dosage(text)
    assert (dosage.doubts, dosage.unparsed) == ((doubt,), unparsed)
    assert total_quantity(dosage, 5) is None


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("10 U sc daily", Doubt.LETTER_FOR_UNITS),
        ("60,000 IU once a week", Doubt.LETTER_FOR_UNITS),
        ("1 tab qd", Doubt.EVERY_DAY_OR_FOUR_TIMES),
        ("1 tab q.o.d.", Doubt.EVERY_OTHER_DAY),
        ("1 tab qhs", Doubt.HALF_STRENGTH),
        ("1 tab od", Doubt.RIGHT_EYE_OR_ONCE_A_DAY),
        ("50 µg daily", Doubt.MICROGRAM_SIGN),
        ("5 cc bd", Doubt.CUBIC_CENTIMETRE),
    ],
)
def test_shorthand_with_one_meaning_is_read_and_flagged(text: str, doubt: Doubt) -> None:
    dosage = parse_dosage(text)
    assert (dosage.understood, dosage.doubts) == (True, (doubt,))


@pytest.mark.parametrize(
    "text", ["1 tab bd as directed", "0.5 mg daily", "take 10 units at bedtime", "1-0-1 x 10 days"]
)
def test_safe_writing_raises_no_doubt(text: str) -> None:
    assert parse_dosage(text).doubts == ()


@pytest.mark.parametrize("form", ["eye drops", "Drops", "eye ointment"])
def test_one_od_of_eye_drops_is_no_dosage(form: str) -> None:
    dosage = with_form(parse_dosage("1 OD x 5 days"), form)
    assert (dosage.understood, dosage.unparsed, total_quantity(dosage)) == (False, "OD", None)


def test_od_beside_the_left_eye_or_a_tablet_is_once_a_day() -> None:
    assert with_form(parse_dosage("1 drop left eye OD"), "eye drops").times == 1
    assert with_form(parse_dosage("1 OD"), "tablet").times == 1


@pytest.mark.parametrize(
    ("text", "unparsed"),
    [
        ("bd x 10 tab", "x 10 tab"),
        ("bd 10 tabs", "10 tabs"),
        ("bd x 3 doses", "x 3 doses"),
        ("tds 100 ml", "100 ml"),
        ("apply bd 15 g", "15 g"),
        ("1 tab 5 days weekly", "5 days"),
        ("1 tab bd x", "x"),
        ("1 tab bd for", "for"),
        ("1 tab once", "once"),
        ("1 tab prn tiw", "tiw"),
        ("tab 500 bd", "tab 500"),
        ("1 चम्मच दिन में 3 बार", "चम्मच"),
        ("1 tab B/F bd", "B/F"),
    ],
)
def test_what_may_be_a_quantity_or_is_cut_off_is_named(text: str, unparsed: str) -> None:
    dosage = parse_dosage(text)
    assert (dosage.understood, dosage.unparsed) == (False, unparsed)


@pytest.mark.parametrize("text", ["1-0-1 10 tabs", "1-0-1 x 10 tab", "30 tabs daily"])
def test_the_number_of_tablets_to_supply_is_never_the_dose(text: str) -> None:
    dosage = parse_dosage(text)
    assert not dosage.understood
    assert dosage.dose is None or dosage.dose.unit != "tablet" or dosage.dose.value < 10


@pytest.mark.parametrize(
    "text",
    [
        "1 tab bd 1 tab sos",
        "1 tab ac pc bd",
        "1 tab bd after food empty stomach",
        "1-0-1 2 times a week",
        "0-0-1 2 tab night",
        "1 tab OD once a week",
        "1 tab daily once a week",
    ],
)
def test_two_instructions_in_one_are_not_one(text: str) -> None:
    assert not parse_dosage(text).understood


def test_a_single_dose_for_several_days_is_not_understood() -> None:
    assert not parse_dosage("1 tab stat x 5 days").understood
    assert total_quantity(parse_dosage("1 tab stat x 5 days")) is None


WEEKLY = ["once a week", "weekly", "wkly", "weekly once", "every week", "q wk", "once in a week", "every Sunday"]


@pytest.mark.parametrize("weekly", [*WEEKLY, "हफ्ते में एक बार", "सप्ताह में एक बार", "हर हफ़्ते", "रविवार को"])
def test_a_weekly_medicine_is_counted_by_the_week(weekly: str) -> None:
    dosage = parse_dosage(f"1 tab {weekly}")
    assert (dosage.understood, dosage.times_per_day) == (True, Decimal(1) / 7)
    assert days_supply(quantity(4, "tablet"), dosage) == 28


@pytest.mark.parametrize("weekly", WEEKLY[:7])
@pytest.mark.parametrize("daily", ["od", "daily", "bd", "1-0-1", "q8h", "दिन में दो बार", "रोज़"])
def test_a_weekly_medicine_with_a_daily_word_is_a_doubt(weekly: str, daily: str) -> None:
    for text in (f"1 tab {weekly} {daily}", f"1 tab {daily} {weekly}"):
        assert not parse_dosage(text).understood, text


def test_shorthand_of_a_doubtful_text_is_the_text() -> None:
    assert shorthand(parse_dosage("1.0 mg OD")) == "1.0 mg OD"
