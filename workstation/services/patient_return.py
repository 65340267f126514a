"""A patient brings medicine back: into quarantine, never into stock, however whole it looks."""

from enum import StrEnum
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, counted
from workstation.domain.stock import MovementKind, StockMovement
from workstation.domain.users import Permission, User
from workstation.services.ports import Transaction
from workstation.services.quarantine import quarantine_of
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.stock_report import tell_movement

SHORTEST_REASON = 3


class PatientReturnRefusal(StrEnum):
    """Why nothing is taken back."""

    REASON_TOO_SHORT = "reason_too_short"
    NOT_SUPPLIED = "not_supplied"
    """It was entered in error: the patient never had it."""
    MORE_THAN_SUPPLIED = "more_than_supplied"
    NOTHING = "nothing_brought_back"


def take_back(site: Site, user: User, dispense_id: UUID, amount: Quantity, reason: str) -> StockMovement:
    """Books what a patient brought back of one supply into quarantine, and tells the server. The supply stays: it was
    made. Of one supply it is taken back once; once more changes nothing and gives what was booked.

    Raises Refused for an amount above what was supplied, for a supply that was an error, and without a reason.
    """
    site.require(user, Permission.HAND_OVER)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(PatientReturnRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        done = tx.stock.movement_of(dispense_id, MovementKind.PATIENT_RETURN)
        if done is not None:
            return done
        dispense = tx.dispenses.get(dispense_id)
        _require_sensible(tx, dispense, amount)
        return _book(tx, site, user, dispense, amount, reason.strip())


def _require_sensible(tx: Transaction, dispense: Dispense, amount: Quantity) -> None:
    if dispense.reverses is not None or tx.dispenses.reversal_of(dispense.id) is not None:
        raise Refused(PatientReturnRefusal.NOT_SUPPLIED)
    if amount.value <= 0:
        raise Refused(PatientReturnRefusal.NOTHING)
    if amount > dispense.quantity:
        raise Refused(PatientReturnRefusal.MORE_THAN_SUPPLIED, supplied=counted(dispense.quantity))


def _book(tx: Transaction, site: Site, user: User, dispense: Dispense, amount: Quantity, reason: str) -> StockMovement:
    batch = quarantine_of(tx, site, tx.stock.batch(dispense.batch_id))
    kind = MovementKind.PATIENT_RETURN
    movement = StockMovement(site.new_id(), batch.id, kind, amount, site.clock(), user.id, reason, dispense.id)
    tx.stock.add_movement(movement)
    tell_movement(tx, site, movement, batch, tx.products.get(dispense.product_id))
    facts = {"movement": str(movement.id), "quantity": str(amount.value)}
    audit(tx, site, user, "taken_back_into_quarantine", dispense.id, facts)
    return movement
