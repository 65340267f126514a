"""The course and the advice: how long, how much, how soon again, and what to tell with it, to the step."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.domain.screening.conftest import OPEN, REVIEWED, small_facts
from workstation.domain.quantity import Quantity
from workstation.domain.screening import (
    Alert,
    MedicineEntry,
    ScreeningProfile,
    ScreeningResult,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import CounselRule, DoseRule
from workstation.domain.screening.model import Counsel

D = Decimal
BASE = small_facts()
KNOWLEDGE = compile_knowledge(
    replace(
        BASE,
        doses=[
            DoseRule("course", "diazepam", "mg", None, None, None, False, OPEN, max_days=D(14)),
            DoseRule("open", "codeine", "mg", None, None, None, False, OPEN),
        ],
        counsel=[
            CounselRule("own", "codeine", "alcohol", "none_at_all", REVIEWED),
            CounselRule("class", "opioids", "alcohol", "little", OPEN),
            CounselRule("drive", "sedatives", "driving", "no_driving", OPEN),
        ],
        templates=replace(BASE.templates, counselling={"none_at_all": "No alcohol."}),
    )
)


def result(*medicines: MedicineEntry, current: tuple[MedicineEntry, ...] = ()) -> ScreeningResult:
    """Screens for nobody in particular."""
    return screen(ScreeningProfile("p", medicines=medicines, current=current, allergies=(), conditions=()), KNOWLEDGE)


def told(found: ScreeningResult, *kinds: str) -> list[Alert]:
    """The alerts of these kinds."""
    return [one for one in found.alerts if one.kind in kinds]


@pytest.mark.parametrize(("days", "told_of"), [("14", 0), ("14.5", 1), ("15", 1), (None, 0)])
def test_a_course_is_too_long_from_the_day_after_its_limit(days: str | None, told_of: int) -> None:
    given = MedicineEntry("diazepam 5 mg", duration_days=D(days) if days else None)
    found = told(result(given), "duration")
    assert len(found) == told_of
    assert told(result(current=(given,)), "duration") == []
    for alert in found:
        assert (alert.rule, alert.severity.word, alert.interrupts, alert.subjects) == (
            "course",
            "moderate",
            False,
            ("diazepam",),
        )
        assert (alert.effect, alert.mechanism, alert.management) == ("Too_long", "Longest_course", "Confirm_duration")


def test_a_course_without_a_limit_or_on_the_skin_is_never_too_long() -> None:
    assert told(result(MedicineEntry("codeine", duration_days=D(999))), "duration") == []
    assert told(result(MedicineEntry("diazepam gel", duration_days=D(999))), "duration") == []
    assert told(result(MedicineEntry("metformin", duration_days=D(999))), "duration") == []


def a_course(supplied: str, unit: str = "tablet", dose_unit: str = "tablet", **changes: object) -> MedicineEntry:
    """Two tablets twice a day for ten days: 40."""
    given: dict[str, object] = {
        "dose": Quantity(D(2), dose_unit), "times_per_day": D(2), "duration_days": D(10),
        "quantity": Quantity(D(supplied), unit), **changes,
    }  # fmt: skip
    return MedicineEntry("metformin", **given)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("quantity", "differs"),
    [("40", False), ("50", False), ("50.1", True), ("30", False), ("29.9", True), ("400", True)],
)
def test_a_quantity_differs_by_more_than_a_quarter(quantity: str, differs: bool) -> None:
    found = told(result(a_course(quantity)), "quantity")
    assert len(found) == differs
    for alert in found:
        assert (alert.rule, alert.subjects, alert.severity.word) == ("quantity--course", ("metformin",), "moderate")
        codes = ("Quantity_mismatch", "Directions_count", "Confirm_quantity")
        assert (alert.effect, alert.mechanism, alert.management) == codes


@pytest.mark.parametrize("lacking", ["quantity", "dose", "times_per_day", "duration_days"])
def test_what_is_not_known_is_no_mismatch(lacking: str) -> None:
    assert told(result(replace(a_course("400"), **{lacking: None})), "quantity") == []  # type: ignore[arg-type]  # by name


def test_a_quantity_in_another_unit_is_not_compared_and_braces_are_no_unit() -> None:
    assert told(result(a_course("400", unit="mL")), "quantity") == []
    assert len(told(result(a_course("400", unit="{tablet}")), "quantity")) == 1
    assert len(told(result(a_course("400", dose_unit="{tablet}")), "quantity")) == 1
    assert told(result(current=(a_course("400"),)), "quantity") == []


@pytest.mark.parametrize(("days", "early"), [(None, False), (0, False), (7, False), (8, True)])
def test_a_supply_is_early_while_the_last_one_lasts_more_than_a_week(days: int | None, early: bool) -> None:
    given = MedicineEntry("metformin", days_left=days)
    found = told(result(given), "refill")
    assert len(found) == early
    assert told(result(current=(given,)), "refill") == []
    for alert in found:
        assert (alert.rule, alert.subjects, alert.effect) == ("refill--early", ("metformin",), "Early_refill")
        assert (alert.mechanism, alert.management) == ("Last_supply", "Confirm_refill")


def test_two_ingredients_are_named_together() -> None:
    (alert,) = told(result(MedicineEntry("telma h", days_left=9)), "refill")
    assert alert.subjects == ("telmisartan", "hydrochlorothiazide")


def test_advice_is_that_of_the_ingredient_before_that_of_its_class() -> None:
    assert result(MedicineEntry("codeine")).counselling == (
        Counsel("codeine", "alcohol", "No alcohol.", "book", True),
        Counsel("codeine", "driving", "no_driving", "unverified", False),
    )
    assert result(MedicineEntry("morphine")).counselling[0].advice == "little"


def test_advice_is_given_with_what_is_prescribed_now_and_swallowed() -> None:
    assert result(MedicineEntry("codeine gel")).counselling == ()
    assert result(MedicineEntry("metformin"), current=(MedicineEntry("codeine"),)).counselling == ()
    both = result(MedicineEntry("codeine gel"), MedicineEntry("morphine"), current=(MedicineEntry("codeine"),))
    assert [one.ingredient for one in both.counselling] == ["morphine", "morphine"]
