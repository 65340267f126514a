"""Nobody collected it: the packs go back to the shelf and the prescription back to the server's queue."""

from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import Priority
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, EventKind, standing
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.claim import ClaimRefusal, release_packs
from workstation.services.messages import TaskChange
from workstation.services.recording import record, tell_task
from workstation.services.site import Site


class ReturnRefusal(StrEnum):
    """Why a prescription is not handed back."""

    NOT_CLAIMED = "not_claimed"
    ALREADY_DISPENSED = "already_dispensed"


def return_uncollected(site: Site, user: User, prescription_id: UUID, reason: str) -> int:
    """Hands a claimed prescription back to the server. Returns how many scanned packs went back to the shelf.

    Raises Refused when it is not ours, is closed, or something of it was handed over already: what is owed is
    then owed by this pharmacy.
    """
    site.require(user, Permission.HAND_OVER)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        status = tx.prescriptions.status(prescription_id)
        if status in CLOSED:
            raise Refused(ClaimRefusal.CLOSED, status=status.value)
        if not standing(tx.prescriptions.events(prescription_id)).claimed:
            raise Refused(ReturnRefusal.NOT_CLAIMED, number=prescription.number)
        if any(row.dispensed for row in tx.prescriptions.progress(prescription_id)):
            raise Refused(ReturnRefusal.ALREADY_DISPENSED, number=prescription.number)
        released = release_packs(tx, site, prescription_id)
        record(tx, site, user, prescription_id, EventKind.RETURNED, reason=reason.strip())
        change = TaskChange("ready", "returned-to-queue", reason=reason.strip(), release=True)
        tell_task(tx, site, prescription, f"Return of {prescription.number}", change, Priority.NOW)
        return released
