"""What the review asks of drafts: plain callables, bound by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.line_draft import DraftContent


@dataclass(frozen=True, slots=True)
class DraftActions:
    """Every call may raise Refused or Unavailable, and runs on a task lane (`save` also when the window closes)."""

    save: Callable[[UUID, UUID, DraftContent], object]
    """Prescription, line, what stands in its editors."""
    discard: Callable[[UUID, UUID, UUID], object]
    """Prescription, line, author."""
    take_up: Callable[[UUID, UUID, UUID], object]
    """Prescription, line, author."""
