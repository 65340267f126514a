"""What of the same class lies on the shelf in the place of a medicine that raises an alert."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.factories import TODAY, Pharmacy, a_line, a_pharmacy, a_product, an_ingredient
from tests.fakes import FakeKnowledge
from workstation import paths
from workstation.adapters.knowledge.loader import load_knowledge
from workstation.app.clinical import PackKnowledge
from workstation.domain.medicine import Product
from workstation.domain.patient import Allergy
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.services.alert_answers import answer_alert
from workstation.services.review_view import review_view
from workstation.services.screening import alert_key

CLASS = frozenset({"warfarin", "acenocoumarol", "phenindione"})


@pytest.fixture
def classy() -> Iterator[Pharmacy]:
    """A pharmacy that knows of three medicines of one class."""
    with a_pharmacy(FakeKnowledge(classes=(CLASS,))) as pharmacy:
        yield pharmacy


def product_of(pharmacy: Pharmacy, name: str, strength: str = "5", **changes: object) -> Product:
    """A product in stock with this one ingredient."""
    made = a_product(name=f"{name.title()} {strength}", ingredients=(an_ingredient(name, strength),), **changes)
    return pharmacy.stocked(made)


def alarming(pharmacy: Pharmacy) -> Prescription:
    """Warfarin for somebody who is allergic to it."""
    product = product_of(pharmacy, "warfarin")
    medicine = PrescribedMedicine("Warfarin 5 mg", product.ingredients, "tablet")
    return pharmacy.claimed(lines=(a_line(medicine=medicine, product_id=product.id),), allergies=["warfarin"])


def told(pharmacy: Pharmacy, prescription: Prescription) -> list[tuple[str, ...]]:
    """The names told for each alert."""
    view = review_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    return [tuple(product.name for product in one.products) for one in view.alternatives.values()]


def test_what_is_in_stock_of_the_class_and_raises_no_alert_is_told(classy: Pharmacy) -> None:
    product_of(classy, "acenocoumarol", "2")
    assert told(classy, alarming(classy)) == [("Acenocoumarol 2",)]


def test_what_raises_an_alert_itself_is_not_told(classy: Pharmacy) -> None:
    product_of(classy, "acenocoumarol", "2")
    product_of(classy, "phenindione", "10")
    prescription = alarming(classy)
    assert prescription.patient_id is not None
    with classy.store.begin() as tx:
        tx.patients.save_allergies(prescription.patient_id, [Allergy("warfarin"), Allergy("acenocoumarol")])
    assert told(classy, prescription) == [("Phenindione 10",)]


def test_what_is_not_on_the_shelf_or_of_another_form_is_not_told_and_that_is_said(classy: Pharmacy) -> None:
    old = a_product(name="Acitrom 2", ingredients=(an_ingredient("acenocoumarol", "2"),))
    classy.stocked(old, [("B1", TODAY - timedelta(days=1), 10)])
    with classy.store.begin() as tx:
        tx.products.save([a_product(name="Acitrom 4", ingredients=(an_ingredient("acenocoumarol", "4"),))])
    product_of(classy, "phenindione", "10", form="syrup")
    assert told(classy, alarming(classy)) == [()]


def test_one_of_each_strength_and_three_at_most_are_told(classy: Pharmacy) -> None:
    for strength in ("1", "1", "2", "3", "4"):
        product_of(classy, "acenocoumarol", strength)
    assert len(set(told(classy, alarming(classy))[0])) == 3


def test_without_a_class_nothing_is_told(pharmacy: Pharmacy) -> None:
    product_of(pharmacy, "acenocoumarol", "2")
    assert told(pharmacy, alarming(pharmacy)) == []


def test_an_answered_alert_asks_for_no_other_medicine(classy: Pharmacy) -> None:
    prescription = alarming(classy)
    view = review_view(classy.site, classy.pharmacist, prescription.id)
    key = alert_key(view.screened.unanswered[0])
    answer_alert(classy.site, classy.pharmacist, prescription.id, key, "prescriber_confirmed")
    assert told(classy, prescription) == []


def test_nothing_of_the_prescription_changes_by_it(classy: Pharmacy) -> None:
    product_of(classy, "acenocoumarol", "2")
    prescription = alarming(classy)
    told(classy, prescription)
    with classy.store.read() as tx:
        assert tx.prescriptions.get(prescription.id) == prescription


def test_the_shipped_knowledge_knows_classes_of_which_two_are_one_too_many() -> None:
    knowledge = PackKnowledge(load_knowledge(paths.resources()))
    same = knowledge.same_class("ibuprofen")
    assert {"naproxen", "diclofenac"} <= set(same)
    assert "ibuprofen" not in same
    assert knowledge.same_class("no such medicine") == ()
