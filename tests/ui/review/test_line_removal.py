"""Lines that are no medicine are taken away and stay away; every other line stays."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, card_of, wait_for
from workstation.domain.errors import Refused
from workstation.services.transcription import TranscriptionRefusal
from workstation.ui.review.open_card import OpenCard
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_catalogue import sample_id
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy, electronic_pharmacy, sample_pharmacy


def test_what_was_read_waits_for_a_person_line_by_line(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(lines=False)
    panel = shown(pharmacy)
    qtbot.waitUntil(lambda: panel.lines.open_position == 1)
    assert len(panel.left) == 4


def _pharmacy_with_a_stamp() -> SamplePharmacy:
    """Line 2 is a stamp that was read as a medicine."""
    return sample_pharmacy(confirmed=(1, 3))


def test_del_takes_a_line_away_that_is_no_medicine_and_the_next_one_opens(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = _pharmacy_with_a_stamp()
    panel = shown(pharmacy)
    panel.activateWindow()
    card_of(panel).chooser.list.setFocus()
    qtbot.waitUntil(card_of(panel).chooser.list.hasFocus)
    QTest.keyClick(card_of(panel).chooser.list, Qt.Key.Key_Delete)
    call = wait_for(qtbot, pharmacy, "remove_line")
    assert call[1:] == (PRESCRIPTION_ID, sample_id("line 2"), "not a medicine: a stamp or a note")
    qtbot.waitUntil(lambda: len(panel.left) == 2)
    assert card_of(panel).facts.line.id == sample_id("line 4")
    assert sample_id("line 2") not in panel.lines.kept_typing()


def test_del_in_a_field_deletes_a_letter_and_no_line(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = _pharmacy_with_a_stamp()
    panel = shown(pharmacy)
    panel.activateWindow()
    days = card_of(panel).editors.days
    days.setFocus()
    qtbot.waitUntil(days.hasFocus)
    days.setText("14")
    days.setCursorPosition(0)
    QTest.keyClick(days, Qt.Key.Key_Delete)
    assert days.text() == "4"
    assert not calls_of(pharmacy, "remove_line")


def test_a_confirmed_line_a_new_one_and_the_server_s_are_not_taken_away(shown: Shown) -> None:
    pharmacy, electronic = sample_pharmacy(), electronic_pharmacy()
    panel = shown(pharmacy)
    panel.lines.open_line(1)
    _assert_not_removable(card_of(panel))
    panel.lines.add_line.click()
    _assert_not_removable(card_of(panel))
    _assert_not_removable(card_of(shown(electronic)))
    assert not calls_of(pharmacy, "remove_line")
    assert not calls_of(electronic, "remove_line")


def _assert_not_removable(card: OpenCard) -> None:
    assert card.not_medicine.isHidden()
    asked = QSignalSpy(card.removal_requested)
    card.press_not_medicine()
    assert asked.count() == 0


def test_a_refused_removal_is_said_in_the_card_and_the_line_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = _pharmacy_with_a_stamp()
    panel = shown(pharmacy)
    pharmacy.refuse["remove_line"] = Refused(TranscriptionRefusal.ALREADY_DISPENSED)
    card_of(panel).not_medicine.click()
    qtbot.waitUntil(lambda: "supplied already" in card_of(panel).refusal.sentence())
    assert card_of(panel).facts.line.id == sample_id("line 2")
    assert card_of(panel).not_medicine.isEnabled()
    assert card_of(panel).confirm.isEnabled()


def test_every_line_that_was_read_can_be_taken_away(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(lines=False)
    panel = shown(pharmacy)
    for left in (3, 2, 1, 0):
        qtbot.waitUntil(lambda: panel.lines.card is not None)
        card_of(panel).not_medicine.click()
        qtbot.waitUntil(partial(_has_lines, panel, left))
    assert panel.lines.card is None


def _has_lines(panel: ReviewPanel, count: int) -> bool:
    return panel.shown_view is not None and len(panel.shown_view.prescription.lines) == count
