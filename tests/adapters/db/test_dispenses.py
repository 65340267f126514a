"""Supplies and their reversals."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.adapters.db.samples import NOW, open_pharmacy
from tests.factories import new_id, tablets
from workstation.adapters.db import SqlStore
from workstation.domain.dispensing import OversupplyReason, SupplyType
from workstation.domain.stock import MovementKind


def test_a_dispense_comes_back_as_saved(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        dispense = pharmacy.dispense(
            tablets("1.50"),
            supply_type=SupplyType.EMERGENCY,
            checked_by=None,
            collected_by="daughter",
            substitution="G",
            oversupply=OversupplyReason.UNBREAKABLE_PACK,
        )
        transaction.dispenses.add(dispense)
    with store.read() as transaction:
        found = transaction.dispenses.get(dispense.id)
        assert found == dispense
        assert str(found.quantity.value) == "1.50"
        assert transaction.dispenses.all() == [dispense]


def test_dispenses_of_a_patient_are_found_from_a_time_on(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        before = pharmacy.dispense(tablets(1), when_handed_over=NOW - timedelta(days=1))
        at = pharmacy.dispense(tablets(1))
        for dispense in (before, at):
            transaction.dispenses.add(dispense)
        assert transaction.dispenses.of_patient(pharmacy.patient.id, NOW) == [at]
        assert transaction.dispenses.of_patient(new_id(), NOW - timedelta(days=9)) == []
        assert transaction.dispenses.of_prescription(pharmacy.prescription.id) == [before, at]


def test_a_reversal_is_found_by_what_it_undoes(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        dispense = pharmacy.dispense(tablets(2))
        transaction.dispenses.add(dispense)
        assert transaction.dispenses.reversal_of(dispense.id) is None
        reversal = pharmacy.dispense(tablets(-2), reverses=dispense.id)
        transaction.dispenses.add(reversal)
        assert transaction.dispenses.reversal_of(dispense.id) == reversal


def test_a_dispense_is_reversed_only_once(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        dispense = pharmacy.dispense(tablets(2))
        transaction.dispenses.add(dispense)
        transaction.dispenses.add(pharmacy.dispense(tablets(-2), reverses=dispense.id))
    with pytest.raises(IntegrityError), store.begin() as transaction:
        transaction.dispenses.add(pharmacy.dispense(tablets(-2), reverses=dispense.id))


@pytest.mark.parametrize("number", [0, -1])
def test_a_dispense_of_nothing_or_less_is_not_stored(store: SqlStore, number: int) -> None:
    with pytest.raises(IntegrityError), store.begin() as transaction:
        transaction.dispenses.add(open_pharmacy(transaction).dispense(tablets(number)))


def test_one_dispense_moves_stock_only_once(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        dispense = pharmacy.dispense(tablets(2))
        transaction.dispenses.add(dispense)
        out = {"kind": MovementKind.DISPENSE, "dispense_id": dispense.id}
        transaction.stock.add_movement(pharmacy.movement(tablets(-2), **out))
    with pytest.raises(IntegrityError), store.begin() as transaction:
        transaction.stock.add_movement(pharmacy.movement(tablets(-2), **out))


def test_a_dispense_that_does_not_exist_cannot_move_stock(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
    with pytest.raises(IntegrityError), store.begin() as transaction:
        transaction.stock.add_movement(pharmacy.movement(tablets(-2), dispense_id=new_id()))
