"""What the review screen asks for about the order server's changes. Each may raise Refused or Unavailable."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.quantity import Quantity
from workstation.services.review_view import ReviewView
from workstation.services.routing import RoutingReason


@dataclass(frozen=True, slots=True)
class ServerActions:
    """Plain callables, bound by the composition root; they run on task lanes."""

    look: Callable[[UUID], ReviewView]
    """Reads again what the screen shows. Nothing is started or claimed by it: nobody has asked for that."""
    read_edits: Callable[[UUID], object]
    """Prescription: its differences were read."""
    count_supply: Callable[[str, Quantity, str], object]
    """Reference of the supply, how much of the line it was, how that is known."""
    settle_number: Callable[[UUID, str], object]
    """Attention, reason."""
    decline: Callable[[UUID, RoutingReason, str], object]
    """Prescription, reason, words."""
    hand_back: Callable[[UUID, RoutingReason, str], object]
