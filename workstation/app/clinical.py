"""The knowledge pack as the use cases see it (implements services.clinical.ClinicalKnowledge)."""

from dataclasses import dataclass

from workstation.domain.screening import ScreeningProfile, ScreeningResult, screen
from workstation.domain.screening.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class PackKnowledge:
    """Screens with one compiled knowledge pack."""

    knowledge: Knowledge

    @property
    def edition(self) -> str:
        """The edition of the pack."""
        return self.knowledge.edition

    def canonical(self, ingredient: str) -> str:
        """The one name of an ingredient."""
        return self.knowledge.canonical(ingredient)

    def ingredients(self, text: str) -> frozenset[str]:
        """The canonical ingredients that a text names."""
        return frozenset(self.knowledge.identify(text).ingredients)

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        """Everything that was found, and everything that was not looked at."""
        return screen(profile, self.knowledge)
