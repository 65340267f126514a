"""What stands in one column: micro-units, exact JSON, folded text, ingredients."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.adapters.db import exact_json
from workstation.adapters.db.folding import fold
from workstation.adapters.db.micro_units import from_micro_units, micro_units
from workstation.adapters.db.values import ingredient_key, ingredients_from, ingredients_text
from workstation.domain.errors import Refused
from workstation.domain.medicine import IngredientStrength
from workstation.domain.quantity import Quantity
from workstation.services.ports import StoreRefusal

MICROS = st.integers(-(10**15), 10**15)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(micro=MICROS)
def test_millionths_come_back_as_the_same_quantity(micro: int) -> None:
    assert micro_units(from_micro_units(micro, "mL")) == micro


@given(one=MICROS, other=MICROS)
def test_adding_millionths_adds_quantities(one: int, other: int) -> None:
    both = from_micro_units(one, "g") + from_micro_units(other, "g")
    assert from_micro_units(one + other, "g") == both


@pytest.mark.parametrize("text", ["0.0000001", "1e30", "1000000000.000001", "NaN", "Infinity", "1E-999999"])
def test_what_millionths_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        micro_units(Quantity(Decimal(text), "g"))
    assert refused.value.code is StoreRefusal.QUANTITY_NOT_STORABLE


@pytest.mark.parametrize(("text", "micro"), [("1.50", 1_500_000), ("-30", -30_000_000), ("1E+3", 10**9), ("0", 0)])
def test_a_quantity_is_counted_in_millionths(text: str, micro: int) -> None:
    assert micro_units(Quantity(Decimal(text), "tablet")) == micro


@given(value=JSON)
def test_json_comes_back_with_the_same_numbers(value: object) -> None:
    assert exact_json.loads(exact_json.dumps(value)) == value


def test_a_number_keeps_its_trailing_zero() -> None:
    assert exact_json.dumps({"value": Decimal("1.50"), "of": [1, None, True, "é"]}) == (
        '{"value":1.50,"of":[1,null,true,"é"]}'
    )
    assert str(exact_json.loads("1.50")) == "1.50"


@pytest.mark.parametrize("value", [1.5, Decimal("NaN"), {"a": [float("inf")]}])
def test_a_number_that_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        exact_json.dumps(value)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Amoxi-Clav 500mg", "amoxi clav 500 mg"),
        ("Béclo.Métasone", "beclo metasone"),
        ("2.5 mL", "2 5 ml"),
        ("राजेंद्र प्रसाद", "राजेंद्र प्रसाद"),
        ("B12", "b12"),
        ("  ", ""),
        ('"*(', ""),
    ],
)
def test_text_is_folded_to_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_ingredients_keep_their_digits() -> None:
    parts = (
        IngredientStrength("amoxicillin", Quantity(Decimal("125.0"), "mg"), Quantity(Decimal("5"), "mL")),
        IngredientStrength("clavulanic acid", None),
    )
    assert ingredients_from(ingredients_text(parts)) == parts
    assert "125.0" in ingredients_text(parts)


def test_a_set_of_ingredients_has_one_key() -> None:
    assert ingredient_key(["Clavulanic acid", "amoxicillin ", "Amoxicillin"]) == "amoxicillin|clavulanic acid"
