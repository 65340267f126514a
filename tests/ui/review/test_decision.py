"""Approve, reject, ask: locked with a reason, asked in place, never done by Enter."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, card_of, choose
from workstation.domain.errors import Refused
from workstation.services.approval import ApprovalRefusal
from workstation.services.screening import alert_key
from workstation.ui.review.samples import PRESCRIPTION_ID, WARFARIN_ASPIRIN, electronic_pharmacy, sample_pharmacy


def test_approve_is_locked_with_the_reason_until_nothing_is_missing(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    assert panel.approve.locked_because == "2 things left before approval: confirm line 2 · answer the MAJOR alert"
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    choose(panel, Qt.Key.Key_1)
    card_of(panel).press_confirm()
    qtbot.waitUntil(lambda: len(panel.left) == 1)
    assert not panel.approve.isEnabled()
    panel.work.answer(PRESCRIPTION_ID, alert_key(WARFARIN_ASPIRIN), "already_stable", "")
    qtbot.waitUntil(panel.approve.isEnabled)
    assert not calls_of(pharmacy, "approve")
    with qtbot.waitSignal(panel.approved) as approved:
        panel.approve.click()
    assert approved.args == [PRESCRIPTION_ID]


def test_enter_never_approves(shown: Shown) -> None:
    panel = shown(electronic_pharmacy())
    assert panel.primary() is None


def test_a_refused_approval_says_why_and_can_be_tried_again(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    screened = replace(pharmacy.view.screened, alerts=())
    pharmacy.view = replace(pharmacy.view, screened=screened)
    pharmacy.refuse["approve"] = Refused(ApprovalRefusal.CLAIM_LOST, number="RX-26-004821")
    panel = shown(pharmacy)
    panel.approve.click()
    qtbot.waitUntil(lambda: "claimed RX-26-004821 first" in panel.trouble.sentence())
    assert panel.approve.isEnabled()


def test_a_rejection_asks_for_a_reason_in_place(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    panel.reject.click()
    QTest.keyClicks(panel.ask.field_edit, "no")
    QTest.keyClick(panel.ask.field_edit, Qt.Key.Key_Return)
    assert panel.ask.refusal()
    assert not calls_of(pharmacy, "reject")
    QTest.keyClicks(panel.ask.field_edit, "t for this patient")
    with qtbot.waitSignal(panel.rejected):
        QTest.keyClick(panel.ask.field_edit, Qt.Key.Key_Return)
    assert calls_of(pharmacy, "reject")[0][2] == "not for this patient"


def test_esc_closes_the_question_first_and_keeps_its_words_then_the_prescription(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    panel.ask_prescriber.click()
    QTest.keyClicks(panel.ask.field_edit, "Both meant?")
    assert panel.step_back()
    assert panel.ask.asking is None
    panel.ask_prescriber.click()
    assert panel.ask.field_edit.text() == "Both meant?"
    panel.step_back()
    with qtbot.waitSignal(panel.closed):
        panel.step_back()


def test_f8_leads_to_the_first_thing_that_is_missing(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    panel.lines.open_line(4)
    panel.go_to_missing()
    assert panel.lines.open_position == 2
