"""Pairs and lists: which rule of a pair is told, what is remembered of it, duplicates, and sums."""

from dataclasses import replace
from itertools import permutations

import pytest

from tests.unit.domain.screening.conftest import OPEN, REVIEWED, WORDS, small_facts
from workstation.domain.quantity import quantity
from workstation.domain.screening import (
    Alert,
    Facts,
    Knowledge,
    MedicineEntry,
    ScreeningProfile,
    Severity,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import (
    AdditiveRule,
    ClassFact,
    IngredientFact,
    InteractionRule,
    Provenance,
    Side,
)

BASE = small_facts()
MINOR, MODERATE, MAJOR, WORST = Severity
SOURCED = Provenance("book")


def a_rule(rule_id: str, one: str, other: str, severity: Severity = MAJOR, **changes: object) -> InteractionRule:
    """Between two ingredients or classes, from memory."""
    default = InteractionRule(rule_id, Side(one), Side(other), severity, WORDS, OPEN)
    return replace(default, **changes)  # type: ignore[arg-type]  # by name


def with_rules(*rules: InteractionRule, **changes: object) -> Knowledge:
    """The small knowledge with these interactions only."""
    facts: Facts = replace(BASE, interactions=rules, additive=(), **changes)  # type: ignore[arg-type]  # by name
    return compile_knowledge(facts)


def told(knowledge: Knowledge, *texts: str, current: tuple[str, ...] = ()) -> list[Alert]:
    """Every alert of a list of medicines."""
    now, taken = (tuple(MedicineEntry(one) for one in some) for some in (texts, current))
    return list(
        screen(ScreeningProfile("p", medicines=now, current=taken, allergies=(), conditions=()), knowledge).alerts
    )


def rules(knowledge: Knowledge, *texts: str) -> list[str]:
    """Their rules."""
    return [one.rule for one in told(knowledge, *texts)]


@pytest.mark.parametrize(
    ("worse", "milder"),
    [
        (a_rule("x", "codeine", "lisinopril", WORST), a_rule("y", "codeine", "lisinopril", MAJOR)),
        (a_rule("a", "codeine", "lisinopril", provenance=REVIEWED), a_rule("z", "codeine", "lisinopril")),
        (a_rule("a", "codeine", "lisinopril"), a_rule("z", "codeine", "lisinopril", imported=True)),
        (a_rule("a", "codeine", "lisinopril"), a_rule("z", "opioids", "lisinopril")),
        (a_rule("a", "codeine", "lisinopril", provenance=SOURCED), a_rule("z", "codeine", "lisinopril")),
        (a_rule("z", "codeine", "lisinopril"), a_rule("a", "codeine", "lisinopril")),
    ],
    ids=["severity", "reviewed", "our own", "specific", "with a source", "by name"],
)
def test_of_two_rules_for_a_pair_one_is_told_whatever_the_order(
    worse: InteractionRule, milder: InteractionRule
) -> None:
    for order in permutations((worse, milder)):
        knowledge = with_rules(*order)
        assert rules(knowledge, "codeine", "lisinopril") == [worse.id]
        assert rules(knowledge, "lisinopril", "codeine") == [worse.id]


def test_a_rule_holds_in_both_directions_and_names_who_acts_first() -> None:
    knowledge = with_rules(a_rule("x", "codeine", "lisinopril"))
    for texts in (("codeine", "lisinopril"), ("lisinopril", "codeine")):
        (alert,) = told(knowledge, *texts)
        assert alert.subjects == ("codeine", "lisinopril")
        assert alert.mechanism == "Codeine acts on lisinopril."
        assert set(alert.medicines) == set(texts)


def test_both_directions_of_a_pair_are_compared() -> None:
    knowledge = with_rules(a_rule("x", "codeine", "lisinopril", MINOR), a_rule("y", "lisinopril", "codeine", MAJOR))
    (alert,) = told(knowledge, "codeine", "lisinopril")
    assert (alert.rule, alert.subjects) == ("y", ("lisinopril", "codeine"))


def test_all_medicines_that_hold_a_pair_are_named_once() -> None:
    knowledge = with_rules(a_rule("x", "codeine", "lisinopril"))
    alert = next(one for one in told(knowledge, "codeine 15", "Percocet", "lisinopril") if one.kind == "interaction")
    assert sorted(alert.medicines) == ["Percocet", "codeine 15", "lisinopril"]


def test_of_a_pair_in_several_forms_the_worse_rule_is_told() -> None:
    local = a_rule("local", "propranolol", "salbutamol", MINOR, a=Side("propranolol", routes="any"))
    systemic = a_rule("systemic", "propranolol", "salbutamol", MAJOR, a=Side("propranolol", routes="systemic"))
    knowledge = with_rules(local, systemic)
    for texts in permutations(("propranolol eye drops", "propranolol 40", "salbutamol 4")):
        (alert,) = (one for one in told(knowledge, *texts) if one.kind == "interaction")
        assert alert.rule == "systemic"


def test_the_parts_of_one_product_are_compared_for_contraindications_only() -> None:
    assert rules(with_rules(a_rule("x", "telmisartan", "hydrochlorothiazide", MAJOR)), "telma h") == []
    assert rules(with_rules(a_rule("x", "telmisartan", "hydrochlorothiazide", WORST)), "telma h") == ["x"]


def test_an_exception_from_one_rule_is_none_from_another() -> None:
    first = a_rule("first", "codeine", "lisinopril")
    but_codeine = replace(a_rule("but", "opioids", "metformin"), a=Side("opioids", frozenset({"codeine"})))
    knowledge = with_rules(first, but_codeine)
    assert rules(knowledge, "codeine", "lisinopril") == ["first"]
    assert rules(knowledge, "codeine", "metformin") == []
    assert rules(knowledge, "morphine", "metformin") == ["but"]


def test_members_of_a_class_are_told_by_their_own_names() -> None:
    knowledge = with_rules(a_rule("x", "nsaids", "lisinopril"), classes=_without_duplicates())
    for texts in permutations(("ibuprofen", "naproxen", "lisinopril")):
        found = {one.subjects for one in told(knowledge, *texts)}
        assert found == {("ibuprofen", "lisinopril"), ("naproxen", "lisinopril")}


def _without_duplicates() -> list[ClassFact]:
    return [replace(one, duplicate=None) for one in BASE.classes]


def test_the_same_ingredient_does_not_interact_with_itself() -> None:
    knowledge = with_rules(a_rule("x", "opioids", "opioids"))
    assert [one.kind for one in told(knowledge, "codeine 15", "codeine 30")] == ["duplicate"]


def test_what_is_remembered_of_a_pair_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = with_rules(a_rule("x", "codeine", "lisinopril"), a_rule("y", "codeine", "metformin", MINOR))
    first = told(knowledge, "codeine", "lisinopril", "metformin")
    assert told(knowledge, "codeine", "lisinopril", "metformin") == first
    monkeypatch.setattr("workstation.domain.screening.interactions.MEMO_SIZE", 1)
    assert told(knowledge, "codeine", "lisinopril", "metformin", "aspirin") == first
    assert told(knowledge, "codeine 2", "lisinopril 2", "metformin 2")[0].medicines == ("codeine 2", "lisinopril 2")
    assert len(knowledge.pairs) <= 2
    assert len(knowledge.told) <= 2


def test_what_is_taken_already_is_told_apart_from_what_is_prescribed() -> None:
    knowledge = with_rules(a_rule("x", "codeine", "lisinopril"))
    assert [one.interrupts for one in told(knowledge, "codeine", "lisinopril")] == [True]
    assert [one.interrupts for one in told(knowledge, current=("codeine", "lisinopril"))] == [False]
    assert [one.interrupts for one in told(knowledge, "codeine", current=("lisinopril",))] == [True]


# --- duplicates -----------------------------------------------------------------------------------------------


def entry(text: str, strength: int | None = None) -> MedicineEntry:
    """A medicine whose strength may be given apart."""
    return MedicineEntry(text, strength=quantity(strength, "mg") if strength else None)


@pytest.mark.parametrize(
    ("now", "taken", "severity", "effect", "management"),
    [
        (("metformin 500 mg", "metformin 500 mg"), (), MAJOR, "Duplicate_ingredient", "One_only"),
        (("metformin", "metformin 500 mg"), (), MAJOR, "Duplicate_ingredient", "One_only"),
        (("metformin 500 mg", "metformin 850 mg"), (), MODERATE, "Duplicate_strength", "Check_intended"),
        (("metformin",), ("metformin",), MODERATE, "Duplicate_strength", "Check_intended"),
        ((), ("metformin", "metformin"), MODERATE, "Duplicate_strength", "Check_intended"),
        (("codeine",), ("Percocet",), MAJOR, "Duplicate_ingredient", "One_only"),
        ((), ("codeine", "Percocet"), MODERATE, "Duplicate_strength", "Check_intended"),
        (("timolol eye drops", "timolol 10 mg"), (), MINOR, "Duplicate_local", "Check_intended"),
        (("metformin 500 mg", "metformin 850 mg", "metformin 500 mg"), (), MAJOR, "Duplicate_ingredient", "One_only"),
    ],
)
def test_how_bad_the_same_ingredient_twice_is(
    now: tuple[str, ...], taken: tuple[str, ...], severity: Severity, effect: str, management: str
) -> None:
    (alert,) = told(with_rules(), *now, current=taken)
    assert (alert.kind, alert.severity, alert.effect, alert.management) == ("duplicate", severity, effect, management)
    assert alert.mechanism == "Duplicate"
    assert alert.rule == f"duplicate--{alert.subjects[0]}"


def test_strengths_given_apart_tell_two_of_one_ingredient_apart() -> None:
    medicines = (entry("metformin", 500), entry("metformin", 850))
    profile = ScreeningProfile("p", medicines=medicines, current=(), allergies=(), conditions=())
    (alert,) = screen(profile, with_rules()).alerts
    assert alert.severity is MODERATE


@pytest.mark.parametrize("text", ["ascorbic acid", "sodium chloride", "folic acid"])
def test_carriers_and_vitamins_are_no_duplicate(text: str) -> None:
    more = [
        *BASE.ingredients, IngredientFact("sodium chloride"), IngredientFact("folic acid", (), ("folates",)),
    ]  # fmt: skip
    classes = [*BASE.classes, ClassFact("folates", "folates")]
    assert told(with_rules(ingredients=more, classes=classes), f"{text} 1", f"{text} 2") == []


CLASSED = with_rules(
    a_rule("echo", "nsaids", "nsaids", MAJOR),
    a_rule("grave", "opioids", "opioids", WORST),
    classes=[
        *(one for one in BASE.classes if one.id not in ("opioids", "sedatives")),
        ClassFact("opioids", "opioids", ("sedatives",), MAJOR),
        ClassFact("sedatives", "sedatives", (), MINOR),
    ],
)


def test_two_of_a_class_are_told_once_and_the_echo_of_a_class_with_itself_is_dropped() -> None:
    (alert,) = told(CLASSED, "ibuprofen", "naproxen")
    assert (alert.rule, alert.subjects, alert.severity) == ("duplicate-class--nsaids", ("ibuprofen", "naproxen"), MAJOR)
    assert (alert.effect, alert.management) == ("Two NSAIDs", "One_only")
    assert told(CLASSED, "naproxen", "ibuprofen")[0].subjects == ("ibuprofen", "naproxen")
    assert [one.rule for one in told(CLASSED, "ibuprofen", "ibuprofen 2", "naproxen")].count(alert.rule) == 1


def test_a_graver_interaction_of_the_class_stays_beside_the_duplicate() -> None:
    assert sorted(rules(CLASSED, "codeine", "morphine")) == ["duplicate-class--opioids", "grave"]


def test_the_worst_class_that_two_share_is_told() -> None:
    assert rules(CLASSED, "codeine", "diazepam") == ["duplicate-class--sedatives"]
    assert rules(CLASSED, "ibuprofen gel", "naproxen") == []
    assert rules(CLASSED, "ibuprofen", "codeine") == []


def test_the_echo_of_another_pair_stays() -> None:
    local = a_rule("echo", "nsaids", "nsaids", a=Side("nsaids", routes="any"), b=Side("nsaids", routes="any"))
    knowledge = with_rules(local)
    found = sorted((one.rule, one.subjects) for one in told(knowledge, "ibuprofen", "naproxen", "ibuprofen gel"))
    assert ("duplicate-class--nsaids", ("ibuprofen", "naproxen")) in found
    assert [rule for rule, _ in found if rule == "echo"] == []


# --- sums -----------------------------------------------------------------------------------------------------

SUMS = compile_knowledge(
    replace(
        BASE,
        interactions=(),
        additive=[
            AdditiveRule("two", ("opioids", "benzodiazepines"), 2, (), MAJOR, WORDS, OPEN),
            AdditiveRule("each", (), 0, ("nsaids", "lisinopril"), WORST, WORDS, OPEN),
        ],
    )
)


def test_a_sum_counts_ingredients_of_any_of_its_classes_and_not_on_the_skin() -> None:
    assert rules(SUMS, "codeine") == []
    (alert,) = told(SUMS, "diazepam", "codeine", "metformin")
    assert (alert.rule, alert.subjects, alert.medicines) == ("two", ("codeine", "diazepam"), ("diazepam", "codeine"))
    assert rules(SUMS, "codeine", "codeine 2")[0].startswith("duplicate")
    assert rules(SUMS, "codeine", "diazepam gel") == []


def test_one_of_each_class_is_needed() -> None:
    assert rules(SUMS, "ibuprofen", "lisinopril") == ["each"]
    assert rules(SUMS, "ibuprofen", "metformin") == []
    assert rules(SUMS, "lisinopril", "metformin") == []
    (alert,) = (one for one in told(SUMS, "ibuprofen", "naproxen", "lisinopril") if one.rule == "each")
    assert alert.subjects == ("ibuprofen", "lisinopril", "naproxen")
