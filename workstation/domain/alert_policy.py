"""Where an alert is shown and what answers it: the policy of one site, a part of its compliance pack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workstation.domain.screening import Alert, Severity


class AlertPlace(StrEnum):
    """How much an alert gets in the way, the most first."""

    INTERRUPT = "interrupt"
    """A card of its own; nothing is approved before it is answered."""
    INLINE = "inline"
    """In the line that it concerns; noted with one key."""
    ON_DEMAND = "on_demand"
    """Counted, and opened when wanted."""


DEFAULT_PLACES: Mapping[Severity, AlertPlace] = {
    Severity.CONTRAINDICATED: AlertPlace.INTERRUPT,
    Severity.MAJOR: AlertPlace.INTERRUPT,
    Severity.MODERATE: AlertPlace.INLINE,
    Severity.MINOR: AlertPlace.ON_DEMAND,
}


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """What a site decided. Without a decision of its own: the places above, and nothing is hard."""

    places: Mapping[Severity, AlertPlace] = field(default_factory=lambda: DEFAULT_PLACES)
    hard_rules: frozenset[str] = frozenset()
    """Ids of rules that nobody overrides."""
    remembered_days: int = 180
    """For how many days an override is remembered for the same patient, pair, dose and prescriber; 0 = never."""

    def place(self, alert: Alert, *, concerns_line: bool = True) -> AlertPlace:
        """Where it is shown.

        A rule's own flag counts where the site decided nothing else for the severity. A contraindicated alert is
        never shown less than its rule says, and what is only between medicines that the patient takes already
        (`concerns_line` false) is never shown more.
        """
        wanted = self.places[alert.severity]
        if wanted is DEFAULT_PLACES[alert.severity] or alert.severity is Severity.CONTRAINDICATED:
            return own_place(alert)
        if wanted is AlertPlace.INTERRUPT and not concerns_line:
            return own_place(alert)
        return wanted

    def is_hard(self, alert: Alert) -> bool:
        """Whether it stops the prescription whatever anybody says: a line or a fact has to change."""
        return alert.rule in self.hard_rules

    def needs_proof(self, alert: Alert) -> bool:
        """Whether the pharmacist signs in again for the override."""
        return alert.severity is Severity.CONTRAINDICATED and alert.interrupts


def own_place(alert: Alert) -> AlertPlace:
    """Where its rule puts it, whatever a site decides."""
    if alert.interrupts:
        return AlertPlace.INTERRUPT
    return AlertPlace.ON_DEMAND if alert.severity is Severity.MINOR else AlertPlace.INLINE
