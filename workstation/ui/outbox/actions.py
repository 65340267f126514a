"""What the outbox screen shows and can ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from workstation.services.conflicts import Decision, Versions
from workstation.services.outbox import OutboxView


@dataclass(frozen=True, slots=True)
class OutboxShown:
    """The outbox in one snapshot, with both versions of each conflict (by its id) in values that people compare."""

    view: OutboxView
    versions: Mapping[UUID, Versions] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    entries: int
    path: str


@dataclass(frozen=True, slots=True)
class OutboxActions:
    """All but `now` run on lanes of the task runner. Each may raise Refused or Unavailable."""

    read: Callable[[int], OutboxShown]
    """What is open; of what goes by itself so many at most."""
    send_again: Callable[[UUID], None]
    """A parked entry waits again and goes with the next sync."""
    park: Callable[[UUID, str], None]
    """A waiting entry is set aside, with a reason."""
    settle_conflict: Callable[[Decision], None]
    settle_attention: Callable[[UUID, str], None]
    """What was done about it, in words."""
    accept_store: Callable[[str], None]
    """Goes on with what the server knows, with a reason."""
    export: Callable[[str], Exported]
    """Writes the signed file, with its purpose."""
    sync_now: Callable[[], None]
    """Pulls and sends; comes back when that is done."""
    now: Callable[[], datetime]
    """Aware time in the zone of the pharmacy."""
