"""What a digit chooses can be seen, and the key of the open line leads to the digits."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, card_of
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import sample_pharmacy

ALT = Qt.KeyboardModifier.AltModifier


def _low(shown: Shown, qtbot: QtBot) -> ReviewPanel:
    """A window in which the open line and what stands below it do not fit."""
    panel = shown(sample_pharmacy())
    panel.resize(1500, 460)
    qtbot.wait(1)
    return panel


def _to_the_end(panel: ReviewPanel, qtbot: QtBot) -> None:
    bar = panel.lines._area.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.wait(1)
    assert card_of(panel).chooser.list.visibleRegion().isEmpty()


def test_a_digit_for_a_candidate_out_of_sight_brings_it_there_and_the_next_one_chooses_it(
    shown: Shown, qtbot: QtBot
) -> None:
    panel = _low(shown, qtbot)
    candidates = card_of(panel).chooser.list
    _to_the_end(panel, qtbot)
    QTest.keyClick(candidates, Qt.Key.Key_1)
    assert candidates.accessibleDescription() == "Nothing is chosen"
    assert not candidates.visibleRegion().isEmpty()
    QTest.keyClick(candidates, Qt.Key.Key_1)
    assert candidates.accessibleDescription() != "Nothing is chosen"


def test_confirming_without_a_medicine_shows_the_candidates(shown: Shown, qtbot: QtBot) -> None:
    panel = _low(shown, qtbot)
    _to_the_end(panel, qtbot)
    card_of(panel).press_confirm()
    candidates = card_of(panel).chooser.list
    qtbot.wait(1)
    assert candidates.hasFocus()
    assert candidates.visibleRegion().boundingRect().height() >= min(candidates.height(), 100)


def test_the_key_of_the_line_that_is_open_leads_to_its_candidates(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    QTest.keyClick(card_of(panel).chooser.list, Qt.Key.Key_1)
    card_of(panel).confirm.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_2, ALT)
    qtbot.wait(1)
    assert panel.lines.open_position == 2
    assert card_of(panel).chooser.list.hasFocus()
