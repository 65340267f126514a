"""What nearly every use case does at its end: record the event, the audit row, the outbox row, and the new status."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState, Priority
from workstation.domain.prescription import Prescription
from workstation.domain.users import User
from workstation.domain.workflow import Event, EventKind, Status, status_of
from workstation.services.messages import Body, TaskChange
from workstation.services.ports import Transaction
from workstation.services.site import Site

BUSINESS_STATUS = {
    Status.CLAIMED: "claimed",
    Status.IN_REVIEW: "in-review",
    Status.APPROVED: "approved",
    Status.PICKING: "picking",
    Status.CHECKED: "checked",
    Status.READY: "ready",
    Status.PART_SUPPLIED: "part-supplied",
    Status.HANDED_OVER: "handed-over",
    Status.CLARIFICATION: "clarification",
    Status.ON_HOLD: "on-hold",
}
"""Task.businessStatus words of the sync profile."""


def record(
    tx: Transaction,
    site: Site,
    user: User | None,
    prescription_id: UUID,
    kind: EventKind,
    reason: str = "",
    detail: str = "",
) -> Event:
    """Adds an event with its audit row and stores the status that follows. `reason` is not put into the audit."""
    event = Event(site.new_id(), prescription_id, kind, site.clock(), user.id if user else None, reason, detail)
    tx.prescriptions.add_event(event)
    audit(tx, site, user, kind.value, prescription_id, {"event": str(event.id), "detail": detail})
    refresh(tx, prescription_id)
    return event


def audit(
    tx: Transaction,
    site: Site,
    user: User | None,
    action: str,
    subject: UUID | str,
    facts: Mapping[str, str] | None = None,
) -> None:
    """One audit row; `facts` holds no patient's name."""
    tx.audit.append(site.clock(), user.id if user else None, action, str(subject), facts or {})


def refresh(tx: Transaction, prescription_id: UUID) -> Status:
    """Stores the status that follows from the facts, for the queue."""
    events = tx.prescriptions.events(prescription_id)
    status = status_of(events, tx.prescriptions.progress(prescription_id))
    tx.prescriptions.show(prescription_id, status, tx.prescriptions.flags(prescription_id), holder(events))
    return status


def holder(events: Sequence[Event]) -> UUID | None:
    """Who works on it: the last person who claimed or began to review it."""
    work = (EventKind.CLAIM_ASKED, EventKind.REVIEW_STARTED)
    return next((event.by for event in reversed(events) if event.kind in work and event.by), None)


def tell_task(
    tx: Transaction,
    site: Site,
    prescription: Prescription,
    what: str,
    change: TaskChange,
    priority: Priority = Priority.FACT,
) -> UUID:
    """Queues a change of the server's Task behind everything queued for this prescription so far."""
    entry_id = site.new_id()
    tx.outbox.add(
        OutboxEntry(
            id=entry_id,
            sequence=0,
            kind=OutboxKind.UPDATE_TASK,
            group=prescription.id,
            what=what,
            target=prescription.task_reference,
            body=change.as_body(),
            created_at=site.clock(),
            priority=priority,
        )
    )
    return entry_id


def tell_create(tx: Transaction, site: Site, prescription: Prescription, entry_id: UUID, what: str, body: Body) -> None:
    """Queues the creation of a resource whose business identifier is `entry_id`."""
    tx.outbox.add(_creation(site, prescription.id, entry_id, what, body, Priority.FACT))


def tell_of_station(tx: Transaction, site: Site, entry_id: UUID, what: str, body: Body, priority: Priority) -> None:
    """Queues the creation of a resource that belongs to no prescription and waits for nothing: a group of its own.

    In one group for the whole station each would wait for the one before, and the group would grow without end.
    """
    tx.outbox.add(_creation(site, entry_id, entry_id, what, body, priority))


def _creation(site: Site, group: UUID, entry_id: UUID, what: str, body: Body, priority: Priority) -> OutboxEntry:
    return OutboxEntry(
        id=entry_id,
        sequence=0,
        kind=OutboxKind.CREATE,
        group=group,
        what=what,
        target=str(body["resourceType"]),
        body=body,
        created_at=site.clock(),
        priority=priority,
    )


def task_of(tx: Transaction, prescription: Prescription) -> str:
    """Where the work item stands: "Task/9", `urn:uuid:<id>` of the entry that creates it, "" where there is none."""
    if prescription.task_reference:
        return prescription.task_reference
    made = [one.id for one in tx.outbox.of_group(prescription.id) if one.target == "Task" and _creates(one)]
    return f"urn:uuid:{made[0]}" if made else ""


def scans_of(tx: Transaction, prescription: Prescription) -> tuple[str, ...]:
    """Where the scans stand: at the server, or queued in the group of this prescription; others are left out."""
    queued = {one.id for one in tx.outbox.of_group(prescription.id) if _creates(one)}
    found = []
    for one in prescription.document_ids:
        reference = tx.documents.get(one).reference
        if reference or one in queued:
            found.append(reference or f"urn:uuid:{one}")
    return tuple(found)


def _creates(entry: OutboxEntry) -> bool:
    return entry.kind is OutboxKind.CREATE and entry.state is not OutboxState.WITHDRAWN
