"""The knowledge pack as the use cases see it (implements services.clinical.ClinicalKnowledge)."""

from dataclasses import dataclass
from datetime import date

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

    @property
    def facts(self) -> int:
        """How many facts the pack holds."""
        return self.knowledge.facts

    @property
    def dated(self) -> date | None:
        """The day of the edition."""
        return date.fromisoformat(self.knowledge.date) if self.knowledge.date else None

    def canonical(self, ingredient: str) -> str:
        """The one name of an ingredient."""
        return self.knowledge.canonical(ingredient)

    def ingredients(self, text: str) -> frozenset[str]:
        """The canonical ingredients that a text names."""
        return frozenset(self.knowledge.identify(text).ingredients)

    def same_class(self, ingredient: str) -> tuple[str, ...]:
        """Those that share a class of which two members are one too many, by name."""
        classes = self.knowledge.duplicate_classes
        mine = classes.get(ingredient, frozenset())
        return tuple(sorted(one for one, theirs in classes.items() if one != ingredient and theirs & mine))

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        """Everything that was found, and everything that was not looked at."""
        return screen(profile, self.knowledge)
