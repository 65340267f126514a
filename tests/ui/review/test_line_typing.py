"""What a person types or takes from the scan: it lands in the right field and is never lost."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, card_of, choose, wait_for
from workstation.domain.quantity import Quantity
from workstation.ui.review.sample_catalogue import named
from workstation.ui.review.samples import PRESCRIPTION_ID, sample_pharmacy


def test_a_word_of_the_scan_goes_into_the_editor_that_has_the_focus(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    panel.activateWindow()
    card = card_of(panel)
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
    card = card_of(panel)
    qtbot.waitUntil(lambda: bool(card.chooser.list.rows))
    choose(panel, Qt.Key.Key_1)
    assert card.editors.quantity.text() == "28"
    QTest.keyClick(card.editors.days, Qt.Key.Key_Backspace)
    assert card.editors.quantity.text() == "2"
    card.editors.quantity.selectAll()
    QTest.keyClicks(card.editors.quantity, "7")
    QTest.keyClicks(card.editors.days, "0")
    assert card.editors.quantity.text() == "7"


def test_typing_is_kept_when_another_line_opens_and_when_the_prescription_is_left(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    choose(panel, Qt.Key.Key_1)
    card = card_of(panel)
    card.editors.directions.selectAll()
    QTest.keyClicks(card.editors.directions, "0-0-1")
    panel.lines.open_line(1)
    panel.lines.open_line(2)
    assert card_of(panel).editors.directions.text() == "0-0-1"
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.lines.open_position == 2)
    assert card_of(panel).editors.directions.text() == "0-0-1"
    assert card_of(panel).keyed_line().product_id == named("Ecosprin 75").id


def test_a_line_that_the_reader_missed_is_added_by_hand(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    panel.lines.add_line.click()
    assert panel.lines.open_position == 5
    card = card_of(panel)
    card.chooser.open_search()
    QTest.keyClicks(card.chooser.search, "warf")
    found = card.chooser.list
    # Rows come before their layout, and a row that is not seen yet is not chosen.
    qtbot.waitUntil(lambda: bool(found.rows) and found.visibleRegion().contains(found._middle(0)))
    QTest.keyClick(found, Qt.Key.Key_1)
    QTest.keyClicks(card.editors.directions, "0-0-1")
    QTest.keyClicks(card.editors.days, "10")
    card.press_confirm()
    keyed = wait_for(qtbot, pharmacy, "confirm_line")[2]
    assert (keyed.line_id, keyed.product_id) == (None, named("Warf 5").id)
    assert keyed.quantity == Quantity(Decimal(10), "tablet")
