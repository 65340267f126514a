"""What every screening keeps to, whatever the medicines."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.screening.conftest import Screen, small_facts
from workstation.domain.screening import (
    Knowledge,
    KnowledgeFault,
    MedicineEntry,
    PatientFacts,
    ScreeningProfile,
    Severity,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import ClassFact, DoseRule, IngredientFact, InteractionRule, Provenance, Side

MEDICINES = [
    "warfarin 5 mg",
    "aspirin",
    "ibuprofen",
    "ibuprofen gel",
    "naproxen",
    "Co-amoxiclav",
    "cefalexin",
    "percocet",
    "Dolo 650",
    "paracetamol 500 mg",
    "clarithromycin",
    "simvastatin",
    "metformin",
    "lisinopril",
    "hydrochlorothiazide",
    "timolol eye drops",
    "salbutamol inhaler",
    "Frobnicol",
]
lists = st.lists(st.sampled_from(MEDICINES), min_size=1, max_size=8)


def profile(*texts: str, **changes: object) -> ScreeningProfile:
    plain = ScreeningProfile("p", medicines=tuple(MedicineEntry(text) for text in texts))
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def test_an_unknown_medicine_is_not_screened(screened: Screen) -> None:
    result = screened("Frobnicol 5 mg")
    assert [(m.text, m.unknown) for m in result.not_screened] == [("Frobnicol 5 mg", ("frobnicol",))]
    assert not result.clean


def test_a_near_miss_is_offered_and_not_used(screened: Screen) -> None:
    result = screened("Warfrin 5 mg", "aspirin")
    assert [m.suggestion for m in result.not_screened] == ["warfarin"]
    assert result.alerts == ()


def test_a_word_unlike_any_name_brings_no_suggestion(screened: Screen) -> None:
    assert [m.suggestion for m in screened("Frobnicol 5 mg").not_screened] == [""]


def test_a_medicine_known_in_part_is_screened_and_reported(screened: Screen) -> None:
    result = screened("Telma AM", "metformin")
    assert [m.text for m in result.not_screened] == ["Telma AM"]
    assert [a.rule for a in result.alerts] == ["loud"]


def test_a_clean_profile_is_clean(screened: Screen) -> None:
    result = screened("amoxicillin", allergies=("no known allergies",))
    assert result.clean
    assert result.edition == "test"


def test_a_result_is_reviewed_only_when_every_fact_of_its_knowledge_is(knowledge: Knowledge) -> None:
    assert knowledge.unreviewed
    assert not screen(profile("amoxicillin"), knowledge).reviewed
    assert screen(profile("amoxicillin"), replace(knowledge, unreviewed=0)).reviewed


def test_unknown_lists_are_never_taken_for_empty_ones(knowledge: Knowledge) -> None:
    told = {(item.kind, item.subject) for item in screen(profile("amoxicillin"), knowledge).not_checked}
    assert told == {("allergy", "allergies"), ("condition", "conditions"), ("interaction", "current medicines")}


def test_an_empty_profile_says_that_nothing_was_screened(screened: Screen) -> None:
    assert [item.kind for item in screened().not_checked] == ["medicines"]


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        (PatientFacts(age_years=Decimal(-1)), "age_years"),
        (PatientFacts(age_years=Decimal(400)), "age_years"),
        (PatientFacts(weight_kg=Decimal(0)), "weight_kg"),
        (PatientFacts(weight_kg=Decimal(7000)), "weight_kg"),
        (PatientFacts(egfr=Decimal(-3)), "egfr"),
        (PatientFacts(egfr=Decimal("NaN")), "egfr"),
    ],
)
def test_a_value_that_cannot_be_is_taken_as_unknown(knowledge: Knowledge, facts: PatientFacts, subject: str) -> None:
    result = screen(profile("amoxicillin", patient=facts), knowledge)
    assert ("patient", subject) in {(item.kind, item.subject) for item in result.not_checked}


def test_a_pregnant_man_is_asked_about(knowledge: Knowledge) -> None:
    facts = PatientFacts(sex="male", pregnant=True)
    result = screen(profile("methotrexate", patient=facts), knowledge)
    assert "preg-mtx" in {alert.rule for alert in result.alerts}
    assert "pregnancy" in {item.kind for item in result.not_checked}


def test_the_worst_alert_comes_first(screened: Screen) -> None:
    alerts = screened("warfarin", "aspirin", "clarithromycin", "simvastatin", "Dolo 650", "warfarin 3 mg").alerts
    assert [a.severity for a in alerts] == sorted((a.severity for a in alerts), reverse=True)
    assert alerts[0].severity is Severity.CONTRAINDICATED


@given(lists)
def test_the_order_of_the_medicines_decides_nothing(texts: list[str]) -> None:
    knowledge = compile_knowledge(small_facts())
    there, back = (
        {replace(a, medicines=()) for a in screen(profile(*order), knowledge).alerts} for order in (texts, texts[::-1])
    )
    assert there == back


@given(lists, st.sampled_from(MEDICINES))
def test_one_more_medicine_never_takes_an_alert_away(texts: list[str], more: str) -> None:
    knowledge = compile_knowledge(small_facts())
    before = screen(profile(*texts), knowledge)
    after = screen(profile(*texts, more), knowledge)
    assert {a.rule for a in before.alerts} <= {a.rule for a in after.alerts}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dolo 650", "Acetaminophen 650 mg"),
        ("co-amoxiclav", "amoxicillin trihydrate + clavulanate"),
        ("percocet", "codeine/paracetamol"),
    ],
)
def test_brand_generic_and_salt_are_the_same(screened: Screen, one: str, other: str) -> None:
    partners = ("warfarin", "naproxen", "diazepam")
    allergies = ("penicillin", "acetaminophen")
    said = [
        {(a.rule, a.severity, a.subjects) for a in screened(name, *partners, allergies=allergies).alerts}
        for name in (one, other)
    ]
    assert said[0] == said[1]
    assert said[0]


def test_a_fact_that_points_nowhere_stops_the_knowledge() -> None:
    facts = small_facts()
    stray = InteractionRule(
        "stray", Side("nothing"), Side("warfarin"), Severity.MAJOR, facts.interactions[0].words, Provenance()
    )
    with pytest.raises(KnowledgeFault, match="stray: unknown ingredient or class: nothing"):
        compile_knowledge(replace(facts, interactions=[stray]))


def test_a_citation_that_is_not_listed_stops_the_knowledge() -> None:
    facts = small_facts()
    dose = DoseRule("d", "warfarin", "mg", None, Decimal(1), None, False, Provenance("nowhere"))
    with pytest.raises(KnowledgeFault, match="unknown source: nowhere"):
        compile_knowledge(replace(facts, doses=[dose]))


def test_classes_that_contain_each_other_are_refused() -> None:
    facts = small_facts()
    ring = [ClassFact("x", "x", ("y",)), ClassFact("y", "y", ("x",))]
    member = IngredientFact("ringed", (), ("x",))
    with pytest.raises(KnowledgeFault, match="contain each other"):
        compile_knowledge(replace(facts, classes=[*facts.classes, *ring], ingredients=[*facts.ingredients, member]))


def test_a_name_for_both_an_ingredient_and_a_class_is_refused() -> None:
    facts = small_facts()
    with pytest.raises(KnowledgeFault, match="both an ingredient and a class: warfarin"):
        compile_knowledge(replace(facts, classes=[*facts.classes, ClassFact("warfarin", "w")]))
