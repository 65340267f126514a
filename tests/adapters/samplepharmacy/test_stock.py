"""The stock of the sample: enough of everything, and some of everything that is wrong with stock."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from workstation.adapters.samplepharmacy.models import SampleBatch
from workstation.adapters.samplepharmacy.stock import end_of_month, stock_batches
from workstation.domain.medicine import Product

Stock = tuple[SampleBatch, ...]


def of(stock: Stock, catalogue: tuple[Product, ...], name: str) -> list[SampleBatch]:
    gtin = next(product.gtin for product in catalogue if product.name == name)
    return [batch for batch in stock if batch.gtin == gtin]


def test_every_product_has_at_least_two_batches(stock: Stock, catalogue: tuple[Product, ...]) -> None:
    counts = Counter(batch.gtin for batch in stock)
    assert [product.name for product in catalogue if counts[product.gtin] < 2] == []


def test_the_same_seed_gives_the_same_stock_and_another_seed_another(stock: Stock, today: date) -> None:
    assert stock_batches(today, seed=1) == stock
    assert stock_batches(today, seed=2) != stock


def test_no_product_has_a_batch_number_twice(stock: Stock) -> None:
    assert max(Counter((batch.gtin, batch.batch_number) for batch in stock).values()) == 1


def test_quantities_are_whole_packs(stock: Stock, catalogue: tuple[Product, ...]) -> None:
    packs = {product.gtin: product.pack_size for product in catalogue}
    for batch in stock:
        assert batch.quantity.unit == packs[batch.gtin].unit
        assert batch.quantity.value == packs[batch.gtin].value * batch.packs


def test_some_batches_are_expired_and_some_nearly(stock: Stock, today: date) -> None:
    expired = [batch for batch in stock if batch.expiry_date < today]
    near = [batch for batch in stock if today <= batch.expiry_date <= today + timedelta(days=42)]
    assert 0.02 * len(stock) < len(expired) < 0.12 * len(stock)
    assert 0.02 * len(stock) < len(near) < 0.15 * len(stock)


def test_a_month_without_a_day_ends_on_its_last_day(stock: Stock) -> None:
    for batch in stock:
        if not batch.day_is_printed:
            assert (batch.expiry_date + timedelta(days=1)).day == 1


def test_nothing_was_received_in_the_future(stock: Stock, today: date) -> None:
    assert all(batch.received_on < today for batch in stock)


def test_some_products_are_used_up(stock: Stock, catalogue: tuple[Product, ...]) -> None:
    on_hand: dict[str, int] = defaultdict(int)
    for batch in stock:
        on_hand[batch.gtin] += batch.packs
    used_up = {product.name for product in catalogue if on_hand[product.gtin] == 0}
    assert {"Susten 200", "Shelcal 500", "Jalra 50"} <= used_up
    assert len(used_up) >= 8


def test_warf_5_has_the_batches_of_the_pictures(stock: Stock, catalogue: tuple[Product, ...]) -> None:
    rows = [
        (batch.batch_number, batch.packs, batch.expiry_date.isoformat()) for batch in of(stock, catalogue, "Warf 5")
    ]
    assert rows == [("B123", 6, "2026-12-10"), ("WF2419", 14, "2027-03-31"), ("WF2502", 40, "2027-09-30")]


def test_named_batches_move_with_the_date(catalogue: tuple[Product, ...]) -> None:
    later = date(2027, 1, 31)
    first, second, _ = of(stock_batches(later, seed=1), catalogue, "Warf 5")
    assert first.expiry_date == later + timedelta(days=18)
    assert second.expiry_date == date(2027, 5, 31)


@pytest.mark.parametrize(
    ("months", "expected"), [(0, "2026-11-30"), (1, "2026-12-31"), (3, "2027-02-28"), (-2, "2026-09-30")]
)
def test_the_last_day_of_a_month(today: date, months: int, expected: str) -> None:
    assert end_of_month(today, months).isoformat() == expected
