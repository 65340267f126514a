"""Pairs that must alert, pairs that must not, pairs that should not interrupt. Lists in `data/`.

`onc`: medicines of the 15 high-priority pairs of classes (Phansalkar et al., JAMIA 2012;19:735, doi
10.1136/amiajnl-2011-000612; of the paper only the abstract was opened, the classes are from memory). `core`: pairs that
every compendium calls severe. `should_not_interrupt` follows the idea of Phansalkar et al., JAMIA 2013;20:489, doi
10.1136/amiajnl-2012-001089 (abstract opened; the pairs are our own choice). `harmless`: medicines that are commonly
taken together.
"""

import csv
from pathlib import Path

import pytest

from tests.adapters.knowledge.conftest import Alerts
from workstation.domain.screening import AlertKind, Severity

DATA = Path(__file__).parent / "data"


def pairs(name: str) -> list[tuple[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return [(row["a"], row["b"]) for row in csv.DictReader(lines)]


def worst(alerts_of: Alerts, a: str, b: str) -> Severity | None:
    return max((alert.severity for alert in alerts_of(a, b)), default=None)


@pytest.mark.parametrize(("a", "b"), pairs("must_alert.csv"))
def test_a_pair_that_must_alert_interrupts(alerts_of: Alerts, a: str, b: str) -> None:
    told = [alert for alert in alerts_of(a, b) if alert.kind in (AlertKind.INTERACTION, AlertKind.DUPLICATE)]
    assert any(alert.interrupts and alert.severity >= Severity.MAJOR for alert in told), told


@pytest.mark.parametrize(("a", "b"), pairs("harmless.csv"))
def test_a_harmless_pair_is_not_major(alerts_of: Alerts, a: str, b: str) -> None:
    assert (worst(alerts_of, a, b) or Severity.MINOR) < Severity.MAJOR, alerts_of(a, b)


@pytest.mark.parametrize(("a", "b"), pairs("should_not_interrupt.csv"))
def test_a_pair_that_should_not_interrupt_does_not(alerts_of: Alerts, a: str, b: str) -> None:
    assert not [alert for alert in alerts_of(a, b) if alert.interrupts]
