"""What the server says of a prescription as a whole: ended, on hold, somebody else's, or to be worked on again."""

from uuid import UUID

from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import CLOSED, EventKind, Standing, Status, standing
from workstation.services.claim import lose_claim, release_packs
from workstation.services.messages import TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import record, tell_task
from workstation.services.server_words import ServerPrescription
from workstation.services.site import Site
from workstation.services.task_changes import is_stage, open_changes, said, said_last, withdraw_changes

ENDS = {
    "cancelled": EventKind.CANCELLED,
    "rejected": EventKind.REJECTED,
    "failed": EventKind.EXPIRED,
    "entered-in-error": EventKind.ENTERED_IN_ERROR,
}
_WAITS_FOR_US = frozenset({"requested", "received", "ready"})
_NOT_YET = {"on-hold": "", "draft": "the server says draft"}
"""FHIR R4, task-status: a draft is "not yet ready to be acted upon"; our claim would make it an order."""
_MAY_COME_BACK = frozenset({Status.RETURNED_UNCOLLECTED, Status.REJECTED, Status.EXPIRED, Status.CANCELLED})


def follow_status(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription) -> None:
    """Brings the work here into line with the server; what was supplied stays a fact."""
    closed = tx.prescriptions.status(known.id) in CLOSED
    if found.status in ENDS:
        _end(tx, site, found, known, closed)
    elif closed:
        _reopen(tx, site, found, known)
    else:
        _follow_owner(tx, site, found, known.id)
        _follow_hold(tx, site, found, known.id)
        if found.status == "completed":
            _close_as_done(tx, site, found, known)


def completed_elsewhere(tx: Transaction, found: ServerPrescription, known: Prescription) -> list[str]:
    """A doubt when the Task was completed and not by this pharmacy: nothing more is supplied until it is clear why."""
    closed = tx.prescriptions.status(known.id) in CLOSED
    if found.status != "completed" or closed or said(tx, known.id, "completed"):
        return []
    return ["Task was completed at the server, and not by this pharmacy"]


def _close_as_done(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription) -> None:
    """Another station of this pharmacy has handed it over: nothing is left to do here, and the packs are free."""
    by_us = found.routed_here and bool(found.owner) and bool(found.claimed_by_station)
    if by_us and not said(tx, known.id, "completed") and not open_changes(tx, known.id):
        record(tx, site, None, known.id, EventKind.COMPLETED_ELSEWHERE, detail=found.claimed_by_station)
        release_packs(tx, site, known.id)


def _end(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription, closed: bool) -> None:
    """Blocked at once and the packs free again. A supply, or a part of one, is told upward all the same."""
    ours = said(tx, known.id, found.status)
    stopped = withdraw_changes(
        tx, known.id, "the work was ended at the server", lambda one: one.body["status"] not in (None, found.status)
    )
    if not closed:
        reason = found.status_reason or f"the server says {found.status}"
        record(tx, site, None, known.id, ENDS[found.status], reason=reason)
        release_packs(tx, site, known.id)
    if ours:
        return
    outputs = tuple(dict.fromkeys(UUID(str(output)) for one in stopped for output in one.body["outputs"]))
    if tx.dispenses.of_prescription(known.id):
        is_new = _note_late_end(tx, site, found, known)
        if is_new or outputs:
            change = TaskChange(None, f"{found.status}-after-supply", outputs=outputs)
            tell_task(tx, site, known, f"Supply of {known.number} before its end", change)
    elif found.status == "cancelled" and not closed:
        change = TaskChange(None, "cancellation-acknowledged")
        tell_task(tx, site, known, f"Cancellation of {known.number} acknowledged", change)


def _note_late_end(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription) -> bool:
    """Ended at the server after a supply or a part of it: people are told, once."""
    code = AttentionCode.CANCELLED_AFTER_SUPPLY
    if any(one.code == code for one in tx.attentions.of_prescription(known.id)):
        return False
    detail = found.task_reference if found.status == "cancelled" else f"{found.task_reference} {found.status}"
    tx.attentions.add(Attention(site.new_id(), known.id, code, detail, site.clock()))
    return True


def _reopen(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription) -> None:
    """The server asks for it again, and nothing of ours is on its way: it begins anew, with a new claim."""
    may = tx.prescriptions.status(known.id) in _MAY_COME_BACK and found.status in _WAITS_FOR_US
    here = found.routed_here and bool(found.owner) and not found.claimed_by_station
    in_time = found.valid_until is None or found.valid_until >= site.today()
    if may and here and in_time and not open_changes(tx, known.id):
        record(tx, site, None, known.id, EventKind.REOPENED, reason=f"the server says {found.status}")
        return
    supplied = tx.prescriptions.status(known.id) is Status.HANDED_OVER and bool(tx.dispenses.of_prescription(known.id))
    if (
        supplied
        and found.status != "completed"
        and not open_changes(tx, known.id)
        and not _is_our_last_word(tx, found, known)
    ):
        _note_set_back(tx, site, found, known)


def _is_our_last_word(tx: Transaction, found: ServerPrescription, known: Prescription) -> bool:
    """The server has what we told it last: it has only not taken our next word yet."""
    return said_last(tx, known.id) == found.status


def _note_set_back(tx: Transaction, site: Site, found: ServerPrescription, known: Prescription) -> None:
    """Supplied in full, and the server has opened it again: nothing is done by itself, people are told, once."""
    code, detail = AttentionCode.EDITED_AFTER_SUPPLY, f"{found.task_reference} {found.status}"
    if not any(one.code == code and one.detail == detail for one in tx.attentions.of_prescription(known.id)):
        tx.attentions.add(Attention(site.new_id(), known.id, code, detail, site.clock()))


def _follow_owner(tx: Transaction, site: Site, found: ServerPrescription, prescription_id: UUID) -> None:
    facts = standing(tx.prescriptions.events(prescription_id))
    mine = str(site.station.id)
    other_station = found.claimed_by_station not in ("", mine)
    if not found.routed_here or (facts.claimed and not found.owner):
        _lose(tx, site, prescription_id, facts, found.owner or "nobody")
    elif other_station:
        _lose(tx, site, prescription_id, facts, "another station of this pharmacy")
    elif found.claimed_by_station == mine and not facts.claimed:
        record(tx, site, None, prescription_id, EventKind.CLAIM_ACKNOWLEDGED)


def _lose(tx: Transaction, site: Site, prescription_id: UUID, facts: Standing, owner: str) -> None:
    """Somebody else's Task is not changed by us; what was supplied here goes as a fact of its own."""
    if facts.claim_lost:
        return
    withdraw_changes(tx, prescription_id, f"claimed by {owner}", lambda _: True)
    was_ours = facts.claimed or facts.claim_asked
    lose_claim(tx, site, prescription_id, owner, tell=was_ours or bool(tx.dispenses.of_prescription(prescription_id)))


def _follow_hold(tx: Transaction, site: Site, found: ServerPrescription, prescription_id: UUID) -> None:
    """On hold by the server, unless the hold is our own; resumed by the server only where it had put it on hold."""
    facts = standing(tx.prescriptions.events(prescription_id))
    if found.status not in _NOT_YET:
        if facts.held_by_server:
            record(tx, site, None, prescription_id, EventKind.RESUMED, reason=f"the server says {found.status}")
        return
    ours = facts.held or facts.clarifying or said_last(tx, prescription_id) == "on-hold"
    if not ours:
        withdraw_changes(tx, prescription_id, "put on hold at the server", is_stage)
        record(tx, site, None, prescription_id, EventKind.HELD, reason=found.status_reason or _NOT_YET[found.status])
