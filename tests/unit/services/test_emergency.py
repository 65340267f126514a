"""A few days of a medicine while the order server cannot be reached."""

from typing import Any

import pytest

from tests.factories import Pharmacy, a_code, a_line, a_product, a_user, an_ingredient, tablets
from tests.unit.services.counter_acts import LATER, left
from tests.unit.services.outcomes import refused
from workstation.domain.dispensing import ScanRefusal, SupplyType
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.users import Role
from workstation.services.emergency import EmergencyRequest, emergency_supply


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
