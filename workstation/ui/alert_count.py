"""How many alerts a prescription raises, said in the same words wherever a screen says it."""

from workstation.services.screening import ScreenedPrescription, alert_counts
from workstation.ui.words import Words


def counted_alerts(screened: ScreenedPrescription, words: Words) -> str:
    """ "1 major · 2 moderate · 1 minor": each severity that is there, the worst first."""
    return " · ".join(
        words.text("alert_count.of", count=count, severity=words.text(f"word.Severity.{severity.word}").lower())
        for severity, count in alert_counts(screened).items()
    )
