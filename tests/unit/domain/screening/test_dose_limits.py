"""Every limit of a dose, to the step: single, day, kilogram, week, tenfold, strength, and what is missing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.domain.screening.conftest import OPEN, small_facts
from workstation.domain.quantity import Quantity
from workstation.domain.screening import (
    MedicineEntry,
    NotChecked,
    PatientFacts,
    ScreeningProfile,
    ScreeningResult,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import DoseRule

D = Decimal
RULES = [
    DoseRule("max-p", "paracetamol", "mg", D(1000), D(4000), D(75), False, OPEN, min_single=D(300), max_days=D(10)),
    DoseRule("max-i", "ibuprofen", "mg", D(800), D(2400), None, False, OPEN),
    DoseRule("single", "codeine", "mg", D(60), None, None, False, OPEN),
    DoseRule("weekly", "methotrexate", "mg", D(25), None, None, True, OPEN),
    DoseRule("week-open", "doxycycline", "mg", None, None, None, True, OPEN),
    DoseRule("kilo", "amoxicillin", "mg", None, None, D(100), False, OPEN),
]
BASE = small_facts()
SAID = {**BASE.templates.effect, "underdose_tenfold": "Underdose_tenfold {given} {usual} {unit}"}
KNOWLEDGE = compile_knowledge(replace(BASE, doses=RULES, templates=replace(BASE.templates, effect=SAID)))
ADULT = PatientFacts(age_years=D(40), sex="male", weight_kg=D(70), egfr=D(90))
Told = tuple[str, str, str, bool]


def mg(value: str | int | Decimal) -> Quantity:
    """So many milligrams."""
    return Quantity(D(value), "mg")


def entry(text: str, dose: str | None = None, times: str | None = None, **more: object) -> MedicineEntry:
    """A medicine with a dose in mg, so often a day."""
    given = mg(dose) if dose is not None else None
    return MedicineEntry(text, dose=given, times_per_day=D(times) if times else None, **more)  # type: ignore[arg-type]  # by name


def result(*medicines: MedicineEntry, patient: PatientFacts = ADULT) -> ScreeningResult:
    """Screens for an adult, unless somebody else is given."""
    return screen(ScreeningProfile("p", patient, medicines, (), (), ()), KNOWLEDGE)


def told(found: ScreeningResult) -> list[Told]:
    """Rule, code of the effect, severity and whether it interrupts, of the dose alerts."""
    return [
        (one.rule, one.effect.lower().split()[0], one.severity.word, one.interrupts)
        for one in found.alerts
        if one.kind == "dose"
    ]


def missing(found: ScreeningResult) -> list[tuple[str, bool]]:
    """What is missing for a dose."""
    return [(one.missing, one.interrupts) for one in found.not_checked if one.kind == "dose"]


MAJOR, WORST = "major", "contraindicated"


@pytest.mark.parametrize(
    ("dose", "times", "expected"),
    [
        ("1000", "4", []),
        ("1000.1", "1", [("max-p", "overdose_single", MAJOR, True)]),
        ("999", "4.1", [("max-p", "4095.9", MAJOR, True)]),
        ("1100", "8", [("max-p", "8800", MAJOR, True)]),
        ("2500", "2", [("max-p", "overdose_single", MAJOR, True)]),
        ("9999", "1", [("max-p", "overdose_single", MAJOR, True)]),
        ("10000", "1", [("max-p", "overdose_tenfold", WORST, True)]),
        ("30.1", "1", []),
        ("30", "1", [("max-p", "underdose_tenfold", MAJOR, True)]),
    ],
)
def test_limits_of_a_dose_and_a_day(dose: str, times: str, expected: list[Told]) -> None:
    found = result(entry("paracetamol", dose, times))
    assert told(found) == expected
    assert missing(found) == []


def test_what_is_said_of_too_much_and_of_too_little() -> None:
    (single,) = result(entry("paracetamol", "2000", "1")).alerts
    assert (single.mechanism, single.management) == ("Cumulative_dose", "Reduce_daily_dose")
    (day,) = result(entry("paracetamol", "1000", "5")).alerts
    assert (day.effect, day.subjects, day.medicines) == ("5000 of 4000 mg", ("paracetamol",), ("paracetamol",))
    (tenfold,) = result(entry("paracetamol", "10000", "1")).alerts
    assert (tenfold.mechanism, tenfold.management) == ("Cumulative_dose", "Confirm_dose")
    (little,) = result(entry("paracetamol", "20", "1")).alerts
    assert (little.mechanism, little.management) == ("Unit_slip", "Confirm_dose")
    assert little.effect == "Underdose_tenfold 20 300 mg"


def test_the_amounts_of_a_day_add_up_and_the_highest_dose_counts() -> None:
    found = result(entry("paracetamol 500", "1000", "2"), entry("Percocet", "500", "2"))
    assert told(found) == []
    both = result(entry("paracetamol 500 mg", "1000", "3"), entry("Dolo 650", "650", "2"))
    assert told(both) == [("max-p", "4300", MAJOR, True)]
    assert both.alerts[0].medicines == ("paracetamol 500 mg", "Dolo 650")
    mixed = result(entry("paracetamol 500 mg", "20", "1"), entry("Dolo 650", "650", "2"))
    assert told(mixed) == [("max-p", "underdose_tenfold", MAJOR, True)]


def test_a_medicine_that_is_not_counted_ends_nothing_for_the_others() -> None:
    gel_first = result(entry("ibuprofen gel", "9999", "9"), entry("paracetamol", "2000", "1"))
    assert told(gel_first) == [("max-p", "overdose_single", MAJOR, True)]
    unknown_first = result(entry("metformin", "500", "1"), entry("paracetamol", "2000", "1"))
    assert told(unknown_first) == [("max-p", "overdose_single", MAJOR, True)]


def test_what_is_not_known_of_a_day_is_missing() -> None:
    assert missing(result(entry("paracetamol"))) == [("dose and times per day", False)]
    assert missing(result(entry("paracetamol", "500"))) == [("dose and times per day", False)]
    tablets = MedicineEntry("paracetamol", dose=Quantity(D(1), "tablet"), times_per_day=D(1))
    assert missing(result(tablets)) == [("the strength of one unit", False)]
    assert missing(result(MedicineEntry("metformin", dose=mg(500)))) == [("a maximum: none is known here", False)]
    assert missing(result(MedicineEntry("metformin"))) == []
    assert missing(result(entry("paracetamol gel", "500"))) == []


# --- children -------------------------------------------------------------------------------------------------


def a_child(age: str | None, weight: str | None, days: int | None = None) -> PatientFacts:
    """Somebody of this age and weight."""
    years, kilos = D(age) if age else None, D(weight) if weight else None
    return PatientFacts(age_years=years, weight_kg=kilos, weight_days=days, sex="male", egfr=D(90))


@pytest.mark.parametrize(
    ("age", "weight", "dose", "expected"),
    [
        ("11.99", "20", "375", []),
        ("11.99", "20", "375.1", [("max-p", "overdose_weight", MAJOR, True)]),
        ("11.99", "60", "1000", []),
        ("11.99", "60", "1000.1", [("max-p", "overdose_single", MAJOR, True)]),
        ("12", "20", "1000", []),
        ("11.99", "20", "20", []),
        ("12", "20", "20", [("max-p", "underdose_tenfold", MAJOR, True)]),
    ],
)
def test_below_twelve_the_weight_counts(age: str, weight: str, dose: str, expected: list[Told]) -> None:
    found = result(entry("paracetamol", dose, "4"), patient=a_child(age, weight))
    assert told(found) == expected
    assert missing(found) == []


@pytest.mark.parametrize(
    ("age", "days", "old"),
    [
        ("0.99", 31, False), ("0.99", 32, True), ("1", 92, False), ("1", 93, True), ("4.99", 93, True),
        ("5", 183, False), ("5", 184, True), ("11.99", 184, True), ("12", 10000, False), ("5", None, False),
    ],
)  # fmt: skip
def test_how_old_a_weight_may_be_depends_on_the_age(age: str, days: int | None, old: bool) -> None:
    weight = {"0.99": "9"}.get(age, "15" if D(age) < 12 else "40")
    found = result(entry("paracetamol", "100", "1"), patient=a_child(age, weight, days))
    assert missing(found) == ([("a new weight: the one on record is too old", True)] if old else [])


def test_an_old_weight_still_limits() -> None:
    found = result(entry("paracetamol", "300", "5"), patient=a_child("4", "15", 200))
    assert told(found) == [("max-p", "overdose_weight", MAJOR, True)]


def test_a_child_without_what_decides_waits() -> None:
    no_weight = result(entry("paracetamol", "300", "2"), patient=a_child("4", None))
    assert missing(no_weight) == [("weight", True)]
    assert told(result(entry("paracetamol", "999", "5"), patient=a_child("4", None))) == [
        ("max-p", "4995", MAJOR, True)
    ]
    no_rule = result(entry("ibuprofen", "300", "2"), patient=a_child("4", "15"))
    assert missing(no_rule) == [("a maximum for children: none is known here", True)]
    assert told(result(entry("ibuprofen", "800", "4"), patient=a_child("4", "15"))) == [("max-i", "3200", MAJOR, True)]
    assert missing(result(entry("paracetamol", "300", "2"), patient=a_child(None, "15"))) == [("age", False)]
    assert missing(result(entry("ibuprofen", "300", "2"), patient=a_child(None, "15"))) == []


def test_a_limit_by_the_kilogram_alone_is_one() -> None:
    found = result(entry("amoxicillin", "501", "3"), patient=a_child("4", "15"))
    assert told(found) == [("kilo", "overdose_weight", MAJOR, True)]
    assert told(result(entry("amoxicillin", "5000", "3"))) == []


# --- strengths ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paracetamol 3999 mg", []),
        ("paracetamol 4000 mg", [("max-p", "strength_slip", MAJOR, True)]),
        ("paracetamol 10000 mg", [("max-p", "strength_slip", WORST, True)]),
        ("methotrexate 100 mg weekly", [("weekly", "strength_slip", MAJOR, True)]),
        ("paracetamol 4000 mg gel", []),
        ("amoxicillin 99999 mg", []),
    ],
)
def test_a_strength_that_nobody_makes_is_a_slip_of_the_unit(text: str, expected: list[Told]) -> None:
    found = result(MedicineEntry(text))
    assert told(found) == expected
    if expected:
        alert = found.alerts[0]
        assert (alert.mechanism, alert.management) == ("Unit_slip", "Confirm_dose")


def test_a_strength_given_apart_counts_and_a_dose_counts_instead() -> None:
    apart = result(MedicineEntry("paracetamol", strength=mg(4000)))
    assert told(apart) == [("max-p", "strength_slip", MAJOR, True)]
    assert told(result(entry("paracetamol 4000 mg", "500", "2"))) == []
    each = result(MedicineEntry("paracetamol 500 mg"), MedicineEntry("paracetamol 5000 mg"))
    assert [one.medicines for one in each.alerts if one.kind == "dose"] == [("paracetamol 5000 mg",)]


# --- by the week ----------------------------------------------------------------------------------------------

RHYTHM = "how often: it is meant to be taken once a week"


@pytest.mark.parametrize(
    ("text", "times", "expected", "lacks"),
    [
        ("methotrexate", None, [], [(RHYTHM, False)]),
        ("methotrexate", "0.5", [], []),
        ("methotrexate", "0.51", [("weekly", "weekly_daily", WORST, True)], []),
        ("methotrexate weekly", None, [], []),
        ("methotrexate once a week", None, [], []),
        ("methotrexate od", None, [("weekly", "weekly_daily", WORST, True)], []),
        ("methotrexate nocte", None, [("weekly", "weekly_daily", WORST, True)], []),
        ("doxycycline daily", None, [("week-open", "weekly_daily", WORST, True)], []),
    ],
)
def test_what_is_for_the_week(
    text: str, times: str | None, expected: list[Told], lacks: list[tuple[str, bool]]
) -> None:
    found = result(entry(text, None, times))
    assert (told(found), missing(found)) == (expected, lacks)


@pytest.mark.parametrize("word", "daily od bd bid tds tid qds qid qd everyday nocte mane".split())
def test_every_word_of_each_day_stops_a_weekly_medicine(word: str) -> None:
    assert told(result(MedicineEntry(f"methotrexate 10 mg {word}"))) == [("weekly", "weekly_daily", WORST, True)]


def test_a_dose_of_the_week_has_its_own_maximum() -> None:
    assert told(result(entry("methotrexate", "25", "0.14"))) == []
    assert told(result(entry("methotrexate", "25.1", "0.14"))) == [("weekly", "overdose_single", MAJOR, True)]
    assert told(result(entry("doxycycline", "999", "0.14"))) == []


def test_both_faults_of_a_weekly_medicine_are_told() -> None:
    found = result(entry("methotrexate", "30", "1"))
    assert sorted(effect for _, effect, _, _ in told(found)) == ["overdose_single", "weekly_daily"]
    assert NotChecked("dose", "methotrexate", RHYTHM) not in found.not_checked
