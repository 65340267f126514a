"""Changes of the server's Task that wait here, when the server has moved on: what they may still say."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import standing
from workstation.services.messages import TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import tell_task
from workstation.services.site import Site

_OPEN = (OutboxState.WAITING, OutboxState.PARKED)


def open_changes(tx: Transaction, prescription_id: UUID) -> list[OutboxEntry]:
    """Changes of the Task that are not at the server as far as we know, in sequence."""
    return [one for one in _changes(tx, prescription_id) if one.state in _OPEN]


def withdraw_changes(
    tx: Transaction, prescription_id: UUID, why: str, which: Callable[[OutboxEntry], bool]
) -> list[OutboxEntry]:
    """Takes back the open changes that `which` picks, so that they do not overwrite what the server says now.

    Supplies and other facts are entries of their own and go all the same. Returns what was taken back.
    """
    picked = [one for one in open_changes(tx, prescription_id) if which(one)]
    for one in picked:
        tx.outbox.update(replace(one, state=OutboxState.WITHDRAWN, answer=why))
    return picked


def withdraw_approvals(tx: Transaction, prescription_id: UUID, why: str) -> None:
    """Takes back signed approvals that were never sent: sent now they would name a version that nobody approved."""
    for one in tx.outbox.of_group(prescription_id):
        if one.target == "Provenance" and one.state in _OPEN:
            tx.outbox.update(replace(one, state=OutboxState.WITHDRAWN, answer=why))


def take_back_approval(tx: Transaction, site: Site, prescription: Prescription, why: str) -> None:
    """An approval does not stand any more: what waits of it is not sent, and the Task goes back to in review.

    A signed approval that is at the server names the version of the Task that said "approved"; the Task has a newer
    one now. Nothing is told where the server never heard of the approval, or while the work is on hold there.
    """
    found = _changes(tx, prescription.id)
    told = any(_approves(one) and (one.state is OutboxState.SENT or one.attempts > 0) for one in found)
    withdraw_changes(tx, prescription.id, why, _approves)
    withdraw_approvals(tx, prescription.id, why)
    facts = standing(tx.prescriptions.events(prescription.id))
    if (told or facts.claimed) and not (facts.held or facts.held_by_server or facts.clarifying):
        change = TaskChange("in-progress", "in-review")
        tell_task(tx, site, prescription, f"New review of {prescription.number}", change)


def _approves(entry: OutboxEntry) -> bool:
    return bool(entry.body["business_status"] == "approved")


def is_stage(entry: OutboxEntry) -> bool:
    """True for a change that tells how far the work is: neither a claim, a hand-back, a supply nor whose it is."""
    return not (entry.body["claim"] or entry.body["release"] or entry.body["outputs"] or entry.body.get("for"))


def said(tx: Transaction, prescription_id: UUID, status: str) -> bool:
    """True when we have told the Task this status, or are about to."""
    found = _changes(tx, prescription_id)
    return any(one.body["status"] == status for one in found if one.state is not OutboxState.WITHDRAWN)


def said_last(tx: Transaction, prescription_id: UUID) -> str:
    """The last status of ours that is at the server, or may be there (its answer was lost); "" when there is none."""
    told = [one for one in _changes(tx, prescription_id) if one.state is OutboxState.SENT or one.attempts > 0]
    return next((str(one.body["status"]) for one in reversed(told) if one.body["status"]), "")


def _changes(tx: Transaction, prescription_id: UUID) -> list[OutboxEntry]:
    return [one for one in tx.outbox.of_group(prescription_id) if one.kind is OutboxKind.UPDATE_TASK]
