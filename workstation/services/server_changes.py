"""What a person has to look at because of the order server, for one prescription: read in the snapshot of a screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.edits import Edit
from workstation.domain.outbox import AttentionCode
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, Event, EventKind, standing
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

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.edits or self.supplies or self.same_numbers)


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
