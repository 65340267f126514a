"""Where a site lets alerts interrupt."""

from dataclasses import replace

import pytest

from tests.fakes import an_alert
from workstation.domain.alert_policy import DEFAULT_PLACES, AlertPlace, AlertPolicy
from workstation.domain.screening import AlertKind, Severity

MAJOR = an_alert("w-a", AlertKind.INTERACTION, ("warfarin", "aspirin"), ("warfarin 5 mg", "aspirin 75 mg"))


def lowered(severity: Severity) -> AlertPolicy:
    """A site that shows this severity in the line."""
    return AlertPolicy({**DEFAULT_PLACES, severity: AlertPlace.INLINE})


@pytest.mark.parametrize(
    ("severity", "interrupts", "place"),
    [
        (Severity.CONTRAINDICATED, True, AlertPlace.INTERRUPT),
        (Severity.MAJOR, True, AlertPlace.INTERRUPT),
        (Severity.MAJOR, False, AlertPlace.INLINE),
        (Severity.MODERATE, True, AlertPlace.INTERRUPT),
        (Severity.MODERATE, False, AlertPlace.INLINE),
        (Severity.MINOR, False, AlertPlace.ON_DEMAND),
    ],
    ids=str,
)
def test_a_rule_decides_by_itself_where_the_site_decided_nothing(
    severity: Severity, interrupts: bool, place: AlertPlace
) -> None:
    assert AlertPolicy().place(replace(MAJOR, severity=severity, interrupts=interrupts)) is place


def test_a_site_may_show_major_alerts_in_the_line_but_never_a_contraindicated_one() -> None:
    assert lowered(Severity.MAJOR).place(MAJOR) is AlertPlace.INLINE
    worst = replace(MAJOR, severity=Severity.CONTRAINDICATED)
    assert lowered(Severity.CONTRAINDICATED).place(worst) is AlertPlace.INTERRUPT


def test_a_stricter_site_is_interrupted_by_what_concerns_a_line_and_not_by_what_is_taken_already() -> None:
    strict = AlertPolicy({**DEFAULT_PLACES, Severity.MODERATE: AlertPlace.INTERRUPT})
    moderate = replace(MAJOR, severity=Severity.MODERATE, interrupts=False)
    assert strict.place(moderate) is AlertPlace.INTERRUPT
    assert strict.place(moderate, concerns_line=False) is AlertPlace.INLINE


def test_only_a_contraindicated_alert_that_interrupts_asks_who_overrides_it() -> None:
    worst = replace(MAJOR, severity=Severity.CONTRAINDICATED)
    asked = [AlertPolicy().needs_proof(one) for one in (MAJOR, worst, replace(worst, interrupts=False))]
    assert asked == [False, True, False]
