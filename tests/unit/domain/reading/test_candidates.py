"""Candidates: offered with honest scores, never forced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.reading.pages import LEXICON
from workstation.domain.reading import Box
from workstation.domain.reading.amounts import amounts_in
from workstation.domain.reading.candidates import MOST, WrittenName, find_candidates
from workstation.domain.reading.decide import has_look_alike
from workstation.domain.reading.lexicon import LexiconEntry, base_name, fold, strength_is_known, with_units
from workstation.domain.reading.likeness import likeness

BOX = Box(10, 10, 120, 30)


def written(text: str, *, printed: bool = True, confidence: float = 0.98) -> WrittenName:
    return WrittenName(text, confidence, printed, BOX, BOX)


@pytest.mark.parametrize("word", ["medicines", "lactose"])
def test_a_word_that_is_no_medicine_is_not_forced_onto_a_name_that_resembles_it(word: str) -> None:
    best = find_candidates(written(word), LEXICON)[0]
    assert (best.name, best.in_catalogue) == (word, False)


def test_a_misread_letter_finds_the_name() -> None:
    best = find_candidates(written("Norvase", printed=False, confidence=0.6), LEXICON)[0]
    assert best.name == "Norvasc"


def test_the_reading_itself_is_always_among_the_candidates() -> None:
    names = [item.name for item in find_candidates(written("Norvase", printed=False, confidence=0.6), LEXICON)]
    assert "Norvase" in names


@dataclass(frozen=True)
class FakeInk:
    """Ink that says one thing clearly and everything else hardly at all."""

    says: str

    @property
    def readings(self) -> Sequence[str]:
        return [self.says]

    def per_letter(self, names: Sequence[str]) -> Mapping[str, float]:
        return {name: -0.05 if name == fold(self.says) else -3.0 for name in names}


def test_the_ink_decides_between_names_that_the_letters_leave_open() -> None:
    name = written("hydrolazine", printed=False, confidence=0.5)
    by_ink = find_candidates(name, LEXICON, lambda _: FakeInk("hydroxyzine"))
    assert by_ink[0].name == "Hydroxyzine"


def test_ink_that_goes_with_no_known_name_keeps_all_scores_low() -> None:
    name = written("Zzyqax", printed=False, confidence=0.5)
    assert all(item.score < 0.3 for item in find_candidates(name, LEXICON, lambda _: FakeInk("zzyqax")))


@given(st.text(alphabet="abcdefghijklmnop", min_size=3, max_size=14), st.booleans())
def test_there_are_at_most_five_with_scores_between_0_and_1_in_falling_order(text: str, printed: bool) -> None:
    found = find_candidates(written(text, printed=printed), LEXICON)
    scores = [item.score for item in found]
    assert 1 <= len(found) <= MOST
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


@given(st.text(alphabet="abcdeorn", max_size=10), st.text(alphabet="abcdeorn", max_size=10))
def test_likeness_is_1_only_for_the_same(a: str, b: str) -> None:
    assert 0.0 <= likeness(a, b) <= 1.0
    assert (likeness(a, b) == 1.0) == (a == b)


def test_letters_that_pass_for_each_other_cost_less() -> None:
    assert likeness("norvase", "norvasc") > likeness("norvaxc", "norvasc") > likeness("xorvasc", "norvasc")


def test_look_alikes_are_known() -> None:
    assert has_look_alike("amoxicilin", LEXICON)
    assert not has_look_alike("Augmentin", LEXICON)


@pytest.mark.parametrize(
    ("product", "name", "numbers"),
    [
        ("Augmentin 625 Duo", "Augmentin", ("625",)),
        ("Aciloc 150", "Aciloc", ("150",)),
        ("Ecosprin-AV 75/10", "Ecosprin-AV", ("75/10",)),
        ("Volini Gel", "Volini", ()),
        ("9PM eye drops", "9PM eye", ()),
    ],
)
def test_a_product_name_is_parted_from_strength_and_form(product: str, name: str, numbers: tuple[str, ...]) -> None:
    assert base_name(product) == (name, numbers)


@pytest.mark.parametrize(
    ("strength", "known"), [("625", True), ("500 mg+125 mg", True), ("0.5 g", True), ("650 mg", False), ("", None)]
)
def test_a_combination_is_known_by_its_sum_its_parts_or_its_first_part(strength: str, known: bool | None) -> None:
    entry = LexiconEntry("Augmentin", (), frozenset({"500 mg+125 mg"}))
    assert strength_is_known(amounts_in(strength), entry) is known


def test_a_unit_is_only_filled_in_where_the_number_is_sold() -> None:
    entry = LexiconEntry("Dolo", (), frozenset({"650 mg"}))
    assert with_units(amounts_in("650"), entry) == amounts_in("650 mg")
    assert with_units(amounts_in("500"), entry) == amounts_in("500")
