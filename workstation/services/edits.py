"""What the server changed in a prescription that is worked on: every check after it is void, and people are shown it.

The work stops at the next step with old and new of each field. What was handed over stays as it was prescribed then,
and people are told.
"""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from workstation.domain.edits import Difference, Edit, differences, edit_from, in_words
from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.prescription import Prescription
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, Event, EventKind, standing
from workstation.services.claim import release_packs
from workstation.services.messages import TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import record, tell_task
from workstation.services.site import Site
from workstation.services.task_changes import is_stage, withdraw_approvals, withdraw_changes


class EditRefusal(StrEnum):
    """Why the work stops although nobody here did anything."""

    EDITED_AT_SERVER = "edited_at_server"


def take_edit(tx: Transaction, site: Site, known: Prescription, renewed: Prescription) -> Prescription:
    """Stores the server's new version. Returns the prescription as it is kept from now on."""
    found = differences(known, renewed)
    status = tx.prescriptions.status(known.id)
    supplied = bool(tx.dispenses.of_prescription(known.id))
    if found and supplied and status in CLOSED:
        _tell_after_supply(tx, site, known, found)
        return known
    tx.prescriptions.save(renewed)
    if found and status not in CLOSED and tx.prescriptions.events(known.id):
        _void(tx, site, renewed, found, status.value)
    if found and supplied:
        _tell_after_supply(tx, site, renewed, found)
    return renewed


def _void(tx: Transaction, site: Site, renewed: Prescription, found: tuple[Difference, ...], stage: str) -> None:
    """Nothing that was decided about the old version counts for the new one."""
    facts = standing(tx.prescriptions.events(renewed.id))
    checks = {"approval": facts.approval, "accuracy_check": facts.accuracy_check, "ready": facts.ready}
    packs = ("packs",) if tx.stock.allocations(renewed.id) else ()
    voided = (*(name for name, check in checks.items() if check is not None), *packs)
    detail = Edit(found, stage, voided).as_detail()
    reason = "the server changed the prescription"
    record(tx, site, None, renewed.id, EventKind.EDITED_AT_SERVER, reason=reason, detail=detail)
    release_packs(tx, site, renewed.id)
    withdraw_changes(tx, renewed.id, "the server changed the prescription meanwhile", is_stage)
    withdraw_approvals(tx, renewed.id, "the server changed the prescription meanwhile")
    if facts.claimed and facts.approval is not None:
        change = TaskChange("in-progress", "in-review")
        tell_task(tx, site, renewed, f"New review of {renewed.number}", change)


def _tell_after_supply(tx: Transaction, site: Site, prescription: Prescription, found: Sequence[Difference]) -> None:
    """The same difference is raised once."""
    code, detail = AttentionCode.EDITED_AFTER_SUPPLY, in_words(found)
    if not any((one.code, one.detail) == (code, detail) for one in tx.attentions.of_prescription(prescription.id)):
        tx.attentions.add(Attention(site.new_id(), prescription.id, code, detail, site.clock()))


def edits_since(events: Sequence[Event], *kinds: EventKind) -> tuple[Edit, ...]:
    """The server's changes since the last event of one of these kinds, oldest first."""
    last = max((place for place, event in enumerate(events) if event.kind in kinds), default=-1)
    return tuple(edit_from(event.detail) for event in events[last + 1 :] if event.kind is EventKind.EDITED_AT_SERVER)


def unseen_edits(site: Site, user: User, prescription_id: UUID) -> tuple[Edit, ...]:
    """What the server changed and no pharmacist was shown yet."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.read() as tx:
        events = tx.prescriptions.events(prescription_id)
        return edits_since(events, EventKind.EDIT_SEEN, EventKind.APPROVED)


def require_unedited(tx: Transaction, prescription: Prescription) -> None:
    """Raises Refused with every difference when the server changed the prescription after the approval."""
    events = tx.prescriptions.events(prescription.id)
    if standing(events).edit is not None:
        raise _refusal(prescription, edits_since(events, EventKind.APPROVED))


def shown_edits(tx: Transaction, site: Site, user: User, prescription: Prescription) -> Refused | None:
    """The refusal that shows what the server changed, once: who is shown it is recorded. None = all of it was shown."""
    events = tx.prescriptions.events(prescription.id)
    found = edits_since(events, EventKind.EDIT_SEEN, EventKind.APPROVED)
    if not found:
        return None
    record(tx, site, user, prescription.id, EventKind.EDIT_SEEN)
    return _refusal(prescription, found)


def _refusal(prescription: Prescription, edits: Sequence[Edit]) -> Refused:
    found = [one for edit in edits for one in edit.differences]
    return Refused(
        EditRefusal.EDITED_AT_SERVER,
        number=prescription.number,
        changes=in_words(found),
        count=len(found),
        voided=", ".join(dict.fromkeys(one for edit in edits for one in edit.voided)),
    )
