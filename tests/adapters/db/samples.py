"""The valid things of tests/factories.py as rows for the store, and a pharmacy small enough to reason about."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests import factories
from tests.factories import a_patient, a_user, an_ingredient, new_id, tablets
from workstation.adapters.db import SqlStore
from workstation.adapters.db.transaction import SqlTransaction
from workstation.domain.dispensing import Dispense, SupplyType
from workstation.domain.medicine import Product
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.domain.patient import Patient
from workstation.domain.prescription import PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.quantity import Money, Quantity
from workstation.domain.stock import Allocation, MovementKind, StockBatch, StockMovement
from workstation.domain.users import User

NOW = datetime(2026, 11, 22, 11, 2, 3, 456789, tzinfo=UTC)
"""Down to the microsecond: the store must not lose any."""


class Undone(Exception):
    """Raised by a use case of a test to see that nothing of it stays."""


def undo(store: SqlStore, act: Callable[[SqlTransaction], object]) -> None:
    """Runs `act` in a transaction that fails at its end."""
    with suppress(Undone), store.begin() as transaction:
        act(transaction)
        raise Undone


def a_product(**changes: Any) -> Product:
    """Warfarin 5 mg, ten tablets, with a price; every call makes another GTIN."""
    product_id = new_id()
    default = {
        "id": product_id,
        # all 14 digits, without a check digit: the speed test stores hundreds, and no two may meet
        "gtin": f"{product_id.int % 10**14:014d}",
        "name": "Warf 5",
        "ingredients": (an_ingredient("warfarin", "5"),),
        "price": Money(Decimal("26.50"), "INR"),
    }
    return factories.a_product(**{**default, **changes})


def a_line(**changes: Any) -> PrescriptionLine:
    """30 tablets of warfarin."""
    default = {
        "medicine": PrescribedMedicine("Warfarin 5 mg tablet"),
        "dosage_instruction": "1 tablet at night",
        "quantity_prescribed": tablets(30),
        "days_supply": 30,
        "server_reference": "",
    }
    return factories.a_line(**{**default, **changes})


def a_prescription(**changes: Any) -> Prescription:
    """One line, no patient, due in an hour."""
    default = {
        "number": "RX-26-004821",
        "task_reference": "",
        "received_at": NOW - timedelta(minutes=30),
        "due_at": NOW + timedelta(hours=1),
        "lines": (a_line(),),
    }
    return factories.a_prescription(**{**default, **changes})


@dataclass(frozen=True, slots=True)
class SmallPharmacy:
    """One user, one product with one batch, one prescription for it."""

    user: User
    patient: Patient
    product: Product
    batch: StockBatch
    prescription: Prescription

    @property
    def line(self) -> PrescriptionLine:
        """The only line."""
        return self.prescription.lines[0]

    def movement(self, amount: Quantity, **changes: Any) -> StockMovement:
        """A receipt for this batch."""
        default = StockMovement(new_id(), self.batch.id, MovementKind.RECEIPT, amount, NOW, self.user.id)
        return replace(default, **changes)

    def allocation(self, amount: Quantity, **changes: Any) -> Allocation:
        """Packs of this batch for the line."""
        default = Allocation(
            id=new_id(),
            prescription_id=self.prescription.id,
            line_id=self.line.id,
            batch_id=self.batch.id,
            quantity=amount,
            packs=1,
            serial_number="",
            at=NOW,
            by=self.user.id,
        )
        return replace(default, **changes)

    def dispense(self, amount: Quantity, **changes: Any) -> Dispense:
        """A supply of this batch for the line."""
        default = Dispense(
            id=new_id(),
            prescription_id=self.prescription.id,
            line_id=self.line.id,
            product_id=self.product.id,
            batch_id=self.batch.id,
            quantity=amount,
            supply_type=SupplyType.FIRST_COMPLETE,
            when_prepared=NOW,
            when_handed_over=NOW,
            prepared_by=self.user.id,
            checked_by=self.user.id,
            handed_over_by=self.user.id,
            collected_by="patient",
        )
        return replace(default, **changes)

    def outbox_entry(self, **changes: Any) -> OutboxEntry:
        """A dispense on its way to the server."""
        default = OutboxEntry(
            id=new_id(),
            sequence=0,
            kind=OutboxKind.CREATE,
            group=self.prescription.id,
            what="Dispense of Warf 5, 1 pack",
            target="MedicationDispense",
            body={"resourceType": "MedicationDispense", "quantity": {"value": Decimal("1.50")}},
            created_at=NOW,
        )
        return replace(default, **changes)


def open_pharmacy(transaction: SqlTransaction, stock: Quantity | None = None) -> SmallPharmacy:
    """Stores a small pharmacy; `stock` is received when given."""
    patient, product = a_patient(), a_product()
    pharmacy = SmallPharmacy(
        user=a_user(),
        patient=patient,
        product=product,
        batch=StockBatch(new_id(), product.id, "B1", date(2027, 6, 30)),
        prescription=a_prescription(patient_id=patient.id),
    )
    transaction.users.save(pharmacy.user)
    transaction.patients.save(patient, "Patient/1")
    transaction.products.save([product])
    transaction.stock.add_batch(pharmacy.batch)
    transaction.prescriptions.save(pharmacy.prescription)
    if stock is not None:
        transaction.stock.add_movement(pharmacy.movement(stock))
    return pharmacy
