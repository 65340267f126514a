"""A few days of a medicine while the order server cannot be reached."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import (
    NOW,
    TODAY,
    Pharmacy,
    a_bottle,
    a_code,
    a_line,
    a_pharmacy,
    a_product,
    a_user,
    an_ingredient,
    new_id,
    tablets,
)
from tests.fakes import FakeKnowledge
from tests.unit.services.counter_acts import LATER, left
from tests.unit.services.outcomes import refused
from workstation.domain.dispensing import OversupplyReason, ScanRefusal, SupplyType
from workstation.domain.medicine import Product
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.screening import NotChecked
from workstation.domain.users import Role
from workstation.services.alert_answers import answer_alert
from workstation.services.claim import claim_prescription, settle_claim
from workstation.services.emergency import EmergencyRequest, emergency_supply, emergency_view, plan_emergency
from workstation.services.screening import alert_key, check_key, screen_prescription


def emergency(pharmacy: Pharmacy, prescription: Prescription, product: Product, **changes: Any) -> Any:
    """Three days out of one pack."""
    request = {"days": 3, "reason": "server not reachable", "user": pharmacy.pharmacist, **changes}
    user = request.pop("user")
    code = a_code(product, **request.pop("code", {}))
    line = prescription.lines[0].id
    return emergency_supply(pharmacy.site, user, EmergencyRequest(prescription.id, line, code, **request))


def test_a_few_days_are_supplied_in_an_emergency_and_left_for_people_to_settle(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    supply = emergency(pharmacy, prescription, product)
    assert (supply.quantity, supply.supply_type) == (tablets(6), SupplyType.EMERGENCY)
    assert left(pharmacy, product) == {"B1": (94, 0)}
    with pharmacy.store.read() as tx:
        assert [one.code for one in tx.attentions.open()] == ["emergency_supply"]
        (entry,) = tx.outbox.of_group(prescription.id)
        assert entry.body["type"]["coding"][0]["code"] == "EM"
        (line,) = tx.prescriptions.progress(prescription.id)
        assert line.owing == tablets(14)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"days": 4}, "too_many_days"),
        ({"days": 0}, "days_not_positive"),
        ({"reason": " "}, "reason_too_short"),
        ({"user": a_user(Role.COUNTER_STAFF)}, "not_allowed"),
        ({"user": a_user(licence_expiry=TODAY - timedelta(days=1))}, "licence_expired"),
        ({"code": {"batch_number": "B9"}}, "unknown_batch"),
    ],
)
def test_an_emergency_has_its_limits(pharmacy: Pharmacy, changes: dict[str, Any], code: str) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    assert refused(lambda: emergency(pharmacy, prescription, product, **changes)).code.value == code
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_a_controlled_medicine_is_never_an_emergency_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(a_product(schedule="X"))
    refusal = refused(lambda: emergency(pharmacy, pharmacy.received(), product))
    assert refusal.code == "not_for_this_schedule"


def test_another_medicine_than_prescribed_is_never_an_emergency_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(a_product(ingredients=(an_ingredient("metformin", "850"),)))
    assert refused(lambda: emergency(pharmacy, pharmacy.received(), product)).code is ScanRefusal.WRONG_PRODUCT


def test_a_prolonged_tablet_is_no_emergency_supply_of_a_plain_one(pharmacy: Pharmacy) -> None:
    slow = pharmacy.stocked(a_product(name="Glycomet 500 SR", modified_release=True))
    assert refused(lambda: emergency(pharmacy, pharmacy.received(), slow)).code is ScanRefusal.WRONG_PRODUCT
    assert left(pharmacy, slow) == {"B1": (100, 0)}


def test_an_alert_about_the_line_is_answered_before_anything_is_supplied_in_an_emergency(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received(allergies=["metformin"])
    assert refused(lambda: emergency(pharmacy, prescription, product)).code == "alert_not_answered"
    assert left(pharmacy, product) == {"B1": (100, 0)}
    (alert,) = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).unanswered
    answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, alert_key(alert), "prescriber_confirmed")
    assert emergency(pharmacy, prescription, product).quantity == tablets(6)


def test_a_check_of_the_medicine_that_lacks_a_fact_is_settled_before_anything_is_supplied_in_an_emergency() -> None:
    weight = NotChecked("dose", "metformin", "weight", interrupts=True)
    knowledge = FakeKnowledge(found=lambda _profile, found: replace(found, not_checked=(weight,)))
    with a_pharmacy(knowledge) as pharmacy:
        product = pharmacy.stocked()
        prescription = pharmacy.received()
        assert refused(lambda: emergency(pharmacy, prescription, product)).code == "check_not_made"
        said = "weighed here, the dose is right"
        answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, check_key(weight), "other", said)
        assert emergency(pharmacy, prescription, product).quantity == tablets(6)


def test_who_opens_the_emergency_supply_of_a_patient_is_on_record(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.received()
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
    emergency_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    emergency_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == before + 1


def test_a_bottle_that_is_more_than_what_is_still_owed_says_why(pharmacy: Pharmacy) -> None:
    bottle = pharmacy.stocked(a_bottle(), [("B1", LATER, 300)])
    line = a_line(
        medicine=PrescribedMedicine("Paracetamol", bottle.ingredients, "syrup"),
        quantity_prescribed=Quantity(Decimal(150), "mL"),
    )
    prescription = pharmacy.received(lines=(line,))
    first, second = (emergency(pharmacy, prescription, bottle) for _ in range(2))
    assert (first.oversupply, second.oversupply) == (None, OversupplyReason.EMERGENCY)


@pytest.mark.parametrize("text", ["the usual sugar tablet", "Metformin 500 mg tablet"])
def test_a_line_that_only_its_text_names_is_no_emergency_supply_until_its_product_is_keyed(
    pharmacy: Pharmacy, text: str
) -> None:
    """In a hurry nobody reads words into a product: the pharmacist keys the line first, which names the product."""
    product = pharmacy.stocked()
    in_words = pharmacy.received(lines=(a_line(medicine=PrescribedMedicine(text, (), "")),))
    assert refused(lambda: emergency(pharmacy, in_words, product)).code is ScanRefusal.WRONG_PRODUCT
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_a_line_in_words_whose_product_is_keyed_is_supplied_in_an_emergency(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    words = PrescribedMedicine("the usual sugar tablet", (), "")
    keyed = pharmacy.received(lines=(a_line(medicine=words, product_id=product.id),))
    assert emergency(pharmacy, keyed, product).quantity == tablets(6)


def test_a_course_of_unknown_length_is_no_emergency_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received(lines=(a_line(days_supply=None),))
    assert refused(lambda: emergency(pharmacy, prescription, product)).code == "course_unknown"


def test_what_is_claimed_here_goes_the_usual_way(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    assert refused(lambda: emergency(pharmacy, pharmacy.claimed(), product)).code == "claimed_here"


def test_the_same_pack_is_not_an_emergency_supply_twice(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    emergency(pharmacy, pharmacy.received(), product, code={"serial_number": "S1"})
    again = refused(lambda: emergency(pharmacy, pharmacy.received(), product, code={"serial_number": "S1"}))
    assert again.code is ScanRefusal.SERIAL_ALREADY_SCANNED


def test_more_than_lies_there_is_not_supplied_in_an_emergency(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 3)])
    assert refused(lambda: emergency(pharmacy, pharmacy.received(), product)).code is ScanRefusal.NOT_IN_STOCK


def test_the_view_says_for_how_many_days_each_line_may_be_supplied_and_why_not(pharmacy: Pharmacy) -> None:
    free, controlled = pharmacy.stocked(), pharmacy.stocked(a_product(schedule="X"))
    lines = (
        a_line(product_id=free.id),
        a_line(position=2, product_id=controlled.id),
        a_line(position=3, quantity_prescribed=None),
    )
    prescription = pharmacy.received(lines=lines)
    view = emergency_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert view.refusal is None
    assert [one.most_days for one in view.lines] == [3, 0, 0]
    said = [one.refusal.code.value if one.refusal else "" for one in view.lines]
    assert said == ["", "not_for_this_schedule", "course_unknown"]


def test_the_view_of_a_claimed_prescription_and_of_somebody_at_the_counter_says_why_nothing_goes(
    pharmacy: Pharmacy,
) -> None:
    claimed, open_one = pharmacy.claimed(), pharmacy.received()
    for user, prescription, code in (
        (pharmacy.pharmacist, claimed, "claimed_here"),
        (pharmacy.counter, open_one, "not_allowed"),
    ):
        refusal = emergency_view(pharmacy.site, user, prescription.id).refusal
        assert refusal is not None
        assert refusal.code.value == code


def test_a_plan_says_what_would_be_supplied_and_writes_nothing(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    request = EmergencyRequest(prescription.id, prescription.lines[0].id, a_code(product), days=2, reason="")
    plan = plan_emergency(pharmacy.site, pharmacy.pharmacist, request)
    assert (plan.product, plan.batch.batch_number, plan.amount) == (product, "B1", tablets(4))
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_what_another_pharmacy_claimed_is_no_emergency_here(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    claim_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    with pharmacy.store.begin() as tx:
        settle_claim(tx, pharmacy.site, prescription.id, won=False, owner="Organization/other")
    assert refused(lambda: emergency(pharmacy, prescription, product)).code == "claim_lost"
    assert left(pharmacy, product) == {"B1": (100, 0)}


@pytest.mark.parametrize("code", ["not_understood", AttentionCode.SAME_NUMBER])
def test_an_open_doubt_stops_an_emergency_supply(pharmacy: Pharmacy, code: str) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    with pharmacy.store.begin() as tx:
        tx.attentions.add(Attention(new_id(), prescription.id, code, "another patient has this number", NOW))
    assert refused(lambda: emergency(pharmacy, prescription, product)).code == "not_understood"
    assert left(pharmacy, product) == {"B1": (100, 0)}
