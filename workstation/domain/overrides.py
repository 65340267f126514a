"""With which reasons a pharmacist may go on in spite of an alert, and which of them need words."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.errors import Refused
from workstation.domain.screening import Alert, AlertKind, Severity

SHORTEST_WORDS = 10
"""Characters of what was checked, spaces counted once."""
_FOR_MISSING = frozenset({"prescriber_confirmed", "other"})
"""With which reasons one goes on without the fact (a weight) that a check needs."""


class AlertRefusal(StrEnum):
    """Why an answer to an alert is not taken."""

    REASON_MISSING = "override_reason_missing"
    REASON_TOO_SHORT = "override_reason_too_short"
    DOES_NOT_SUIT = "override_reason_does_not_suit"
    WORDS_MISSING = "override_words_missing"
    """A contraindicated alert without who was asked, when and why."""
    NO_SUCH_ALERT = "no_such_alert"
    HARD = "alert_is_hard"
    """The site decided that nobody overrides this rule."""
    PROOF_MISSING = "override_proof_missing"
    """A contraindicated alert without the pharmacist's secret."""
    NOTHING_REMEMBERED = "override_nothing_remembered"
    """No earlier answer counts any more: something changed, or it is too long ago."""


@dataclass(frozen=True, slots=True)
class OverrideReason:
    """One coded reason. `needs_words`: the code alone says too little."""

    code: str
    kinds: frozenset[AlertKind]
    needs_words: bool = False


@dataclass(frozen=True, slots=True)
class OverrideReasons:
    """All of them, in the order in which they are shown."""

    all: tuple[OverrideReason, ...]

    def offered(self, alert: Alert) -> tuple[OverrideReason, ...]:
        """Those that make sense for this alert; of a contraindicated one each needs words."""
        worst = alert.severity is Severity.CONTRAINDICATED
        return tuple(
            OverrideReason(one.code, one.kinds, one.needs_words or worst) for one in self.all if alert.kind in one.kinds
        )

    def offered_for_missing(self) -> tuple[OverrideReason, ...]:
        """Those for a check that could not be made: what was found out instead is always said in words."""
        found = (one for one in self.all if one.code in _FOR_MISSING)
        return tuple(OverrideReason(one.code, one.kinds, needs_words=True) for one in found)

    def check_missing(self, code: str, text: str) -> None:
        """Raises Refused unless this answers a check that could not be made."""
        self.known(code, text)
        if code not in {one.code for one in self.offered_for_missing()}:
            raise Refused(AlertRefusal.DOES_NOT_SUIT, reason=code, kind="missing")
        _require_words(AlertRefusal.WORDS_MISSING, text)

    def known(self, code: str, text: str) -> None:
        """Raises Refused for what no alert takes: a code that is not there, "other" with too few words."""
        found = next((one for one in self.all if one.code == code), None)
        if found is None:
            raise Refused(AlertRefusal.REASON_MISSING)
        if found.needs_words:
            _require_words(AlertRefusal.REASON_TOO_SHORT, text)

    def check(self, alert: Alert, code: str, text: str) -> None:
        """Raises Refused unless this answers the alert. What does not interrupt is noted, with any of the codes."""
        self.known(code, text)
        if not alert.interrupts:
            return
        reason = next((one for one in self.offered(alert) if one.code == code), None)
        if reason is None:
            raise Refused(AlertRefusal.DOES_NOT_SUIT, reason=code, kind=alert.kind.value)
        if reason.needs_words:
            _require_words(AlertRefusal.WORDS_MISSING, text)


def _require_words(code: AlertRefusal, text: str) -> None:
    if len(" ".join(text.split())) < SHORTEST_WORDS:
        raise Refused(code, at_least=SHORTEST_WORDS)
