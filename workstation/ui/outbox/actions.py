"""What the outbox screen can ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.outbox import OutboxEntry


@dataclass(frozen=True, slots=True)
class OutboxActions:
    """All but `now` run on lanes of the task runner. Each may raise Refused or Unavailable."""

    entries: Callable[[], Sequence[OutboxEntry]]
    """Everything that is not sent yet, in sequence."""
    send_again: Callable[[UUID], None]
    """A parked entry waits again and goes with the next sync."""
    sync_now: Callable[[], None]
    """Pulls and sends; comes back when that is done."""
    now: Callable[[], datetime]
    """Aware time in the zone of the pharmacy."""
