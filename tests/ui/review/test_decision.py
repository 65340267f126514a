"""Approve, reject, ask: locked with a reason, asked in place, never done by Enter."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, card_of, choose
from workstation.domain.errors import Refused
from workstation.domain.users import AccessRefusal
from workstation.domain.workflow import Event, EventKind, Status
from workstation.services.approval import ApprovalRefusal
from workstation.services.screening import alert_key
from workstation.ui.components.label import Label
from workstation.ui.review.ask_box import Asking
from workstation.ui.review.sample_alerts import WARFARIN_ASPIRIN
from workstation.ui.review.sample_catalogue import sample_id
from workstation.ui.review.samples import (
    NOW,
    PRESCRIPTION_ID,
    USER_ID,
    SamplePharmacy,
    electronic_pharmacy,
    sample_pharmacy,
)


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


def _happened(pharmacy: SamplePharmacy, kind: EventKind, status: Status) -> None:
    event = Event(sample_id("event"), PRESCRIPTION_ID, kind, NOW, USER_ID)
    pharmacy.view = replace(pharmacy.view, status=status, events=(event,))


def test_what_is_approved_is_what_the_screen_shows(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    pharmacy.view = replace(pharmacy.view, screened=replace(pharmacy.view.screened, alerts=(), fingerprint="as shown"))
    panel = shown(pharmacy)
    pharmacy.view = replace(pharmacy.view, screened=replace(pharmacy.view.screened, fingerprint="changed meanwhile"))
    pharmacy.refuse["approve"] = Refused(ApprovalRefusal.FACTS_CHANGED, number="RX-26-004821")
    panel.approve.click()
    qtbot.waitUntil(lambda: "changed while you looked at it" in panel.trouble.sentence())
    assert calls_of(pharmacy, "approve")[0][2] == "as shown"
    assert panel.shown_view is pharmacy.view
    del pharmacy.refuse["approve"]
    with qtbot.waitSignal(panel.approved):
        panel.approve.click()
    assert calls_of(pharmacy, "approve")[1][2] == "changed meanwhile"


def test_f9_takes_up_again_what_was_put_aside(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    _happened(pharmacy, EventKind.HELD, Status.ON_HOLD)
    panel = shown(pharmacy)
    assert panel.resume.isVisible()
    assert panel.approve.locked_because == "On hold: F9 takes it up again"
    QTest.keyClick(panel, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: not panel.resume.isVisible())
    assert calls_of(pharmacy, "resume") == [("resume", PRESCRIPTION_ID)]
    QTest.keyClick(panel, Qt.Key.Key_F9)
    assert panel.ask.asking is Asking.HOLD


def test_f6_writes_down_the_answer_while_one_is_waited_for(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    _happened(pharmacy, EventKind.CLARIFICATION_ASKED, Status.CLARIFICATION)
    panel = shown(pharmacy)
    QTest.keyClick(panel, Qt.Key.Key_F6)
    assert panel.ask.asking is Asking.ANSWERED
    QTest.keyClicks(panel.ask.field_edit, "both are meant")
    QTest.keyClick(panel.ask.field_edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.ask.asking is None)
    assert calls_of(pharmacy, "answer_received")[0][2] == "both are meant"
    qtbot.waitUntil(lambda: panel.shown_view is pharmacy.view)
    panel.ask_prescriber.click()
    assert panel.ask.field_edit.accessibleName() == "Question to the prescriber"


def test_counter_staff_see_approve_off_with_who_may_when_nothing_is_left(shown: Shown) -> None:
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    barred = Refused(AccessRefusal.NOT_ALLOWED, permission="approve", role="counter_staff")
    screened = replace(pharmacy.view.screened, alerts=())
    pharmacy.view = replace(pharmacy.view, screened=screened, barred=barred, approvers=("Meera Rao", "Dev Nair"))
    panel = shown(pharmacy)
    assert panel.approve.locked_because == "A pharmacist approves and overrides: Meera Rao or Dev Nair."
    said = [label.words() for label in panel.actions_bar.findChildren(Label)]
    assert "Nothing else is left. A pharmacist approves and overrides: Meera Rao or Dev Nair." in said
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not calls_of(pharmacy, "approve")


def test_another_question_does_not_open_red_from_the_one_before(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    QTest.keyClick(panel, Qt.Key.Key_F7)
    QTest.keyClick(panel.ask.field_edit, Qt.Key.Key_Return)
    assert panel.ask.field_edit.property("refused") == "true", "no reason was given"
    QTest.keyClick(panel, Qt.Key.Key_F9)
    assert panel.ask.asking is Asking.HOLD
    assert panel.ask.field_edit.property("refused") == "false"
    assert not panel.ask.field_edit.accessibleDescription()
