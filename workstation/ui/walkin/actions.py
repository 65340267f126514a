"""What the page that takes in a paper can ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QImage

from workstation.domain.patient import Patient
from workstation.domain.prescription import Prescription
from workstation.services.walk_in import PaperFile, PatientChoice
from workstation.ui.walkin.stack.actions import StackActions


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A file that can be taken in, with a picture of its first page (for a worker thread: no pixmap)."""

    paper: PaperFile
    picture: QImage
    name: str


@dataclass(frozen=True, slots=True)
class WalkInActions:
    """They run on lanes of the task runner. Each may raise Refused or Unavailable."""

    open_path: Callable[[Path], OpenedPaper]
    open_bytes: Callable[[bytes, str], OpenedPaper]
    """Content and what to call it."""
    find: Callable[[str, date | None], tuple[Patient, ...]]
    take_in: Callable[[PaperFile, PatientChoice], Prescription]
    choose: Callable[[UUID, PatientChoice], Prescription]
    """Says whose a paper is that came without a patient."""
    month_first: bool = False
    """How dates in figures are written here."""
    stack: StackActions | None = None
    """None where nothing can be parted."""
