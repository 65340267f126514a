"""What a patient agreed to beside the supply itself. What was not asked, or is not understood, is no consent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Purpose(StrEnum):
    """What needs a consent. The record of a supply that is owed to the server of the prescription does not."""

    REMINDERS = "reminders"
    """A message to the patient that something is due."""
    SHARING = "sharing"
    """Telling anybody else than the server that issued the prescription."""


class Decision(StrEnum):
    """What one consent says."""

    PERMIT = "permit"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent as far as it is understood. A denial of what is not understood denies everything."""

    reference: str
    """"Consent/7"."""
    decision: Decision
    purposes: frozenset[Purpose]
    valid_from: date | None = None
    valid_until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it is in force on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


def agrees(consents: Iterable[Consent], purpose: Purpose, day: date) -> bool:
    """One consent permits the purpose and none denies it. Nothing said is a no."""
    said = {one.decision for one in consents if one.counts_on(day) and purpose in one.purposes}
    return said == {Decision.PERMIT}
