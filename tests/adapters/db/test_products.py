"""The catalogue and its search."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.adapters.db.samples import a_product
from tests.factories import new_id
from workstation.adapters.db import SqlStore
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.quantity import Money, Quantity


def of(name: str, *ingredients: str, form: str = "tablet", strength: str = "500") -> Product:
    """A product with these ingredients, each of the same strength in mg."""
    parts = tuple(IngredientStrength(part, Quantity(Decimal(strength), "mg")) for part in ingredients)
    return a_product(name=name, ingredients=parts, form=form)


CATALOGUE = [
    of("Warf 5", "warfarin", strength="5"),
    of("Warf 2", "warfarin", strength="2"),
    of("Augmentin 625 Duo", "amoxicillin", "clavulanic acid"),
    of("Mox 500", "amoxicillin", form="capsule"),
    of("Novamox", "amoxicillin", form="capsule", strength="250"),
    of("Crocin 500", "paracetamol"),
    of("Dolo-650", "paracetamol", strength="650"),
    of("A to Z Gold", "multivitamin"),
]


@pytest.fixture
def catalogue(store: SqlStore) -> SqlStore:
    """A store with a small catalogue."""
    with store.begin() as transaction:
        transaction.products.save(CATALOGUE)
    return store


def names(store: SqlStore, text: str, limit: int = 20) -> list[str]:
    """What a search finds."""
    with store.read() as transaction:
        return [product.name for product in transaction.products.search(text, limit)]


def test_a_product_comes_back_as_saved(store: SqlStore) -> None:
    syrup = a_product(
        ingredients=(IngredientStrength("amoxicillin", Quantity(Decimal("125"), "mg"), Quantity(Decimal(5), "mL")),),
        pack_size=Quantity(Decimal("60.0"), "mL"),
        price=Money(Decimal("61.50"), "INR"),
        cold_chain=True,
        modified_release=True,
    )
    bare = a_product(price=None, ingredients=(), shelf="")
    with store.begin() as transaction:
        transaction.products.save([syrup, bare])
    with store.read() as transaction:
        assert transaction.products.get(syrup.id) == syrup
        assert transaction.products.get(bare.id) == bare
        assert transaction.products.by_gtin(syrup.gtin) == syrup
        assert transaction.products.by_gtin("0" * 14) is None
        assert transaction.products.count() == 2


def test_a_product_that_is_saved_again_is_replaced_and_found_by_its_new_name(catalogue: SqlStore) -> None:
    with catalogue.begin() as transaction:
        changed = replace(CATALOGUE[0], name="Sofarin 5")
        transaction.products.save([changed, of("Zocef", "cefuroxime")])
        assert transaction.products.get(changed.id) == changed
        assert transaction.products.count() == len(CATALOGUE) + 1
    assert names(catalogue, "sofa") == ["Sofarin 5"]
    assert names(catalogue, "warf 5") == ["Sofarin 5"], "the ingredient is still found"
    assert names(catalogue, "warf 2") == ["Warf 2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("w", ["Warf 2", "Warf 5"]),
        ("WARF", ["Warf 2", "Warf 5"]),
        ("warfarin 5", ["Warf 5"]),
        ("dolo", ["Dolo-650"]),
        ("dolo 650", ["Dolo-650"]),
        ("650mg", ["Dolo-650"]),
        ("gold", ["A to Z Gold"]),
        ("clav amox", ["Augmentin 625 Duo"]),
        ("amoxicillin caps", ["Mox 500", "Novamox"]),
        ("warfarin aspirin", []),
        ("xyz", []),
        ("", []),
        ("*", []),
        ('"', []),
        ("' OR 1=1 --", []),
        ("NEAR(", []),
    ],
)
def test_products_are_found_by_the_beginnings_of_words(catalogue: SqlStore, text: str, found: list[str]) -> None:
    assert sorted(names(catalogue, text)) == sorted(found)


def test_a_name_that_begins_with_the_text_comes_first(catalogue: SqlStore) -> None:
    with catalogue.begin() as transaction:
        transaction.products.save([of("Amoxil 500", "amoxicillin")])
    assert names(catalogue, "amox")[0] == "Amoxil 500"
    assert set(names(catalogue, "amox")) == {"Amoxil 500", "Augmentin 625 Duo", "Mox 500", "Novamox"}


def test_no_more_than_the_limit_is_found(catalogue: SqlStore) -> None:
    assert len(names(catalogue, "a", limit=2)) == 2
    assert len(names(catalogue, "amoxicillin", limit=2)) == 2


def test_products_are_found_by_their_exact_set_of_ingredients(catalogue: SqlStore) -> None:
    with catalogue.read() as transaction:
        both = transaction.products.with_ingredients(["Clavulanic acid", "amoxicillin"])
        one = transaction.products.with_ingredients(["amoxicillin"])
    assert [product.name for product in both] == ["Augmentin 625 Duo"]
    assert [product.name for product in one] == ["Mox 500", "Novamox"]


def test_a_large_catalogue_is_saved_in_chunks(store: SqlStore) -> None:
    many = [of(f"Brand {number}", "paracetamol") for number in range(1203)]
    with store.begin() as transaction:
        transaction.products.save(iter(many))
        transaction.products.save(replace(product, shelf="C1") for product in many)
        assert transaction.products.count() == 1203
        assert transaction.products.get(many[1100].id).shelf == "C1"


def test_asking_for_a_product_that_is_not_there_is_a_bug(store: SqlStore) -> None:
    with store.read() as transaction, pytest.raises(KeyError):
        transaction.products.get(new_id())


def test_many_products_are_read_at_once_and_unknown_ones_are_left_out(catalogue: SqlStore) -> None:
    wanted = [one.id for one in CATALOGUE] + [new_id() for _ in range(600)]
    with catalogue.read() as transaction:
        found = transaction.products.many(wanted)
    assert found == {one.id: one for one in CATALOGUE}
