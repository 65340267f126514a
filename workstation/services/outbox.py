"""The outbox as people see it: what waits for the network, what needs a person, and what a person can do about it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, AttentionCode, Conflict, OutboxEntry, OutboxState, Priority
from workstation.domain.users import PERMISSIONS, Permission, User
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.consent import may_leave
from workstation.services.doubts import NOT_UNDERSTOOD, DoubtRefusal
from workstation.services.flags import refresh_flags
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.sync.once import LAST_CONTACT, OFFLINE_SINCE
from workstation.services.sync.sentinel import known_sentinel

STOPPING = frozenset({AttentionCode.STORE_RESTORED, AttentionCode.COPIED_STATION, AttentionCode.REGION_NOT_ALLOWED})
"""While one of these is open nothing is sent."""
WAITING_PAGE = 200
"""So many of those that go by themselves are read at once: after a day without network there are thousands."""
NAMED_WAITING = 100
"""Prescriptions that wait are named up to here: reading the names of thousands would hold up those who look."""
_PHARMACIST_DECIDES: frozenset[str] = frozenset(
    {
        AttentionCode.CANCELLED_AFTER_SUPPLY,
        AttentionCode.EDITED_AFTER_SUPPLY,
        AttentionCode.EMERGENCY_SUPPLY,
        AttentionCode.PAPER_SUPPLY,
        AttentionCode.FOUND_DOUBLE,
        AttentionCode.OVERSUPPLIED,
        AttentionCode.PATIENT_MERGED,
        AttentionCode.UNUSABLE_RESOURCE,
        AttentionCode.DELETED_AT_SERVER,
        AttentionCode.SAME_NUMBER,
    }
)
"""About what a patient has got or will get."""


class OutboxRefusal(StrEnum):
    """Why an entry is left as it is."""

    NOT_PARKED = "not_parked"
    NOT_WAITING = "not_waiting"
    UNKNOWN_ENTRY = "unknown_entry"
    TWO_VERSIONS = "two_versions"
    """Sending it again would choose our version without a word: a person settles the conflict."""
    NO_CONSENT = "no_consent_to_share"
    """Another server issued the prescription, and the patient did not agree that this one is told."""


class AttentionRefusal(StrEnum):
    """Why something that needs a person is not settled."""

    NOT_OPEN = "attention_not_open"
    NEEDS_CHOICE = "attention_needs_choice"
    """Nothing is sent, and a note changes nothing of it: a store that was set back needs `accept_restored_store`, a
    copied station and a region that is not allowed end with their cause."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The prescription that something is about. `patient` is "" where it is not known or may not be seen."""

    number: str
    patient: str


@dataclass(frozen=True, slots=True)
class OutboxView:
    """What is open, and how the connection stands."""

    entries: tuple[OutboxEntry, ...]
    """All that are parked and the first that wait, in sequence."""
    conflicts: tuple[Conflict, ...]
    attentions: tuple[Attention, ...]
    offline_since: datetime | None
    last_contact: datetime | None
    subjects: Mapping[UUID, Subject]
    """By prescription: for what needs a person, and for the first that wait."""
    opened_again: frozenset[UUID]
    """Conflicts about an entry that a person has settled before."""
    stopped: bool
    """This store was set back: nothing is sent until a person has said how it goes on."""
    waiting: int = 0
    """How many wait; there may be more than `entries` has of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The outbox in a few facts, for the status bar."""

    waiting: int
    needs_you: int
    """What is not sent and will not go by itself."""
    look_after: int
    """What a person has to see to, though nothing is blocked by it."""
    blocked_since: datetime | None
    """Since when something is not sent that will not go by itself; None when there is no such thing."""
    stopped: bool


def outbox_view(site: Site, user: User, waiting_at_most: int = WAITING_PAGE) -> OutboxView:
    """Reads the outbox in one snapshot. Patients are named only to those who may see them.

    Of what goes by itself it reads the first that wait; everything that needs a person is there.
    """
    site.require(user, Permission.SEND_OUTBOX)
    with site.store.read() as tx:
        parked, first = tx.outbox.first(OutboxState.PARKED), tx.outbox.first(OutboxState.WAITING, waiting_at_most)
        conflicts = _open_conflicts(tx, {one.id for one in parked})
        attentions = tuple(tx.attentions.open())
        groups = {one.group: None for one in parked}
        groups |= {one.prescription_id: None for one in attentions if one.prescription_id is not None}
        waiting = dict.fromkeys(one.group for one in first)
        groups |= dict.fromkeys(list(waiting)[:NAMED_WAITING])
        return OutboxView(
            entries=tuple(sorted((*parked, *first), key=_sequence)),
            conflicts=conflicts,
            attentions=attentions,
            offline_since=_instant(tx.sync_notes.get(OFFLINE_SINCE)),
            last_contact=_instant(tx.sync_notes.get(LAST_CONTACT)),
            subjects=_subjects(tx, user, groups),
            opened_again=frozenset(one.id for one in conflicts if tx.attentions.times_settled(one.entry_id)),
            stopped=_is_stopped(tx),
            waiting=len(first) if len(first) < waiting_at_most else tx.outbox.count(OutboxState.WAITING),
        )


def _sequence(entry: OutboxEntry) -> int:
    return entry.sequence


def _open_conflicts(tx: Transaction, parked: Collection[UUID]) -> tuple[Conflict, ...]:
    """Those that hold an entry back. One whose entry was withdrawn since (the claim was lost) asks for nothing more."""
    return tuple(one for one in tx.attentions.conflicts() if one.entry_id in parked)


def _subjects(tx: Transaction, user: User, groups: Iterable[UUID]) -> Mapping[UUID, Subject]:
    may_see = Permission.SEE_PATIENTS in PERMISSIONS[user.role]
    found = tx.prescriptions.named(tuple(groups))  # what belongs to no prescription has the station's id
    return {one: Subject(number, name if may_see else "") for one, (number, name) in found.items()}


def outbox_standing(site: Site) -> Standing:
    """How the outbox stands, without a look at what is in it."""
    with site.store.read() as tx:
        parked = tx.outbox.count(OutboxState.PARKED)
        attentions = tx.attentions.open()
        stops = [one for one in attentions if one.code in STOPPING]
        since = [one.found_at for one in stops]
        found = tx.attentions.conflicts()
        since += [one.found_at for one in found if tx.outbox.get(one.entry_id).state is OutboxState.PARKED]
        if (first_parked := tx.outbox.parked_since()) is not None:
            since.append(first_parked)
        return Standing(
            waiting=tx.outbox.count(OutboxState.WAITING),
            needs_you=parked + len(stops),
            look_after=len(attentions) - len(stops),
            blocked_since=min(since, default=None),
            stopped=_is_stopped(tx),
        )


def _is_stopped(tx: Transaction) -> bool:
    known = known_sentinel(tx)
    return known is not None and known.stopped


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def send_again(site: Site, user: User, entry_id: UUID) -> None:
    """Lets a parked entry try once more; it is looked up first.

    Raises Refused: NOT_PARKED for one that goes by itself, TWO_VERSIONS for one that a conflict holds back, NO_CONSENT
    for one that this server has no right to.
    """
    site.require(user, Permission.SEND_OUTBOX)
    with site.store.begin() as tx:
        entry = _entry(tx, entry_id)
        if entry.state is not OutboxState.PARKED:
            raise Refused(OutboxRefusal.NOT_PARKED, state=entry.state.value)
        if any(one.entry_id == entry_id for one in tx.attentions.conflicts()):
            raise Refused(OutboxRefusal.TWO_VERSIONS, entry=str(entry_id))
        if not may_leave(tx, site, entry.group):
            raise Refused(OutboxRefusal.NO_CONSENT, entry=str(entry_id))
        tx.outbox.update(replace(entry, state=OutboxState.WAITING, next_try_at=None, attempts=max(entry.attempts, 1)))
        audit(tx, site, user, "sent_again", entry_id)


def park(site: Site, user: User, entry_id: UUID, reason: str) -> None:
    """Takes an entry out of the line until a person sends it again; what does not point to it passes it.

    What happened to a patient (a supply, an approval, and the Task that says so) is held back by a pharmacist only.
    """
    site.require(user, Permission.SEND_OUTBOX)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        entry = _entry(tx, entry_id)
        if entry.state is not OutboxState.WAITING:
            raise Refused(OutboxRefusal.NOT_WAITING, state=entry.state.value)
        if entry.priority is Priority.FACT:
            site.require(user, Permission.APPROVE)
        tx.outbox.update(replace(entry, state=OutboxState.PARKED, answer=f"Parked by hand: {reason.strip()}"))
        audit(tx, site, user, "parked", entry_id, {"reason": reason.strip()})


def _entry(tx: Transaction, entry_id: UUID) -> OutboxEntry:
    try:
        return tx.outbox.get(entry_id)
    except KeyError as missing:
        raise Refused(OutboxRefusal.UNKNOWN_ENTRY, entry=str(entry_id)) from missing


def export_outbox(site: Site, user: User, purpose: str) -> tuple[OutboxEntry, ...]:
    """Everything that is open, with its bodies, for the server's people. It names patients: audited, with a purpose.

    Without what another server issued, unless the patient agreed that this one may have it.
    """
    site.require(user, Permission.SEND_OUTBOX)
    site.require(user, Permission.SEE_PATIENTS)
    if len(purpose.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        entries = tuple(one for one in tx.outbox.open() if may_leave(tx, site, one.group))
        facts = {"entries": str(len(entries)), "purpose": purpose.strip()}
        audit(tx, site, user, "outbox_exported", site.station.id, facts)
    return entries


def settle_attention(site: Site, user: User, attention_id: UUID, note: str) -> None:
    """Notes what a person did about something; it leaves the list and stays in the audit.

    What is about a patient's medicines is settled by a pharmacist. Raises Refused when it is settled already, when the
    note is too short, when it asks for a choice instead, or when only the server can settle it.
    """
    site.require(user, Permission.SEND_OUTBOX)
    if len(note.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        found = next((one for one in tx.attentions.open() if one.id == attention_id), None)
        if found is None:
            raise Refused(AttentionRefusal.NOT_OPEN)
        if found.code in _PHARMACIST_DECIDES:
            site.require(user, Permission.APPROVE)
        if found.code == NOT_UNDERSTOOD:
            raise Refused(DoubtRefusal.ONLY_AT_SERVER, doubt=found.detail)
        if found.code in STOPPING and (found.code != AttentionCode.STORE_RESTORED or _is_stopped(tx)):
            raise Refused(AttentionRefusal.NEEDS_CHOICE)
        tx.attentions.settle(found.id, site.clock())
        facts = {"code": found.code, "note": note.strip(), "attention": str(found.id)}
        audit(tx, site, user, "attention_settled", found.prescription_id or site.station.id, facts)
        if found.prescription_id is not None:
            refresh_flags(tx, site, tx.prescriptions.get(found.prescription_id))
