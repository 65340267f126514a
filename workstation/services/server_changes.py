"""What a person has to look at because of the order server, for one prescription: read in the snapshot of a screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.edits import Edit
from workstation.domain.outbox import AttentionCode
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, Event, EventKind, Status, standing
from workstation.services.edits import edits_since, shown_edits
from workstation.services.elsewhere import in_doubt
from workstation.services.ports import Transaction
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class SupplyInDoubt:
    """A supply of somebody else that is not counted. `unit` is that of the line, "" when the line gives none."""

    reference: str
    line: int
    """Position of the line it was supplied for."""
    prescribed: str
    supplied: str
    """What was supplied, as far as the server says; "" when it does not."""
    quantity: Quantity | None
    status: str
    when: datetime | None
    unit: str


@dataclass(frozen=True, slots=True)
class SameNumber:
    """An open doubt: another patient's prescription has this number."""

    attention_id: UUID
    detail: str


@dataclass(frozen=True, slots=True)
class ServerStop:
    """Nobody here has decided it, and nothing more is done here until it is over."""

    kind: EventKind
    """CANCELLED, REJECTED, EXPIRED, ENTERED_IN_ERROR, COMPLETED_ELSEWHERE, CLAIM_LOST or HELD."""
    at: datetime
    reason: str
    """As the server gave it, "" for none."""


@dataclass(frozen=True, slots=True)
class ServerChanges:
    """Nothing of it is there in most prescriptions."""

    edits: tuple[Edit, ...] = ()
    """Since the last approval, oldest first."""
    unread: bool = False
    """No pharmacist was shown all of them yet."""
    supplies: tuple[SupplyInDoubt, ...] = ()
    same_numbers: tuple[SameNumber, ...] = ()
    can_decline: bool = False
    can_hand_back: bool = False
    stop: ServerStop | None = None
    """The server ended it, holds it, or gave it to somebody else."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.edits or self.supplies or self.same_numbers or self.stop)


NOTHING_LEFT = ServerChanges()


def server_changes_in(tx: Transaction, prescription: Prescription, events: Sequence[Event]) -> ServerChanges:
    """Everything of this prescription that the order server left to people."""
    facts = standing(events)
    supplied = any(row.dispensed for row in tx.prescriptions.progress(prescription.id))
    routable = tx.prescriptions.status(prescription.id) not in CLOSED and not supplied and not facts.claim_lost
    edits = edits_since(events, EventKind.APPROVED)
    return ServerChanges(
        edits=edits,
        unread=bool(edits_since(events, EventKind.EDIT_SEEN, EventKind.APPROVED)),
        supplies=_supplies(tx, prescription),
        same_numbers=tuple(
            SameNumber(one.id, one.detail)
            for one in tx.attentions.of_prescription(prescription.id)
            if one.settled_at is None and one.code == AttentionCode.SAME_NUMBER
        ),
        can_decline=routable,
        can_hand_back=routable and facts.claimed,
        stop=stop_in(events),
    )


_ENDS = frozenset(
    {
        EventKind.CANCELLED,
        EventKind.REJECTED,
        EventKind.EXPIRED,
        EventKind.ENTERED_IN_ERROR,
        EventKind.COMPLETED_ELSEWHERE,
    }
)


def stop_in(events: Sequence[Event]) -> ServerStop | None:
    """What stops the work that nobody here has decided; None while it may go on, or when people here have ended it."""
    facts = standing(events)
    if facts.final is not None:
        kinds = _ENDS
    elif facts.claim_lost:
        kinds = frozenset({EventKind.CLAIM_LOST})
    elif facts.held_by_server:
        kinds = frozenset({EventKind.HELD})
    else:
        return None
    last = next((one for one in reversed(events) if one.kind in kinds), None)
    if last is None or last.by is not None:
        return None
    # What stands in for a reason where the server gave none says no more than the kind does.
    return ServerStop(last.kind, last.at, "" if last.reason.startswith("the server says ") else last.reason)


@dataclass(frozen=True, slots=True)
class Look:
    """How a prescription is now: what an open page is compared with."""

    prescription: Prescription
    status: Status
    events: tuple[Event, ...]
    server: ServerChanges
    due: Mapping[UUID, Quantity | None]
    """By line: what the supply under way still wants."""


def look_at(site: Site, prescription_id: UUID) -> Look:
    """Reads it without opening it for anybody: a page that shows it is read anew only when something is different."""
    with site.store.read() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        events = tuple(tx.prescriptions.events(prescription_id))
        return Look(
            prescription=prescription,
            status=tx.prescriptions.status(prescription_id),
            events=events,
            server=server_changes_in(tx, prescription, events),
            due={row.line_id: row.due for row in tx.prescriptions.progress(prescription_id)},
        )


def _supplies(tx: Transaction, prescription: Prescription) -> tuple[SupplyInDoubt, ...]:
    lines = {line.id: line for line in prescription.lines}
    found = []
    for one in in_doubt(tx, prescription):
        line = lines[one.line_id] if one.line_id is not None else None
        if line is not None:
            unit = line.quantity_prescribed.unit if line.quantity_prescribed is not None else ""
            supplied = one.medicine.text if one.medicine is not None else ""
            facts = (one.reference, line.position, line.medicine.text, supplied, one.quantity, one.status, one.when)
            found.append(SupplyInDoubt(*facts, unit))
    return tuple(found)


def read_edits(site: Site, user: User, prescription_id: UUID) -> None:
    """A pharmacist has read what the server changed: it is recorded, and approval does not ask for it again."""
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        shown_edits(tx, site, user, tx.prescriptions.get(prescription_id))
