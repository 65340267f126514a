"""Stock: on hand is the sum of movements, nothing is taken that is not there."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.db.conftest import OpenAgain
from tests.adapters.db.samples import NOW, SmallPharmacy, a_product, open_pharmacy
from tests.factories import new_id, tablets
from workstation.adapters.db import SqlStore
from workstation.adapters.db.transaction import SqlTransaction
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, QuantityRefusal
from workstation.domain.stock import Allocation, BatchOnHand, MovementKind, StockBatch
from workstation.services.ports import StoreRefusal


def on_hand(transaction: SqlTransaction, pharmacy: SmallPharmacy) -> BatchOnHand:
    """The only batch."""
    (row,) = transaction.stock.on_hand(pharmacy.product.id)
    return row


def test_a_batch_comes_back_as_saved(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        other = StockBatch(new_id(), pharmacy.product.id, "B2", date(2026, 1, 31), quarantined=True)
        transaction.stock.add_batch(other)
        assert transaction.stock.batch(other.id) == other
        assert transaction.stock.find_batch(pharmacy.product.id, "B2") == other
        assert transaction.stock.find_batch(pharmacy.product.id, "B3") is None
        assert [row.batch for row in transaction.stock.on_hand(pharmacy.product.id)] == [
            other,
            pharmacy.batch,
        ]
        assert len(transaction.stock.all_on_hand()) == 2


def test_a_batch_of_an_unknown_product_is_a_bug(store: SqlStore) -> None:
    with store.begin() as transaction, pytest.raises(KeyError):
        transaction.stock.add_batch(StockBatch(new_id(), new_id(), "B", date(2027, 1, 1)))


def test_on_hand_is_the_sum_of_movements_less_nothing(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets("0.1"))
        for _ in range(9):
            transaction.stock.add_movement(pharmacy.movement(tablets("0.1")))
        assert on_hand(transaction, pharmacy) == BatchOnHand(pharmacy.batch, tablets(1), tablets(0))
        transaction.stock.add_movement(pharmacy.movement(tablets(-1), kind=MovementKind.WRITE_OFF))
        assert on_hand(transaction, pharmacy).on_hand == tablets(0)


def test_a_movement_below_zero_is_refused_and_not_recorded(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(5))
        with pytest.raises(Refused) as refused:
            transaction.stock.add_movement(pharmacy.movement(tablets("-5.000001"), kind=MovementKind.DISPENSE))
        assert refused.value.code is StoreRefusal.STOCK_WOULD_BE_NEGATIVE
        assert on_hand(transaction, pharmacy).on_hand == tablets(5)


def test_a_movement_in_another_unit_is_refused(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(5))
        with pytest.raises(Refused) as refused:
            transaction.stock.add_movement(pharmacy.movement(Quantity(Decimal(1), "mL")))
        assert refused.value.code is QuantityRefusal.UNITS_DIFFER


def test_a_movement_of_an_unknown_batch_is_a_bug(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        with pytest.raises(KeyError):
            transaction.stock.add_movement(pharmacy.movement(tablets(1), batch_id=new_id()))


def test_what_is_free_can_be_allocated_and_no_more(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        first, second = pharmacy.allocation(tablets(7), serial_number="S1"), pharmacy.allocation(tablets(3))
        assert transaction.stock.allocate(first)
        assert not transaction.stock.allocate(pharmacy.allocation(tablets("3.000001")))
        assert transaction.stock.allocate(second)
        assert not transaction.stock.allocate(pharmacy.allocation(tablets("0.000001")))
        assert transaction.stock.allocations(pharmacy.prescription.id) == [first, second]
        assert on_hand(transaction, pharmacy).free == tablets(0)


def test_an_allocation_in_another_unit_is_refused(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        with pytest.raises(Refused, match="units_differ"):
            transaction.stock.allocate(pharmacy.allocation(Quantity(Decimal(1), "capsule")))


def test_a_released_allocation_is_free_again_and_a_dispensed_one_is_gone_with_its_movement(
    store: SqlStore,
) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        released, given_out = pharmacy.allocation(tablets(4)), pharmacy.allocation(tablets(6))
        assert transaction.stock.allocate(released)
        assert transaction.stock.allocate(given_out)
        transaction.stock.end_allocation(released.id, NOW, None)
        dispense = pharmacy.dispense(tablets(6))
        # The order inside a transaction is the caller's: the reference is checked at the end.
        transaction.stock.end_allocation(given_out.id, NOW, dispense.id)
        transaction.stock.add_movement(
            pharmacy.movement(tablets(-6), kind=MovementKind.DISPENSE, dispense_id=dispense.id)
        )
        transaction.dispenses.add(dispense)
    with store.read() as transaction:
        assert on_hand(transaction, pharmacy) == BatchOnHand(pharmacy.batch, tablets(4), tablets(0))
        assert transaction.stock.allocations(pharmacy.prescription.id) == []


def test_an_allocation_ends_once(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        allocation = pharmacy.allocation(tablets(4))
        transaction.stock.allocate(allocation)
        transaction.stock.end_allocation(allocation.id, NOW, None)
        with pytest.raises(KeyError):
            transaction.stock.end_allocation(allocation.id, NOW, None)


def test_a_serial_is_taken_while_allocated_or_dispensed_and_free_when_released_or_reversed(
    store: SqlStore,
) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))

        def taken(serial: str) -> bool:
            return transaction.stock.serial_allocated(pharmacy.product.id, serial)

        released = pharmacy.allocation(tablets(1), serial_number="S1")
        given_out = pharmacy.allocation(tablets(1), serial_number="S2")
        for allocation in (released, given_out, pharmacy.allocation(tablets(1))):
            transaction.stock.allocate(allocation)
        assert (taken("S1"), taken("S2"), taken("S3"), taken("")) == (True, True, False, False)
        assert not transaction.stock.serial_allocated(new_id(), "S1")
        transaction.stock.end_allocation(released.id, NOW, None)
        dispense = pharmacy.dispense(tablets(1))
        transaction.dispenses.add(dispense)
        transaction.stock.end_allocation(given_out.id, NOW, dispense.id)
        assert (taken("S1"), taken("S2")) == (False, True)
        transaction.dispenses.add(pharmacy.dispense(tablets(-1), reverses=dispense.id))
        assert not taken("S2")


def test_the_unit_of_a_batch_outlives_a_change_of_the_catalogue(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        other = a_product(id=pharmacy.product.id, gtin=pharmacy.product.gtin, pack_size=Quantity(Decimal(1), "strip"))
        transaction.products.save([other])
        assert on_hand(transaction, pharmacy).on_hand == tablets(10)


AMOUNTS = st.decimals(Decimal("0.000001"), Decimal(20), places=6)
STEPS = st.lists(st.tuples(st.sampled_from(["receive", "take", "allocate", "release"]), AMOUNTS), max_size=25)


# The store is one ledger for all examples on purpose: each works on a pharmacy of its own.
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_ledger_agrees_with_plain_arithmetic(open_again: OpenAgain, steps: list[tuple[str, Decimal]]) -> None:
    store = open_again()
    with store.begin() as transaction:
        pharmacy = open_pharmacy_anew(transaction)
        left = Decimal(0)
        held: list[Allocation] = []
        for step, value in steps:
            amount = tablets(str(value))
            if step == "receive":
                transaction.stock.add_movement(pharmacy.movement(amount))
                left += value
            elif step == "take":
                left = _take(transaction, pharmacy, amount, left)
            elif step == "allocate":
                allocation = pharmacy.allocation(amount)
                assert transaction.stock.allocate(allocation) is (left - sum(a.quantity.value for a in held) >= value)
                held = list(transaction.stock.allocations(pharmacy.prescription.id))
            elif held:
                transaction.stock.end_allocation(held.pop(0).id, NOW, None)
            row = on_hand(transaction, pharmacy)
            assert (row.on_hand.value, row.allocated.value) == (left, sum(a.quantity.value for a in held))
    store.close()


def _take(transaction: SqlTransaction, pharmacy: SmallPharmacy, amount: Quantity, left: Decimal) -> Decimal:
    try:
        transaction.stock.add_movement(pharmacy.movement(-amount, kind=MovementKind.ADJUSTMENT))
    except Refused:
        assert amount.value > left
        return left
    return left - amount.value


def open_pharmacy_anew(transaction: SqlTransaction) -> SmallPharmacy:
    """A pharmacy beside others in the same store."""
    if (patient := transaction.patients.by_reference("Patient/1")) is not None:
        transaction.patients.save(patient, "")
    return open_pharmacy(transaction)
