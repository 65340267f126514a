"""The shipped catalogue keeps its promises row by row."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from workstation.adapters.samplepharmacy.catalogue import (
    HEADER,
    look_alikes,
    parse_composition,
    parse_strength,
    products,
)
from workstation.domain.matching import is_equivalent
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity
from workstation.paths import resources

SCHEDULES = {"OTC", "G", "H", "H1", "X", "NDPS"}
UNITS = {
    "tablet", "capsule", "mL", "g", "dose", "patch", "sachet", "suppository", "respule", "vial",
}  # fmt: skip


def named(catalogue: tuple[Product, ...], name: str) -> Product:
    return next(product for product in catalogue if product.name == name)


def check_digit(body: str) -> str:
    """GS1 General Specifications, 7.9: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3, 1)[index % 2] for index, digit in enumerate(reversed(body)))
    return str(-total % 10)


def test_there_are_at_least_450_products(catalogue: tuple[Product, ...]) -> None:
    assert len(catalogue) >= 450


def test_the_header_is_the_agreed_one() -> None:
    with (resources() / "catalogue" / "products.csv").open(encoding="utf-8", newline="") as text:
        header = next(csv.reader(text))
    assert ",".join(header) == (
        "gtin,name,ingredients,strengths,form,pack_size,unit,manufacturer,schedule,mrp,currency,cold_chain,shelf,release"
    )
    assert tuple(header) == HEADER


def test_every_gtin_has_14_digits_an_indian_prefix_and_the_right_check_digit(
    catalogue: tuple[Product, ...],
) -> None:
    wrong = [
        product.gtin
        for product in catalogue
        if not (
            len(product.gtin) == 14
            and product.gtin.isdigit()
            and product.gtin.startswith("0890")
            and product.gtin[-1] == check_digit(product.gtin[:-1])
        )
    ]
    assert wrong == []


def test_no_gtin_name_or_id_occurs_twice(catalogue: tuple[Product, ...]) -> None:
    for values in (
        [product.gtin for product in catalogue],
        [product.name for product in catalogue],
        [str(product.id) for product in catalogue],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_product_has_ingredients_a_schedule_a_price_and_a_shelf(catalogue: tuple[Product, ...]) -> None:
    wrong = [
        product.name
        for product in catalogue
        if not product.ingredients
        or product.schedule not in SCHEDULES
        or product.price is None
        or product.price.amount <= 0
        or product.price.currency != "INR"
        or not product.shelf
        or not product.manufacturer
    ]
    assert wrong == []


def test_ingredients_and_forms_are_lower_case_words(catalogue: tuple[Product, ...]) -> None:
    names = {part.ingredient for product in catalogue for part in product.ingredients}
    assert {name for name in names if name != name.strip() or not name} == set()
    assert {name for name in names if name[0].isupper()} == set()
    assert {product.form for product in catalogue if product.form != product.form.lower()} == set()


def test_no_product_contains_an_ingredient_twice(catalogue: tuple[Product, ...]) -> None:
    for product in catalogue:
        names = [part.ingredient for part in product.ingredients]
        assert len(names) == len(set(names)), product.name


def test_packs_are_counted_in_known_units_and_never_empty(catalogue: tuple[Product, ...]) -> None:
    assert {product.pack_size.unit for product in catalogue} <= UNITS
    assert [product.name for product in catalogue if product.pack_size.value <= 0] == []


def test_what_needs_a_fridge_stands_in_a_fridge(catalogue: tuple[Product, ...]) -> None:
    assert [p.name for p in catalogue if p.cold_chain != p.shelf.startswith("F-")] == []


def test_what_schedule_x_and_ndps_hold_is_locked_away(catalogue: tuple[Product, ...]) -> None:
    locked = {p.name for p in catalogue if p.schedule in ("X", "NDPS")}
    assert len(locked) >= 5
    assert {p.name for p in catalogue if p.shelf == "locked cabinet"} >= locked


def test_every_schedule_occurs(catalogue: tuple[Product, ...]) -> None:
    assert {product.schedule for product in catalogue} == SCHEDULES


@pytest.mark.parametrize(
    ("name", "composition"),
    [
        ("Warf 5", "warfarin 5 mg"),
        ("Augmentin 625 Duo", "amoxicillin 500 mg + clavulanic acid 125 mg"),
        ("Ecosprin 75", "aspirin 75 mg"),
        ("Thyronorm 62.5", "levothyroxine 62.5 micrograms"),
        ("Human Mixtard 30/70", "insulin human biphasic 30/70 100 units per 1 mL"),
        ("Zifi 50 dry syrup", "cefixime 50 mg per 5 mL"),
        ("Influvac", "influenza vaccine"),
    ],
)
def test_compositions_read_as_on_the_pack(catalogue: tuple[Product, ...], name: str, composition: str) -> None:
    assert named(catalogue, name).strength_text == composition


@pytest.mark.parametrize("family", ["Warf", "Glycomet", "Thyronorm", "Atorva", "Encorate", "Telma", "Rivotril"])
def test_strength_families_stand_side_by_side_for_wrong_strength_scans(
    catalogue: tuple[Product, ...], family: str
) -> None:
    members = [product for product in catalogue if product.name.split()[0] == family]
    assert len(members) >= 3


def test_the_brands_that_everybody_knows_are_there(catalogue: tuple[Product, ...]) -> None:
    names = {product.name for product in catalogue}
    wanted = {
        "Dolo 650", "Aciloc 150", "Norvasc 5", "Pan 40", "Pan-D", "Glycomet-GP 1", "Azithral 500", "Clopilet 75",
        "Lantus 100 IU/mL", "Addwize 10", "Morcontin 10", "Septran DS", "Montair-LC", "Foracort 200 inhaler",
    }  # fmt: skip
    assert wanted - names == set()


@pytest.mark.parametrize(
    ("text", "amount", "per"),
    [
        ("500 mg", Quantity(Decimal(500), "mg"), None),
        ("62.5 ug", Quantity(Decimal("62.5"), "ug"), None),
        ("125 mg/5 mL", Quantity(Decimal(125), "mg"), Quantity(Decimal(5), "mL")),
        ("100 [iU]/mL", Quantity(Decimal(100), "[iU]"), Quantity(Decimal(1), "mL")),
        ("25 ug/h", Quantity(Decimal(25), "ug"), Quantity(Decimal(1), "h")),
        ("-", None, None),
    ],
)
def test_a_strength_is_read_with_what_it_is_contained_in(
    text: str, amount: Quantity | None, per: Quantity | None
) -> None:
    assert parse_strength(text) == (amount, per)


@pytest.mark.parametrize("text", ["", "500", "500mg", "500 U", ".5 mg", "5 mg/", "5 mg/5", "five mg", "5 mcg"])
def test_a_strength_that_is_not_exact_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no strength"):
        parse_strength(text)


def test_more_ingredients_than_strengths_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        parse_composition("amoxicillin+clavulanic acid", "500 mg")


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    row = "08901177011238,Warf 5,warfarin,5 U,tablet,15,tablet,Cipla,H,64.20,INR,no,B2-05,"
    file.write_text(",".join(HEADER) + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"08901177011238 Warf 5: '5 U' is no strength"):
        products(file)


def test_another_header_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("gtin,name\n", encoding="utf-8")
    with pytest.raises(ValueError, match="header"):
        products(file)


def test_look_alikes_differ_in_their_capitals_and_say_where_they_come_from() -> None:
    pairs = look_alikes()
    assert len(pairs) >= 40
    for pair in pairs:
        assert len(pair.names) >= 2
        assert pair.kind in ("brand", "ingredient")
        assert pair.source
        assert len({name.lower() for name in pair.names}) == len(pair.names)
        capitals = ["".join(letter for letter in name if letter.isupper()) for name in pair.names]
        assert all(capitals), pair.names
        assert len(set(capitals)) == len(capitals), pair.names


def test_every_look_alike_pair_concerns_something_that_is_sold_here(catalogue: tuple[Product, ...]) -> None:
    brands = {product.name.lower().replace("-", " ").split()[0] for product in catalogue}
    ingredients = {part.ingredient for product in catalogue for part in product.ingredients}
    for pair in look_alikes():
        known = brands if pair.kind == "brand" else ingredients
        assert any(name.lower() in known for name in pair.names), pair.names


def test_a_gastro_resistant_tablet_does_not_stand_for_a_prolonged_one(catalogue: tuple[Product, ...]) -> None:
    plain, prolonged = named(catalogue, "Encorate 300"), named(catalogue, "Encorate Chrono 300")
    assert plain.ingredients == prolonged.ingredients
    assert not is_equivalent(plain, prolonged)
    assert not is_equivalent(named(catalogue, "Glycomet 500"), named(catalogue, "Glycomet 500 SR"))
    assert is_equivalent(named(catalogue, "Jalra 50"), named(catalogue, "Galvus 50"))
