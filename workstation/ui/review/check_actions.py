"""What the review screen asks for about patient, paper and directions. Each may raise Refused or Unavailable."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from workstation.services.identifiers import Identifier
from workstation.services.seen_before import SeenAnswer


@dataclass(frozen=True, slots=True)
class CheckActions:
    """Plain callables, bound by the composition root; they run on task lanes."""

    confirm_identity: Callable[[UUID, AbstractSet[Identifier]], object]
    """Prescription, at least two identifiers."""
    settle_seen: Callable[[UUID, UUID, SeenAnswer], object]
    """Prescription, the other one, what it means."""
    accept_directions: Callable[[UUID, UUID], object]
    """Prescription, a line whose directions are enough as they are written."""
    record_weight: Callable[[UUID, str], object]
    """Prescription, what its patient weighs today in kg, as typed."""
    keep_check: Callable[[UUID, str], object]
    """Prescription, fingerprint of what was on the screen: the check of the one before it counts."""
