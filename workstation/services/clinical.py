"""The clinical knowledge as the use cases see it."""

from datetime import date
from typing import Protocol

from workstation.domain.screening import ScreeningProfile, ScreeningResult


class ClinicalKnowledge(Protocol):
    """Screens profiles and knows the one name of an ingredient."""

    @property
    def edition(self) -> str:
        """Which edition of the knowledge pack it is."""
        ...

    @property
    def facts(self) -> int:
        """How many facts that edition holds."""
        ...

    @property
    def dated(self) -> date | None:
        """The day of that edition; None when it does not say."""
        ...

    def canonical(self, ingredient: str) -> str:
        """The canonical lower-case name of a spelling, synonym or salt; the name itself, lower case, when unknown."""
        ...

    def ingredients(self, text: str) -> frozenset[str]:
        """The canonical ingredients that a medicine's text names; empty when it is not understood."""
        ...

    def same_class(self, ingredient: str) -> tuple[str, ...]:
        """Other ingredients of which one with this one would be one too many; () where the knowledge knows none."""
        ...

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        """Every alert, and everything that was not looked at."""
        ...
