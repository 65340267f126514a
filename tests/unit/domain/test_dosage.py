"""Dosage instructions: shorthand is read, doubt is kept, nothing is guessed."""

from decimal import Decimal

import pytest

from workstation.domain.dosage import (
    DayPattern,
    DosageInstruction,
    Period,
    PeriodUnit,
    Route,
    Site,
    Timing,
    Weekday,
    parse_dosage,
)
from workstation.domain.quantity import Quantity, quantity

ONE_TABLET = quantity(1, "tablet")


def pattern(morning: str, noon: str, evening: str, night: str, unit: str = "") -> DayPattern:
    return DayPattern(Decimal(morning), Decimal(noon), Decimal(evening), Decimal(night), unit)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("1 tab OD", 1),
        ("1 tab o.d.", 1),
        ("1 tab qd", 1),
        ("1 tab daily", 1),
        ("1 tab once daily", 1),
        ("1 tab BD", 2),
        ("1 tab b.i.d.", 2),
        ("1 tab twice a day", 2),
        ("1 tab TDS", 3),
        ("1 tab t.i.d", 3),
        ("one tablet three times daily", 3),
        ("1 tab 3x/day", 3),
        ("1 tab QID", 4),
        ("1 tab qds", 4),
    ],
)
def test_times_a_day_are_read_in_latin_and_plain_words(text: str, times: int) -> None:
    dosage = parse_dosage(text)
    assert (dosage.dose, dosage.times_per_day, dosage.unparsed) == (ONE_TABLET, Decimal(times), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-0-1", pattern("1", "0", "0", "1")),
        ("1 - 0 - 1", pattern("1", "0", "0", "1")),
        ("1–0–1", pattern("1", "0", "0", "1")),
        ("1+0+1", pattern("1", "0", "0", "1")),
        ("1-0-0-1", pattern("1", "0", "0", "1")),
        ("0-0-1-0", pattern("0", "0", "1", "0")),
        ("½-0-½", pattern("0.5", "0", "0", "0.5")),
        ("1/2-0-1/2", pattern("0.5", "0", "0", "0.5")),
        ("१-०-१", pattern("1", "0", "0", "1")),
        ("tab 1-0-1", pattern("1", "0", "0", "1", "tablet")),
        ("10-0-8 units", pattern("10", "0", "0", "8", "[iU]")),
        ("5 ml 1-1-1", pattern("5", "5", "0", "5", "mL")),
        ("½ tab 1-0-1", pattern("0.5", "0", "0", "0.5", "tablet")),
        ("2 tab 2-0-2", pattern("2", "0", "0", "2", "tablet")),
        ("1 tab in the morning and 2 at night", pattern("1", "0", "0", "2", "tablet")),
        ("1 tab morning and night", pattern("1", "0", "0", "1", "tablet")),
    ],
)
def test_patterns_of_the_day_are_read(text: str, expected: DayPattern) -> None:
    dosage = parse_dosage(text)
    assert (dosage.pattern, dosage.unparsed) == (expected, "")


def test_two_numbers_are_a_range_of_the_dose_and_no_pattern() -> None:
    dosage = parse_dosage("1-2 tablets BD")
    assert (dosage.dose, dosage.dose_to, dosage.pattern) == (ONE_TABLET, quantity(2, "tablet"), None)


@pytest.mark.parametrize(
    "text",
    [
        "2 tab 1-0-1",  # two tablets each time, or two in all
        "1 tab bd 1-1-1",
        "1 tab bid hs",
        "1 tab tds before breakfast and dinner",
        "1-0-1 8 hourly",
        "1 tab bd before breakfast",
        "1 tab stat 1-0-1",
    ],
)
def test_a_text_that_contradicts_itself_is_not_read_at_all(text: str) -> None:
    assert parse_dosage(text) == DosageInstruction(text=text, unparsed=text)


@pytest.mark.parametrize(
    "text",
    [
        "TAPER AS DIRECTED",
        "1 tab bd x 3 days then 1 tab od x 5 days",
        "2 tab od, reduce by half weekly",
        "sliding scale prn",
    ],
)
def test_a_course_in_steps_is_kept_as_written(text: str) -> None:
    dosage = parse_dosage(text)
    assert (dosage.unparsed, dosage.dose, dosage.times_per_day) == (text, None, None)


@pytest.mark.parametrize(
    ("text", "unparsed"),
    [
        ("1 tab BD x 10", "x 10"),  # ten tablets or ten days
        ("1 drop OD", "OD"),  # once a day or right eye
        ("1-1/2 tab od", "1-1/2 tab"),  # one and a half, or one to a half
        ("2,5 mL bd", "2,5 mL"),
        ("1 tab at 8 am and 8 pm", "at 8 am and 8 pm"),
        ("1 tab bd for 5-7 days", "for 5-7 days"),
        ("1 tab bd for first 5 days", "for first 5 days"),
        ("1 tab bd for the first week", "for the first week"),
        ("1 tab bd/tds", "/tds"),
        ("12-11-26", "12-11-26"),
        ("0 tab bd", "0 tab"),
        ("1 tab bd as directed", "as directed"),
        ("2 bid x1", "x1"),
        ("15 mL swish/spit bid", "swish/spit"),
    ],
)
def test_what_is_not_sure_is_kept_and_not_guessed(text: str, unparsed: str) -> None:
    dosage = parse_dosage(text)
    assert dosage.unparsed == unparsed
    assert not dosage.understood


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1 tab bd x 5 days", 5),
        ("1 tab bd x5d", 5),
        ("1 tab bd x 5/7", 5),
        ("1 tab bd x 2/52", 14),
        ("1 tab bd 3/12", 90),
        ("1 tab bd for 2 weeks", 14),
        ("1 tab bd 1 month", 30),
        ("1-0-1 after food 5 days", 5),
        ("1-0-1 ५ दिन", 5),
        ("0-0-1 x 30 d", 30),
    ],
)
def test_durations_are_read(text: str, days: int) -> None:
    dosage = parse_dosage(text)
    assert (dosage.duration_days, dosage.unparsed) == (days, "")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1 tab PO q8h x7d", "8", None),
        ("1 tab every 8 hours", "8", None),
        ("1 tab 8 hourly", "8", None),
        ("1 tab q4-6h prn pain", "4", "6"),
        ("2 puffs every 4 to 6 hrs", "4", "6"),
    ],
)
def test_intervals_are_read(text: str, low: str, high: str | None) -> None:
    dosage = parse_dosage(text)
    assert dosage.interval_hours == Decimal(low)
    assert dosage.interval_hours_to == (None if high is None else Decimal(high))
    assert dosage.unparsed == ""


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1 tab once a week", Period(1, PeriodUnit.WEEK)),
        ("1 tab weekly", Period(1, PeriodUnit.WEEK)),
        ("1 tab alternate days", Period(2, PeriodUnit.DAY)),
        ("1 tab every other day", Period(2, PeriodUnit.DAY)),
        ("1 tab qod", Period(2, PeriodUnit.DAY)),
        ("1 tab every 3 days", Period(3, PeriodUnit.DAY)),
        ("1 tab once a month", Period(1, PeriodUnit.MONTH)),
        ("1 tab fortnightly", Period(2, PeriodUnit.WEEK)),
    ],
)
def test_a_weekly_or_monthly_medicine_is_never_read_as_a_daily_one(text: str, period: Period) -> None:
    dosage = parse_dosage(text)
    assert (dosage.period, dosage.unparsed) == (period, "")
    assert dosage.times_per_day is not None
    assert dosage.times_per_day < 1


def test_once_a_week_at_night_is_once_a_week() -> None:
    dosage = parse_dosage("1 tab once a week at night")
    assert dosage.times_per_day == Decimal(1) / Decimal(7)


def test_days_of_the_week_are_read() -> None:
    dosage = parse_dosage("1 tab on Mon and Thu")
    assert dosage.weekdays == (Weekday.MONDAY, Weekday.THURSDAY)
    assert dosage.times_per_day == Decimal(2) / 7


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("1-0-1 p.c.", (Timing.AFTER_FOOD,)),
        ("1 tab bd AC", (Timing.BEFORE_FOOD,)),
        ("1 tab hs", (Timing.AT_BEDTIME,)),
        ("1 qhs", (Timing.AT_BEDTIME,)),
        ("1 tab od before breakfast", (Timing.BEFORE_BREAKFAST,)),
        ("1 tab bd before breakfast and dinner", (Timing.BEFORE_BREAKFAST, Timing.BEFORE_DINNER)),
        ("1 tab daily with meal", (Timing.WITH_FOOD,)),
        ("1 tab po qd with evening meal", (Timing.WITH_DINNER,)),
        ("1-0-1 खाने के बाद", (Timing.AFTER_FOOD,)),
    ],
)
def test_meals_and_sleep_are_read(text: str, timing: tuple[Timing, ...]) -> None:
    dosage = parse_dosage(text)
    assert (dosage.timing, dosage.unparsed) == (timing, "")


def test_minutes_before_a_meal_are_read() -> None:
    dosage = parse_dosage("1 capsule po qd, 30 min. before a meal")
    assert (dosage.timing, dosage.minutes_apart, dosage.unparsed) == ((Timing.BEFORE_FOOD,), 30, "")


def test_as_needed_keeps_its_reason() -> None:
    dosage = parse_dosage("1 QHS PRN INSOMNIA")
    assert (dosage.as_needed, dosage.reason, dosage.unparsed) == (True, "insomnia", "")


def test_the_most_in_a_day_is_read() -> None:
    dosage = parse_dosage("1-2 tablets q4-6h prn pain max 8 tablets in 24 hours")
    assert (dosage.max_per_day, dosage.unparsed) == (quantity(8, "tablet"), "")


def test_od_with_drops_is_the_right_eye_once_the_frequency_is_known() -> None:
    dosage = parse_dosage("1 gtt daily in OD")
    assert (dosage.site, dosage.times_per_day) == (Site.RIGHT_EYE, Decimal(1))


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("1 tab po bd", Route.BY_MOUTH),
        ("1 sl prn", Route.UNDER_THE_TONGUE),
        ("40 units SQ once daily", Route.UNDER_THE_SKIN),
        ("1 tablet by mouth every 8 hours", Route.BY_MOUTH),
    ],
)
def test_routes_are_read(text: str, route: Route) -> None:
    assert parse_dosage(text).route is route


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("1 tsp tds", quantity(5, "mL")),
        ("2 tbsp od", quantity(30, "mL")),
        ("2.5 ml bd", quantity("2.5", "mL")),
        ("60,000 IU once a week", quantity(60000, "[iU]")),
        ("1,00,000 IU once a month", quantity(100000, "[iU]")),
        ("100 mcg bd", quantity(100, "ug")),
        ("100mg po bid", quantity(100, "mg")),
        ("1½ tab od", quantity("1.5", "tablet")),
        ("1 1/2 tablets bd", quantity("1.5", "tablet")),
        ("half a tablet bd", quantity("0.5", "tablet")),
        ("10 U sc od", quantity(10, "[iU]")),
    ],
)
def test_doses_are_read_exactly_in_their_unit(text: str, dose: Quantity) -> None:
    dosage = parse_dosage(text)
    assert (dosage.dose, dosage.unparsed) == (dose, "")


def test_an_empty_text_is_not_understood() -> None:
    assert not parse_dosage("  ").understood
