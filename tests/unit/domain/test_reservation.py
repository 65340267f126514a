"""What is held for a prescription: the batches that would be picked, never more than is wanted or free."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from tests.factories import TODAY, a_batch, on_hand, tablets
from workstation.domain.quantity import Quantity
from workstation.domain.reservation import to_hold
from workstation.domain.stock import BatchOnHand, choose_batches

STRIP = tablets(10)


def held(
    wanted: Quantity, stock: list[BatchOnHand], pack: Quantity = STRIP, taken: dict[UUID, Decimal] | None = None
) -> list[tuple[str, int]]:
    """(batch number, how much) for a course of ten days."""
    numbers = {row.batch.id: row.batch.batch_number for row in stock}
    found = to_hold(wanted, choose_batches(stock, TODAY, 10), pack, taken or {})
    return [(numbers[batch], int(amount.value)) for batch, amount in found]


def a_shelf(*batches: tuple[str, int, int]) -> list[BatchOnHand]:
    """(number, days until it expires, tablets)."""
    return [on_hand(a_batch(batch_number=one, expiry_date=TODAY + timedelta(days=days)), count)
            for one, days, count in batches]  # fmt: skip


def test_the_batch_that_is_proposed_is_held_first_and_the_next_one_for_the_rest() -> None:
    assert held(tablets(30), a_shelf(("short", 3, 50), ("first", 50, 20), ("later", 90, 100))) == [
        ("first", 20), ("later", 10),
    ]  # fmt: skip


def test_what_ends_within_the_course_is_held_only_where_nothing_else_is_left() -> None:
    assert held(tablets(30), a_shelf(("short", 3, 50), ("first", 50, 20))) == [("first", 20), ("short", 10)]


def test_what_is_not_there_is_not_held() -> None:
    assert held(tablets(30), a_shelf(("first", 50, 12))) == [("first", 12)]
    assert held(tablets(30), a_shelf(("old", -1, 12))) == []


def test_what_cannot_be_divided_is_held_in_whole_packs() -> None:
    bottle, wanted = Quantity(Decimal(100), "mL"), Quantity(Decimal(150), "mL")
    stock = [BatchOnHand(a_batch(), Quantity(Decimal(250), "mL"), Quantity(Decimal(0), "mL"))]
    assert held(wanted, stock, bottle) == [("B1", 200)]


def test_what_another_line_of_the_prescription_has_taken_is_not_held_twice() -> None:
    stock = a_shelf(("first", 50, 20))
    assert held(tablets(30), stock, taken={stock[0].batch.id: Decimal(15)}) == [("first", 5)]


@given(
    some.integers(1, 200),
    some.lists(some.tuples(some.integers(-5, 60), some.integers(0, 60), some.integers(0, 60)), max_size=6),
)
def test_never_more_is_held_than_is_wanted_and_of_no_batch_more_than_is_free(
    wanted: int, shelf: list[tuple[int, int, int]]
) -> None:
    stock = [
        on_hand(a_batch(batch_number=str(place), expiry_date=TODAY + timedelta(days=days)), amount + taken, taken)
        for place, (days, amount, taken) in enumerate(shelf)
    ]
    found = held(tablets(wanted), stock)
    free = {row.batch.batch_number: int(row.free.value) for row in stock if row.batch.expiry_date >= TODAY}
    assert all(0 < amount <= free[number] for number, amount in found)
    assert sum(amount for _, amount in found) == min(wanted, sum(free.values()))
