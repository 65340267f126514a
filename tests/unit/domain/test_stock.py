"""Which batch to take, and what is left."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import TODAY, a_batch, on_hand
from workstation.domain.stock import (
    BatchOnHand,
    BatchVerdict,
    choose_batches,
    days_usable,
    last_day_of_course,
)


def after(days: int) -> date:
    """A day from today."""
    return TODAY + timedelta(days=days)


def verdicts(batches: list[BatchOnHand], days_supply: int | None = 10) -> list[tuple[str, str]]:
    """(batch number, verdict) by expiry."""
    rows = choose_batches(batches, TODAY, days_supply)
    return [(row.stock.batch.batch_number, row.verdict.value) for row in rows]


@pytest.mark.parametrize(("expiry", "days"), [(0, 1), (1, 2), (-1, 0), (-400, 0), (364, 365)])
def test_the_day_of_expiry_is_still_good(expiry: int, days: int) -> None:
    assert days_usable(after(expiry), TODAY) == days


@pytest.mark.parametrize(("days_supply", "last"), [(1, 0), (10, 9), (0, 0)])
def test_a_course_that_starts_today_ends_a_day_less_than_its_days(days_supply: int, last: int) -> None:
    assert last_day_of_course(TODAY, days_supply) == after(last)


def test_the_first_to_expire_that_lasts_is_taken_and_the_others_wait() -> None:
    rows = [
        on_hand(a_batch(batch_number="late", expiry_date=after(400))),
        on_hand(a_batch(batch_number="first", expiry_date=after(100))),
    ]
    assert verdicts(rows) == [("first", "use"), ("late", "later")]


def test_a_batch_that_ends_on_the_last_day_of_the_course_lasts() -> None:
    assert verdicts([on_hand(a_batch(expiry_date=after(9)))], days_supply=10) == [("B1", "use")]
    assert verdicts([on_hand(a_batch(expiry_date=after(8)))], days_supply=10) == [("B1", "expires_in_course")]


def test_what_is_skipped_says_why() -> None:
    rows = [
        on_hand(a_batch(batch_number="old", expiry_date=after(-1))),
        on_hand(a_batch(batch_number="short", expiry_date=after(3))),
        on_hand(a_batch(batch_number="held", expiry_date=after(50)), amount=10, allocated=10),
        on_hand(a_batch(batch_number="stopped", expiry_date=after(60), quarantined=True)),
        on_hand(a_batch(batch_number="good", expiry_date=after(70))),
    ]
    assert verdicts(rows) == [
        ("old", "expired"),
        ("short", "expires_in_course"),
        ("held", "none_free"),
        ("stopped", "quarantined"),
        ("good", "use"),
    ]


def test_a_course_of_unknown_length_asks_only_for_today() -> None:
    assert verdicts([on_hand(a_batch(expiry_date=TODAY))], days_supply=None) == [("B1", "use")]


@given(
    st.lists(st.tuples(st.integers(-50, 500), st.integers(0, 30), st.integers(0, 30), st.booleans())),
    st.integers(0, 90),
)
def test_whatever_lies_in_the_shelf_at_most_one_batch_is_to_be_used_and_it_is_the_first_good_one(
    shelf: list[tuple[int, int, int, bool]], days_supply: int
) -> None:
    rows = [
        on_hand(a_batch(batch_number=str(place), expiry_date=after(days), quarantined=stopped), amount + held, held)
        for place, (days, amount, held, stopped) in enumerate(shelf)
    ]
    chosen = choose_batches(rows, TODAY, days_supply)
    used = [row for row in chosen if row.verdict is BatchVerdict.USE]
    last = last_day_of_course(TODAY, days_supply)
    good = [
        row.batch.expiry_date
        for row in rows
        if row.batch.expiry_date >= max(last, TODAY) and row.free.value > 0 and not row.batch.quarantined
    ]
    assert [row.stock.batch.expiry_date for row in used] == sorted(good)[:1]
    assert len(chosen) == len(rows)
