"""An order that the server routed here: accepted, declined with a coded reason, or handed back."""

from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.returns import DemandCause
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, EventKind, standing
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal, tell_refused
from workstation.services.claim import ClaimRefusal, claim_prescription, release_packs
from workstation.services.demand import note_demand
from workstation.services.messages import TaskChange
from workstation.services.recording import record, tell_task
from workstation.services.returning import ReturnRefusal, return_uncollected
from workstation.services.site import Site


class RoutingReason(StrEnum):
    """Why an order is declined or handed back; the value is the word that the server gets."""

    OUT_OF_STOCK = "out-of-stock"
    NOT_IN_TIME = "not-in-time"
    NOT_SUPPLIED_HERE = "not-supplied-here"
    PHARMACY_CLOSED = "pharmacy-closed"
    PATIENT_GOES_ELSEWHERE = "patient-goes-elsewhere"
    OTHER = "other"
    """Needs words."""


def accept_order(site: Site, user: User, prescription_id: UUID) -> UUID | None:
    """Accepting is claiming: see services.claim."""
    return claim_prescription(site, user, prescription_id)


def decline_order(site: Site, user: User, prescription_id: UUID, reason: RoutingReason, words: str = "") -> None:
    """This pharmacy will not do it: each line is declined, the Task rejected with the reason, the packs are free again.

    What a pharmacist has approved only a pharmacist ends. Raises Refused when it is closed, somebody else's, or
    something of it was supplied already.
    """
    site.require(user, Permission.CLAIM)
    said = _in_words(reason, words)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        status = tx.prescriptions.status(prescription_id)
        if status in CLOSED:
            raise Refused(ClaimRefusal.CLOSED, status=status.value)
        facts = standing(tx.prescriptions.events(prescription_id))
        if facts.claim_lost:
            raise Refused(ApprovalRefusal.CLAIM_LOST, number=prescription.number)
        if any(row.dispensed for row in tx.prescriptions.progress(prescription_id)):
            raise Refused(ReturnRefusal.ALREADY_DISPENSED, number=prescription.number)
        if facts.approval is not None:
            site.require(user, Permission.APPROVE)
        release_packs(tx, site, prescription_id)
        record(tx, site, user, prescription_id, EventKind.REJECTED, reason=said, detail=reason.value)
        if reason is RoutingReason.OUT_OF_STOCK:
            for line in prescription.medicine_lines:
                if line.quantity_prescribed is not None:
                    note_demand(tx, site, user, DemandCause.DECLINED, prescription.id, line, line.quantity_prescribed)
        tell_refused(tx, site, user, prescription, said, out_of_stock=reason is RoutingReason.OUT_OF_STOCK)
        change = TaskChange("rejected", f"declined-{reason.value}", reason=said)
        tell_task(tx, site, prescription, f"Order {prescription.number} declined", change)


def hand_back(site: Site, user: User, prescription_id: UUID, reason: RoutingReason, words: str = "") -> int:
    """Gives a claimed order back to the server for another pharmacy. Returns how many scanned packs went back."""
    return return_uncollected(site, user, prescription_id, _in_words(reason, words))


def _in_words(reason: RoutingReason, words: str) -> str:
    if reason is RoutingReason.OTHER and len(words.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    return f"{reason.value}: {words.strip()}" if words.strip() else reason.value
