"""The status of a prescription follows from what happened to it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOW, new_id, tablets
from workstation.domain.workflow import CLOSED, Event, EventKind, LineProgress, Status, standing, status_of

K = EventKind
PRESCRIPTION = new_id()
TO_APPROVED = [K.CLAIM_ASKED, K.CLAIM_ACKNOWLEDGED, K.REVIEW_STARTED, K.APPROVED]
TO_READY = [*TO_APPROVED, K.ACCURACY_CHECKED, K.MADE_READY]


def events(kinds: list[EventKind]) -> list[Event]:
    """One after the other, a minute apart."""
    return [Event(new_id(), PRESCRIPTION, kind, NOW + timedelta(minutes=at)) for at, kind in enumerate(kinds)]


def a_line(allocated: int = 0, dispensed: int = 0, prescribed: int = 20) -> LineProgress:
    """A line of 20 tablets."""
    return LineProgress(
        new_id(),
        tablets(prescribed),
        tablets(allocated) if allocated else None,
        tablets(dispensed) if dispensed else None,
    )


def status(kinds: list[EventKind], *lines: LineProgress) -> Status:
    """The status after these events."""
    return status_of(events(kinds), lines or [a_line()])


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], Status.RECEIVED),
        ([K.CLAIM_ASKED], Status.RECEIVED),
        ([K.CLAIM_ASKED, K.CLAIM_ACKNOWLEDGED], Status.CLAIMED),
        ([K.CLAIM_ASKED, K.CLAIM_LOST], Status.RECEIVED),
        ([K.CLAIM_ASKED, K.CLAIM_ACKNOWLEDGED, K.REVIEW_STARTED], Status.IN_REVIEW),
        (TO_APPROVED, Status.APPROVED),
        ([*TO_APPROVED, K.APPROVAL_WITHDRAWN], Status.IN_REVIEW),
        ([*TO_APPROVED, K.CLAIM_LOST], Status.IN_REVIEW),
        ([*TO_APPROVED, K.CLARIFICATION_ASKED], Status.CLARIFICATION),
        ([*TO_APPROVED, K.CLARIFICATION_ASKED, K.CLARIFICATION_ANSWERED], Status.APPROVED),
        ([*TO_APPROVED, K.CLARIFICATION_ASKED, K.APPROVED], Status.APPROVED),
        ([*TO_APPROVED, K.HELD], Status.ON_HOLD),
        ([*TO_APPROVED, K.HELD, K.RESUMED], Status.APPROVED),
        ([*TO_APPROVED, K.ACCURACY_CHECKED], Status.CHECKED),
        ([*TO_APPROVED, K.ACCURACY_CHECKED, K.ACCURACY_CHECK_WITHDRAWN], Status.APPROVED),
        (TO_READY, Status.READY),
        ([*TO_READY, K.ACCURACY_CHECK_WITHDRAWN], Status.APPROVED),
        ([*TO_READY, K.APPROVAL_WITHDRAWN], Status.IN_REVIEW),
        ([*TO_READY, K.APPROVED], Status.APPROVED),
        ([*TO_READY, K.OUT_FOR_DELIVERY], Status.OUT_FOR_DELIVERY),
        ([*TO_READY, K.OUT_FOR_DELIVERY, K.DELIVERED], Status.DELIVERED),
        ([*TO_READY, K.CANCEL_ASKED], Status.CANCEL_PENDING),
        ([*TO_READY, K.RETURNED], Status.RETURNED_UNCOLLECTED),
        ([*TO_APPROVED, K.REJECTED], Status.REJECTED),
        ([K.CANCELLED], Status.CANCELLED),
        ([K.EXPIRED], Status.EXPIRED),
        ([K.ENTERED_IN_ERROR], Status.ENTERED_IN_ERROR),
    ],
)
def test_the_status_follows_from_the_events(kinds: list[EventKind], expected: Status) -> None:
    assert status(kinds) is expected


def test_the_first_scanned_pack_makes_it_picking() -> None:
    assert status(TO_APPROVED, a_line(allocated=10), a_line()) is Status.PICKING


def test_it_is_handed_over_only_when_every_line_is_supplied() -> None:
    kinds = [*TO_READY, K.HANDED_OVER]
    assert status(kinds, a_line(dispensed=20), a_line(dispensed=20)) is Status.HANDED_OVER
    assert status(kinds, a_line(dispensed=20), a_line(dispensed=19)) is Status.PART_SUPPLIED
    assert status(kinds, a_line(dispensed=21)) is Status.HANDED_OVER


def test_the_owed_rest_is_picked_checked_and_handed_over_like_the_first_part() -> None:
    kinds = [*TO_READY, K.HANDED_OVER]
    assert status(kinds, a_line(allocated=10, dispensed=10)) is Status.PICKING
    assert status([*kinds, K.ACCURACY_CHECKED], a_line(allocated=10, dispensed=10)) is Status.CHECKED
    assert status([*kinds, K.ACCURACY_CHECKED, K.MADE_READY], a_line(10, 10)) is Status.READY


def test_a_line_without_a_known_quantity_is_never_supplied() -> None:
    unknown = LineProgress(new_id(), None, None, tablets(20))
    assert unknown.owing is None
    assert status([*TO_READY, K.HANDED_OVER], unknown) is Status.PART_SUPPLIED


def test_nothing_is_handed_over_of_no_lines() -> None:
    assert status_of(events([*TO_READY, K.HANDED_OVER]), []) is Status.PART_SUPPLIED


@pytest.mark.parametrize(("dispensed", "owing"), [(0, 20), (5, 15), (20, 0), (30, 0)])
def test_what_is_owed_is_never_below_zero(dispensed: int, owing: int) -> None:
    assert a_line(dispensed=dispensed).owing == tablets(owing)


def test_a_claim_that_was_asked_is_not_a_claim() -> None:
    assert not standing(events([K.CLAIM_ASKED])).claimed
    assert standing(events([K.CLAIM_ASKED, K.CLAIM_ACKNOWLEDGED])).claimed


def test_an_edit_withdraws_the_checks_behind_it() -> None:
    facts = standing(events([*TO_READY, K.APPROVAL_WITHDRAWN]))
    assert (facts.approval, facts.accuracy_check, facts.ready) == (None, None, None)


def test_every_kind_of_event_has_an_effect() -> None:
    for kind in EventKind:
        assert kind in standing(events([kind])).seen


@given(st.lists(st.sampled_from(list(EventKind)), max_size=12), st.integers(0, 3))
def test_whatever_happens_there_is_a_status_and_a_final_one_stays(kinds: list[EventKind], allocated: int) -> None:
    before = status(kinds, a_line(allocated=allocated))
    facts = standing(events(kinds))
    if facts.final is not None:
        assert before is facts.final
        assert before in CLOSED
        assert status([*kinds, K.APPROVED, K.CLAIM_ACKNOWLEDGED, K.HELD], a_line()) is before
    if before is Status.READY:
        assert facts.ready is not None
