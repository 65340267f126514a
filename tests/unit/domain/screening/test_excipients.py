"""Excipients: known of a few medicines; of all others it is said that they are not, none is taken for free of one."""

from dataclasses import replace

import pytest

from tests.unit.domain.screening.conftest import OPEN, REVIEWED, small_facts
from workstation.domain.screening import (
    Alert,
    AlertKind,
    KnowledgeFault,
    MedicineEntry,
    NotChecked,
    ScreeningProfile,
    ScreeningResult,
    Severity,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import AllergyGroup, ExcipientFact, ExcipientRule, Provenance
from workstation.domain.screening.knowledge import Source

MAJOR, WORST, MODERATE = Severity.MAJOR, Severity.CONTRAINDICATED, Severity.MODERATE
FACTS = (
    ExcipientFact("soya", "soya oil", ("soya", "soya oil", "peanut"), (), "any", MAJOR, OPEN),
    ExcipientFact("lactose", "lactose", ("lactose",), ("lactose intolerance",), "", MODERATE, OPEN),
    ExcipientFact("ethanol", "ethanol", ("alcohol",), (), "any", MODERATE, OPEN),
)


def a_rule(of: str, excipient: str, *forms: str, **changes: object) -> ExcipientRule:
    """All products of an ingredient contain it."""
    default = ExcipientRule(f"excipient--{of}--{excipient}", of, frozenset(forms), excipient, True, None, "", REVIEWED)
    return replace(default, **changes)  # type: ignore[arg-type]  # fields by name


RULES = (
    a_rule("diazepam", "soya", severity=WORST),
    a_rule("diazepam", "ethanol", always=False),
    a_rule("naproxen", "soya", "capsule", always=False, management="go_on"),
    a_rule("ibuprofen", "soya"),
    a_rule("ibuprofen", "lactose", severity=MODERATE),
)
BASE = small_facts()
KNOWLEDGE = compile_knowledge(
    replace(
        BASE,
        excipients=FACTS,
        excipient_rules=RULES,
        allergy_groups=[
            *BASE.allergy_groups,
            AllergyGroup("peanuts", "peanuts", ("peanut",), ("ibuprofen", "codeine"), MODERATE, (), OPEN),
            AllergyGroup("grave", "grave", ("soya oil",), ("naproxen",), WORST, (), OPEN),
        ],
        vocabulary=replace(BASE.vocabulary, ignorable=BASE.vocabulary.ignorable | {"capsule"}),
    )
)


def result(*medicines: str | MedicineEntry, allergies: tuple[str, ...] = (), **changes: object) -> ScreeningResult:
    """Screens for somebody with these allergies."""
    given = {"current": (), "conditions": (), "allergies": allergies, **changes}
    entries = tuple(one if isinstance(one, MedicineEntry) else MedicineEntry(one) for one in medicines)
    return screen(ScreeningProfile("p", medicines=entries, **given), KNOWLEDGE)  # type: ignore[arg-type]  # fields by name


def told(found: ScreeningResult) -> list[tuple[str, Severity]]:
    """Rules and severities of the alerts about excipients."""
    return [(one.rule, one.severity) for one in found.alerts if one.rule.startswith("excipient")]


def unknown(found: ScreeningResult) -> list[tuple[str, str]]:
    """Medicines of which the excipients were not checked, with what is on record."""
    return [(one.subject, one.missing) for one in found.not_checked if one.kind == "excipient"]


def alert_of(found: ScreeningResult) -> Alert:
    """The one alert."""
    (alert,) = found.alerts
    return alert


NOT_KNOWN = "its excipients are not known here, and {} is on record"


def test_an_excipient_that_is_known_alerts_and_names_itself() -> None:
    alert = alert_of(result("diazepam", allergies=("severe allergy to peanuts",)))
    assert (alert.rule, alert.kind, alert.severity, alert.interrupts) == (
        "excipient--diazepam--soya", AlertKind.ALLERGY, WORST, True,
    )  # fmt: skip
    assert alert.subjects == ("diazepam", "severe allergy to peanuts")
    assert (alert.effect, alert.mechanism, alert.management) == ("Excipient_in", "Excipient", "Excipient_leaflet")
    assert (alert.source, alert.reviewed, alert.medicines) == ("book", True, ("diazepam",))


def test_the_sentence_names_the_excipient_the_medicine_and_the_record() -> None:
    said = {"excipient_in": "{b} contains {excipient}: {a}"}
    knowledge = compile_knowledge(
        replace(BASE, excipients=FACTS, excipient_rules=RULES, templates=replace(BASE.templates, effect=said))
    )
    profile = ScreeningProfile("p", medicines=(MedicineEntry("diazepam"),), current=(), allergies=("soya",))
    assert alert_of(screen(profile, knowledge)).effect == "Diazepam contains soya oil: soya"


def test_what_only_some_products_contain_is_said_so_and_a_rule_may_say_what_to_do() -> None:
    alert = alert_of(result("naproxen 500 capsule", allergies=("peanut",)))
    assert (alert.effect, alert.management, alert.severity) == ("Excipient_may_be_in", "Go_on", MAJOR)


@pytest.mark.parametrize("medicine", ["metformin 500", "naproxen 500 mg", MedicineEntry("metformin", form="capsule")])
def test_a_medicine_of_which_nothing_is_known_is_never_clean(medicine: str | MedicineEntry) -> None:
    found = result(medicine, allergies=("soya",))
    text = medicine if isinstance(medicine, str) else medicine.text
    assert unknown(found) == [(text, NOT_KNOWN.format("soya"))]
    assert not found.clean
    assert not any(one.interrupts for one in found.not_checked)


def test_a_form_that_is_given_apart_counts() -> None:
    assert told(result(MedicineEntry("naproxen", form="capsule"), allergies=("soya",))) == [
        ("excipient--naproxen--soya", MAJOR)
    ]


def test_each_medicine_is_told_of_or_not_checked() -> None:
    found = result("diazepam", "metformin", "naproxen tablet", "ibuprofen", allergies=("peanut",))
    assert {rule for rule, _ in told(found)} == {"excipient--diazepam--soya", "excipient--ibuprofen--soya"}
    assert [subject for subject, _ in unknown(found)] == ["metformin", "naproxen tablet"]


def test_two_medicines_of_one_ingredient_are_one_alert() -> None:
    alert = next(
        one for one in result("ibuprofen 200", "ibuprofen 400", allergies=("lactose",)).alerts if one.subjects[1:]
    )
    assert alert.medicines == ("ibuprofen 200", "ibuprofen 400")


def test_without_such_a_word_on_record_nothing_is_said() -> None:
    found = result("metformin", "diazepam", allergies=("penicillin",))
    assert (told(found), unknown(found)) == ([], [])
    assert unknown(result("metformin", allergies=("NKDA",))) == []
    assert unknown(result("metformin", allergies=None)) == []  # type: ignore[arg-type]  # nobody knows


def test_what_matters_by_mouth_only_is_not_asked_of_an_eye_drop() -> None:
    assert unknown(result("timolol eye drops", allergies=("lactose",))) == []
    assert unknown(result("timolol eye drops", allergies=("soya",))) == [
        ("timolol eye drops", NOT_KNOWN.format("soya"))
    ]
    assert unknown(result("salbutamol inhaler", allergies=("lactose",))) != []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Lactose intolerance (finding)", [("metformin", NOT_KNOWN.format("Lactose intolerance (finding)"))]),
        ("Allergy to soya", [("metformin", NOT_KNOWN.format("Allergy to soya"))]),
        ("Alcohol dependence", []),
        ("Lactose in stool", []),
        ("Family history of lactose intolerance", []),
    ],
)
def test_a_disease_forbids_its_excipient_and_other_words_of_a_condition_do_not(
    condition: str, expected: list[tuple[str, str]]
) -> None:
    assert unknown(result("metformin", conditions=(condition,))) == expected


def test_an_alert_about_a_disease_is_of_its_own_kind() -> None:
    alert = next(one for one in result("ibuprofen", conditions=("lactose intolerance",)).alerts if one.subjects[1:])
    assert (alert.kind, alert.severity) == (AlertKind.CONDITION, MODERATE)


def test_the_worst_of_several_excipients_is_told_and_both_words_count() -> None:
    both = result("ibuprofen", allergies=("lactose and peanut",))
    assert told(both) == [("excipient--ibuprofen--soya", MAJOR)]


def test_of_a_group_that_says_the_same_the_graver_one_is_told_once() -> None:
    milder = result("ibuprofen", allergies=("peanut",))
    assert [one.rule for one in milder.alerts] == ["excipient--ibuprofen--soya"]
    graver = result("naproxen capsule", allergies=("soya oil",))
    assert [one.rule for one in graver.alerts] == ["allergy--grave"]
    only_group = result("codeine", allergies=("peanut",))
    assert [one.rule for one in only_group.alerts] == ["allergy--peanuts"]


def test_an_allergy_to_an_excipient_is_recognised() -> None:
    found = result("metformin", allergies=("lactose",))
    assert [one for one in found.not_checked if one.kind == "allergy"] == []
    assert NotChecked("allergy", "unicorn", "not recognised") in result("metformin", allergies=("unicorn",)).not_checked


@pytest.mark.parametrize(
    "broken",
    [
        {"excipient_rules": (a_rule("diazepam", "sugar"),)},
        {"excipient_rules": (a_rule("unicorn", "soya"),)},
        {"excipient_rules": (a_rule("diazepam", "soya", provenance=Provenance("hearsay")),)},
        {"excipients": (replace(FACTS[0], provenance=Provenance("hearsay")),)},
    ],
    ids=["excipient", "ingredient", "source of a rule", "source of an excipient"],
)
def test_a_fact_about_excipients_that_points_nowhere_stops_the_knowledge(broken: dict[str, object]) -> None:
    facts = replace(BASE, excipients=FACTS, sources=[Source("book", "A book", ""), Source("unverified", "", "")])
    with pytest.raises(KnowledgeFault, match=r"sugar|unicorn|hearsay"):
        compile_knowledge(replace(facts, **broken))  # type: ignore[arg-type]  # fields by name


def test_an_excipient_that_is_a_medicine_as_well_stays_the_medicine() -> None:
    both = ExcipientFact("codeine_besides", "codeine", ("codeine",), (), "any", MODERATE, OPEN)
    knowledge = compile_knowledge(replace(BASE, excipients=(both,)))
    profile = ScreeningProfile("p", medicines=(MedicineEntry("codeine"),), current=(), allergies=("codeine",))
    assert [one.rule for one in screen(profile, knowledge).alerts] == ["allergy--same"]
