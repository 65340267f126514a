"""A catalogue is taken over in one piece, and a GTIN never comes to mean another medicine."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.factories import Pharmacy, a_product, an_ingredient, tablets
from workstation.domain.medicine import Product
from workstation.domain.quantity import Money
from workstation.services.catalogue_import import CatalogueImported, RowRead, RowRefused, import_catalogue


def take(pharmacy: Pharmacy, *rows: Product | RowRefused) -> CatalogueImported:
    numbered = (RowRead(at, row) if isinstance(row, Product) else row for at, row in enumerate(rows, start=2))
    return import_catalogue(pharmacy.site, numbered, lambda _what, _count: None)


def here(pharmacy: Pharmacy, gtin: str) -> Product | None:
    with pharmacy.site.store.read() as tx:
        return tx.products.by_gtin(gtin)


def whys(done: CatalogueImported) -> list[tuple[int, str]]:
    return [(one.row, one.why) for one in done.refused]


def test_products_are_taken_over_and_wrong_rows_are_counted(pharmacy: Pharmacy) -> None:
    product = a_product()
    done = take(pharmacy, product, RowRefused(3, "No."))
    assert (done.rows, done.imported, whys(done)) == (2, 1, [(3, "No.")])
    assert here(pharmacy, product.gtin) == product


def test_a_product_that_is_here_keeps_its_id_and_its_shelf(pharmacy: Pharmacy) -> None:
    product = a_product()
    take(pharmacy, product)
    newer = replace(a_product(gtin=product.gtin, shelf=""), price=Money(Decimal("9.50"), "INR"))
    assert take(pharmacy, newer).imported == 1
    assert here(pharmacy, product.gtin) == replace(product, price=newer.price)


@pytest.mark.parametrize(
    "change",
    [
        {"ingredients": (an_ingredient("warfarin"),)},
        {"form": "capsule"},
        {"pack_size": tablets(20)},
        {"modified_release": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_gtin_is_never_pointed_to_another_medicine(pharmacy: Pharmacy, change: dict[str, object]) -> None:
    product = a_product()
    take(pharmacy, product)
    done = take(pharmacy, a_product(gtin=product.gtin, **change))
    assert (done.imported, done.refused[0].row) == (0, 2)
    assert f"GTIN {product.gtin} is another medicine here: Glycomet 500" in done.refused[0].why
    assert here(pharmacy, product.gtin) == product


def test_the_same_row_twice_counts_once(pharmacy: Pharmacy) -> None:
    product = a_product()
    done = take(pharmacy, product, a_product(gtin=product.gtin))
    assert (done.imported, whys(done)) == (1, [(3, "It says the same as row 2.")])


def test_of_rows_that_contradict_each_other_none_is_taken(pharmacy: Pharmacy) -> None:
    product = a_product()
    done = take(pharmacy, product, a_product(gtin=product.gtin, form="capsule"), a_product(gtin=product.gtin))
    assert (done.rows, done.imported, [row for row, _ in whys(done)]) == (3, 0, [2, 3, 4])
    assert here(pharmacy, product.gtin) is None


def test_a_file_that_breaks_off_leaves_nothing(pharmacy: Pharmacy) -> None:
    product = a_product()

    def broken() -> Iterator[RowRead]:
        yield RowRead(2, product)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        import_catalogue(pharmacy.site, broken(), lambda _what, _count: None)
    assert here(pharmacy, product.gtin) is None


def test_a_write_that_breaks_off_leaves_nothing(pharmacy: Pharmacy) -> None:
    product = a_product()

    def interrupted(what: str, _count: int) -> None:
        if what == "written":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_catalogue(pharmacy.site, iter([RowRead(2, product)]), interrupted)
    assert here(pharmacy, product.gtin) is None
