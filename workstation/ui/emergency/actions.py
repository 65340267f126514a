"""What the screen of an emergency supply can ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.services.emergency import EmergencyPlan, EmergencyView
from workstation.ui.sounds import Sound


@dataclass(frozen=True, slots=True)
class EmergencyAsked:
    """What was keyed. `code` is the scan of the pack as it came."""

    prescription_id: UUID
    line_id: UUID
    code: str
    days: int
    reason: str = ""
    collected_by: str = "patient"


@dataclass(frozen=True, slots=True)
class EmergencyActions:
    """The first three run on lanes of the task runner. Each may raise Refused or Unavailable."""

    open: Callable[[UUID], EmergencyView]
    plan: Callable[[EmergencyAsked], EmergencyPlan]
    """What would be supplied; writes nothing."""
    supply: Callable[[EmergencyAsked], Dispense]
    play: Callable[[Sound], None]
    quiet: Callable[[], None]
    now: Callable[[], datetime]
    """Aware time in the zone of the pharmacy."""
