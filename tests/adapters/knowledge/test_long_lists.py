"""Names and pairs by the thousand: shares, with the misses in the message. Lists in `data/`, all unverified."""

import random

import pytest

from tests.adapters.knowledge.pair_lists import lines_of, pairs_of, told, unknown_names
from workstation.adapters.knowledge.tables import rows_of
from workstation.domain.screening import Alert, Knowledge, MedicineEntry, ScreeningProfile, Severity, screen
from workstation.paths import resources

SEED = 20261123
PARTNERS = ("warfarin", "simvastatin", "lithium", "tramadol", "methotrexate", "digoxin")


def test_names_as_people_write_them_are_known(shipped: Knowledge) -> None:
    missed = list(unknown_names(shipped))
    assert len(missed) <= len(lines_of("names.txt")) * 0.01, missed


def test_pairs_that_must_be_told_are_told(shipped: Knowledge) -> None:
    pairs = pairs_of("must_tell.txt")
    missed = [pair for pair in pairs if not told(shipped, *pair)]
    assert len(missed) <= len(pairs) * 0.02, missed


def test_pairs_that_are_given_together_are_not_major(shipped: Knowledge) -> None:
    pairs = pairs_of("given_together.txt")
    severe = [pair for pair in pairs if any(alert.severity >= Severity.MAJOR for alert in told(shipped, *pair))]
    assert len(severe) <= len(pairs) * 0.01, severe


def test_pairs_worth_a_note_do_not_interrupt(shipped: Knowledge) -> None:
    pairs = pairs_of("worth_a_note.txt")
    loud = [pair for pair in pairs if any(alert.interrupts for alert in told(shipped, *pair))]
    assert len(loud) <= len(pairs) * 0.03, loud


@pytest.mark.parametrize("file", ["brands_world.csv", "names_imported.csv"])
def test_a_brand_alerts_as_its_ingredients_do(shipped: Knowledge, file: str) -> None:
    rows = random.Random(SEED).sample(rows_of(resources() / "knowledge" / file), 150)
    for row in rows:
        brand, generic = (
            {(alert.rule, alert.severity, alert.subjects) for alert in _alerts(shipped, text)}
            for text in (row["name"], " + ".join(row["ingredients"].split("+")))
        )
        assert brand == generic, row


@pytest.mark.parametrize(
    ("plain", "salt"),
    [
        ("metoprolol", "metoprolol succinate"),
        ("amlodipine", "amlodipine besylate"),
        ("codeine", "codeine phosphate"),
        ("phenytoin", "phenytoin sodium"),
        ("lithium", "lithium carbonate"),
        ("quinine", "quinine sulfate"),
        ("diclofenac", "diclofenac potassium"),
        ("valproic acid", "sodium valproate"),
        ("valproic acid", "divalproex sodium"),
        ("clopidogrel", "clopidogrel bisulfate"),
    ],
)
def test_a_salt_alerts_as_its_base_does(shipped: Knowledge, plain: str, salt: str) -> None:
    one, other = ({(a.rule, a.severity) for a in _alerts(shipped, text)} for text in (plain, salt))
    assert one == other
    assert one


def test_the_order_of_the_medicines_changes_nothing(shipped: Knowledge) -> None:
    draw = random.Random(SEED)
    names = [name for name in lines_of("names.txt") if not shipped.identify(name).unknown]
    for _ in range(60):
        texts = draw.sample(names, 6)
        first, second = (_answer(shipped, order) for order in (texts, draw.sample(texts, 6)))
        assert first == second, texts


def test_one_more_medicine_takes_no_alert_away(shipped: Knowledge) -> None:
    draw = random.Random(SEED)
    names = [name for name in lines_of("names.txt") if not shipped.identify(name).unknown]
    for _ in range(60):
        texts = draw.sample(names, 7)
        fewer, more = (_subjects(shipped, given) for given in (texts[:-1], texts))
        assert not fewer - more, texts


def _alerts(knowledge: Knowledge, text: str) -> list[Alert]:
    medicines = tuple(MedicineEntry(one) for one in (text, *PARTNERS))
    found = screen(ScreeningProfile("p", medicines=medicines, current=()), knowledge).alerts
    # The product itself is compared in its parts on one side only: "one product" and "several" differ there.
    return [alert for alert in found if alert.kind.value in ("interaction", "additive") or text in alert.medicines]


def _answer(knowledge: Knowledge, texts: list[str]) -> set[tuple[str, tuple[str, ...], Severity]]:
    medicines = tuple(MedicineEntry(text) for text in texts)
    found = screen(ScreeningProfile("p", medicines=medicines, current=()), knowledge).alerts
    return {(a.rule, tuple(sorted(a.subjects)), a.severity) for a in found}


def _subjects(knowledge: Knowledge, texts: list[str]) -> set[tuple[str, tuple[str, ...]]]:
    """Sums grow by a member, and a worse rule may take the place of one: kind and the ones concerned stay."""
    return {
        ("sum", (rule,)) if rule.startswith("additive") else ("pair", subjects)
        for rule, subjects, _ in _answer(knowledge, texts)
    }
