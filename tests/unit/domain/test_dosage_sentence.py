"""Plain sentences: what a patient reads, and that nothing is lost on the way into words."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.adapters.printing.words import load_dosage_words
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
    plain_sentence,
    with_form,
)
from workstation.domain.quantity import Quantity

ENGLISH = load_dosage_words("en")
HINDI = load_dosage_words("hi")


@pytest.mark.parametrize(
    ("text", "form", "sentence"),
    [
        (
            "1-0-1 pc x 5 days",
            "tablet",
            "Take 1 tablet in the morning and 1 tablet at night after food, for 5 days.",
        ),
        ("1 tab hs", "tablet", "Take 1 tablet at bedtime."),
        ("1 tablet by mouth every 8 hours for 7 days", "tablet", "Take 1 tablet by mouth every 8 hours, for 7 days."),
        ("1-0-2", "tablet", "Take 1 tablet in the morning and 2 tablets at night."),
        (
            "1-1-1 x 1 day",
            "capsule",
            "Take 1 capsule in the morning, in the afternoon and at night, for 1 day.",
        ),
        ("½ tab od", "tablet", "Take half a tablet once a day."),
        ("1½ tab od", "tablet", "Take 1½ tablets once a day."),
        ("2.5 ml bd", "syrup", "Take 2.5 mL twice a day."),
        ("100 mcg od", "inhaler", "Inhale 100 micrograms once a day."),
        ("10 U s/c hs", "injection", "Inject 10 units under the skin at bedtime."),
        ("60000 IU once a week x 8 weeks", "capsule", "Take 60,000 units once a week, for 56 days."),
        ("apply bd to affected area", "cream", "Apply to the affected area twice a day."),
        ("2 puffs bd", "inhaler", "Inhale 2 puffs twice a day."),
        ("1 drop tds both eyes", "eye drops", "Put 1 drop in both eyes 3 times a day."),
        ("1 tab od", "chewable tablet", "Chew 1 tablet once a day."),
        ("1 tab od", "dispersible tablet", "Dissolve 1 tablet once a day."),
        ("1 tab alternate days", "tablet", "Take 1 tablet once every 2 days."),
        ("1 tab stat", "tablet", "Take 1 tablet once only."),
        (
            "1-2 tab q4-6h sos pain max 8 tab in 24 hours",
            "tablet",
            "Take 1 to 2 tablets every 4 to 6 hours when needed for pain. No more than 8 tablets in 24 hours.",
        ),
    ],
)
def test_the_english_sentence_is_plain(text: str, form: str, sentence: str) -> None:
    assert plain_sentence(parse_dosage(text), form, ENGLISH) == sentence


@pytest.mark.parametrize(
    ("text", "form", "sentence"),
    [
        ("1 tab hs", "tablet", "1 गोली रात को सोते समय लें।"),
        ("1-0-1 pc x 5 days", "tablet", "सुबह 1 गोली और रात को 1 गोली खाने के बाद लें, 5 दिन तक।"),
        ("5 ml tds", "syrup", "दिन में 3 बार 5 mL लें।"),
        ("½ tab od", "tablet", "दिन में एक बार आधी गोली लें।"),
    ],
)
def test_the_hindi_sentence_says_the_same(text: str, form: str, sentence: str) -> None:
    assert plain_sentence(parse_dosage(text), form, HINDI) == sentence


def test_the_hindi_words_are_marked_as_not_reviewed() -> None:
    assert HINDI.reviewed_by is None


@pytest.mark.parametrize("text", ["TAPER AS DIRECTED", "1 tab bd as directed", "1 drop OD", "2 tab 1-0-1"])
def test_what_is_not_understood_is_printed_as_written(text: str) -> None:
    assert plain_sentence(parse_dosage(text), "tablet", ENGLISH) == text
    assert plain_sentence(parse_dosage(text), "tablet", HINDI) == text


def test_a_bare_number_of_a_liquid_is_printed_as_written() -> None:
    assert plain_sentence(parse_dosage("1-0-1"), "syrup", ENGLISH) == "1-0-1"


UNITS = ("tablet", "capsule", "drop", "puff", "sachet", "mL", "mg", "ug", "[iU]", "g")
COUNTED = UNITS[:5]
FOOD = (Timing.BEFORE_FOOD, Timing.WITH_FOOD, Timing.AFTER_FOOD, Timing.EMPTY_STOMACH)


@st.composite
def doses(draw: st.DrawFn) -> Quantity:
    unit = draw(st.sampled_from(UNITS))
    counted = ["0.5", "0.75", "1", "1.5", "2", "3"]
    measured = ["0.5", "1", "2.5", "12.5", "100", "1500", "60000"]
    return Quantity(Decimal(draw(st.sampled_from(counted if unit in COUNTED else measured))), unit)


def patterned(dose: Quantity, amounts: list[int]) -> DosageInstruction:
    morning, noon, evening, night = (dose.value * amount for amount in amounts)
    same = len({amount for amount in amounts if amount}) == 1
    per_time = Quantity(dose.value * max(amounts), dose.unit)
    return DosageInstruction(
        text="", dose=per_time if same else None, pattern=DayPattern(morning, noon, evening, night, dose.unit)
    )


@st.composite
def frequencies(draw: st.DrawFn) -> DosageInstruction:
    """An instruction that says how much and how often, in one of the ways that exist."""
    dose = draw(doses())
    plain = DosageInstruction(text="", dose=dose)
    kind = draw(st.sampled_from(["times", "range", "interval", "pattern", "weekdays", "once", "bedtime", "needed"]))
    if kind == "times":
        period = Period(draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from(PeriodUnit)))
        return replace(plain, times=Decimal(draw(st.integers(1, 5))), period=period)
    if kind == "range":
        low = draw(st.integers(1, 3))
        return replace(plain, times=Decimal(low), times_to=Decimal(low + 1), dose_to=dose + dose)
    if kind == "interval":
        hours = Decimal(draw(st.sampled_from([1, 4, 6, 8, 12, 72])))
        return replace(plain, interval_hours=hours, interval_hours_to=draw(st.sampled_from([None, hours + 2])))
    if kind == "pattern":
        amounts = draw(st.lists(st.integers(0, 2), min_size=4, max_size=4).filter(any))
        return patterned(dose, amounts)
    if kind == "weekdays":
        days = draw(st.sets(st.sampled_from(Weekday), min_size=1, max_size=4))
        return replace(plain, weekdays=tuple(day for day in Weekday if day in days))
    if kind == "once":
        return replace(plain, once=True)
    if kind == "bedtime":
        return replace(plain, times=Decimal(1), timing=(Timing.AT_BEDTIME,))
    return replace(plain, as_needed=True)


@st.composite
def instructions(draw: st.DrawFn) -> DosageInstruction:
    base = draw(frequencies())
    needed = base.as_needed or draw(st.booleans())
    timing = base.timing or draw(st.sampled_from([(), *((timing,) for timing in FOOD)]))
    return replace(
        base,
        as_needed=needed,
        reason=draw(st.sampled_from(["", "pain", "pain or fever", "cough", "SOB"])) if needed else "",
        route=draw(st.sampled_from([None, *Route])),
        site=draw(st.sampled_from([None, *Site])),
        timing=timing,
        minutes_apart=draw(st.sampled_from([None, 30])) if timing and timing[0] is Timing.BEFORE_FOOD else None,
        duration_days=draw(st.sampled_from([None, 1, 5, 30])),
        max_per_day=draw(st.sampled_from([None, Quantity(Decimal(8), "tablet"), Quantity(Decimal(60), "mL")])),
    )


@given(instructions(), st.sampled_from(["tablet", "syrup", "eye drops", "inhaler", "cream", "injection", ""]))
def test_the_english_sentence_read_again_says_the_same(dosage: DosageInstruction, form: str) -> None:
    sentence = plain_sentence(dosage, form, ENGLISH)
    again = parse_dosage(sentence)
    assert replace(again, text="", verb=None) == with_form(dosage, form), sentence


@given(instructions())
def test_no_sentence_holds_an_unsafe_abbreviation(dosage: DosageInstruction) -> None:
    tokens = set(plain_sentence(dosage, "tablet", ENGLISH).replace(".", " ").split())
    assert not tokens & {"mcg", "ug", "IU", "U", "od", "bd", "hs", "qd"}


@given(instructions())
def test_every_number_of_the_english_sentence_is_in_the_hindi_one(dosage: DosageInstruction) -> None:
    hindi = plain_sentence(dosage, "tablet", HINDI)
    if dosage.interval_hours is not None and dosage.interval_hours > 1:
        assert f"हर {dosage.interval_hours}" in hindi
    if dosage.duration_days is not None:
        assert f"{dosage.duration_days} दिन तक" in hindi
    assert "{" not in hindi


@given(st.text(max_size=60))
def test_any_text_is_answered_and_no_word_is_lost(text: str) -> None:
    dosage = parse_dosage(text)
    assert dosage.text == text.strip()
    assert plain_sentence(dosage, "tablet", ENGLISH) or not text.strip()


VOCABULARY = (
    "1 2 ½ 1-0-1 0-0-1 tab tabs ml 5 od bd tds q8h hs prn sos stat po pc ac x for 5 7 days weeks daily weekly"
    " once twice a week morning night and then every hours max apply eye OD drop mg - / to 10 units food"
).split()


@given(st.lists(st.sampled_from(VOCABULARY), max_size=9))
def test_what_is_understood_can_always_be_said_and_read_again(parts: list[str]) -> None:
    dosage = parse_dosage(" ".join(parts))
    if not dosage.understood:
        return
    again = parse_dosage(plain_sentence(dosage, "", ENGLISH))
    assert replace(again, text="", verb=None) == replace(dosage, text="", verb=None)
