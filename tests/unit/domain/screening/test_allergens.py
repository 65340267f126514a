"""What the words of an allergy mean, part by part, and which rule of several is told of it."""

from dataclasses import replace

import pytest

from tests.unit.domain.screening.conftest import OPEN, REVIEWED, small_facts
from workstation.domain.screening import (
    Alert,
    MedicineEntry,
    ScreeningProfile,
    ScreeningResult,
    Severity,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.allergies import Allergen, read_allergy
from workstation.domain.screening.facts import AllergyGroup, ClassFact

MINOR, MODERATE, MAJOR, WORST = Severity
BASE = small_facts()
KNOWLEDGE = compile_knowledge(
    replace(
        BASE,
        allergy_groups=[
            *BASE.allergy_groups,
            AllergyGroup("pain", "pain killers", ("pain killer", "pain killers"), ("nsaids", "aspirin"), MAJOR,
                         (("opium", MINOR), ("pain", WORST)), REVIEWED),
            AllergyGroup("opium", "opium", ("opium",), ("opioids",), MODERATE, (("pain", MAJOR),), OPEN),
        ],
        classes=[
            *(one for one in BASE.classes if one.id != "vkas"),
            ClassFact("vkas", "vitamin K antagonists", ("bleeders", "blood_thinners")),
            ClassFact("blood_thinners", "anticoagulants"),
        ],
        other_allergens={"peanut": ("peanut", "peanuts"), "bees": ("bee sting", "bee"), "egg": ("egg",)},
        allergy_words=frozenset("allergy allergic to rash severe with and calcium".split()),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NKDA", Allergen("NKDA", none_known=True)),
        ("No known allergies", Allergen("No known allergies", none_known=True)),
        ("penicillin", Allergen("penicillin", groups=("penicillins",))),
        ("severe allergy to Penicillins", Allergen("severe allergy to Penicillins", groups=("penicillins",))),
        ("eggs", Allergen("eggs", other="egg")),
        ("allergy to bee stings", Allergen("allergy to bee stings", other="bees")),
        ("aspirin", Allergen("aspirin", ingredients=("aspirin",))),
        ("acetylsalicylic acid rash", Allergen("acetylsalicylic acid rash", ingredients=("aspirin",))),
        ("co-amoxiclav", Allergen("co-amoxiclav", ingredients=("amoxicillin", "clavulanic acid"))),
        ("unicorn", Allergen("unicorn", unknown=("unicorn",))),
        ("unicorn dust, penicillin", Allergen("x", groups=("penicillins",), unknown=("unicorn dust",))),
        ("unicorn penicillin dust", Allergen("x", groups=("penicillins",), unknown=("unicorn", "dust"))),
        ("penicillin and peanuts", Allergen("x", groups=("penicillins",), other="peanut")),
        ("penicillin, penicillins, egg, bee, eggs", Allergen("x", groups=("penicillins",), other="egg, bees")),
        ("penicillin, aspirin and warfarin", Allergen("x", ("aspirin", "warfarin"), ("penicillins",))),
        ("calcium", Allergen("x")),
        ("calcium ion", Allergen("x", ingredients=("calcium",))),
        ("penicillin पेनिसिलिन", Allergen("x", groups=("penicillins",), unknown=("पेनिसिलिन",))),
        ("(दवा), दवा", Allergen("x", unknown=("दवा",))),
        ("NKDA दवा", Allergen("x", unknown=("nkda", "दवा"))),
        ("", Allergen("")),
    ],
)
def test_the_words_of_an_allergy(text: str, expected: Allergen) -> None:
    found = read_allergy(KNOWLEDGE, text)
    assert found == replace(expected, text=text)
    meant = expected.ingredients or expected.groups or expected.other or expected.none_known
    assert found.recognised is bool(meant)


def result(medicine: str, *allergies: str) -> ScreeningResult:
    """Screens one medicine for these allergies."""
    entries = (MedicineEntry(medicine),)
    profile = ScreeningProfile("p", medicines=entries, current=(), allergies=allergies, conditions=())
    return screen(profile, KNOWLEDGE)


def told(medicine: str, *allergies: str) -> list[tuple[str, Severity]]:
    """Rules and severities of the allergy alerts."""
    return [(one.rule, one.severity) for one in result(medicine, *allergies).alerts if one.kind == "allergy"]


@pytest.mark.parametrize(
    ("medicine", "allergy", "expected"),
    [
        ("amoxicillin", "amoxicillin", [("allergy--same", WORST)]),
        ("amoxicillin", "penicillin", [("allergy--penicillins", WORST)]),
        ("cefalexin", "penicillin", [("allergy--penicillins--cephalosporins", MODERATE)]),
        ("cefalexin", "amoxicillin", [("allergy--penicillins--cephalosporins", MODERATE)]),
        ("amoxicillin", "cefalexin", []),
        ("ibuprofen", "aspirin", [("allergy--pain--pain", WORST)]),
        ("codeine", "aspirin", [("allergy--pain--opium", MINOR)]),
        ("codeine", "opium", [("allergy--opium", MODERATE)]),
        ("codeine", "opium and pain killers", [("allergy--opium", MODERATE)]),
        ("ibuprofen", "opium and penicillin", [("allergy--opium--pain", MAJOR)]),
        ("metformin", "penicillin", []),
        ("metformin", "nsaid", []),
        ("ibuprofen", "NSAIDs", [("allergy--class-nsaids", MAJOR)]),
        ("ibuprofen", "nsaid", [("allergy--class-nsaids", MAJOR)]),
        ("ibuprofen", "opioid", []),
        ("codeine", "opioids", [("allergy--class-opioids", MAJOR)]),
        ("propranolol", "beta blocker", [("allergy--class-beta-blockers", MAJOR)]),
        ("warfarin", "blood thinner", [("allergy--class-blood-thinners", MAJOR)]),
        ("warfarin", "blood thinners", [("allergy--class-blood-thinners", MAJOR)]),
        ("warfarin", "anticoagulant", [("allergy--class-blood-thinners", MAJOR)]),
        ("warfarin", "anticoagulants", [("allergy--class-blood-thinners", MAJOR)]),
    ],
)
def test_the_worst_rule_of_an_allergy_is_told(
    medicine: str, allergy: str, expected: list[tuple[str, Severity]]
) -> None:
    assert told(medicine, allergy) == expected


def test_what_is_said_of_an_allergy() -> None:
    def alert(medicine: str, allergy: str) -> Alert:
        return next(one for one in result(medicine, allergy).alerts if one.kind == "allergy")

    same = alert("amoxicillin", "amoxicillin")
    assert (same.effect, same.mechanism, same.management) == ("Allergy_same", "Allergy", "Ask_allergy")
    assert (same.subjects, same.reviewed, same.medicines) == (("amoxicillin", "amoxicillin"), False, ("amoxicillin",))
    group = alert("ibuprofen", "pain killers")
    assert (group.effect, group.mechanism, group.management) == (
        "Allergy_cross",
        "Cross_reactivity",
        "Ask_cross_allergy",
    )
    assert (group.source, group.reviewed) == ("book", True)
    own = alert("amoxicillin", "penicillin")
    assert (own.effect, own.mechanism, own.management) == ("Allergy_group", "Allergy", "Ask_allergy")


def missing(*allergies: str) -> list[tuple[str, str]]:
    """What is said of allergies that cannot be checked."""
    return [(one.subject, one.missing) for one in result("metformin", *allergies).not_checked if one.kind == "allergy"]


def test_what_cannot_be_checked_is_said_once_and_in_its_words() -> None:
    assert missing("unicorn") == [("unicorn", "not recognised")]
    assert missing("penicillin unicorn, big bird") == [
        ("penicillin unicorn, big bird", 'the meaning of "unicorn big bird"')
    ]
    assert missing("penicillin, unicorn, egg, bird") == [
        ("penicillin, unicorn, egg, bird", 'the meaning of "unicorn", "bird"')
    ]
    assert missing("NKDA") == missing("penicillin") == missing(" ") == missing() == []
    both = "the record says no known allergies and names one: ask the patient"
    assert missing("NKDA", "penicillin") == [("allergies", both)]
    assert missing("NKDA", "unicorn") == [("allergies", both), ("unicorn", "not recognised")]
