"""Of several rules with one cause the worst is told, once: a liver, kidneys."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.domain.screening.conftest import OPEN, WORDS, small_facts
from workstation.domain.screening import (
    AlertKind,
    MedicineEntry,
    PatientFacts,
    ScreeningProfile,
    Severity,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import ConditionFact, PatientRule, Side

MODERATE, MAJOR, WORST = Severity.MODERATE, Severity.MAJOR, Severity.CONTRAINDICATED


def a_rule(condition: str, severity: Severity) -> PatientRule:
    """Metformin and a condition."""
    return PatientRule(f"{condition}--m", "condition", Side("metformin"), severity, WORDS, OPEN, condition)


BASE = small_facts()
KNOWLEDGE = compile_knowledge(
    replace(
        BASE,
        conditions=[
            *BASE.conditions,
            ConditionFact("hepatic_impairment", "liver disease", ("liver disease", "cirrhosis")),
            ConditionFact("severe_hepatic_impairment", "severe liver disease", ("severe liver disease",)),
            ConditionFact("renal_impairment", "kidney disease", ("kidney disease",)),
            ConditionFact("severe_renal_impairment", "severe kidney disease", ("dialysis",)),
        ],
        patient_rules=[
            *BASE.patient_rules,
            a_rule("hepatic_impairment", MODERATE),
            a_rule("severe_hepatic_impairment", WORST),
            a_rule("renal_impairment", MODERATE),
            a_rule("severe_renal_impairment", MAJOR),
            PatientRule("asthma--m", "condition", Side("metformin"), MODERATE, WORDS, OPEN, "asthma"),
        ],
    )
)


def told(egfr: int | None, *conditions: str, hepatic: str | None = None) -> list[tuple[str, AlertKind]]:
    """Rules and kinds of the alerts, by rule."""
    number = Decimal(egfr) if egfr is not None else None
    patient = PatientFacts(age_years=Decimal(40), sex="male", egfr=number, hepatic=hepatic)
    profile = ScreeningProfile("p", patient, (MedicineEntry("metformin"),), (), (), conditions)
    return sorted((one.rule, one.kind) for one in screen(profile, KNOWLEDGE).alerts)


@pytest.mark.parametrize(
    ("conditions", "hepatic", "expected"),
    [
        ((), "severe", ("severe_hepatic_impairment--m", AlertKind.HEPATIC)),
        ((), "mild", ("hepatic_impairment--m", AlertKind.HEPATIC)),
        (("severe liver disease", "cirrhosis"), None, ("severe_hepatic_impairment--m", AlertKind.CONDITION)),
        (("cirrhosis",), "severe", ("severe_hepatic_impairment--m", AlertKind.HEPATIC)),
        (("cirrhosis",), None, ("hepatic_impairment--m", AlertKind.CONDITION)),
    ],
)
def test_a_liver_alerts_once_and_by_its_worst_rule(
    conditions: tuple[str, ...], hepatic: str | None, expected: tuple[str, AlertKind]
) -> None:
    assert told(90, *conditions, hepatic=hepatic) == [expected]


@pytest.mark.parametrize(
    ("egfr", "conditions", "expected"),
    [
        (20, ("kidney disease", "dialysis"), ("egfr-30", AlertKind.RENAL)),
        (20, ("kidney disease",), ("egfr-30", AlertKind.RENAL)),
        (40, ("dialysis",), ("severe_renal_impairment--m", AlertKind.CONDITION)),
        (40, ("kidney disease",), ("egfr-45", AlertKind.RENAL)),
        (50, ("kidney disease",), ("renal_impairment--m", AlertKind.CONDITION)),
        (None, ("kidney disease",), ("renal_impairment--m", AlertKind.CONDITION)),
    ],
)
def test_kidneys_alert_once_and_of_equals_the_rule_that_names_the_egfr(
    egfr: int | None, conditions: tuple[str, ...], expected: tuple[str, AlertKind]
) -> None:
    assert told(egfr, *conditions) == [expected]


def test_a_liver_kidneys_and_another_condition_are_three_causes() -> None:
    assert [rule for rule, _ in told(40, "cirrhosis", "kidney disease", "asthma")] == [
        "asthma--m", "egfr-45", "hepatic_impairment--m",
    ]  # fmt: skip
