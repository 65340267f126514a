"""Many products by their GTINs, on each backend."""

from tests.factories import a_product
from workstation.adapters.db import SqlStore


def test_those_that_are_here_are_found_by_gtin_however_many_are_asked_for(store: SqlStore) -> None:
    products = [a_product() for _ in range(3)]
    with store.begin() as tx:
        tx.products.save(products)
    wanted = [*(f"{number:014}" for number in range(1200)), *(product.gtin for product in products)]
    with store.read() as tx:
        assert tx.products.by_gtins(wanted) == {product.gtin: product for product in products}
        assert tx.products.by_gtins([]) == {}
