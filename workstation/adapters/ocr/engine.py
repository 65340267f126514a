"""What a text recognition engine is here."""

from dataclasses import dataclass
from typing import Protocol

from workstation.adapters.ocr.images import Pixels


@dataclass(frozen=True, slots=True)
class EngineWord:
    """A word as an engine read it, with its corners in the pixels of the image it was given."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


class Engine(Protocol):
    """Reads an upright image (height x width x 3, RGB) into words."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, image: Pixels) -> list[EngineWord]: ...


class EngineMissing(Exception):
    """The engine is not installed here or has no language data; `args[0]` says which."""
