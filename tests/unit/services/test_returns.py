"""What comes back: out of the bin by the rules of the pack, from a patient into quarantine and never into stock."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.factories import Pharmacy, a_line, a_pack, a_pharmacy, tablets
from tests.looking import packs_seen
from tests.unit.services.counter_acts import bagged, handed_over, left, scanned
from tests.unit.services.outcomes import refused
from workstation.domain.dispensing import Dispense
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.returns import PackFate, WillCallRules
from workstation.domain.workflow import Status
from workstation.services.patient_return import PatientReturnRefusal, take_back
from workstation.services.returning import ReturnRefusal, return_plan, return_to_stock
from workstation.services.reversal import ReversalRefusal, undo_dispense

SHELF, RELABEL, QUARANTINE = PackFate.SHELF, PackFate.RELABEL, PackFate.QUARANTINE


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """One whose bags wait for ten days, and whose cut packs get a new label."""
    with a_pharmacy() as opened:
        yield with_rules(opened, WillCallRules(10, RELABEL))


def with_rules(pharmacy: Pharmacy, rules: WillCallRules) -> Pharmacy:
    """The same under another law."""
    return replace(pharmacy, site=replace(pharmacy.site, compliance=a_pack(will_call=rules)))


def a_bag(pharmacy: Pharmacy, amount: int = 20) -> tuple[Prescription, Product]:
    """In its bin: strips of ten, the last one cut where the amount says so."""
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id, quantity_prescribed=tablets(amount)),))
    for _ in range(-(-amount // 10)):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    return prescription, product


def taken_apart(pharmacy: Pharmacy, prescription: Prescription) -> list[PackFate]:
    """What became of its packs."""
    seen = packs_seen(pharmacy.site, prescription.id)
    return [one.fate for one in return_to_stock(pharmacy.site, pharmacy.counter, prescription.id, seen)]


def status(pharmacy: Pharmacy, prescription: Prescription) -> Status:
    """As the queue has it."""
    with pharmacy.store.read() as tx:
        return tx.prescriptions.status(prescription.id)


def test_a_bag_stays_in_its_bin_until_the_day_of_the_rules(pharmacy: Pharmacy) -> None:
    prescription, product = a_bag(pharmacy)
    pharmacy.clock.forward(days=9)
    no = refused(lambda: taken_apart(pharmacy, prescription))
    plan = return_plan(pharmacy.site, pharmacy.counter, prescription.id)
    assert (no.code, no.facts["from_day"], plan.is_due) == (ReturnRefusal.TOO_EARLY, plan.from_day, False)
    assert left(pharmacy, product) == {"B1": (100, 20)}


def test_whole_packs_go_back_to_the_shelf_and_the_prescription_to_the_server(pharmacy: Pharmacy) -> None:
    prescription, product = a_bag(pharmacy)
    pharmacy.clock.forward(days=10)
    assert taken_apart(pharmacy, prescription) == [SHELF, SHELF]
    assert left(pharmacy, product) == {"B1": (100, 0)}
    assert status(pharmacy, prescription) is Status.RETURNED_UNCOLLECTED
    with pharmacy.store.read() as tx:
        last = tx.outbox.of_group(prescription.id)[-1]
    assert last.body["business_status"] == "returned-to-queue"


def test_a_cut_pack_gets_a_new_label_where_the_rules_say_so(pharmacy: Pharmacy) -> None:
    prescription, product = a_bag(pharmacy, 15)
    pharmacy.clock.forward(days=10)
    assert sorted(taken_apart(pharmacy, prescription)) == [RELABEL, SHELF]
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_a_cut_pack_goes_into_quarantine_where_they_do_not(pharmacy: Pharmacy) -> None:
    strict = with_rules(pharmacy, WillCallRules(10, QUARANTINE))
    prescription, product = a_bag(strict, 15)
    strict.clock.forward(days=10)
    assert sorted(taken_apart(strict, prescription)) == [QUARANTINE, SHELF]
    assert left(strict, product) == {"B1": (95, 0), "B1 (returned)": (5, 0)}
    with strict.store.read() as tx:
        assert sum(row.free.value for row in tx.stock.on_hand(product.id)) == 95, "of quarantine nothing is free"


def test_taking_a_bag_apart_twice_is_once(pharmacy: Pharmacy) -> None:
    strict = with_rules(pharmacy, WillCallRules(10, QUARANTINE))
    prescription, product = a_bag(strict, 15)
    strict.clock.forward(days=10)
    taken_apart(strict, prescription)
    assert taken_apart(strict, prescription) == []
    assert left(strict, product) == {"B1": (95, 0), "B1 (returned)": (5, 0)}


def test_packs_that_nobody_saw_are_not_taken_apart(pharmacy: Pharmacy) -> None:
    prescription, _ = a_bag(pharmacy)
    pharmacy.clock.forward(days=10)
    no = refused(lambda: return_to_stock(pharmacy.site, pharmacy.counter, prescription.id, ()))
    assert no.code is ReturnRefusal.PACKS_CHANGED


def test_what_is_in_no_bin_is_not_taken_apart(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    no = refused(lambda: return_to_stock(pharmacy.site, pharmacy.counter, prescription.id, ()))
    assert no.code is ReturnRefusal.NOT_IN_BIN


# --- from a patient -------------------------------------------------------------------------------------------


def a_supply(pharmacy: Pharmacy) -> tuple[Dispense, Product]:
    """Twenty tablets that a patient has."""
    prescription, product = a_bag(pharmacy)
    return handed_over(pharmacy, prescription).dispenses[0], product


def test_what_a_patient_brings_back_is_quarantine_and_never_free(pharmacy: Pharmacy) -> None:
    supply, product = a_supply(pharmacy)
    take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(20), "the patient reacted to it")
    assert left(pharmacy, product) == {"B1": (80, 0), "B1 (returned)": (20, 0)}
    with pharmacy.store.read() as tx:
        assert sum(row.free.value for row in tx.stock.on_hand(product.id)) == 80
        told = [one for one in tx.outbox.open() if one.target == "SupplyDelivery"]
    assert told[-1].body["destination"] == {"display": "quarantine"}


def test_taking_back_twice_books_once(pharmacy: Pharmacy) -> None:
    supply, product = a_supply(pharmacy)
    first = take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(20), "not needed any more")
    assert take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(20), "not needed any more") == first
    assert left(pharmacy, product)["B1 (returned)"] == (20, 0)


def test_more_than_was_supplied_does_not_come_back(pharmacy: Pharmacy) -> None:
    supply, _ = a_supply(pharmacy)
    no = refused(lambda: take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(21), "found at home"))
    assert (no.code, no.facts["supplied"]) == (PatientReturnRefusal.MORE_THAN_SUPPLIED, "20 tablets")
    nothing = refused(lambda: take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(0), "found at home"))
    assert nothing.code is PatientReturnRefusal.NOTHING
    silent = refused(lambda: take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(1), " "))
    assert silent.code is PatientReturnRefusal.REASON_TOO_SHORT


def test_what_was_entered_in_error_cannot_come_back(pharmacy: Pharmacy) -> None:
    supply, _ = a_supply(pharmacy)
    undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient")
    no = refused(lambda: take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(5), "found at home"))
    assert no.code is PatientReturnRefusal.NOT_SUPPLIED


def test_what_came_back_is_not_reversed_into_the_shelf(pharmacy: Pharmacy) -> None:
    supply, product = a_supply(pharmacy)
    take_back(pharmacy.site, pharmacy.counter, supply.id, tablets(20), "not needed any more")
    no = refused(lambda: undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient"))
    assert no.code is ReversalRefusal.CAME_BACK
    assert left(pharmacy, product)["B1"] == (80, 0)
