"""What one pharmacy supplied is counted by another one that has never heard of the product."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.adapters.fhir.test_dispenses_in import a_dispense, only
from tests.factories import (
    NOW,
    Json,
    Pharmacy,
    a_batch,
    a_bottle,
    a_line,
    a_pharmacy,
    a_prescription,
    a_product,
    a_user,
    an_ingredient,
    fhir_bundle,
    fhir_patient,
    fhir_request,
    fhir_task,
    new_id,
    tablets,
)
from tests.unit.services.searching_server import courier_to
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.messages_out import FhirMessages
from workstation.domain.dispensing import Dispense, SupplyType
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import LineProgress
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.server import OrderServer
from workstation.services.messages import SupplyFacts
from workstation.services.sync.pull import pull

GTIN = "https://www.gs1.org/gtin"
A_GRAM = a_product(name="Unknown here 1 g", ingredients=(an_ingredient("metformin", "1", "g"),), pack_size=tablets(15))


@pytest.fixture
def other() -> Iterator[Pharmacy]:
    """A pharmacy with an empty catalogue."""
    with a_pharmacy() as opened:
        yield opened


def supply_of(product: Product, amount: Quantity) -> Json:
    """The message about one supply of a line of the server."""
    line, user = a_line(server_reference="MedicationRequest/m1"), a_user()
    batch = a_batch(product_id=product.id)
    prescription = a_prescription(lines=(line,))
    dispense = Dispense(
        id=new_id(),
        prescription_id=prescription.id,
        line_id=line.id,
        product_id=product.id,
        batch_id=batch.id,
        quantity=amount,
        supply_type=SupplyType.FIRST_PART,
        when_prepared=NOW,
        when_handed_over=NOW,
        prepared_by=user.id,
        checked_by=user.id,
        handed_over_by=user.id,
        collected_by="patient",
    )
    facts = SupplyFacts(dispense, prescription, line, product, batch, "Patient/p1", user, user, 5)
    return dict(FhirMessages("Organization/pharmacy-1").dispense(facts))


def seen_by(other: Pharmacy, personality: str, *supplies: Json) -> LineProgress:
    """How the line stands at a pharmacy that pulls it after these supplies."""
    with OrderServer(replace(PERSONALITIES[personality], organization="pharmacy-1")) as server:
        server.load_document(fhir_bundle(fhir_patient(), fhir_request(), fhir_task()))
        with FhirServer(server.address.url, server.address.ca) as line:
            for one in supplies:
                assert line.create(one, "").done
            assert not pull(courier_to(other, line)).offline
    with other.store.read() as tx:
        (prescription,) = [tx.prescriptions.get(one) for one in tx.prescriptions.open_ids()]
        (row,) = tx.prescriptions.progress(prescription.id)
        return row


@pytest.mark.parametrize("personality", ["reference", "strict", "uuid-versions"])
def test_a_supply_of_a_product_unknown_here_is_counted_by_its_strength(other: Pharmacy, personality: str) -> None:
    row = seen_by(other, personality, supply_of(A_GRAM, tablets("2.5")))
    assert (row.elsewhere, row.owing) == (tablets(5), tablets(15))


def test_a_supply_that_cannot_be_converted_blocks_and_asks(other: Pharmacy) -> None:
    unknown = replace(A_GRAM, ingredients=(replace(an_ingredient(), strength=None),))
    seen_by(other, "reference", supply_of(unknown, tablets(5)))
    with other.store.read() as tx:
        (asked,) = tx.attentions.open()
    assert asked.code == "not_understood"
    assert "cannot be counted" in asked.detail


@pytest.mark.parametrize(
    "product",
    [
        A_GRAM,
        a_bottle(),
        a_product(ingredients=(an_ingredient("salbutamol", "100", "ug"),), form="inhaler", pack_size=tablets(1)),
        a_product(
            ingredients=(IngredientStrength("fentanyl", Quantity(Decimal(25), "ug"), Quantity(Decimal(1), "h")),),
            form="patch",
            pack_size=Quantity(Decimal(5), "patch"),
        ),
        a_product(ingredients=(an_ingredient("insulin", "100", "[iU]"),), pack_size=Quantity(Decimal(10), "mL")),
        a_product(ingredients=(an_ingredient("amoxicillin"), an_ingredient("clavulanic acid", "125"))),
        a_product(ingredients=(replace(an_ingredient(), strength=None),)),
    ],
    ids=lambda one: one.ingredients[0].ingredient,
)
def test_ingredients_strengths_and_form_come_back_as_they_were_said(product: Product) -> None:
    found = only({**supply_of(product, Quantity(Decimal(1), product.pack_size.unit)), "id": "d1"})
    assert found.medicine is not None
    assert (found.medicine.ingredients, found.medicine.form) == (product.ingredients, product.form)
    assert (found.medicine.text, [one.system for one in found.medicine.codings]) == (product.name, [GTIN])


def _packs(value: object = 2, **medication: Any) -> Json:
    inside = {"resourceType": "Medication", "id": "m", "code": {"text": "metformin 500 mg"}, **medication}
    body = a_dispense(contained=[inside], medicationReference={"reference": "#m"})
    del body["medicationCodeableConcept"]
    return {**body, "quantity": {"value": value, "unit": "pack"}}


TEN = {"value": 10, "unit": "tablet"}


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ({"numerator": TEN, "denominator": {"value": 1}}, tablets(20)),
        ({"numerator": TEN}, tablets(20)),
        ({"numerator": TEN, "denominator": {"value": 2}}, Quantity(Decimal(2), "pack")),
        ({"numerator": TEN, "denominator": {"value": "1"}}, Quantity(Decimal(2), "pack")),
        ({"numerator": {"value": 3, "unit": "box"}}, Quantity(Decimal(2), "pack")),
        ({"numerator": "garbage"}, Quantity(Decimal(2), "pack")),
        ("garbage", Quantity(Decimal(2), "pack")),
        (None, Quantity(Decimal(2), "pack")),
    ],
)
def test_packs_are_counted_only_by_what_the_server_says_is_in_one(amount: object, expected: Quantity) -> None:
    assert only(_packs(amount=amount)).quantity == expected


def test_an_ingredient_that_does_not_act_is_no_part_of_the_medicine() -> None:
    parts = [
        {"itemCodeableConcept": {"text": "metformin"}, "strength": {"numerator": {"value": 500, "unit": "mg"}}},
        {"itemCodeableConcept": {"text": "lactose"}, "isActive": False},
    ]
    found = only(_packs(ingredient=parts)).medicine
    assert found is not None
    assert found.ingredients == (an_ingredient(),)
