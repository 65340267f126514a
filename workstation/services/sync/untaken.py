"""Types that a server does not take at all. One note tells it, not one parked entry per fact.

The law of the profile: supplies, our lines and scans, the patient and the Task are never given up; they park with the
server's words until a person has settled it. Anything else of a type that the server refuses as such is withdrawn: it
stays here, and one thing that needs a person says since when the server does not take it. The next one is tried all
the same, so a server that learns the type is noticed.
"""

from collections.abc import Callable
from dataclasses import replace

from workstation.domain.outbox import Attention, AttentionCode, OutboxEntry, OutboxKind, OutboxState
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.sync.ports import Answer

NEVER_GIVEN_UP = frozenset({"MedicationDispense", "MedicationRequest", "DocumentReference", "Patient", "Task"})
GIVEN_UP = (
    "AuditEvent",
    "Basic",
    "Communication",
    "DetectedIssue",
    "Observation",
    "Provenance",
    "SupplyDelivery",
)
"""Types of ours that a server may do without."""
NOT_TAKEN = "not_taken."
"""Sync note per type: since when ("" = it is taken)."""
_OF_THE_TYPE = frozenset({403, 404, 405, 501})
"""To a create: no such type here, not allowed on it, or not for us."""
_MAYBE_OF_THE_TYPE = frozenset({400, 415, 422})
_NOT_SUPPORTED = "not-supported"


def is_of_the_type(entry: OutboxEntry, answer: Answer) -> bool:
    """The server refuses every resource of this type, not just this one, and we can do without it."""
    if entry.kind is not OutboxKind.CREATE or entry.target in NEVER_GIVEN_UP:
        return False
    said_so = answer.status in _MAYBE_OF_THE_TYPE and answer.issue == _NOT_SUPPORTED
    return answer.status in _OF_THE_TYPE or said_so


def given_up(site: Site, entry: OutboxEntry, said: str) -> Callable[[Transaction], None]:
    """Withdraws the entry; the first of its type leaves the note."""

    def write(tx: Transaction) -> None:
        tx.outbox.update(replace(entry, state=OutboxState.WITHDRAWN, answer=said))
        note_untaken(tx, site, entry.target, said)

    return write


def note_untaken(tx: Transaction, site: Site, resource_type: str, said: str) -> None:
    """Notes once that the server does not take a type."""
    if tx.sync_notes.get(NOT_TAKEN + resource_type):
        return
    now = site.clock()
    tx.sync_notes.set(NOT_TAKEN + resource_type, now.isoformat())
    detail = f"{resource_type}: {said}"
    tx.attentions.add(Attention(site.new_id(), None, AttentionCode.TYPE_NOT_TAKEN, detail, now))
    audit(tx, site, None, "type_not_taken", str(site.station.id), {"type": resource_type})


def taken_again(entry: OutboxEntry) -> Callable[[Transaction], None] | None:
    """After one of a type that we may give up was taken: the note goes."""
    if entry.kind is not OutboxKind.CREATE or entry.target in NEVER_GIVEN_UP:
        return None

    def write(tx: Transaction) -> None:
        if tx.sync_notes.get(NOT_TAKEN + entry.target):
            tx.sync_notes.set(NOT_TAKEN + entry.target, "")

    return write


def forget_untaken(tx: Transaction, site: Site) -> None:
    """Paired again: every type is tried anew, also the snapshot of the stock, and the notes about them are over."""
    for resource_type in GIVEN_UP:
        if tx.sync_notes.get(NOT_TAKEN + resource_type):
            tx.sync_notes.set(NOT_TAKEN + resource_type, "")
    for one in tx.attentions.open():
        if one.code == AttentionCode.TYPE_NOT_TAKEN:
            tx.attentions.settle(one.id, site.clock())
