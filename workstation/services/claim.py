"""Claiming: only a prescription whose claim the server has acknowledged may be dispensed."""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, AttentionCode, Priority
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, EventKind, standing
from workstation.services.messages import TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import record, refresh, tell_task
from workstation.services.reserving import end_reservations
from workstation.services.site import Site


class ClaimRefusal(StrEnum):
    """Why a prescription cannot be claimed."""

    ALREADY_CLAIMED_HERE = "already_claimed_here"
    CLOSED = "prescription_closed"
    UNKNOWN_PRESCRIPTION = "unknown_prescription"
    HELD_AT_SERVER = "claim_held_at_server"


def claim_prescription(site: Site, user: User, prescription_id: UUID) -> UUID | None:
    """Asks the server for the prescription; work on it may begin, dispensing waits for the answer.

    Returns the id of the queued claim, None when it is claimed here already (asking twice is harmless).
    Raises Refused for one that the server, or another station, has put on hold: our claim would end the hold.
    """
    site.require(user, Permission.CLAIM)
    with site.store.begin() as tx:
        facts = standing(tx.prescriptions.events(prescription_id))
        if facts.held_by_server and not facts.claimed:
            raise Refused(ClaimRefusal.HELD_AT_SERVER, number=tx.prescriptions.get(prescription_id).number)
        return ask_for_claim(tx, site, user, prescription_id)


def ask_for_claim(tx: Transaction, site: Site, user: User, prescription_id: UUID) -> UUID | None:
    """The claim inside a transaction of somebody else. Raises Refused(CLOSED) when nothing is left to do.

    None also while it is held at the server: it may be looked at, and is not claimed by that.
    """
    facts = standing(tx.prescriptions.events(prescription_id))
    if facts.claimed or facts.claim_asked or facts.held_by_server:
        return None
    if tx.prescriptions.status(prescription_id) in CLOSED:
        raise Refused(ClaimRefusal.CLOSED, status=tx.prescriptions.status(prescription_id).value)
    prescription = tx.prescriptions.get(prescription_id)
    record(tx, site, user, prescription_id, EventKind.CLAIM_ASKED)
    change = TaskChange(status="accepted", business_status="claimed", claim=True)
    return tell_task(tx, site, prescription, f"Claim of {prescription.number}", change, Priority.NOW)


def task_created(tx: Transaction, site: Site, prescription_id: UUID, reference: str) -> None:
    """The work item of a prescription taken in here is at the server, owned by us: that is the claim."""
    tx.prescriptions.save(replace(tx.prescriptions.get(prescription_id), task_reference=reference))
    if not standing(tx.prescriptions.events(prescription_id)).claimed:
        record(tx, site, None, prescription_id, EventKind.CLAIM_ACKNOWLEDGED)


def settle_claim(tx: Transaction, site: Site, prescription_id: UUID, *, won: bool, owner: str = "") -> None:
    """What the server said about our claim: ours, or somebody else's (`owner` in the server's words)."""
    if won:
        record(tx, site, None, prescription_id, EventKind.CLAIM_ACKNOWLEDGED, detail=owner)
    else:
        lose_claim(tx, site, prescription_id, owner)


def lose_claim(tx: Transaction, site: Site, prescription_id: UUID, owner: str, *, tell: bool = True) -> None:
    """Not ours (any more): the packs are free again; people are told where there was work to lose."""
    record(tx, site, None, prescription_id, EventKind.CLAIM_LOST, detail=owner)
    release_packs(tx, site, prescription_id)
    refresh(tx, prescription_id)
    if tell:
        tx.attentions.add(Attention(site.new_id(), prescription_id, AttentionCode.CLAIM_LOST, owner, site.clock()))


def release_packs(tx: Transaction, site: Site, prescription_id: UUID) -> int:
    """Gives all scanned packs of a prescription free again, and what it holds in the shelf; no stock moves.

    Returns how many packs.
    """
    end_reservations(tx, site, prescription_id, "released")
    return put_back_packs(tx, site, prescription_id)


def put_back_packs(tx: Transaction, site: Site, prescription_id: UUID) -> int:
    """Gives the scanned packs free again. Returns how many."""
    open_ones = tx.stock.allocations(prescription_id)
    for allocation in open_ones:
        tx.stock.end_allocation(allocation.id, site.clock(), None)
    return len(open_ones)
