"""Is this product what was prescribed?"""

from decimal import Decimal

import pytest

from tests.factories import a_bottle, a_product, an_ingredient, milligrams
from workstation.domain.matching import (
    Difference,
    difference,
    form_family,
    is_equivalent,
    is_what_was_prescribed,
)
from workstation.domain.medicine import IngredientStrength
from workstation.domain.prescription import Coding, PrescribedMedicine
from workstation.domain.quantity import Quantity

GTIN = "https://www.gs1.org/gtin"


def prescribed(
    *parts: IngredientStrength, form: str = "tablet", codings: tuple[Coding, ...] = ()
) -> PrescribedMedicine:
    """A prescribed medicine."""
    return PrescribedMedicine("as written", parts, form, codings)


def test_the_same_ingredient_strength_and_form_is_the_same_medicine() -> None:
    assert is_what_was_prescribed(prescribed(an_ingredient()), a_product())


@pytest.mark.parametrize(("strength", "unit"), [("0.5", "g"), ("500000", "ug"), ("500.0", "mg")])
def test_half_a_gram_is_500_milligrams(strength: str, unit: str) -> None:
    assert is_what_was_prescribed(prescribed(an_ingredient("metformin", strength, unit)), a_product())


def test_a_concentration_is_compared_by_its_ratio() -> None:
    per = IngredientStrength("paracetamol", milligrams(25), Quantity(Decimal(1), "mL"))
    assert is_what_was_prescribed(prescribed(per, form="suspension"), a_bottle())


@pytest.mark.parametrize(
    ("expected", "form", "found"),
    [
        ((an_ingredient("glimepiride"),), "tablet", Difference.INGREDIENT),
        ((an_ingredient(), an_ingredient("glimepiride", "1")), "tablet", Difference.INGREDIENT),
        ((an_ingredient("metformin", "850"),), "tablet", Difference.STRENGTH),
        ((IngredientStrength("metformin", None),), "tablet", Difference.STRENGTH),
        ((an_ingredient(),), "syrup", Difference.FORM),
        ((an_ingredient(),), "", None),
        ((an_ingredient(),), "Tab", None),
    ],
)
def test_the_first_difference_is_named(
    expected: tuple[IngredientStrength, ...], form: str, found: Difference | None
) -> None:
    assert difference(expected, form, a_product()) is found


def test_a_gtin_names_exactly_one_pack() -> None:
    product = a_product()
    named = prescribed(codings=(Coding(GTIN, product.gtin[1:]),))
    assert is_what_was_prescribed(named, product)
    assert not is_what_was_prescribed(named, a_product())


def test_a_gtin_of_another_pack_is_not_overruled_by_the_same_ingredients() -> None:
    other = prescribed(an_ingredient(), codings=(Coding(GTIN, a_product().gtin),))
    assert not is_what_was_prescribed(other, a_product())


def test_a_text_alone_matches_nothing() -> None:
    assert not is_what_was_prescribed(PrescribedMedicine("Glycomet 500"), a_product())


def test_synonyms_are_the_same_ingredient_when_the_knowledge_says_so() -> None:
    names = {"acetaminophen": "paracetamol"}
    product = a_product(ingredients=(an_ingredient("paracetamol"),))
    asked = prescribed(an_ingredient("acetaminophen"))
    assert is_what_was_prescribed(asked, product, lambda name: names.get(name, name))
    assert not is_what_was_prescribed(asked, product)


def test_modified_release_is_no_equivalent() -> None:
    assert is_equivalent(a_product(), a_product(name="Obimet 500"))
    assert not is_equivalent(a_product(), a_product(modified_release=True))


@pytest.mark.parametrize(
    ("text", "form", "plain", "prolonged"),
    [
        ("metformin 500 mg", "tablet", True, False),
        ("Metformin SR 500 mg", "tablet", False, True),
        ("metformin 500 mg", "", True, False),
        ("Glycomet 500", "tablet", True, False),
        ("Tab. Glycomet 500 SR", "tablet", False, True),
        ("Slowmet 500", "tablet", True, True),
    ],
)
def test_a_release_that_is_not_told_is_the_plain_one_unless_the_brand_is_named(
    text: str, form: str, plain: bool, prolonged: bool
) -> None:
    asked = PrescribedMedicine(text, (an_ingredient(),), form)
    slow = a_product(name="Slowmet 500" if "Slowmet" in text else "Glycomet 500 SR", modified_release=True)
    assert is_what_was_prescribed(asked, a_product(name="Glycomet 500")) is plain
    assert is_what_was_prescribed(asked, slow) is prolonged


@pytest.mark.parametrize(("one", "other"), [("pen", "cartridge"), ("pen", "vial"), ("inhaler", "rotacap")])
def test_what_needs_another_device_is_another_form(one: str, other: str) -> None:
    assert not is_equivalent(a_product(form=one), a_product(form=other))


def test_an_ingredient_that_is_in_it_twice_is_compared_twice() -> None:
    two_layers = a_product(ingredients=(an_ingredient("metformin", "250"), an_ingredient("metformin", "500")))
    assert not is_equivalent(a_product(), two_layers)
    assert not is_equivalent(two_layers, a_product())
    turned = a_product(ingredients=(an_ingredient("metformin", "500"), an_ingredient("metformin", "250")))
    assert is_equivalent(two_layers, turned)


def test_a_form_of_its_own_is_its_own_family() -> None:
    assert form_family("Cream ") == "cream"
    assert form_family("caplet") == form_family("film-coated tablet")
