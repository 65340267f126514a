"""The check of the prescription before: said with who, when and why it counts or does not, and kept by one key."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, wait_for
from workstation.domain.retained_check import Cause, Change
from workstation.domain.workflow import Event, EventKind, Status
from workstation.services.retained_check import RetainedCheck
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.retained_note import RetainedNote, reasons
from workstation.ui.review.sample_kinds import alarmed, counter_pharmacy
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy
from workstation.ui.words import Words

KEPT = RetainedCheck("RX-A-12", "Meera Rao", date(2026, 9, 3), date(2027, 3, 3), ())
DIRECTIONS = Change(Cause.DIRECTIONS, "1-0-0", "1-0-1", 2)
CHANGED = replace(KEPT, changes=(DIRECTIONS, Change(Cause.ALLERGIES, "", "penicillin")))


def with_check(pharmacy: SamplePharmacy, found: RetainedCheck) -> SamplePharmacy:
    """There was a check, and all lines are confirmed."""
    lines = tuple(replace(one, confirmed_by=one.id) for one in pharmacy.view.prescription.lines)
    prescription = replace(pharmacy.view.prescription, lines=lines)
    screened = replace(pharmacy.view.screened, alerts=(), checks=(), not_checked=(), not_screened=())
    pharmacy.view = replace(
        pharmacy.view, retained=found, prescription=prescription, screened=screened, missing=(), status=Status.IN_REVIEW
    )
    return pharmacy


def notes(panel: ReviewPanel) -> list[str]:
    """What the notes say."""
    return [one.accessibleName() for one in panel.patient.findChildren(RetainedNote)]


def test_a_check_that_is_kept_is_said_with_who_when_and_until(shown: Shown) -> None:
    (said,) = notes(shown(with_check(alarmed(), KEPT)))
    assert said.startswith("Checked by Meera Rao on 3 Sep 2026 (RX-A-12), and nothing has changed since.")
    assert "The check is kept until 3 Mar 2027." in said


def test_a_check_that_does_not_count_says_each_reason(shown: Shown) -> None:
    (said,) = notes(shown(with_check(alarmed(), CHANGED)))
    assert said == (
        "The check by Meera Rao on 3 Sep 2026 (RX-A-12) does not count for this one. "
        "Line 2: directions: 1-0-0 before, now 1-0-1. Allergies: gone –, new penicillin."
    )


def test_the_counter_keeps_a_check_with_the_key_of_approval(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = with_check(counter_pharmacy(), KEPT)
    panel = shown(pharmacy)
    assert (panel.approve.text(), panel.approve.isEnabled()) == ("Keep the check", True)
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    called = wait_for(qtbot, pharmacy, "keep_check")
    assert called == ("keep_check", PRESCRIPTION_ID, pharmacy.view.screened.fingerprint)
    assert not calls_of(pharmacy, "approve")


def test_a_pharmacist_approves_and_keeps_nothing(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = with_check(alarmed(), KEPT)
    panel = shown(pharmacy)
    assert panel.approve.text() == "Approve"
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, pharmacy, "approve")
    assert not calls_of(pharmacy, "keep_check")


def test_the_counter_keeps_no_check_that_does_not_count(shown: Shown) -> None:
    panel = shown(with_check(counter_pharmacy(), CHANGED))
    assert (panel.approve.text(), panel.approve.isEnabled()) == ("Approve", False)


def test_an_approval_that_counts_no_more_says_why_and_can_be_given_again(shown: Shown) -> None:
    pharmacy = with_check(alarmed(), KEPT)
    approved = Event(PRESCRIPTION_ID, PRESCRIPTION_ID, EventKind.APPROVED, datetime(2026, 11, 22, 5, tzinfo=UTC))
    weighed = Change(Cause.WEIGHT, "", "61 kg (2026-11-22)")
    pharmacy.view = replace(pharmacy.view, status=Status.APPROVED, events=(approved,), void=(weighed,))
    panel = shown(pharmacy)
    assert notes(panel) == [
        "The clinical check of this prescription does not count any more. Weight: – before, now 61 kg (2026-11-22)."
    ]
    assert panel.approve.isEnabled()


@pytest.mark.parametrize("cause", list(Cause), ids=str)
def test_every_cause_has_words(words: Words, cause: Cause) -> None:
    said = reasons((Change(cause, "before", "after", 1),), words)
    assert (said[:8], said[-1]) == ("Line 1: ", ".")
    assert "review.retained" not in said
