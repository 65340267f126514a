"""Holds in the shelf, who is responsible, and unmet demand, on either backend: guarded, by batch, never below zero."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.adapters.db.samples import NOW, SmallPharmacy, a_prescription, open_pharmacy
from tests.factories import a_patient, milligrams, new_id, tablets
from workstation.adapters.db import SqlStore
from workstation.adapters.db.transaction import SqlTransaction
from workstation.domain.duty import DutyEntry, DutyKind
from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import QuantityRefusal
from workstation.domain.reservation import Reservation
from workstation.domain.returns import DemandCause, UnmetDemand
from workstation.domain.stock import BatchOnHand, MovementKind


def a_hold(pharmacy: SmallPharmacy, amount: int, **changes: object) -> Reservation:
    """So many tablets of the batch for the line."""
    default = Reservation(
        new_id(), pharmacy.prescription.id, pharmacy.line.id, pharmacy.batch.id, tablets(amount), NOW, pharmacy.user.id
    )
    return replace(default, **changes)  # type: ignore[arg-type]  # named as the fields


def another(transaction: SqlTransaction) -> Prescription:
    """A second prescription for the same product."""
    patient = a_patient()
    transaction.patients.save(patient, f"Patient/{patient.id}")
    prescription = a_prescription(patient_id=patient.id, number="RX-26-004822")
    transaction.prescriptions.save(prescription)
    return prescription


def row(transaction: SqlTransaction, pharmacy: SmallPharmacy, besides: Prescription | None = None) -> BatchOnHand:
    """The batch as a prescription sees it."""
    (found,) = transaction.stock.on_hand(pharmacy.product.id, besides.id if besides else None)
    return found


def test_a_hold_leaves_the_shelf_as_it_is_and_is_free_for_its_own_prescription_alone(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(30))
        assert transaction.reservations.add(a_hold(pharmacy, 20))
        seen = row(transaction, pharmacy)
        assert (seen.on_hand, seen.allocated, seen.reserved) == (tablets(30), tablets(0), tablets(20))
        assert seen.free == tablets(10)
        assert row(transaction, pharmacy, pharmacy.prescription).free == tablets(30)


def test_no_more_is_held_than_is_there(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(30))
        assert transaction.reservations.add(a_hold(pharmacy, 20))
        assert not transaction.reservations.add(a_hold(pharmacy, 11))
        assert transaction.reservations.add(a_hold(pharmacy, 10))
        assert row(transaction, pharmacy).free == tablets(0)


def test_what_one_prescription_holds_another_one_cannot_allocate(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(30))
        other = another(transaction)
        transaction.reservations.add(a_hold(pharmacy, 25))
        taken = pharmacy.allocation(tablets(10), prescription_id=other.id, line_id=other.lines[0].id)
        assert not transaction.stock.allocate(taken)
        assert transaction.stock.allocate(replace(taken, quantity=tablets(5)))
        assert transaction.stock.allocate(pharmacy.allocation(tablets(10))), "its own hold is free for it"


def test_two_counters_one_after_the_other_never_hold_the_same_packs(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        other = another(transaction)
    for prescription, line, expected in (
        (pharmacy.prescription.id, pharmacy.line.id, True),
        (other.id, other.lines[0].id, False),
    ):
        with store.begin() as transaction:
            hold = a_hold(pharmacy, 10, prescription_id=prescription, line_id=line)
            assert transaction.reservations.add(hold) is expected


def test_a_hold_in_another_unit_is_refused(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        with pytest.raises(Refused) as refusal:
            transaction.reservations.add(a_hold(pharmacy, 1, quantity=milligrams(1)))
    assert refusal.value.code is QuantityRefusal.UNITS_DIFFER


def test_a_hold_gets_smaller_and_ends_once(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(30))
        hold = a_hold(pharmacy, 20)
        transaction.reservations.add(hold)
        transaction.reservations.shrink(hold.id, tablets("7.5"))
        assert transaction.reservations.of_prescription(pharmacy.prescription.id) == [
            replace(hold, quantity=tablets("7.5"))
        ]
        transaction.reservations.end(hold.id, NOW, "released", pharmacy.user.id)
        assert transaction.reservations.get(hold.id) is None
        assert row(transaction, pharmacy).free == tablets(30)
        with pytest.raises(KeyError):
            transaction.reservations.end(hold.id, NOW, "again", None)
        with pytest.raises(KeyError):
            transaction.reservations.shrink(hold.id, tablets(1))


def test_who_holds_what_is_told_oldest_first_with_the_number(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(30))
        other = another(transaction)
        hold = a_hold(pharmacy, 10, at=NOW + timedelta(minutes=1))
        transaction.reservations.add(hold)
        transaction.stock.allocate(pharmacy.allocation(tablets(5)))
        found = transaction.reservations.held(pharmacy.product.id, other.id)
        assert [(one.number, one.quantity, one.reservation_id) for one in found] == [
            ("RX-26-004821", tablets(5), None),
            ("RX-26-004821", tablets(10), hold.id),
        ]
        assert transaction.reservations.held(pharmacy.product.id, pharmacy.prescription.id) == []


def test_facts_of_who_is_responsible_come_back_as_they_were_written(store: SqlStore) -> None:
    with store.begin() as transaction:
        user = open_pharmacy(transaction).user.id
        on = DutyEntry(new_id(), DutyKind.SIGNED_ON, user, NOW, user)
        off = DutyEntry(new_id(), DutyKind.SIGNED_OFF, user, NOW + timedelta(hours=1), user, "taken over")
        transaction.duties.add(on)
        transaction.duties.add(off)
        assert transaction.duties.recent(10) == [on, off]
        assert transaction.duties.recent(1) == [off]


def test_unmet_demand_comes_back_as_it_was_written(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        ids = (pharmacy.prescription.id, pharmacy.line.id, pharmacy.product.id)
        unmet = UnmetDemand(new_id(), NOW, pharmacy.user.id, DemandCause.OWED, *ids, "Warfarin 5 mg", tablets("2.5"))
        transaction.demand.add(unmet)
        assert transaction.demand.since(NOW) == [unmet]
        assert transaction.demand.since(NOW + timedelta(seconds=1)) == []


def test_the_movement_of_a_supply_is_found_by_its_kind(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(30))
        dispense = pharmacy.dispense(tablets(2))
        transaction.dispenses.add(dispense)
        out = pharmacy.movement(tablets(-2), kind=MovementKind.DISPENSE, dispense_id=dispense.id)
        transaction.stock.add_movement(out)
        assert transaction.stock.movement_of(dispense.id, MovementKind.DISPENSE) == out
        assert transaction.stock.movement_of(dispense.id, MovementKind.PATIENT_RETURN) is None
