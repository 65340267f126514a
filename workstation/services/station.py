"""This PC."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Station:
    """One counter or dispensary PC. `letter` starts the human numbers made here."""

    id: UUID
    letter: str
    name: str
