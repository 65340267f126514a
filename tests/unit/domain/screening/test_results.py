"""What an answer holds besides its alerts: order, sentences, suggestions, warnings, sources, and what is counted."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.domain.screening.conftest import OPEN, REVIEWED, WORDS, small_facts
from workstation.domain.screening import (
    CURRENT_UNKNOWN,
    KnowledgeFault,
    MedicineEntry,
    NotChecked,
    NotScreened,
    PatientFacts,
    Screened,
    ScreeningProfile,
    ScreeningResult,
    Severity,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import (
    AdditiveRule,
    ClassFact,
    CodedWords,
    CounselRule,
    DoseRule,
    IngredientFact,
    InteractionRule,
    PatientRule,
    Provenance,
    Side,
)
from workstation.domain.screening.words import Templates, sentences

BASE = small_facts()
KNOWLEDGE = compile_knowledge(BASE)


def result(*medicines: str, **changes: object) -> ScreeningResult:
    """Screens texts for nobody in particular."""
    entries = tuple(map(MedicineEntry, medicines))
    given = {"current": (), "allergies": (), "conditions": (), "medicines": entries, **changes}
    return screen(ScreeningProfile("p", **given), KNOWLEDGE)  # type: ignore[arg-type]  # by name


def test_the_worst_comes_first_and_then_kind_and_name() -> None:
    found = result("clarithromycin", "simvastatin", "warfarin", "ibuprofen", "naproxen", "metformin", "telmisartan")
    order = [(-one.severity, one.kind, one.subjects, one.rule) for one in found.alerts]
    assert order == sorted(order)
    assert [one.severity for one in found.alerts][0] is Severity.CONTRAINDICATED  # noqa: RUF015  # the list is the point
    assert len(found.alerts) == len(set(found.alerts))


def test_what_was_understood_and_what_was_not() -> None:
    found = result("Telma AM", "Xyzzin 5", "metformin")
    assert found.screened == (Screened("Telma AM", ("telmisartan",)), Screened("metformin", ("metformin",)))
    assert found.not_screened == (NotScreened("Telma AM", ("am",)), NotScreened("Xyzzin 5", ("xyzzin",)))
    assert (found.id, found.edition, found.reviewed, found.clean) == ("p", "test", False, False)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("metfornin", "metformin"), ("Metformim 500", "metformin"), ("xetformin", ""), ("metf", ""), ("telmo", ""),
        ("zz metfornin", "metformin"), ("paracetamole", "paracetamol"), ("warfxxxn", ""),
    ],
)  # fmt: skip
def test_a_name_spelt_nearly_so_is_offered(text: str, suggestion: str) -> None:
    (found,) = result(text).not_screened
    assert found.suggestion == suggestion


def test_signs_alone_are_an_unknown_medicine() -> None:
    assert result("5 mg").not_screened == (NotScreened("5 mg", ("5", "mg")),)
    assert result("()").not_screened == (NotScreened("()", ()),)


def test_what_is_missing_of_the_whole_profile_is_said_once() -> None:
    nothing = result()
    assert nothing.not_checked == (NotChecked("medicines", "medicines", "no medicine was given"),)
    assert (
        NotChecked("medicines", "medicines", "no medicine was given")
        not in result(current=(MedicineEntry("metformin"),)).not_checked
    )
    said = (CURRENT_UNKNOWN.kind, CURRENT_UNKNOWN.subject, CURRENT_UNKNOWN.missing, CURRENT_UNKNOWN.interrupts)
    assert said == ("interaction", "current medicines", "current medicines unknown", False)
    unknown = result("metformin", current=None, allergies=None, conditions=None, has_patient=False)
    assert CURRENT_UNKNOWN in unknown.not_checked
    assert NotChecked("patient", "patient", "no patient was given") in unknown.not_checked
    assert NotChecked("allergy", "allergies", "allergy status unknown") in unknown.not_checked
    assert NotChecked("condition", "conditions", "conditions unknown") in unknown.not_checked
    assert len(unknown.not_checked) == len(set(unknown.not_checked))


def test_warnings_about_the_knowledge_stand_in_what_was_not_checked() -> None:
    warned = compile_knowledge(replace(BASE, warnings=("old",)))
    found = screen(ScreeningProfile("p", medicines=(MedicineEntry("metformin"),)), warned)
    assert (found.warnings, found.clean) == (("old",), False)
    assert NotChecked("knowledge", "test", "old") in found.not_checked


@pytest.mark.parametrize(
    ("condition", "said"),
    [("Asthma", []), ("Sprain", []), ("Frobnosis", [NotChecked("condition", "Frobnosis", "not recognised")]),
     ("family history of frobnosis", []), ("no asthma", [])],
)  # fmt: skip
def test_a_condition_that_nobody_knows_is_said(condition: str, said: list[NotChecked]) -> None:
    found = result("metformin", conditions=(condition,))
    assert [one for one in found.not_checked if one.kind == "condition"] == said


def test_the_words_of_the_first_condition_that_means_it_are_named() -> None:
    found = result("propranolol", conditions=("mild Bronchial Asthma", "asthma"))
    (alert,) = found.alerts
    assert alert.subjects == ("propranolol", "mild Bronchial Asthma")


AGES = [("11.99", ["age-codeine"]), ("12", []), ("40", [])]


@pytest.mark.parametrize(("age", "expected"), AGES)
def test_an_age_below_a_limit(age: str, expected: list[str]) -> None:
    patient = PatientFacts(age_years=Decimal(age), sex="male")
    assert [one.rule for one in result("codeine", patient=patient).alerts] == expected


@pytest.mark.parametrize(("age", "expected"), [("64.99", []), ("65", ["age-diazepam"]), ("100", ["age-diazepam"])])
def test_an_age_from_a_limit_on(age: str, expected: list[str]) -> None:
    patient = PatientFacts(age_years=Decimal(age), sex="male")
    assert [one.rule for one in result("diazepam", patient=patient).alerts] == expected


def test_an_unknown_age_is_missing_for_children_and_not_for_old_people() -> None:
    assert NotChecked("age", "codeine", "age") in result("codeine").not_checked
    assert [one for one in result("diazepam").not_checked if one.kind == "age"] == []


@pytest.mark.parametrize(
    ("sex", "age", "asked"),
    [
        ("female", "30", True), ("male", "30", False), (None, "30", True), ("female", "11.99", False),
        ("female", "12", True),
        ("female", "55", True), ("female", "55.01", False), ("female", None, True),
    ],
)  # fmt: skip
def test_who_is_asked_about_a_pregnancy(sex: str | None, age: str | None, asked: bool) -> None:
    patient = PatientFacts(age_years=Decimal(age) if age else None, sex=sex)
    found = result("methotrexate", patient=patient)
    assert (NotChecked("pregnancy", "methotrexate", "pregnancy status") in found.not_checked) is asked
    assert "preg-mtx" not in [one.rule for one in found.alerts]


@pytest.mark.parametrize(("pregnant", "told"), [(True, True), (False, False)])
def test_a_pregnancy_that_is_known_decides(pregnant: bool, told: bool) -> None:
    found = result("methotrexate", patient=PatientFacts(age_years=Decimal(30), sex="female", pregnant=pregnant))
    assert ("preg-mtx" in [one.rule for one in found.alerts]) is told
    assert [one for one in found.not_checked if one.kind == "pregnancy"] == []


@pytest.mark.parametrize(("feeding", "told"), [(True, ["milk-codeine"]), (False, []), (None, [])])
def test_milk_is_told_where_it_is_known(feeding: bool | None, told: list[str]) -> None:
    patient = PatientFacts(age_years=Decimal(30), sex="female", breastfeeding=feeding)
    assert [one.rule for one in result("codeine", patient=patient).alerts] == told


def test_a_limit_is_said_in_the_sentence() -> None:
    knowledge = compile_knowledge(
        replace(
            BASE,
            templates=replace(BASE.templates, effect={"harm": "{b} {limit} {a}"}),
            patient_rules=[
                PatientRule("below", "age", Side("codeine"), Severity.MAJOR, WORDS, OPEN, below=Decimal(12)),
                PatientRule("from", "age", Side("diazepam"), Severity.MAJOR, WORDS, OPEN, from_=Decimal("65.0")),
                PatientRule("egfr", "renal", Side("metformin"), Severity.MAJOR, WORDS, OPEN, below=Decimal(30)),
                PatientRule("asthma", "condition", Side("timolol"), Severity.MAJOR, WORDS, OPEN, "asthma"),
            ],
        )
    )

    def effect(medicine: str, age: str, egfr: str, *conditions: str) -> str:
        patient = PatientFacts(age_years=Decimal(age), sex="male", egfr=Decimal(egfr))
        profile = ScreeningProfile("p", patient, (MedicineEntry(medicine),), (), (), conditions)
        return next(one.effect for one in screen(profile, knowledge).alerts)

    assert effect("codeine", "4", "90") == "Codeine below 12 years "
    assert effect("diazepam", "70", "90") == "Diazepam from 65 years "
    assert effect("metformin", "70", "29.9") == "Metformin 30 "
    assert effect("timolol", "70", "90", "bronchial asthma") == "Timolol  asthma"


def test_sentences_are_filled_and_an_empty_gap_stays_to_be_seen() -> None:
    templates = Templates({"e": "{b} meets {n}"}, {"m": "because of {missing}"}, {})
    coded = CodedWords("e", "m", "free text", {"n": "5", "b": "lost"})
    assert sentences(coded, templates, b="warfarin") == ("Warfarin meets 5", "Because of {missing}", "Free text")


# --- knowledge that contradicts itself ------------------------------------------------------------------------

WARFARIN = Side("warfarin")
SIDES = [Side("unicorn"), Side("warfarin", frozenset({"unicorn"}))]


@pytest.mark.parametrize(
    "broken",
    [
        *({"interactions": [InteractionRule("r", one, WARFARIN, Severity.MAJOR, WORDS, OPEN)]} for one in SIDES),
        *({"interactions": [InteractionRule("r", WARFARIN, one, Severity.MAJOR, WORDS, OPEN)]} for one in SIDES),
        *({"patient_rules": [PatientRule("r", "renal", side, Severity.MAJOR, WORDS, OPEN)]} for side in SIDES),
        {"additive": [AdditiveRule("r", ("unicorn",), 2, (), Severity.MAJOR, WORDS, OPEN)]},
        {"additive": [AdditiveRule("r", (), 0, ("unicorn",), Severity.MAJOR, WORDS, OPEN)]},
        {"doses": [DoseRule("r", "unicorn", "mg", None, None, None, False, OPEN)]},
        {"counsel": [CounselRule("r", "unicorn", "sun", "x", OPEN)]},
        {"counsel": [CounselRule("r", "warfarin", "sun", "x", Provenance("unicorn"))]},
        {"ingredients": [*BASE.ingredients, IngredientFact("new", (), ("unicorn",))]},
        {"combinations": [("both", ("warfarin", "unicorn"))]},
        {"world_names": {"brand": "warfarin+unicorn"}},
        {"classes": [*BASE.classes, ClassFact("unicorn", "u", ("unicorn",))], "ingredients": [
            *BASE.ingredients, IngredientFact("new", (), ("unicorn",))]},
    ],
)  # fmt: skip
def test_whatever_points_nowhere_is_named(broken: dict[str, object]) -> None:
    with pytest.raises(KnowledgeFault, match="unicorn"):
        compile_knowledge(replace(BASE, **broken))  # type: ignore[arg-type]  # by name


def test_facts_are_counted_and_those_that_nobody_reviewed() -> None:
    counted = replace(
        BASE, interactions=[
            InteractionRule("a", Side("warfarin"), Side("aspirin"), Severity.MAJOR, WORDS, REVIEWED),
            InteractionRule("b", Side("warfarin"), Side("codeine"), Severity.MAJOR, WORDS, OPEN),
        ], allergy_groups=(), patient_rules=(), additive=(), doses=(),
        counsel=[CounselRule("c", "codeine", "sun", "x", OPEN)],
    )  # fmt: skip
    knowledge = compile_knowledge(counted)
    assert (knowledge.facts, knowledge.unreviewed) == (3, 2)
    assert compile_knowledge(replace(counted, date="2026-11-01")).date == "2026-11-01"


def test_what_nobody_said_of_a_medicine_or_a_patient_is_nothing() -> None:
    entry = MedicineEntry("x")
    assert (entry.form, entry.route, entry.as_needed, entry.dose, entry.days_left) == ("", "", False, None, None)
    profile = ScreeningProfile("p")
    assert (profile.medicines, profile.current, profile.allergies, profile.conditions) == ((), None, None, None)
    assert (profile.has_patient, profile.patient) == (True, PatientFacts())
    assert (NotChecked("a", "b", "c").interrupts, NotScreened("x").suggestion, NotScreened("x").unknown) == (
        False,
        "",
        (),
    )
    empty = ScreeningResult("p", (), (), (), (), "e")
    assert (empty.clean, empty.reviewed, empty.counselling, empty.warnings) == (True, False, (), ())
