"""What a text recognition engine is here."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from workstation.adapters.ocr.images import Pixels

log = logging.getLogger(__name__)


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


class EngineFailed(Exception):
    """The engine is there and stopped on this picture; `args[0]` is its name."""


@contextmanager
def calling(engine: str) -> Iterator[None]:
    """Around the calls into an engine: whatever it raises becomes EngineFailed, so that the other engine's words stay.

    Only the kind of trouble is logged: its text may hold what stands on the page.
    """
    try:
        yield
    except Exception as trouble:
        log.error("%s stopped: %s", engine, type(trouble).__name__)
        raise EngineFailed(engine) from trouble
