"""Refusals of a whole file, and of one row of it."""

from dataclasses import dataclass
from pathlib import Path

from workstation.domain.errors import Refused
from workstation.services.knowledge_editions import KnowledgeRefusal


@dataclass(frozen=True, slots=True)
class RowRefused:
    """One row that was not taken over."""

    row: int
    """Line of the file (of a JSON file: which entry), from 1."""
    why: str
    """A sentence for whoever mends the file."""
    file: str = ""
    """Its name, where a folder of several files was read."""


def not_knowledge(file: Path, why: str) -> Refused:
    """The refusal of a whole file; `why` is the end of a sentence."""
    return Refused(KnowledgeRefusal.NOT_KNOWLEDGE, why=f"{file.name} cannot be imported: {why}.")
