"""What a scanned pack must be before anything is recorded."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import TODAY, a_batch, a_bottle, a_product, milligrams, on_hand, tablets
from workstation.domain.dispensing import (
    BatchTaken,
    PackScan,
    ScanRefusal,
    batch_for_scan,
    packs_needed,
    quantity_from_pack,
    substitution_of,
)
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, QuantityRefusal
from workstation.domain.stock import BatchOnHand

NO_BATCH = PackScan(None, None, None)


def a_scan(batch_number: str | None = "B1", **changes: object) -> PackScan:
    """A scan that names the batch only."""
    return PackScan(batch_number, changes.get("expiry_date"), None)  # type: ignore[arg-type]  # a date or None


def taken(scan: PackScan, batches: list[BatchOnHand], days_supply: int | None = 10, wanted: int = 10) -> BatchTaken:
    """The batch for a scan today."""
    return batch_for_scan(scan, batches, TODAY, days_supply, Decimal(wanted))


def refusal(scan: PackScan, batches: list[BatchOnHand], days_supply: int | None = 10, wanted: int = 10) -> Refused:
    """Why the scan is refused."""
    with pytest.raises(Refused) as refused:
        taken(scan, batches, days_supply, wanted)
    return refused.value


# --- how much of a pack counts ----------------------------------------------------------------------------------


def test_a_strip_is_cut_to_what_is_still_wanted() -> None:
    assert quantity_from_pack(a_product(), tablets(4)) == tablets(4)
    assert quantity_from_pack(a_product(), tablets(10)) == tablets(10)
    assert quantity_from_pack(a_product(), tablets(25)) == tablets(10)


def test_a_bottle_is_supplied_whole() -> None:
    wanted = Quantity(Decimal(60), "mL")
    assert quantity_from_pack(a_bottle(), wanted) == Quantity(Decimal(100), "mL")


@pytest.mark.parametrize("product", [a_product(), a_bottle()])
def test_a_line_in_another_unit_than_the_pack_is_refused(product: object) -> None:
    assert isinstance(product, type(a_product()))
    with pytest.raises(Refused) as refused:
        quantity_from_pack(product, milligrams(5))
    assert refused.value.code is QuantityRefusal.UNITS_DIFFER


@pytest.mark.parametrize(("wanted", "packs"), [(1, 1), (10, 1), (11, 2), (20, 2), (0, 0)])
def test_an_opened_pack_counts_as_one_to_scan(wanted: int, packs: int) -> None:
    assert packs_needed(a_product(), tablets(wanted)) == packs


@given(st.integers(1, 500), st.integers(1, 60))
def test_scanning_as_many_packs_as_needed_covers_exactly_what_is_wanted(wanted: int, size: int) -> None:
    product = a_product(pack_size=tablets(size))
    left = tablets(wanted)
    for _ in range(packs_needed(product, tablets(wanted))):
        left = left - quantity_from_pack(product, left)
    assert left == tablets(0)


# --- a code that names its batch --------------------------------------------------------------------------------


def test_the_batch_on_the_pack_is_taken() -> None:
    stock = [on_hand(a_batch(batch_number="A")), on_hand(a_batch(batch_number="B"))]
    assert taken(a_scan("B"), stock) == BatchTaken(stock[1].batch, assumed=False)


def test_a_batch_that_nobody_received_is_refused() -> None:
    assert refusal(a_scan("B9"), [on_hand(a_batch())]).code is ScanRefusal.UNKNOWN_BATCH


def test_a_batch_is_good_through_the_day_of_its_expiry() -> None:
    assert not taken(a_scan(), [on_hand(a_batch(expiry_date=TODAY))], days_supply=1).assumed
    yesterday = TODAY - timedelta(days=1)
    assert refusal(a_scan(), [on_hand(a_batch(expiry_date=yesterday))]).code is ScanRefusal.EXPIRED


def test_a_pack_that_says_expired_is_refused_whatever_stock_says() -> None:
    scan = a_scan(expiry_date=TODAY - timedelta(days=1))
    assert refusal(scan, [on_hand(a_batch())]).code is ScanRefusal.EXPIRED
    assert (
        refusal(a_scan(None, expiry_date=TODAY - timedelta(days=1)), [on_hand(a_batch())]).code is ScanRefusal.EXPIRED
    )


def test_a_pack_whose_expiry_differs_from_its_batch_is_refused() -> None:
    scan = a_scan(expiry_date=TODAY + timedelta(days=20))
    assert refusal(scan, [on_hand(a_batch())]).code is ScanRefusal.EXPIRY_DIFFERS


def test_a_quarantined_batch_is_refused() -> None:
    assert refusal(a_scan(), [on_hand(a_batch(quarantined=True))]).code is ScanRefusal.QUARANTINED


def test_a_batch_with_less_than_the_pack_covers_is_refused() -> None:
    assert refusal(a_scan(), [on_hand(a_batch(), amount=10, allocated=1)]).code is ScanRefusal.NOT_IN_STOCK
    assert taken(a_scan(), [on_hand(a_batch(), amount=11, allocated=1)]).batch.batch_number == "B1"


def test_a_batch_that_ends_within_the_course_is_refused_while_another_one_lasts() -> None:
    short = on_hand(a_batch(batch_number="short", expiry_date=TODAY + timedelta(days=8)))
    lasting = on_hand(a_batch(batch_number="lasting"))
    refused = refusal(a_scan("short"), [short, lasting])
    assert refused.code is ScanRefusal.EXPIRES_IN_COURSE
    assert refused.facts["use_batch"] == "lasting"
    assert refused.facts["lasts_days"] == 9
    assert taken(a_scan("short"), [short]).batch is short.batch


# --- a code that names no batch (EAN) ---------------------------------------------------------------------------


def test_without_a_batch_in_the_code_the_one_of_the_pick_list_is_taken_and_said_to_be_assumed() -> None:
    first = on_hand(a_batch(batch_number="first", expiry_date=TODAY + timedelta(days=50)))
    later = on_hand(a_batch(batch_number="later"))
    assert taken(NO_BATCH, [later, first]) == BatchTaken(first.batch, assumed=True)


def test_an_expiry_without_a_batch_narrows_the_choice() -> None:
    first = on_hand(a_batch(batch_number="first", expiry_date=TODAY + timedelta(days=50)))
    later = on_hand(a_batch(batch_number="later"))
    scan = PackScan(None, later.batch.expiry_date, None)
    assert taken(scan, [first, later]).batch is later.batch


def test_the_rest_of_a_cut_pack_is_not_assumed_for_a_whole_one() -> None:
    rest = on_hand(a_batch(batch_number="rest", expiry_date=TODAY + timedelta(days=50)), amount=3)
    whole = on_hand(a_batch(batch_number="whole"))
    assert taken(NO_BATCH, [rest, whole], wanted=10).batch is whole.batch
    assert taken(NO_BATCH, [rest, whole], wanted=3).batch is rest.batch


def test_without_a_batch_and_without_stock_it_is_refused() -> None:
    assert refusal(NO_BATCH, []).code is ScanRefusal.NOT_IN_STOCK
    assert refusal(NO_BATCH, [on_hand(a_batch(quarantined=True))]).code is ScanRefusal.NOT_IN_STOCK


def test_without_a_batch_and_with_expired_stock_only_it_is_refused_as_expired() -> None:
    old = on_hand(a_batch(expiry_date=TODAY - timedelta(days=1)))
    assert refusal(NO_BATCH, [old]).code is ScanRefusal.EXPIRED


def test_a_batch_that_ends_within_the_course_is_assumed_only_when_no_other_is_there() -> None:
    short = on_hand(a_batch(batch_number="short", expiry_date=TODAY + timedelta(days=2)))
    assert taken(NO_BATCH, [short]).batch is short.batch
    assert taken(NO_BATCH, [short, on_hand(a_batch(batch_number="good"))]).batch.batch_number == "good"


def test_only_another_product_than_the_keyed_one_is_a_substitution() -> None:
    keyed, other = a_product().id, a_product().id
    assert (substitution_of(keyed, keyed), substitution_of(None, other), substitution_of(keyed, other)) == (
        "N",
        "N",
        "EC",
    )
