"""Two versions of one Task: a person sees both and says which one counts. Both stay on record."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import Conflict, OutboxKind, OutboxState
from workstation.domain.users import Permission, User
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site


class ConflictRefusal(StrEnum):
    """Why a conflict is not settled."""

    NOT_OPEN = "conflict_not_open"


class Settled(StrEnum):
    """Which version counts."""

    OURS = "ours"
    """Our change is put on the server's version; what it does not touch stays as the server has it."""
    THEIRS = "theirs"
    """Our change of the Task is not sent. Supplies and other facts are sent all the same."""


@dataclass(frozen=True, slots=True)
class TaskVersion:
    """What one version of a Task says, as far as people compare it. "" and None: it says nothing about that."""

    version: str
    """The server's name for it."""
    status: str
    """FHIR task status."""
    business_status: str
    reason: str
    owner: str
    """Name or reference of the pharmacy that holds the work."""
    owner_is_us: bool
    claimed_by: str
    """Id of the station that claimed it."""
    claimed_here: bool
    changed_at: datetime | None
    changed_by: str
    """Where the server names a source."""
    valid_until: str
    """Last day, as the server writes it."""
    supplies: tuple[str, ...]
    """References to the supplies it names."""
    note: str
    """The last note."""


@dataclass(frozen=True, slots=True)
class Versions:
    """Both versions of a conflict. `also` names further fields of the resource that differ."""

    ours: TaskVersion
    theirs: TaskVersion
    also: tuple[str, ...] = ()
    raw: str = ""
    """Both bodies as JSON text, for those who ask for it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, and why."""

    conflict_id: UUID
    settled: Settled
    reason: str


def settle_conflict(site: Site, user: User, decision: Decision) -> None:
    """Settles a conflict, by a pharmacist: it decides whether a prescription is worked on, ended or somebody else's.

    Raises Refused when it is settled already or the reason is too short.
    """
    site.require(user, Permission.APPROVE)
    if len(decision.reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        conflict = _open_conflict(tx, decision.conflict_id)
        tx.attentions.settle_conflict(conflict.id, site.clock(), decision.settled.value)
        if decision.settled is Settled.OURS:
            _send_ours(tx, conflict)
        else:
            _withdraw_ours(tx, conflict)
        facts = {"as": decision.settled.value, "reason": decision.reason.strip()}
        audit(tx, site, user, "conflict_settled", conflict.prescription_id, facts)


def _open_conflict(tx: Transaction, conflict_id: UUID) -> Conflict:
    found = next((one for one in tx.attentions.conflicts() if one.id == conflict_id), None)
    if found is None:
        raise Refused(ConflictRefusal.NOT_OPEN)
    return found


def _send_ours(tx: Transaction, conflict: Conflict) -> None:
    """The copy kept here is the server's version that the person has seen: our change goes onto that one only."""
    entry = tx.outbox.get(conflict.entry_id)
    if entry.state is OutboxState.PARKED:  # one that was withdrawn since, because the claim was lost, stays so
        tx.outbox.update(replace(entry, state=OutboxState.WAITING, attempts=0, next_try_at=None, tried_at=None))


def _withdraw_ours(tx: Transaction, conflict: Conflict) -> None:
    entry = tx.outbox.get(conflict.entry_id)
    for one in tx.outbox.of_group(entry.group):
        is_open = one.state in (OutboxState.WAITING, OutboxState.PARKED)
        if one.kind is OutboxKind.UPDATE_TASK and one.sequence >= entry.sequence and is_open:
            tx.outbox.update(replace(one, state=OutboxState.WITHDRAWN, answer="a person kept the server's version"))
