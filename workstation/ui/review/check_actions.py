"""What the review screen asks for about patient and paper. Each may raise Refused or Unavailable."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from workstation.services.seen_before import SeenAnswer
from workstation.services.walk_in import Identifier


@dataclass(frozen=True, slots=True)
class CheckActions:
    """Plain callables, bound by the composition root; they run on task lanes."""

    confirm_identity: Callable[[UUID, AbstractSet[Identifier]], object]
    """Prescription, at least two identifiers."""
    settle_seen: Callable[[UUID, UUID, SeenAnswer], object]
    """Prescription, the other one, what it means."""
