"""Due times: what is late, due and later."""

from datetime import UTC, datetime, timedelta

import pytest

from workstation.ui.components.due import Due, DueState, due_of

NOW = datetime(2026, 11, 22, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        (-6, Due(DueState.LATE, "Late 6 min")),
        (-0.5, Due(DueState.LATE, "Late 1 min")),
        (-125, Due(DueState.LATE, "Late 2 h 05")),
        (0.5, Due(DueState.SOON, "Due now")),
        (4, Due(DueState.SOON, "Due 4 min")),
        (15.9, Due(DueState.SOON, "Due 15 min")),
        (16, Due(DueState.LATER, "in 16 min")),
        (60, Due(DueState.LATER, "in 1 h")),
        (60 * 50, Due(DueState.LATER, "in 2 d")),
    ],
)
def test_words_and_state_follow_the_minutes(minutes: float, due: Due) -> None:
    assert due_of(NOW + timedelta(minutes=minutes), NOW) == due


def test_what_is_held_is_not_late() -> None:
    assert due_of(NOW - timedelta(hours=2), NOW, on_hold=True) == Due(DueState.HOLD, "On hold")


def test_without_a_time_nothing_is_late() -> None:
    assert due_of(None, NOW).state is DueState.NONE
