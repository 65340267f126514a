"""What the page that identifies a pack can ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from workstation.services.pack_look import PackLook


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A photo with what it may show; None when looking was cancelled."""

    picture: QImage
    look: PackLook | None


@dataclass(frozen=True, slots=True)
class PackActions:
    """They run on lanes of the task runner. Each may raise Refused or Unavailable."""

    look_path: Callable[[Path], LookedAt]
    look_bytes: Callable[[bytes], LookedAt]
    look_camera: Callable[[], LookedAt]
    """Takes a photo first; Unavailable with a sentence where there is no camera."""
    cancel: Callable[[], None]
