"""What the screen that parts a stack can ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QImage

from workstation.domain.reading.stack_plan import StackPlan
from workstation.services.walk_in import PaperFile


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Progress: a page was seen (with its picture), or read (`image` None)."""

    number: int
    of: int
    image: QImage | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where the prescriptions may begin; pages behind the last one that is shown are in none of them."""

    plan: StackPlan
    not_shown: int = 0


@dataclass(frozen=True, slots=True)
class StackTaken:
    """What came of taking in: prescriptions in order, how many parts were here before, how many are left."""

    ids: tuple[UUID, ...]
    again: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class WaitingStack:
    """A file with several pages that the scanner's folder keeps for a person."""

    path: Path


@dataclass(frozen=True, slots=True)
class StackActions:
    """They run on lanes of the task runner. Each may raise Refused or Unavailable."""

    propose: Callable[[PaperFile, Callable[[SeenPage], None]], Proposal | None]
    """None when it was cancelled. Progress is told on the thread of the work."""
    cancel: Callable[[], None]
    """Drops the proposal under way."""
    take_in: Callable[[PaperFile, StackPlan, Callable[[int], bool]], StackTaken]
    """The last one is asked before each part, with how many are done, whether to go on."""
    waiting: Callable[[], tuple[WaitingStack, ...]]
    """The oldest first."""
    finish: Callable[[WaitingStack], None]
    """All of it was taken in: it goes to the others that are done."""
