"""Batches on the shelf, drawn by chance from a seed and relative to a date; `resources/demo/stock.toml` names
what must be.

Every product gets at least two batches. About one product in nine still has a batch past its date on the
shelf, one in six a batch that ends within six weeks; the rest lasts 3 to 30 months. Cheap and fast-moving
products lie there in larger numbers.
"""

import calendar
import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from workstation.adapters.samplepharmacy.catalogue import products
from workstation.adapters.samplepharmacy.models import SampleBatch
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity
from workstation.paths import resources

_SHARE_WITH_EXPIRED = 0.11
_SHARE_NEAR_EXPIRY = 0.16
_NEAR_DAYS = 42


def stock_batches(today: date, seed: int = 1, folder: Path | None = None) -> tuple[SampleBatch, ...]:
    """The stock of the sample pharmacy on `today`. The same seed and date give the same batches."""
    wishes = tomllib.loads(((folder or resources() / "demo") / "stock.toml").read_text(encoding="utf-8"))
    sold_out = frozenset(wishes.pop("out_of_stock"))
    catalogue = products()
    unknown = (sold_out | wishes.keys()) - {product.name for product in catalogue}
    if unknown:
        raise ValueError(f"stock.toml: not in the catalogue: {', '.join(sorted(unknown))}")
    return tuple(batch for product in catalogue for batch in _of(product, wishes, sold_out, today, seed))


def _of(
    product: Product, wishes: Mapping[str, Any], sold_out: frozenset[str], today: date, seed: int
) -> Iterator[SampleBatch]:
    # one generator per product: a product added to the catalogue does not change the stock of the others
    chance = random.Random(f"{seed}|{product.gtin}")
    if product.name in wishes:
        for wish in wishes[product.name]:
            ends = wish["expires"]
            yield _batch(product, wish["batch_number"], _expiry(ends, today), wish["packs"], "days" in ends, today)
        return
    for expiry, day_is_printed in _expiries(chance, today):
        packs = 0 if product.name in sold_out else _packs(product, chance)
        yield _batch(product, _number(product, chance, expiry), expiry, packs, day_is_printed, today)


def _expiry(ends: Mapping[str, int], today: date) -> date:
    return today + timedelta(days=ends["days"]) if "days" in ends else end_of_month(today, ends["months"])


def _expiries(chance: random.Random, today: date) -> Iterator[tuple[date, bool]]:
    """Expiry dates of a product's batches, and whether the pack prints the day."""
    if chance.random() < _SHARE_WITH_EXPIRED:
        yield end_of_month(today, -chance.randint(1, 4)), False
    if chance.random() < _SHARE_NEAR_EXPIRY:
        yield today + timedelta(days=chance.randint(3, _NEAR_DAYS)), True
    nearest = chance.randint(3, 12)
    yield end_of_month(today, nearest), False
    yield end_of_month(today, nearest + chance.randint(2, 18)), False


def end_of_month(day: date, months: int) -> date:
    """The last day of the month that is `months` after the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _packs(product: Product, chance: random.Random) -> int:
    price = product.price.amount if product.price else Decimal(100)
    most = 40 if price < 50 else 24 if price < 200 else 10 if price < 800 else 4
    return chance.randint(max(1, most // 6), most)


def _number(product: Product, chance: random.Random, expiry: date) -> str:
    letters = re.sub(r"[^A-Z]", "", product.name.upper())[:2] or "B"
    return f"{letters}{(expiry.year - 2) % 100:02d}{chance.randint(0, 9999):04d}"


def _batch(product: Product, number: str, expiry: date, packs: int, day_is_printed: bool, today: date) -> SampleBatch:
    age = min(max((expiry - today).days // 8, 5), 120) if expiry >= today else 240
    return SampleBatch(
        gtin=product.gtin,
        product_id=product.id,
        batch_number=number,
        expiry_date=expiry,
        day_is_printed=day_is_printed,
        quantity=Quantity(product.pack_size.value * packs, product.pack_size.unit),
        packs=packs,
        received_on=today - timedelta(days=age),
        shelf=product.shelf,
    )
