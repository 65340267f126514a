"""All medicines against each other, by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown
from workstation.ui.components.severity import Severity
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_kinds import kinds_pharmacy
from workstation.ui.review.samples import sample_pharmacy


@pytest.fixture
def panel(shown: Shown, qtbot: QtBot) -> ReviewPanel:
    """A review with every kind of alert, its matrix open."""
    panel = shown(kinds_pharmacy())
    panel.activateWindow()
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: panel.matrix.isVisible())
    return panel


def press(panel: ReviewPanel, *keys: Qt.Key) -> None:
    """Keys into the grid."""
    for key in keys:
        QTest.keyClick(panel.matrix.grid, key)


def go(panel: ReviewPanel, row: int, column: int) -> None:
    """Walks there by the arrows, from the corner."""
    press(panel, *[Qt.Key.Key_Up] * 9, *[Qt.Key.Key_Left] * 9, *[Qt.Key.Key_Down] * row, *[Qt.Key.Key_Right] * column)
    assert panel.matrix.grid.place == (row, column)


def test_it_opens_at_the_worst_with_the_keys_in_it(panel: ReviewPanel) -> None:
    assert not panel.body.isVisible()
    assert panel.focusWidget() is panel.matrix.grid
    assert panel.matrix.grid.place == (2, 2)
    assert panel.matrix.said.words().startswith("CONTRAINDICATED · Augmentin 625 Duo: What may happen by allergy.")


def test_a_cell_says_the_worst_of_its_pair_in_words_too_and_both_halves_say_the_same(panel: ReviewPanel) -> None:
    said = []
    for place in ((0, 1), (1, 0)):
        go(panel, *place)
        cell = panel.matrix.grid.cell_at(*place)
        assert cell is not None
        assert (cell.severity, cell.letters) == (Severity.MAJOR, "MA")
        said.append(panel.matrix.grid.accessibleName())
    assert said[0] == "MAJOR · Warf 5 + Ecosprin 75: What may happen by interaction. What to do about interaction."
    assert "Ecosprin 75 + Warf 5" in said[1]


def test_a_place_without_an_alert_does_not_say_that_all_is_well(panel: ReviewPanel) -> None:
    go(panel, 2, 3)
    assert panel.matrix.said.words() == (
        "Augmentin 625 Duo + Glycomet 500: no alert. What was not screened or not checked stands in the review."
    )
    press(panel, Qt.Key.Key_Return)
    assert panel.matrix.isVisible(), "Enter leads nowhere from there"


def test_the_arrows_stop_at_the_edges_and_home_and_end_go_there(panel: ReviewPanel) -> None:
    press(panel, Qt.Key.Key_End, *[Qt.Key.Key_Right] * 3)
    assert panel.matrix.grid.place == (2, 5)
    press(panel, Qt.Key.Key_Home)
    assert panel.matrix.grid.place == (2, 0)


def test_enter_leads_to_the_card_of_the_alert_and_answers_nothing(panel: ReviewPanel, qtbot: QtBot) -> None:
    go(panel, 0, 1)
    press(panel, Qt.Key.Key_Return)
    assert not panel.matrix.isVisible()
    qtbot.waitUntil(lambda: panel.patient.isVisible())
    (card,) = [one for one in panel.patient.cards() if one.alert.pair == "warfarin + aspirin"]
    qtbot.waitUntil(lambda: card.isAncestorOf(panel.focusWidget()))


@pytest.mark.parametrize("way", ["M", "Esc", "F8", "another prescription"])
def test_there_is_more_than_one_way_back(panel: ReviewPanel, way: str) -> None:
    if way == "M":
        press(panel, Qt.Key.Key_M)
    elif way == "Esc":
        assert panel.step_back()
    elif way == "F8":
        panel.go_to_missing()
    else:
        assert panel.prescription_id is not None
        panel.open_prescription(panel.prescription_id)
    assert not panel.matrix.isVisible()
    assert panel.body.isVisible()


def test_enter_is_the_grids_while_it_is_open(panel: ReviewPanel) -> None:
    assert panel.primary() is None


def test_the_letter_is_typed_where_something_is_typed(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    assert panel.lines.card is not None
    field = panel.lines.card.findChildren(QLineEdit)[0]
    QTest.keyClick(field, Qt.Key.Key_M)
    assert not panel.matrix.isVisible()
