"""A strength that the catalogue does not hold may still be sold somewhere; a tenfold one is not."""

import pytest

from tests.unit.domain.reading.pages import typed
from workstation.domain.reading import Decision, Lexicon, LexiconEntry
from workstation.domain.reading.amounts import amounts_in
from workstation.domain.reading.candidates import WrittenName, find_candidates
from workstation.domain.reading.decide import NameEvidence, decide_medicine, decide_strength, has_look_alike
from workstation.domain.reading.geometry import Box
from workstation.domain.reading.strength_fit import StrengthFit, strength_fit

LISINOPRIL = LexiconEntry("lisinopril", ("lisinopril",), frozenset({"2.5 mg", "5 mg", "10 mg"}), in_catalogue=True)
ZESTRIL = LexiconEntry("zestril", ("lisinopril",))
LISTRIL = LexiconEntry("Listril", ("lisinopril",), frozenset({"5 mg"}), in_catalogue=True)
DROPS = LexiconEntry("cetirizine", ("cetirizine",), frozenset({"10 mg"}))
LEXICON = Lexicon([LISINOPRIL, ZESTRIL, LISTRIL, DROPS, LexiconEntry("lisinoprill", ("lisinopril",))])


@pytest.mark.parametrize(
    ("entry", "written", "fit"),
    [
        (LISINOPRIL, "10 mg", StrengthFit.SOLD),
        (LISINOPRIL, "20 mg", StrengthFit.NEAR),
        (LISINOPRIL, "100 mg", StrengthFit.NOT_SOLD),
        (LISINOPRIL, "1 mg", StrengthFit.NOT_SOLD),
        (ZESTRIL, "5 mg", StrengthFit.SOLD),
        (ZESTRIL, "50 mg", StrengthFit.NOT_SOLD),
        (LISTRIL, "10 mg", StrengthFit.NOT_SOLD),
        (DROPS, "1 mg/mL", StrengthFit.NEAR),
        (LISINOPRIL, "", StrengthFit.UNKNOWN),
    ],
    ids=lambda value: value.name if isinstance(value, LexiconEntry) else str(value),
)
def test_how_a_strength_goes_with_a_name(entry: LexiconEntry, written: str, fit: StrengthFit) -> None:
    assert strength_fit(amounts_in(written), entry, LEXICON) is fit


@pytest.mark.parametrize(
    ("strength", "medicine"), [("20 mg", Decision.READ), ("100 mg", Decision.CONFIRM)], ids=["near", "tenfold"]
)
def test_a_strength_near_to_what_is_sold_leaves_the_name_read_and_asks_for_the_strength(
    strength: str, medicine: Decision
) -> None:
    (word,) = typed("Lisinopril")
    amounts = amounts_in(strength)
    written = WrittenName("Lisinopril", 0.98, True, word.box, word.box, amounts)
    candidates = find_candidates(written, LEXICON)
    decided = decide_medicine(NameEvidence((word,), candidates, amounts), LEXICON)
    assert decided is medicine
    fit = strength_fit(amounts, LISINOPRIL, LEXICON)
    assert decide_strength(typed(strength), amounts, fit, decided) is Decision.CONFIRM


def test_another_spelling_of_the_same_is_no_look_alike() -> None:
    assert not has_look_alike("lisinopril", LEXICON)
    assert has_look_alike("lisinopril", Lexicon([LISINOPRIL, LexiconEntry("lisinoprol", ("something else",))]))


def test_a_decimal_comma_makes_two_and_a_half_of_it_and_not_five() -> None:
    assert [str(number) for number, _ in amounts_in("2,5 mg")] == ["2.5"]
    assert [str(number) for number, _ in amounts_in("0,125 mg")] == ["0.125"]
    assert [str(number) for number, _ in amounts_in("1,000 mg")] == ["1000"]


def test_a_printed_name_that_no_list_knows_is_not_made_one_that_is() -> None:
    box = Box(0, 0, 100, 24)
    written = WrittenName("Listrin", 0.98, True, box, box, (), agreed=True)
    assert find_candidates(written, LEXICON)[0].name == "Listrin"
