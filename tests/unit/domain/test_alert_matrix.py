"""The worst alert of each pair of medicines."""

from dataclasses import replace

from tests.fakes import an_alert
from workstation.domain.alert_matrix import worst_of_pairs
from workstation.domain.screening import AlertKind, Severity

TEXTS = ("warfarin 5 mg", "aspirin 75 mg", "citalopram 20 mg")
MAJOR = an_alert("w-a", AlertKind.INTERACTION, ("warfarin", "aspirin"), TEXTS[:2])
ALL_THREE = replace(MAJOR, rule="bleeding", kind=AlertKind.ADDITIVE, severity=Severity.MODERATE, medicines=TEXTS)
OF_ONE = replace(MAJOR, rule="dose", kind=AlertKind.DOSE, medicines=TEXTS[1:2])


def test_an_alert_of_three_stands_at_each_of_their_pairs_and_the_worst_one_is_shown() -> None:
    found = worst_of_pairs(TEXTS, [ALL_THREE, MAJOR, OF_ONE])
    assert {place: alert.rule for place, alert in found.items()} == {
        (0, 1): "w-a",
        (0, 2): "bleeding",
        (1, 2): "bleeding",
        (1, 1): "dose",
    }


def test_the_order_of_the_alerts_changes_nothing_of_what_is_worst() -> None:
    assert worst_of_pairs(TEXTS, [ALL_THREE, MAJOR]) == worst_of_pairs(TEXTS, [MAJOR, ALL_THREE])


def test_of_alerts_as_grave_as_each_other_the_first_one_counts() -> None:
    other = replace(MAJOR, rule="other")
    assert worst_of_pairs(TEXTS, [MAJOR, other])[0, 1] is MAJOR


def test_an_alert_about_none_of_them_stands_nowhere() -> None:
    assert worst_of_pairs(TEXTS[2:], [MAJOR]) == {}
