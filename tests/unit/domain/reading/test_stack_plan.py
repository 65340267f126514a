"""A person corrects where the prescriptions of a stack begin; no sheet ever disappears."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.reading.stack import Cut, SplitStack, StackDocument
from workstation.domain.reading.stack_plan import StackPlan, plan_of

SPLIT = SplitStack(
    (
        StackDocument((1, 2), Cut.FIRST_PAGE, doubtful=False),
        StackDocument((4,), Cut.BLANK_SHEET, doubtful=True),
        StackDocument((5, 6), Cut.LAYOUT, doubtful=False),
    ),
    (3,),
)


def a_plan() -> StackPlan:
    """Three prescriptions, a blank sheet, one doubt."""
    return plan_of(SPLIT, (0,) * 6)


def pages(plan: StackPlan) -> list[list[int]]:
    """The numbers of the sheets of each prescription."""
    return [[one.number for one in document] for document in plan.documents]


def test_the_proposal_is_taken_over_with_its_doubts() -> None:
    assert pages(a_plan()) == [[1, 2], [4], [5, 6]]
    assert a_plan().doubtful == (4,)


def test_a_cut_is_set_and_taken_away() -> None:
    plan = a_plan().with_cut(2)
    assert pages(plan) == [[1], [2], [4], [5, 6]]
    assert pages(plan.with_cut(2)) == [[1, 2], [4], [5, 6]]


def test_a_cut_behind_a_sheet_that_is_left_out_is_taken_away_whole() -> None:
    plan = a_plan().with_cut(4)
    assert pages(plan) == [[1, 2, 4], [5, 6]]
    assert plan.doubtful == (), "a person decided"


def test_the_first_sheet_always_begins() -> None:
    assert a_plan().with_cut(1) == a_plan()


@pytest.mark.parametrize(("number", "by", "found"), [(5, 1, [[1, 2], [4, 5], [6]]), (5, -1, [[1, 2], [4], [5, 6]])])
def test_a_cut_moves_by_one_sheet_but_never_onto_another(number: int, by: int, found: list[list[int]]) -> None:
    assert pages(a_plan().moved(number, by)) == found


def test_the_beginning_goes_to_the_next_sheet_when_its_own_is_left_out() -> None:
    plan = a_plan().with_left_out(5)
    assert pages(plan) == [[1, 2], [4], [6]]
    assert pages(plan.with_left_out(5)) == [[1, 2], [4], [5, 6]]


def test_a_blank_sheet_that_is_taken_in_again_belongs_to_the_one_in_front_of_it() -> None:
    assert pages(a_plan().with_left_out(3)) == [[1, 2, 3], [4], [5, 6]]


def test_looking_settles_a_doubt() -> None:
    plan = a_plan()
    assert plan.next_doubt(4) == 4
    assert plan.settled(4).next_doubt(0) is None


def test_four_quarters_are_none() -> None:
    plan = a_plan().turned(2)
    assert [one.turn for one in plan.sheets] == [0, 90, 0, 0, 0, 0]
    assert plan.turned(2).turned(2).turned(2) == a_plan()


def test_pages_that_nobody_could_read_are_one_prescription_with_a_doubt() -> None:
    plan = plan_of(SplitStack((), ()), (0, 0, 0))
    assert (pages(plan), plan.doubtful) == ([[1, 2, 3]], (1,))


ACTS = st.lists(st.tuples(st.sampled_from(["cut", "out", "turn", "earlier", "later", "look"]), st.integers(1, 6)))


@given(ACTS)
def test_whatever_is_done_each_sheet_is_in_one_prescription_or_left_out(acts: list[tuple[str, int]]) -> None:
    plan = a_plan()
    for what, number in acts:
        plan = {
            "cut": lambda p, n: p.with_cut(n),
            "out": lambda p, n: p.with_left_out(n),
            "turn": lambda p, n: p.turned(n),
            "earlier": lambda p, n: p.moved(n, -1),
            "later": lambda p, n: p.moved(n, 1),
            "look": lambda p, n: p.settled(n),
        }[what](plan, number)
    kept = [number for document in pages(plan) for number in document]
    out = [one.number for one in plan.sheets if one.left_out]
    assert kept == sorted(kept)
    assert sorted([*kept, *out]) == [1, 2, 3, 4, 5, 6]
    assert all(pages(plan))
