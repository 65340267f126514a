"""What this station has done and the order server has not confirmed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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
