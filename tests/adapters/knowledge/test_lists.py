"""Lists of the pharmacy beside an edition: they add or make stricter, never less (ADR 0036)."""

import random
from dataclasses import fields, replace

import pytest

from workstation.adapters.knowledge.lists import ListedRule, ListedWords, OwnList
from workstation.adapters.knowledge.merge import with_lists
from workstation.domain.screening import Alert, Knowledge, MedicineEntry, ScreeningProfile, Severity, screen
from workstation.domain.screening.facts import InteractionRule

HASH = "0123456789ab"


def worded(severity: Severity, *, interrupts: bool = False) -> ListedWords:
    return ListedWords(severity, f"listed_graded_{severity.word}", "listed", "avoid", interrupts)


def beside(knowledge: Knowledge, *rules: ListedRule) -> Knowledge:
    return with_lists(knowledge, {f"acme-{HASH}": OwnList("acme", "Acme", "generic", "2026-11-23", rules)})


def alerts(knowledge: Knowledge, *medicines: str) -> tuple[Alert, ...]:
    profile = ScreeningProfile("p", medicines=tuple(map(MedicineEntry, medicines)), current=(), allergies=())
    return tuple(one for one in screen(profile, knowledge).alerts if one.kind.value == "interaction")


def test_a_pair_that_the_edition_does_not_know_is_added(shipped: Knowledge) -> None:
    assert alerts(shipped, "cetirizine", "abacavir") == ()
    rule = ListedRule(("cetirizine",), ("abacavir",), worded(Severity.MAJOR))
    (alert,) = alerts(beside(shipped, rule), "cetirizine", "abacavir")
    assert (alert.severity, alert.interrupts, alert.source, alert.reviewed) == (Severity.MAJOR, True, "acme", False)
    assert alert.effect == "A list of this pharmacy grades the pair as major."


def test_a_milder_or_equal_row_changes_nothing_that_is_told(shipped: Knowledge) -> None:
    for severity in (Severity.MINOR, Severity.MODERATE, Severity.MAJOR):
        rule = ListedRule(("warfarin",), ("aspirin",), worded(severity))
        assert alerts(beside(shipped, rule), "warfarin", "aspirin") == alerts(shipped, "warfarin", "aspirin")


def test_a_stricter_row_is_told(shipped: Knowledge) -> None:
    rule = ListedRule(("aspirin",), ("warfarin",), worded(Severity.CONTRAINDICATED))
    (alert,) = alerts(beside(shipped, rule), "warfarin", "aspirin")
    assert (alert.severity, alert.source) == (Severity.CONTRAINDICATED, "acme")


def test_a_class_means_its_members(shipped: Knowledge) -> None:
    found = beside(shipped, ListedRule(("nsaids",), ("cetirizine",), worded(Severity.MODERATE)))
    assert [one.source for one in alerts(found, "ibuprofen", "cetirizine")] == ["acme"]


def test_no_list_makes_any_answer_milder(shipped: Knowledge) -> None:
    draw = random.Random(36)
    names, classes = sorted(shipped.ingredients), sorted(shipped.classes)
    known = [(rule.a.of, rule.b.of) for rule in draw.sample(shipped.rules, 300)]
    strangers = [(draw.choice(names + classes), draw.choice(names)) for _ in range(700)]
    rules = [ListedRule((a,), (b,), worded(draw.choice(list(Severity)))) for a, b in known + strangers]
    more = beside(shipped, *rules)
    members = {term: name for name in names for term in shipped.terms[name]}
    pairs = [(members.get(a, a), members.get(b, b)) for a, b in known + strangers]
    for _ in range(150):
        chosen = [name for pair in draw.sample(pairs, 3) for name in pair if name in shipped.ingredients]
        before = {frozenset(one.subjects): one for one in alerts(shipped, *chosen)}
        after = {frozenset(one.subjects): one for one in alerts(more, *chosen)}
        for subjects, one in before.items():
            assert after[subjects].severity >= one.severity
            assert after[subjects].interrupts >= one.interrupts
        missing = [one.subjects for key, one in before.items() if key not in after]
        assert missing == []


def test_what_outranks_a_rule_that_interrupts_early_interrupts_too(shipped: Knowledge) -> None:
    def early(rule: InteractionRule) -> InteractionRule:
        return replace(rule, severity=Severity.MINOR, interrupts=True) if {rule.a.of, rule.b.of} == pair else rule

    pair = {"salicylates", "vitamin_k_antagonists"}
    gentle = replace(shipped, rules=tuple(map(early, shipped.rules)), pairs={})
    rule = ListedRule(("warfarin",), ("aspirin",), worded(Severity.MODERATE))
    told = [one for one in beside(gentle, rule).rules if one.id.startswith("+acme")]
    assert [one.interrupts for one in told] == [True]


def test_only_interactions_can_change(shipped: Knowledge) -> None:
    more = beside(shipped, ListedRule(("cetirizine",), ("abacavir",), worded(Severity.MAJOR)))
    same = ("names", "ingredients", "classes", "terms", "allergies", "conditions", "patient_rules", "doses", "additive")
    assert all(getattr(more, name) is getattr(shipped, name) for name in same)
    assert more.own_class_rules == shipped.own_class_rules
    assert (more.facts, more.unreviewed) == (shipped.facts + 1, shipped.unreviewed + 1)


def test_what_was_looked_up_before_stays_with_the_edition(shipped: Knowledge) -> None:
    alerts(shipped, "warfarin", "aspirin")
    more = beside(shipped, ListedRule(("warfarin",), ("aspirin",), worded(Severity.CONTRAINDICATED)))
    remembered = [field.name for field in fields(Knowledge) if not field.compare]
    assert remembered
    assert all(getattr(more, name) == {} for name in remembered)
    assert alerts(more, "warfarin", "aspirin")[0].severity is Severity.CONTRAINDICATED
    assert alerts(shipped, "warfarin", "aspirin")[0].severity is Severity.MAJOR


def test_what_the_edition_does_not_know_is_told(shipped: Knowledge) -> None:
    rules = (
        ListedRule(("frobnicol",), ("abacavir",), worded(Severity.MAJOR)),
        ListedRule(("cetirizine",), ("frobnicol", "abacavir"), worded(Severity.MAJOR)),
    )
    found = beside(shipped, *rules)
    assert found.warnings[-1].startswith("1 rules of the list acme name nothing that edition")
    assert len(alerts(found, "cetirizine", "abacavir")) == 1


@pytest.mark.parametrize("form", ["cream", "eye drops"])
def test_a_medicine_for_one_place_is_left_out_as_in_the_edition(shipped: Knowledge, form: str) -> None:
    more = beside(shipped, ListedRule(("hydrocortisone",), ("abacavir",), worded(Severity.MAJOR)))
    assert alerts(more, "hydrocortisone 10 mg tablet", "abacavir") != ()
    assert alerts(more, f"hydrocortisone {form}", "abacavir") == ()
