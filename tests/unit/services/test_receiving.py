"""Goods in: what does not fit is not booked in."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import TODAY, Pharmacy, tablets
from tests.unit.services.counter_acts import LATER, left
from tests.unit.services.outcomes import refused
from workstation.domain.quantity import Quantity
from workstation.services.receiving import receive_stock


@pytest.mark.parametrize(
    ("batch_number", "expiry", "amount", "code"),
    [
        ("B2", LATER, tablets(0), "quantity_not_positive"),
        ("B2", LATER, tablets("NaN"), "not_a_number"),
        ("B2", LATER, Quantity(Decimal(1), "mL"), "unit_differs_from_product"),
        ("  ", LATER, tablets(1), "no_batch_number"),
        ("B2", TODAY - timedelta(days=1), tablets(1), "already_expired"),
        ("B2", TODAY + timedelta(days=366 * 17), tablets(1), "expiry_too_far"),
        ("B1", TODAY + timedelta(days=1), tablets(1), "batch_has_other_expiry"),
    ],
)
def test_goods_that_do_not_fit_are_not_booked_in(
    pharmacy: Pharmacy, batch_number: str, expiry: Any, amount: Quantity, code: str
) -> None:
    product = pharmacy.stocked()

    def receive() -> None:
        receive_stock(pharmacy.site, pharmacy.counter, product.gtin, batch_number, expiry, amount)

    assert refused(receive).code.value == code
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_goods_of_an_unknown_product_are_not_booked_in(pharmacy: Pharmacy) -> None:
    def receive() -> None:
        receive_stock(pharmacy.site, pharmacy.counter, "08901234567894", "B1", LATER, tablets(1))

    assert refused(receive).code == "unknown_product"


def test_the_same_batch_again_adds_to_it(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    receive_stock(pharmacy.site, pharmacy.counter, product.gtin, " B1 ", LATER, tablets(5))
    receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B2", TODAY, tablets(7))
    assert left(pharmacy, product) == {"B1": (105, 0), "B2": (7, 0)}
