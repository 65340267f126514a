"""A supply that was a mistake: reversed by new rows, never erased. Doing it twice changes nothing."""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.domain.stock import MovementKind, StockMovement
from workstation.domain.users import Permission, User
from workstation.domain.workflow import standing
from workstation.services.flags import refresh_flags
from workstation.services.messages import TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import audit, refresh, tell_task
from workstation.services.site import Site
from workstation.services.stock_report import stock_changed


class ReversalRefusal(StrEnum):
    """Why a supply is not reversed."""

    REASON_TOO_SHORT = "reason_too_short"
    IS_A_REVERSAL = "is_a_reversal"
    CAME_BACK = "came_back"
    """The patient brought it back: it was supplied, and lies in quarantine."""


def undo_dispense(site: Site, user: User, dispense_id: UUID, reason: str) -> Dispense:
    """Marks a supply as entered in error: a reversing dispense, a reversing movement, a message to the server.

    The work item follows where it is ours and not over: a supply in an emergency or on paper may stand for none.
    Returns the reversing row, the one that exists when it was reversed before.
    """
    site.require(user, Permission.REVERSE_DISPENSE)
    if len(reason.strip()) < 3:
        raise Refused(ReversalRefusal.REASON_TOO_SHORT, at_least=3)
    with site.store.begin() as tx:
        done = tx.dispenses.reversal_of(dispense_id)
        if done is not None:
            return done
        original = tx.dispenses.get(dispense_id)
        if original.reverses is not None:
            raise Refused(ReversalRefusal.IS_A_REVERSAL)
        if tx.stock.movement_of(dispense_id, MovementKind.PATIENT_RETURN) is not None:
            raise Refused(ReversalRefusal.CAME_BACK)
        reversal = replace(
            original,
            id=site.new_id(),
            quantity=-original.quantity,
            when_handed_over=site.clock(),
            handed_over_by=user.id,
            reverses=original.id,
        )
        _write(tx, site, user, reversal, original, reason.strip())
        return reversal


def _write(tx: Transaction, site: Site, user: User, reversal: Dispense, original: Dispense, reason: str) -> None:
    tx.dispenses.add(reversal)
    movement = StockMovement(
        site.new_id(),
        original.batch_id,
        MovementKind.REVERSAL,
        original.quantity,
        site.clock(),
        user.id,
        reason,
        reversal.id,
    )
    tx.stock.add_movement(movement)
    stock_changed(tx, site)
    audit(tx, site, user, "dispense_reversed", original.id, {"reversal": str(reversal.id)})
    refresh(tx, original.prescription_id)
    prescription = tx.prescriptions.get(original.prescription_id)
    entry = OutboxEntry(
        id=reversal.id,
        sequence=0,
        kind=OutboxKind.MARK_ENTERED_IN_ERROR,
        group=prescription.id,
        what=f"Supply of {prescription.number} entered in error",
        target="MedicationDispense",
        body={"identifier": str(original.id), "reason": reason},
        created_at=site.clock(),
    )
    tx.outbox.add(entry)
    facts = standing(tx.prescriptions.events(prescription.id))
    if facts.claimed and facts.final is None:
        change = TaskChange("in-progress", "part-supplied", reason=reason)
        tell_task(tx, site, prescription, f"Correction of {prescription.number}", change)
    refresh_flags(tx, site, prescription)
