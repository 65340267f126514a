"""What happened to a prescription, and the status that follows from it.

Events are only ever added. The status of the header is computed from them and from how much of each line is
allocated and supplied; it is stored beside the prescription for searching, never edited on its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from workstation.domain.quantity import Quantity


class EventKind(StrEnum):
    """Everything that can happen to a prescription here or at the server."""

    CLAIM_ASKED = "claim_asked"
    CLAIM_ACKNOWLEDGED = "claim_acknowledged"
    CLAIM_LOST = "claim_lost"
    REVIEW_STARTED = "review_started"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFICATION_ANSWERED = "clarification_answered"
    HELD = "held"
    RESUMED = "resumed"
    REJECTED = "rejected"
    APPROVED = "approved"
    CLINICALLY_CHECKED = "clinically_checked"
    """What a pharmacist's approval was made of, beside it. `detail`: `domain.retained_check`."""
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    ACCURACY_CHECKED = "accuracy_checked"
    ACCURACY_CHECK_WITHDRAWN = "accuracy_check_withdrawn"
    MADE_READY = "made_ready"
    HANDED_OVER = "handed_over"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCEL_ASKED = "cancel_asked"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ENTERED_IN_ERROR = "entered_in_error"
    EDITED_AT_SERVER = "edited_at_server"
    EDIT_SEEN = "edit_seen"
    REOPENED = "reopened"
    IDENTITY_CONFIRMED = "identity_confirmed"
    """Two identifiers say that the chosen patient is the one on the paper."""
    PRESCRIBER_CONFIRMED = "prescriber_confirmed"
    """A person said who wrote the paper. `detail` tells whom, and what was read (`services.prescriber_on_paper`)."""
    SEEN_BEFORE_SETTLED = "seen_before_settled"
    """A person said what it means that something like it is held already."""
    DIRECTIONS_ACCEPTED = "directions_accepted"
    """A pharmacist said that directions that lack an amount or a frequency are enough as they are written."""
    BATCH_ASSUMED = "batch_assumed"
    """The code of a scanned pack names no batch: the one of the pick list was taken. `detail` is the allocation."""
    BATCH_CONFIRMED = "batch_confirmed"
    """A person read that batch and its expiry on the pack. `detail` is the allocation."""
    LABELS_WRITTEN = "labels_written"
    """Labels went to the printer. `detail` tells which pack got which (`services.labelling`)."""
    LABELLED_BY_HAND = "labelled_by_hand"
    """A person wrote the labels by hand, for the reason that is given."""
    SUBSTITUTED = "substituted"
    """A pharmacist chose another product for a line. `detail` tells which and why (`services.substitution`)."""
    INTERRUPTED = "interrupted"
    """Picking was interrupted: its packs are scanned again. `detail`: how many packs, how many of them labelled."""
    SCANNED_AGAIN = "scanned_again"
    """The second scan of a pack by who picked it and checks alone. `detail` is the allocation."""
    COLLECTION_CODE_MADE = "collection_code_made"
    """Whoever collects the bag has to say it. `detail` is its hash."""
    COLLECTION_CODE_WRONG = "collection_code_wrong"
    COLLECTOR_PROVED = "collector_proved"
    """The code was said: it is good once."""
    PACK_SCANNED_OUT = "pack_scanned_out"
    """A pack of the bag was scanned at the hand-over. `detail` is the allocation."""
    LINE_NOT_SUPPLIED = "line_not_supplied"
    """Nothing (more) of a line is supplied. `detail`: its id, and the coded reason (`services.not_supplied`)."""
    LINE_WANTED_AGAIN = "line_wanted_again"
    """Such a line is owed again. `detail`: its id."""
    INCIDENT_RECORDED = "incident_recorded"
    """An error that reached the patient, or what was found out of one. `detail`: `domain.incidents`."""
    COMPLETED_ELSEWHERE = "completed_elsewhere"
    """Handed over by another station of this pharmacy, or by this one in a life that its store does not know."""


class Status(StrEnum):
    """The header status, in the words of the workflow."""

    RECEIVED = "received"
    CLAIMED = "claimed"
    IN_REVIEW = "in_review"
    CLARIFICATION = "clarification"
    ON_HOLD = "on_hold"
    REJECTED = "rejected"
    APPROVED = "approved"
    PICKING = "picking"
    CHECKED = "checked"
    READY = "ready"
    PART_SUPPLIED = "part_supplied"
    HANDED_OVER = "handed_over"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    RETURNED_UNCOLLECTED = "returned_uncollected"
    CANCEL_PENDING = "cancel_pending"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ENTERED_IN_ERROR = "entered_in_error"


CLOSED = frozenset(
    {
        Status.REJECTED,
        Status.HANDED_OVER,
        Status.DELIVERED,
        Status.RETURNED_UNCOLLECTED,
        Status.CANCELLED,
        Status.EXPIRED,
        Status.ENTERED_IN_ERROR,
    }
)
"""Nothing more is to be done for these."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `by` is a user id, None for the server or the station itself."""

    id: UUID
    prescription_id: UUID
    kind: EventKind
    at: datetime
    by: UUID | None = None
    reason: str = ""
    detail: str = ""
    """For people and for proof: bin of MADE_READY, fingerprint of APPROVED, owner of CLAIM_LOST ..."""


@dataclass(frozen=True, slots=True)
class LineProgress:
    """How far one medicine line is. Quantities are in the line's own unit."""

    line_id: UUID
    prescribed: Quantity | None
    allocated: Quantity | None
    """Scanned for this prescription, not yet handed over; None when nothing is."""
    dispensed: Quantity | None
    """Handed over by this pharmacy, reversals subtracted; None when nothing was."""
    repeats: int = 0
    """How often the prescribed quantity may be supplied again."""
    elsewhere: Quantity | None = None
    """Handed over by others, as far as it can be counted; None when nothing was."""
    closed: bool = False
    """A person said that nothing (more) of it is supplied."""

    @property
    def ordered(self) -> Quantity | None:
        """The prescribed quantity with its repeats; None when it is not known."""
        if self.prescribed is None:
            return None
        return Quantity(self.prescribed.value * (1 + self.repeats), self.prescribed.unit)

    @property
    def owing(self) -> Quantity | None:
        """Ordered minus what every pharmacy supplied, never below zero; None when the quantity is not known."""
        ordered = self.ordered
        if ordered is None:
            return None
        left = ordered - self.supplied
        return left if left.value > 0 and not self.closed else Quantity(left.value * 0, left.unit)

    @property
    def due(self) -> Quantity | None:
        """What the supply under way still wants: of what is owed no more than fills one prescribed quantity."""
        owing = self.owing
        if owing is None or self.prescribed is None or not self.repeats or self.prescribed.value <= 0:
            return owing
        begun = self.supplied.value % self.prescribed.value
        return min(owing, Quantity(self.prescribed.value - begun, owing.unit))

    @property
    def owed(self) -> Quantity | None:
        """What the supply that was begun still wants; 0 once it is whole, whatever repeats are left (sync profile)."""
        supplied = self.supplied.value
        if self.closed:
            return self.owing
        if self.repeats and self.prescribed is not None and self.prescribed.value > 0 and supplied > 0:
            begun = supplied % self.prescribed.value
            return Quantity(self.prescribed.value - begun if begun else begun, self.prescribed.unit)
        return self.owing

    @property
    def too_much(self) -> bool:
        """More was supplied than was ordered."""
        ordered = self.ordered
        return ordered is not None and self.supplied > ordered

    @property
    def supplied(self) -> Quantity:
        """By every pharmacy, in the line's unit; 0 when nothing was. Raises Refused(UNITS_DIFFER)."""
        parts = [one for one in (self.dispensed, self.elsewhere) if one is not None]
        known = self.prescribed or next(iter(parts), None)
        total = Quantity(Decimal(0), known.unit if known else "")
        for one in parts:
            total = total + one
        return total


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the events leave a prescription; the flags are independent of each other."""

    claim_asked: bool = False
    claimed: bool = False
    claim_lost: bool = False
    reviewing: bool = False
    clarifying: bool = False
    held: bool = False
    held_by_server: bool = False
    """The server put it on hold: only the server resumes it."""
    edit: Event | None = None
    """The last change by the server since the approval."""
    edit_seen: bool = True
    """A person was shown every change by the server."""
    approval: Event | None = None
    accuracy_check: Event | None = None
    ready: Event | None = None
    handed_over: bool = False
    dispatched: bool = False
    final: Status | None = None
    cancel_asked: bool = False
    seen: frozenset[EventKind] = field(default_factory=frozenset)


_FINAL = {
    EventKind.REJECTED: Status.REJECTED,
    EventKind.RETURNED: Status.RETURNED_UNCOLLECTED,
    EventKind.CANCELLED: Status.CANCELLED,
    EventKind.EXPIRED: Status.EXPIRED,
    EventKind.ENTERED_IN_ERROR: Status.ENTERED_IN_ERROR,
    EventKind.DELIVERED: Status.DELIVERED,
    EventKind.COMPLETED_ELSEWHERE: Status.HANDED_OVER,
}


def standing(events: Iterable[Event]) -> Standing:
    """Folds the events, oldest first, into where they leave the prescription."""
    facts: dict[str, object] = {}
    seen: set[EventKind] = set()
    for event in events:
        seen.add(event.kind)
        facts.update(_effect(event))
    return Standing(**facts, seen=frozenset(seen))  # type: ignore[arg-type]  # keys come from _effect only


_NO_CHECKS: dict[str, object] = {"approval": None, "accuracy_check": None, "ready": None}
_NO_WORK: dict[str, object] = dict.fromkeys(
    ("claimed", "claim_asked", "claim_lost", "reviewing", "clarifying", "held", "dispatched", "cancel_asked"), False
)

_EFFECTS: dict[EventKind, dict[str, object]] = {
    EventKind.CLAIM_ASKED: {"claim_asked": True, "claim_lost": False},
    EventKind.CLAIM_ACKNOWLEDGED: {"claimed": True, "claim_asked": False, "claim_lost": False},
    EventKind.CLAIM_LOST: {"claimed": False, "claim_asked": False, "claim_lost": True, **_NO_CHECKS},
    EventKind.REVIEW_STARTED: {"reviewing": True},
    EventKind.CLARIFICATION_ASKED: {"clarifying": True},
    EventKind.CLARIFICATION_ANSWERED: {"clarifying": False},
    EventKind.RESUMED: {"held": False, "held_by_server": False},
    EventKind.EDITED_AT_SERVER: {"edit_seen": False, **_NO_CHECKS},
    EventKind.EDIT_SEEN: {"edit_seen": True},
    EventKind.REOPENED: {"final": None, "held_by_server": False, **_NO_WORK, **_NO_CHECKS},
    EventKind.APPROVED: {"clarifying": False, "edit": None, "edit_seen": True, **_NO_CHECKS},
    EventKind.CLINICALLY_CHECKED: {},
    EventKind.APPROVAL_WITHDRAWN: _NO_CHECKS,
    EventKind.IDENTITY_CONFIRMED: {},
    EventKind.PRESCRIBER_CONFIRMED: {},
    EventKind.SEEN_BEFORE_SETTLED: {},
    EventKind.DIRECTIONS_ACCEPTED: {},
    EventKind.BATCH_ASSUMED: {},
    EventKind.BATCH_CONFIRMED: {},
    EventKind.LABELS_WRITTEN: {},
    EventKind.LABELLED_BY_HAND: {},
    EventKind.SUBSTITUTED: {},
    EventKind.INCIDENT_RECORDED: {},
    EventKind.SCANNED_AGAIN: {},
    EventKind.INTERRUPTED: {},
    EventKind.PACK_SCANNED_OUT: {},
    EventKind.COLLECTION_CODE_MADE: {},
    EventKind.COLLECTION_CODE_WRONG: {},
    EventKind.COLLECTOR_PROVED: {},
    EventKind.LINE_NOT_SUPPLIED: {},
    EventKind.LINE_WANTED_AGAIN: {},
    EventKind.ACCURACY_CHECKED: {},
    EventKind.ACCURACY_CHECK_WITHDRAWN: {"accuracy_check": None, "ready": None},
    EventKind.MADE_READY: {},
    EventKind.HANDED_OVER: {"handed_over": True, "accuracy_check": None, "ready": None, "dispatched": False},
    EventKind.OUT_FOR_DELIVERY: {"dispatched": True},
    EventKind.CANCEL_ASKED: {"cancel_asked": True},
}
_KEPT = {
    EventKind.APPROVED: "approval",
    EventKind.ACCURACY_CHECKED: "accuracy_check",
    EventKind.MADE_READY: "ready",
    EventKind.EDITED_AT_SERVER: "edit",
}
"""Events that are facts of their own: the standing names them."""


def _effect(event: Event) -> dict[str, object]:
    if event.kind in _FINAL:
        return {"final": _FINAL[event.kind]}
    if event.kind is EventKind.HELD:
        return {"held": True, "held_by_server": event.by is None}
    kept = {_KEPT[event.kind]: event} if event.kind in _KEPT else {}
    return _EFFECTS[event.kind] | kept


_OPENS_LINES = frozenset({EventKind.EDITED_AT_SERVER, EventKind.REOPENED, EventKind.APPROVAL_WITHDRAWN})
"""What was decided about lines as they were counts no more."""
CLOSING_KINDS = _OPENS_LINES | {EventKind.LINE_NOT_SUPPLIED, EventKind.LINE_WANTED_AGAIN}
"""All that `closed_lines` looks at."""


def closed_lines(events: Iterable[Event]) -> dict[UUID, Event]:
    """Line → the event that closed it without (the rest of) its supply."""
    found: dict[UUID, Event] = {}
    for event in events:
        if event.kind in _OPENS_LINES:
            found.clear()
        elif event.kind is EventKind.LINE_NOT_SUPPLIED:
            found[UUID(event.detail.split()[0])] = event
        elif event.kind is EventKind.LINE_WANTED_AGAIN:
            found.pop(UUID(event.detail), None)
    return found


def status_of(events: Iterable[Event], lines: Sequence[LineProgress]) -> Status:
    """The header status: final facts first, then what stops the work, then how far the work is."""
    facts = standing(events)
    if facts.final is not None:
        return facts.final
    if facts.cancel_asked:
        return Status.CANCEL_PENDING
    if facts.dispatched:
        return Status.OUT_FOR_DELIVERY
    if facts.held:
        return Status.ON_HOLD
    if facts.clarifying:
        return Status.CLARIFICATION
    return _progress(facts, lines)


def _progress(facts: Standing, lines: Sequence[LineProgress]) -> Status:
    if facts.handed_over and lines and all(_is_supplied(line) for line in lines):
        return Status.HANDED_OVER
    if facts.ready is not None:
        return Status.READY
    if facts.accuracy_check is not None:
        return Status.CHECKED
    if any(line.allocated is not None for line in lines):
        return Status.PICKING
    if facts.handed_over:
        return Status.PART_SUPPLIED
    if facts.approval is not None:
        return Status.APPROVED
    if facts.reviewing:
        return Status.IN_REVIEW
    return Status.CLAIMED if facts.claimed else Status.RECEIVED


def _is_supplied(line: LineProgress) -> bool:
    return line.owed is not None and line.owed.value <= 0
