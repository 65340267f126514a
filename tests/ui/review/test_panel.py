"""The review screen: nothing is guessed, nothing is lost, nothing is done on the thread of the window."""

import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.quantity import Quantity
from workstation.services.approval import ApprovalRefusal
from workstation.services.screening import AlertRefusal, alert_key
from workstation.services.transcription import KeyedLine, TranscriptionRefusal
from workstation.ui.components.alerts import AlertCard, ModerateNote
from workstation.ui.components.label import Label
from workstation.ui.review.ask_box import Asking
from workstation.ui.review.body import Fold
from workstation.ui.review.open_card import OpenCard
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_catalogue import named, sample_id
from workstation.ui.review.samples import (
    PRESCRIPTION_ID,
    WARFARIN_ASPIRIN,
    SamplePharmacy,
    electronic_pharmacy,
    sample_pharmacy,
)
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

Shown = Callable[[SamplePharmacy], ReviewPanel]


def _card(panel: ReviewPanel) -> OpenCard:
    assert panel.lines.card is not None
    return panel.lines.card


def _did(pharmacy: SamplePharmacy, what: str) -> list[tuple[Any, ...]]:
    return [call for call in pharmacy.calls if call[0] == what]


def _wait(qtbot: QtBot, pharmacy: SamplePharmacy, what: str) -> tuple[Any, ...]:
    qtbot.waitUntil(lambda: bool(_did(pharmacy, what)))
    return _did(pharmacy, what)[-1]


def _choose(panel: ReviewPanel, key: Qt.Key) -> None:
    QTest.keyClick(_card(panel).chooser.list, key)


def test_the_first_line_that_waits_is_open_and_nothing_is_chosen(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    assert panel.lines.open_position == 2
    assert len(_card(panel).chooser.list.rows) == 4
    assert _card(panel).chooser.list.accessibleDescription() == "Nothing is chosen"


def test_confirming_without_a_medicine_is_refused_in_the_card_and_nothing_is_called(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    _card(panel).press_confirm()
    assert _card(panel).refusal.sentence().startswith("The line has no medicine yet.")
    assert not _did(pharmacy, "confirm_line")


def test_a_key_chooses_and_confirm_gives_exactly_what_is_shown(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    _choose(panel, Qt.Key.Key_1)
    card = _card(panel)
    card.editors.days.clear()
    QTest.keyClicks(card.editors.days, "14")
    card.editors.quantity.clear()
    QTest.keyClicks(card.editors.quantity, "14")
    panel.primary().click()  # type: ignore[union-attr]
    _what, prescription, keyed = _wait(qtbot, pharmacy, "confirm_line")
    assert prescription == PRESCRIPTION_ID
    assert isinstance(keyed, KeyedLine)
    assert (keyed.product_id, keyed.line_id) == (named("Ecosprin 75").id, sample_id("line 2"))
    assert (keyed.dosage_instruction, keyed.days_supply) == ("0-1-0 for 14 days", 14)
    assert keyed.quantity == Quantity(Decimal(14), "tablet")
    assert keyed.written == pharmacy.view.prescription.line(sample_id("line 2")).written


@pytest.mark.parametrize(("key", "name"), [(Qt.Key.Key_2, "Ecosprin-AV 75/10"), (Qt.Key.Key_3, "Encorate 200")])
def test_each_key_chooses_its_own_candidate(shown: Shown, key: Qt.Key, name: str) -> None:
    panel = shown(sample_pharmacy())
    _choose(panel, key)
    assert _card(panel).keyed_line().product_id == named(name).id
    assert _card(panel).editors.strength.words().startswith(str(named(name).ingredients[0].strength))


def test_a_key_without_a_candidate_chooses_nothing(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    _choose(panel, Qt.Key.Key_5)
    with pytest.raises(Refused):
        _card(panel).keyed_line()


def test_none_of_these_searches_the_catalogue_and_esc_brings_the_candidates_back(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    _choose(panel, Qt.Key.Key_0)
    chooser = _card(panel).chooser
    QTest.keyClicks(chooser.search, "glyco")
    qtbot.waitUntil(lambda: [row.name for row in chooser.list.rows] == ["Glycomet 500"])
    QTest.keyClick(chooser.search, Qt.Key.Key_Down)
    QTest.keyClick(chooser.list, Qt.Key.Key_1)
    assert _card(panel).keyed_line().product_id == named("Glycomet 500").id
    assert panel.step_back()
    assert len(chooser.list.rows) == 4


def test_unreadable_takes_the_choice_away_and_asks_the_prescriber(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    _choose(panel, Qt.Key.Key_1)
    _choose(panel, Qt.Key.Key_U)
    assert "Nothing was guessed" in _card(panel).refusal.sentence()
    assert panel.ask.asking is Asking.PRESCRIBER
    assert "Line 2" in panel.ask.field_edit.text()
    with pytest.raises(Refused):
        _card(panel).keyed_line()


def test_approve_is_locked_with_the_reason_until_nothing_is_missing(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    assert panel.approve.locked_because == "2 things left before approval: confirm line 2 · answer the MAJOR alert"
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _choose(panel, Qt.Key.Key_1)
    _card(panel).press_confirm()
    qtbot.waitUntil(lambda: len(panel.left) == 1)
    assert not panel.approve.isEnabled()
    panel.work.answer(PRESCRIPTION_ID, alert_key(WARFARIN_ASPIRIN), "already_stable", "")
    qtbot.waitUntil(panel.approve.isEnabled)
    assert not _did(pharmacy, "approve")
    with qtbot.waitSignal(panel.approved) as approved:
        panel.approve.click()
    assert approved.args == [PRESCRIPTION_ID]


def test_enter_never_approves(shown: Shown) -> None:
    panel = shown(electronic_pharmacy())
    assert panel.primary() is None


def test_an_override_needs_a_reason(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    (card,) = panel.patient.findChildren(AlertCard)
    card.press_override()
    assert not _did(pharmacy, "answer_alert")
    card._reasons.choose("other", "too short")
    card.press_override()
    assert not _did(pharmacy, "answer_alert")
    card._reasons.choose("other", "both are meant, stent in June")
    card.press_override()
    call = _wait(qtbot, pharmacy, "answer_alert")
    assert call[2:] == (alert_key(WARFARIN_ASPIRIN), "other", "both are meant, stent in June")
    qtbot.waitUntil(lambda: not panel.patient.cards())


def test_a_moderate_alert_stands_in_its_line_and_is_noted(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    (note,) = panel.lines.findChildren(ModerateNote)
    note._button.click()
    assert _wait(qtbot, pharmacy, "answer_alert")[3] == "monitoring_arranged"


def test_a_word_of_the_scan_goes_into_the_editor_that_has_the_focus(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    panel.activateWindow()
    card = _card(panel)
    card.editors.days.setFocus()
    qtbot.waitUntil(card.editors.days.hasFocus)
    panel.put_word("21")
    assert card.editors.days.text() == "21"
    card.editors.directions.setFocus()
    card.editors.directions.selectAll()
    panel.put_word("1-1-1")
    assert [slot.text() for slot in card.editors.slots] == ["1", "1", "1"]
    card.chooser.list.setFocus()
    panel.put_word("p.c.")
    assert card.editors.directions.text() == "1-1-1 p.c."
    assert card.editors.food.code() == "after_food"


def test_the_quantity_follows_the_dose_until_a_person_types_one(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(lines=False)
    panel = shown(pharmacy)
    qtbot.waitUntil(lambda: panel.lines.card is not None)
    panel.lines.open_line(2)
    card = _card(panel)
    qtbot.waitUntil(lambda: bool(card.chooser.list.rows))
    _choose(panel, Qt.Key.Key_1)
    assert card.editors.quantity.text() == "28"
    QTest.keyClick(card.editors.days, Qt.Key.Key_Backspace)
    assert card.editors.quantity.text() == "2"
    card.editors.quantity.selectAll()
    QTest.keyClicks(card.editors.quantity, "7")
    QTest.keyClicks(card.editors.days, "0")
    assert card.editors.quantity.text() == "7"


def test_a_reading_without_lines_in_the_prescription_is_drafted_once_and_said_to_be_saved(
    shown: Shown, qtbot: QtBot
) -> None:
    pharmacy = sample_pharmacy(lines=False)
    panel = shown(pharmacy)
    qtbot.waitUntil(lambda: panel.lines.open_position == 1)
    assert len(_did(pharmacy, "draft")) == 1
    assert len(_did(pharmacy, "draft")[0][2]) == 4
    assert any(label.words() == "saved 16:32:04" for label in panel.lines.findChildren(Label))


def test_typing_is_kept_when_another_line_opens_and_when_the_prescription_is_left(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    _choose(panel, Qt.Key.Key_1)
    card = _card(panel)
    card.editors.directions.selectAll()
    QTest.keyClicks(card.editors.directions, "0-0-1")
    panel.lines.open_line(1)
    panel.lines.open_line(2)
    assert _card(panel).editors.directions.text() == "0-0-1"
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.lines.open_position == 2)
    assert _card(panel).editors.directions.text() == "0-0-1"
    assert _card(panel).keyed_line().product_id == named("Ecosprin 75").id


def test_a_refusal_is_shown_in_the_card_and_typing_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    pharmacy.refuse["confirm_line"] = Refused(TranscriptionRefusal.UNIT_DIFFERS, unit="tablet", pack_unit="mL")
    _choose(panel, Qt.Key.Key_1)
    _card(panel).press_confirm()
    qtbot.waitUntil(lambda: "counted in mL" in _card(panel).refusal.sentence())
    assert _card(panel).editors.days.text() == "28"


def test_a_refused_override_is_shown_below_its_alert(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    pharmacy.refuse["answer_alert"] = Refused(AlertRefusal.NO_SUCH_ALERT, key="x")
    key = alert_key(WARFARIN_ASPIRIN)
    panel.work.answer(PRESCRIPTION_ID, key, "already_stable", "")
    qtbot.waitUntil(lambda: "no longer there" in panel.patient._refusals[key].sentence())


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
    assert not _did(pharmacy, "reject")
    QTest.keyClicks(panel.ask.field_edit, "t for this patient")
    with qtbot.waitSignal(panel.rejected):
        QTest.keyClick(panel.ask.field_edit, Qt.Key.Key_Return)
    assert _did(pharmacy, "reject")[0][2] == "not for this patient"


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


def test_a_silent_store_is_said_and_the_screen_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    pharmacy.refuse["confirm_line"] = Unavailable("store", "Another counter is saving.")  # type: ignore[assignment]
    _choose(panel, Qt.Key.Key_1)
    _card(panel).press_confirm()
    qtbot.waitUntil(lambda: "Another counter is saving. What was typed is kept" in panel.trouble.sentence())


def test_no_action_is_called_on_the_thread_of_the_window(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    plain = SamplePharmacy._did

    def noting(self: SamplePharmacy, what: str, *facts: object) -> None:
        threads.add(threading.get_ident())
        plain(self, what, *facts)

    monkeypatch.setattr(SamplePharmacy, "_did", noting)
    for name in ("search", "free_stock", "sentence", "page_images"):
        kept = getattr(SamplePharmacy, name)

        def watched(self: SamplePharmacy, *facts: Any, _kept: Callable[..., Any] = kept) -> Any:
            threads.add(threading.get_ident())
            return _kept(self, *facts)

        monkeypatch.setattr(SamplePharmacy, name, watched)
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    _choose(panel, Qt.Key.Key_1)
    _card(panel).press_confirm()
    _wait(qtbot, pharmacy, "confirm_line")
    panel.work.answer(PRESCRIPTION_ID, alert_key(WARFARIN_ASPIRIN), "already_stable", "")
    _wait(qtbot, pharmacy, "answer_alert")
    assert threads
    assert threading.get_ident() not in threads


def test_an_answer_of_a_prescription_that_was_left_is_dropped(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    other = UUID(int=7)
    panel.open_prescription(other)
    qtbot.waitUntil(lambda: len(_did(pharmacy, "open")) == 2)
    qtbot.wait(1)
    assert panel.prescription_id == other
    assert panel.lines.open_position == 0


def test_f8_leads_to_the_first_thing_that_is_missing(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    panel.lines.open_line(4)
    panel.go_to_missing()
    assert panel.lines.open_position == 2


def test_alt_and_a_number_opens_the_line(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    QTest.keyClick(panel, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert panel.lines.open_position == 4


def test_a_server_line_has_no_editors_and_chooses_another_product(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = electronic_pharmacy()
    panel = shown(pharmacy)
    card = _card(panel)
    assert not [edit for edit in card.findChildren(QLineEdit) if edit.isVisible() and edit is not card.chooser.search]
    qtbot.waitUntil(lambda: bool(card.chooser.list.rows))
    QTest.keyClick(card.chooser.list, Qt.Key.Key_1)
    call = _wait(qtbot, pharmacy, "choose_product")
    assert call[2] == sample_id("line 2")


def test_no_scan_is_said_calmly_and_unknowns_are_shown(shown: Shown) -> None:
    panel = shown(electronic_pharmacy())
    assert not panel.scan.shows_paper
    said = " ".join(label.words() for label in panel.findChildren(Label))
    assert "Electronic prescription: no paper" in said
    assert "Not screened: aspirin 75 mg dispersible" in said


def test_unknown_allergies_are_shown_as_unknown(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    context = pharmacy.view.patient
    assert context is not None
    pharmacy.view = replace(pharmacy.view, patient=replace(context, allergies=None, conditions=None))
    panel = shown(pharmacy)
    said = " ".join(label.words() for label in panel.patient.findChildren(Label))
    assert "Allergies not known  Ask the patient." in said
    assert "not known" in said


def test_a_patient_that_is_not_known_is_said_and_blocks(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    missing = (Refused(ApprovalRefusal.PATIENT_UNKNOWN), *pharmacy.view.missing)
    pharmacy.view = replace(pharmacy.view, patient=None, missing=missing)
    panel = shown(pharmacy)
    assert panel.left[0].words == "choose the patient"


@pytest.mark.parametrize(
    ("width", "scale", "fold"), [(1848, 100, Fold.WIDE), (1294, 100, Fold.DRAWER), (1808, 200, Fold.PAGES)]
)
def test_medicine_text_is_never_cut_at_any_width(
    shown: Shown, host: ThemeHost, qtbot: QtBot, width: int, scale: int, fold: Fold
) -> None:
    host.choose(scale=scale)
    panel = shown(sample_pharmacy())
    panel.resize(width, 890)
    qtbot.wait(1)
    assert panel.body.fold is fold
    for page in ("scan", "lines", "patient"):
        panel.show_page(page)
        qtbot.wait(1)
        cut = [label.words() for label in panel.findChildren(Label) if label.isVisible() and label.is_clipped()]
        assert cut == []


def test_the_drawer_opens_once_by_itself_for_a_major_alert_and_never_over_the_lines(
    qtbot: QtBot, shown: Shown, host: ThemeHost
) -> None:
    panel = shown(sample_pharmacy())
    panel.resize(1294, 680)
    qtbot.wait(1)
    assert not panel.body.drawer_open
    panel.body.toggle_drawer()
    assert panel.patient.geometry().right() < panel.lines.geometry().left()
    panel.step_back()
    assert not panel.body.drawer_open
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.body.drawer_open)


def test_a_line_that_the_reader_missed_is_added_by_hand(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    panel.lines.add_line.click()
    assert panel.lines.open_position == 5
    card = _card(panel)
    card.chooser.open_search()
    QTest.keyClicks(card.chooser.search, "warf")
    qtbot.waitUntil(lambda: bool(card.chooser.list.rows))
    QTest.keyClick(card.chooser.list, Qt.Key.Key_1)
    QTest.keyClicks(card.editors.directions, "0-0-1")
    QTest.keyClicks(card.editors.days, "10")
    card.press_confirm()
    keyed = _wait(qtbot, pharmacy, "confirm_line")[2]
    assert (keyed.line_id, keyed.product_id) == (None, named("Warf 5").id)
    assert keyed.quantity == Quantity(Decimal(10), "tablet")


def test_pressing_confirm_twice_confirms_once(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    _choose(panel, Qt.Key.Key_1)
    card = _card(panel)
    card.press_confirm()
    card.press_confirm()
    qtbot.waitUntil(lambda: len(panel.left) == 1)
    assert len(_did(pharmacy, "confirm_line")) == 1


def test_enter_in_a_reason_or_in_an_alert_confirms_no_line(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    panel.activateWindow()
    _choose(panel, Qt.Key.Key_1)
    assert panel.primary() is _card(panel).confirm
    panel.reject.click()
    assert panel.primary() is None
    panel.step_back()
    panel.go_to_missing()
    panel.patient.cards()[0]._reasons.focus_first()
    qtbot.waitUntil(lambda: panel.primary() is None)


def test_enter_in_a_field_of_the_line_confirms_it_in_the_window(
    qtbot: QtBot, host: ThemeHost, words: Words, tasks: TaskRunner
) -> None:
    pharmacy = sample_pharmacy()
    panel = ReviewPanel(host, words, pharmacy.actions(), tasks)
    spec = PageSpec("review", "review", "Review", lambda: panel)
    window = MainWindow(host, words, Place("Banyan Lane Pharmacy", "PC 2", True), (spec,), pharmacy.clock)
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    window.show()
    window.open("review")
    window.activateWindow()
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.lines.card is not None and bool(_card(panel).chooser.list.rows))
    _choose(panel, Qt.Key.Key_1)
    QTest.keyClick(_card(panel).editors.days, Qt.Key.Key_Return)
    assert _wait(qtbot, pharmacy, "confirm_line")[2].days_supply == 28
    qtbot.waitUntil(lambda: not tasks.running)


def test_at_large_text_a_line_is_confirmed_only_where_it_is_seen(shown: Shown, host: ThemeHost, qtbot: QtBot) -> None:
    host.choose(scale=200)
    panel = shown(sample_pharmacy())
    panel.resize(1808, 890)
    qtbot.waitUntil(lambda: panel.body.fold is Fold.PAGES)
    panel.show_page("lines")
    assert panel.confirm_line.isVisible()
    assert panel.primary() is panel.confirm_line
    panel.show_page("patient")
    assert not panel.confirm_line.isVisible()
    assert panel.primary() is None


def _pharmacy_with_a_stamp() -> SamplePharmacy:
    """Line 2 is a stamp that was read as a medicine."""
    return sample_pharmacy(confirmed=(1, 3))


def test_del_takes_a_line_away_that_is_no_medicine_and_the_next_one_opens(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = _pharmacy_with_a_stamp()
    panel = shown(pharmacy)
    panel.activateWindow()
    _card(panel).chooser.list.setFocus()
    qtbot.waitUntil(_card(panel).chooser.list.hasFocus)
    QTest.keyClick(_card(panel).chooser.list, Qt.Key.Key_Delete)
    call = _wait(qtbot, pharmacy, "remove_line")
    assert call[1:] == (PRESCRIPTION_ID, sample_id("line 2"), "not a medicine: a stamp or a note")
    qtbot.waitUntil(lambda: len(panel.left) == 2)
    assert _card(panel).facts.line.id == sample_id("line 4")
    assert sample_id("line 2") not in panel.lines.kept_typing()


def test_del_in_a_field_deletes_a_letter_and_no_line(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = _pharmacy_with_a_stamp()
    panel = shown(pharmacy)
    panel.activateWindow()
    days = _card(panel).editors.days
    days.setFocus()
    qtbot.waitUntil(days.hasFocus)
    days.setText("14")
    days.setCursorPosition(0)
    QTest.keyClick(days, Qt.Key.Key_Delete)
    assert days.text() == "4"
    assert not _did(pharmacy, "remove_line")


def test_a_confirmed_line_a_new_one_and_the_server_s_are_not_taken_away(shown: Shown) -> None:
    pharmacy, electronic = sample_pharmacy(), electronic_pharmacy()
    panel = shown(pharmacy)
    panel.lines.open_line(1)
    _assert_not_removable(_card(panel))
    panel.lines.add_line.click()
    _assert_not_removable(_card(panel))
    _assert_not_removable(_card(shown(electronic)))
    assert not _did(pharmacy, "remove_line")
    assert not _did(electronic, "remove_line")


def _assert_not_removable(card: OpenCard) -> None:
    assert card.not_medicine.isHidden()
    asked = QSignalSpy(card.removal_requested)
    card.press_not_medicine()
    assert asked.count() == 0


def test_a_refused_removal_is_said_in_the_card_and_the_line_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = _pharmacy_with_a_stamp()
    panel = shown(pharmacy)
    pharmacy.refuse["remove_line"] = Refused(TranscriptionRefusal.ALREADY_DISPENSED)
    _card(panel).not_medicine.click()
    qtbot.waitUntil(lambda: "supplied already" in _card(panel).refusal.sentence())
    assert _card(panel).facts.line.id == sample_id("line 2")
    assert _card(panel).not_medicine.isEnabled()
    assert _card(panel).confirm.isEnabled()


def test_lines_that_a_person_took_away_are_not_drafted_again(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(lines=False)
    panel = shown(pharmacy)
    for left in (3, 2, 1, 0):
        qtbot.waitUntil(lambda: panel.lines.card is not None)
        _card(panel).not_medicine.click()
        qtbot.waitUntil(partial(_has_lines, panel, left))
    assert len(_did(pharmacy, "draft")) == 1
    assert panel.lines.card is None


def _has_lines(panel: ReviewPanel, count: int) -> bool:
    return panel.shown_view is not None and len(panel.shown_view.prescription.lines) == count
