"""What this station has done and the order server has not confirmed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID


class OutboxKind(StrEnum):
    """What an entry does at the server. Facts are created, the Task is the only thing changed."""

    CREATE = "create"
    UPDATE_TASK = "update_task"
    MARK_ENTERED_IN_ERROR = "mark_entered_in_error"


class OutboxState(StrEnum):
    """`waiting` goes by itself, `parked` needs a person, `sent` was acknowledged, `withdrawn` was never sent."""

    WAITING = "waiting"
    PARKED = "parked"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Priority(IntEnum):
    """What goes first when much waits; lower goes first."""

    NOW = 0
    """Somebody stands at the counter and waits for it: a claim, a hand-back."""
    FACT = 10
    """What happened: supplies, approvals, corrections and the Task that points to them."""
    REPORT = 20
    """Stock levels and movements."""
    LOG = 30
    """Who looked at what."""


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One write to be done exactly once.

    `id` is the UUID of the write: for CREATE the business identifier of the resource, for UPDATE_TASK the value
    stamped as `<ours>/last-write`. `group` orders: an entry waits until all earlier ones of its group are sent.
    """

    id: UUID
    sequence: int
    kind: OutboxKind
    group: UUID
    """The prescription it belongs to."""
    what: str
    """Plain words without a patient's name ("Dispense of Warf 5, 2 packs")."""
    target: str
    """Resource type for CREATE, "Task/123" for UPDATE_TASK; "" while the task itself waits to be created."""
    body: Mapping[str, Any]
    """The FHIR resource for CREATE (numbers as Decimal), the change for UPDATE_TASK."""
    created_at: datetime
    state: OutboxState = OutboxState.WAITING
    attempts: int = 0
    next_try_at: datetime | None = None
    answer: str = ""
    """What the server said last, in its own words."""
    sent_reference: str = ""
    """"MedicationDispense/7" once it is there."""
    priority: Priority = Priority.FACT
    tried_at: datetime | None = None
    """When it was last put on the wire."""

    @property
    def waits_for(self) -> frozenset[UUID]:
        """Writes of ours that this one points to: it cannot go before they are there."""
        named = [*self.body.get("outputs", ())] if self.kind is OutboxKind.UPDATE_TASK else []
        if self.kind is OutboxKind.MARK_ENTERED_IN_ERROR:
            named.append(self.body["identifier"])
        urns: list[str] = []
        _note_urns(self.body, urns)
        return frozenset(map(UUID, (*map(str, named), *urns)))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one entry of a group stands; an entry without its body."""

    id: UUID
    sequence: int
    kind: OutboxKind
    target: str
    state: OutboxState
    sent_reference: str


_NESTED = (dict, list, tuple, Mapping)


def _note_urns(value: Any, found: list[str]) -> None:
    """Every `urn:uuid:` reference in a body. Every value of every fact passes here, and most of them are text."""
    if type(value) is dict or isinstance(value, Mapping):  # any mapping but a dict takes long to tell
        named = value.get("reference")
        if type(named) is str and named.startswith("urn:uuid:"):
            found.append(named.removeprefix("urn:uuid:"))
        value = value.values()
    for one in value:
        if type(one) is not str and isinstance(one, _NESTED):
            _note_urns(one, found)


class AttentionCode(StrEnum):
    """What only a person can put right, or must at least know."""

    CLAIM_LOST = "claim_lost"
    CANCELLED_AFTER_SUPPLY = "cancelled_after_supply"
    EDITED_AFTER_SUPPLY = "edited_after_supply"
    DELETED_AT_SERVER = "deleted_at_server"
    SCAN_MISSING = "scan_missing"
    SCAN_DAMAGED = "scan_damaged"
    EMERGENCY_SUPPLY = "emergency_supply"
    PAPER_SUPPLY = "paper_supply"
    FOUND_DOUBLE = "found_double"
    OVERSUPPLIED = "oversupplied"
    PATIENT_MERGED = "patient_merged"
    SAME_NUMBER = "same_number"
    PART_SUPPLY_EXPIRED = "part_supply_expired"
    SERVER_RESTORED = "server_restored"
    STORE_RESTORED = "store_restored"
    COPIED_STATION = "copied_station"
    REGION_NOT_ALLOWED = "region_not_allowed"
    UNUSABLE_RESOURCE = "unusable_resource"
    TYPE_NOT_TAKEN = "type_not_taken"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one Task that a person must settle; both bodies are kept."""

    id: UUID
    entry_id: UUID
    prescription_id: UUID
    ours: str
    theirs: str
    found_at: datetime
    settled_at: datetime | None = None
    settled_as: str = ""


@dataclass(frozen=True, slots=True)
class Attention:
    """Something only a person can put right, named so that it is not forgotten."""

    id: UUID
    prescription_id: UUID | None
    code: str
    detail: str
    found_at: datetime
    settled_at: datetime | None = None
