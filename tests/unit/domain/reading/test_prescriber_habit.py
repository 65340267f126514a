"""What was chosen for a prescriber's writing before orders candidates in doubt, and does nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.reading.test_habit import OWN, UNIWARFIN, WARF, medicine_of, reading
from workstation.domain.reading import Candidate, Decision
from workstation.domain.reading.prescriber_habit import ConfirmedReading, learned_from

AS_WARF = ConfirmedReading("Tab. Wanf 5 mg 0-0-1", ("Warf 5",))
WRITTEN = reading(OWN, UNIWARFIN, WARF)
"""Read as "Wanf"; the likeliest names are others."""


def test_what_was_chosen_for_this_writing_comes_first_and_says_how_often() -> None:
    ranked = medicine_of(learned_from(WRITTEN, [AS_WARF] * 4))
    assert [one.name for one in ranked.candidates] == ["Warf", "Uniwarfin", "Wanf"]
    assert [one.chosen_before for one in ranked.candidates] == [4, 0, 0]


def test_it_stays_to_be_confirmed_however_often_it_was_chosen() -> None:
    ranked = medicine_of(learned_from(WRITTEN, [AS_WARF] * 400))
    assert ranked.decision is Decision.CONFIRM
    assert ranked.candidates[0].score < 0.7, "a habit never becomes a certainty"


def test_a_medicine_that_nobody_read_does_not_come_in() -> None:
    other = ConfirmedReading("Tab. Wanf 5 mg", ("Acitrom 2",))
    assert learned_from(WRITTEN, [other] * 50) == WRITTEN


def test_other_writing_of_the_same_prescriber_teaches_nothing() -> None:
    other = ConfirmedReading("Tab. Ecosprin 75 0-1-0", ("Warf 5",))
    assert learned_from(WRITTEN, [other] * 5) == WRITTEN


def test_nearly_the_same_writing_teaches() -> None:
    alike = ConfirmedReading("Tab Wauf 2 mg", ("Warf 2",))
    counts = {one.name: one.chosen_before for one in medicine_of(learned_from(WRITTEN, [alike])).candidates}
    assert counts == {"Warf": 1, "Uniwarfin": 0, "Wanf": 0}


@pytest.mark.parametrize("decision", [Decision.READ, Decision.UNREADABLE])
def test_what_is_decided_is_not_touched(decision: Decision) -> None:
    decided = reading(OWN, UNIWARFIN, WARF, decision=decision)
    assert learned_from(decided, [AS_WARF] * 9) == decided


def test_nothing_confirmed_changes_nothing() -> None:
    assert learned_from(WRITTEN, []) is WRITTEN


_NAMES = st.sampled_from(["Warf", "Warf 5", "Uniwarfin", "Acitrom", "Ecosprin 75", ""])
_CONFIRMED = st.builds(
    ConfirmedReading, st.sampled_from(["Tab. Wanf 5 mg", "Warf", "", "Rx", "Cap. Becosules"]), st.tuples(_NAMES, _NAMES)
)
_CANDIDATES = st.lists(
    st.builds(Candidate, _NAMES, st.just(()), st.floats(0, 1), st.booleans()), min_size=1, max_size=5
)


@given(_CANDIDATES, st.sampled_from(list(Decision)), st.lists(_CONFIRMED, max_size=12))
def test_no_decision_is_raised_and_no_name_comes_or_goes(
    candidates: list[Candidate], decision: Decision, confirmed: list[ConfirmedReading]
) -> None:
    before = reading(*candidates, decision=decision)
    after = learned_from(before, confirmed)
    assert medicine_of(after).decision is decision
    assert sorted(one.name for one in medicine_of(after).candidates) == sorted(one.name for one in candidates)
    assert medicine_of(after).value in {one.name for one in candidates}
    same = replace(medicine_of(after), value=None, candidates=(), confidence=0.0)
    assert same == replace(medicine_of(before), value=None, candidates=(), confidence=0.0)
