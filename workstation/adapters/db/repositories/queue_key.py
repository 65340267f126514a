"""The derived columns of the queue: by what it sorts, and flags as text."""

from collections.abc import Iterable
from datetime import datetime

from workstation.adapters.db.types import instant_text
from workstation.domain.queue import Flag
from workstation.domain.workflow import Status

WAITING_FOR_SOMEBODY = frozenset({Status.ON_HOLD, Status.CLARIFICATION})
"""These are not late: the work is somebody else's. They sort after what is due."""


def due_key(due_at: datetime | None, status: Status) -> str:
    """Sorts as text: "1" + due time for work that is ours, "2" for held, "9" where nothing is due."""
    if due_at is None:
        return "9"
    return ("2" if status in WAITING_FOR_SOMEBODY else "1") + instant_text(due_at)


def flags_text(flags: Iterable[Flag]) -> str:
    """ ",allergy,no_stock,": commas on both sides, so that one flag can be looked for."""
    return "," + "".join(f"{flag.value}," for flag in flags)


def flags_from(text: str) -> tuple[Flag, ...]:
    """In showing order."""
    present = {Flag(word) for word in text.split(",") if word}
    return tuple(flag for flag in Flag if flag in present)
