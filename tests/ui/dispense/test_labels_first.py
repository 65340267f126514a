"""Labels before the check, by keys: Enter does what the button says, and nothing old stands beside a new verdict."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity
from workstation.services.pack_codes import ProductCodeWanted
from workstation.services.picking import PackScanned
from workstation.ui.components.threeway import PartState
from workstation.ui.components.verdict_views import Stop
from workstation.ui.dispense.centre_views import three_tiles
from workstation.ui.dispense.label_side import LabelState
from workstation.ui.dispense.samples import ECOSPRIN, PRESCRIPTION, WARF_5, SampleCounter

CONTROL = Qt.KeyboardModifier.ControlModifier


def scan_everything(screen: Screen) -> None:
    """Every pack is scanned, and the last one on the screen."""
    screen.counter.scan_all(but=1)
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    row = screen.panel._session.current() if screen.panel._session else None
    assert row is not None
    screen.scan(row.product.gtin)
    screen.read_batches()
    screen.settle()


def said(screen: Screen) -> str:
    """The primary button."""
    button = screen.panel.primary()
    assert button is not None
    return button.text()


def test_after_the_last_scan_the_primary_prints_and_then_checks(screen: Screen) -> None:
    scan_everything(screen)
    assert said(screen) == "Print labels"
    assert "8 packs have no label yet" in screen.panel.bar.accessibleDescription()
    screen.print()
    assert screen.counter.calls[-1] == "print"
    assert said(screen) == "Accuracy check"
    assert screen.panel.bar.accessibleDescription() == "Every pack is right, and carries its label"
    screen.go_on()
    assert screen.counter.calls[-1] == "check"


def test_a_pack_after_the_labels_leads_back_to_printing(screen: Screen) -> None:
    scan_everything(screen)
    screen.print()
    screen.press(Qt.Key.Key_Z, CONTROL)
    row = screen.panel._session.current() if screen.panel._session else None
    assert row is not None
    screen.scan(row.product.gtin)
    screen.read_batches()
    screen.settle()
    assert said(screen) == "Print labels"
    assert "1 pack has no label yet" in screen.panel.bar.accessibleDescription()


def test_without_a_printer_the_reason_is_asked_in_place(screen: Screen) -> None:
    scan_everything(screen)
    side, question = screen.panel._columns.side, screen.panel._columns.stage.ask_by_hand
    side.by_hand.click()
    question.field.setText("x")
    question.button.click()
    screen.settle()
    assert "at least 3 characters" in question.refusal()
    question.field.setText("printer out of order")
    question.button.click()
    screen.settle()
    screen.settle()
    assert screen.counter.calls[-1] == "by hand printer out of order"
    assert said(screen) == "Accuracy check"
    assert side.by_hand.isHidden()


def test_no_button_that_was_used_keeps_the_focus(screen: Screen, qtbot: QtBot) -> None:
    scan_everything(screen)
    screen.panel.activateWindow()
    side, bar = screen.panel._columns.side, screen.panel.bar
    for button in (side.print_button, bar.undo):
        button.setFocus()
        button.click()
        screen.settle()
        screen.settle()
        assert not holds_focus(screen.panel, button)


def test_after_ready_enter_goes_to_the_hand_over_and_prints_nothing(screen: Screen, qtbot: QtBot) -> None:
    scan_everything(screen)
    screen.panel.activateWindow()
    screen.print()
    screen.go_on()
    screen.settle()
    screen.go_on()
    screen.settle()
    assert not holds_focus(screen.panel, screen.panel._columns.side.print_button)
    calls = list(screen.counter.calls)
    with qtbot.waitSignal(screen.panel.hand_over_requested):
        screen.go_on()
    assert screen.counter.calls == calls


def holds_focus(panel: QWidget, button: QWidget) -> bool:
    """Whether Enter would press this button."""
    return panel.focusWidget() is button


def test_a_pack_is_taken_out_of_a_checked_bag_only_after_a_question(screen: Screen) -> None:
    scan_everything(screen)
    screen.print()
    screen.go_on()
    screen.settle()
    screen.panel.bar.undo.click()
    screen.settle()
    question = screen.panel._columns.stage.ask_undo
    assert question.asked() == "Take the last pack out of a checked bag?"
    assert "undo" not in screen.counter.calls
    screen.press(Qt.Key.Key_Z, CONTROL)
    assert "undo" not in screen.counter.calls, "the same key again is no answer"
    assert screen.panel.step_back()
    assert not question.asked()
    screen.panel.bar.undo.click()
    question.button.click()
    screen.settle()
    screen.settle()
    assert screen.counter.calls[-1] == "undo"
    assert not question.asked()


def test_what_was_shown_before_a_scan_is_gone_until_its_own_label_is_there(
    counter: SampleCounter, open_screen: OpenScreen, qtbot: QtBot
) -> None:
    """A slow machine: the verdict, then the view, then the label; nothing of the pack before stands beside them."""
    actions, gates = counter.actions(), {"scan": threading.Event(), "label": threading.Event()}
    for gate in gates.values():
        gate.set()

    def scan(*facts: object) -> PackScanned | ProductCodeWanted:
        gates["scan"].wait(timeout=20)
        return actions.scan(*facts)  # type: ignore[arg-type]

    def draw(*facts: object) -> bytes:
        gates["label"].wait(timeout=20)
        return actions.label_image(*facts)  # type: ignore[arg-type]

    screen = open_screen(replace(actions, scan=scan, label_image=draw))
    screen.scan(ECOSPRIN.gtin)
    screen.settle()
    side, columns = screen.panel._columns.side, screen.panel._columns
    assert side.state is LabelState.SHOWN
    for gate in gates.values():
        gate.clear()
    assert screen.panel.on_scan(ECOSPRIN.gtin)
    assert not side.preview.is_shown()
    assert side.preview.accessibleName().startswith("Looking at the scan")
    row = next(one for one in columns.list.rows() if one.name == ECOSPRIN.name)
    assert (row.words, row.states) == ("counting", ())
    assert screen.panel.bar.go_on.locked_because == "Looking at the scan"
    gates["scan"].set()
    qtbot.waitUntil(lambda: screen.panel._session is not None and not screen.panel._session.unsettled)
    assert not side.preview.is_shown(), "the label of the pack before stood beside the new verdict"
    assert side._of.words() == ""
    gates["label"].set()
    screen.settle()
    assert side.preview.is_shown()
    assert side._of.words() == "pack 2 of 2"


def test_the_label_counts_the_packs_of_the_line_from_the_first_one(screen: Screen) -> None:
    screen.scan(WARF_5.gtin)
    screen.settle()
    assert screen.panel._columns.side._of.words() == "pack 1 of 2"


def test_a_batch_that_was_not_on_the_code_does_not_agree_before_a_person_has_read_it(screen: Screen) -> None:
    screen.scan(ECOSPRIN.gtin)
    screen.settle()
    question = screen.panel._columns.stage.ask_batch
    assert question.asked().startswith("Does the pack say batch EC")
    assert scanned_state(screen) is PartState.ASKS
    question.button.click()
    screen.settle()
    screen.settle()
    assert screen.counter.calls[-1] == "batch read"
    assert not question.asked()
    assert scanned_state(screen) is PartState.AGREES


def scanned_state(screen: Screen) -> PartState:
    """What the tile of what was scanned says."""
    session = screen.panel._session
    assert session is not None
    row = session.shown_line()
    assert row is not None
    return three_tiles(screen.panel._words, session.view, row, None, None, None)[2].state


@pytest.mark.parametrize("left", [14, 0], ids=["one pack in the shelf", "an empty shelf"])
def test_the_pick_list_says_from_the_beginning_that_there_is_too_little(
    counter: SampleCounter, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    stock = counter._stock
    monkeypatch.setattr(counter, "_stock", lambda product: [
        replace(one, on_hand=Quantity(one.on_hand.value * 0 + (left if place == 0 else 0), one.on_hand.unit))
        if product is ECOSPRIN else one for place, one in enumerate(stock(product))
    ])  # fmt: skip
    screen = open_screen(counter.actions())
    row = next(one for one in screen.panel._columns.list.rows() if one.name == ECOSPRIN.name)
    expected = "0 of 2 scanned, only 1 of 2 in stock" if left else "0 of 2, no usable batch"
    assert (row.words, row.tone) == (expected, "moderate")


def test_where_nothing_is_left_the_stop_says_so_and_not_wrong_pack(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    def scan(*_facts: object) -> PackScanned:
        raise Refused(ScanRefusal.NOT_IN_STOCK, batch_number="EC7781", none_left=True)

    screen = open_screen(replace(counter.actions(), scan=scan))
    screen.scan(ECOSPRIN.gtin)
    assert isinstance(screen.verdict, Stop)
    assert screen.verdict.sentence.startswith("No more Ecosprin 75 in stock: 0 of 2 are scanned")
    assert "part supply" in screen.verdict.steps[0]
    assert not [row for row in screen.panel._columns.list.rows() if row.wrong]


@pytest.mark.parametrize("size", [(1294, 680), (1368, 820), (1528, 820), (1628, 860), (1700, 900), (1848, 992)])
def test_nothing_in_the_middle_is_cut_in_any_window(
    counter: SampleCounter, open_screen: OpenScreen, size: tuple[int, int]
) -> None:
    """The page beside the rail, in windows 1366, 1440, 1600, 1700, 1772 and 1920 px wide."""
    screen = open_screen(counter.actions(), size)
    screen.scan(WARF_5.gtin + " WF2419")
    screen.settle()
    stage = screen.panel._columns.stage
    inside = stage.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= stage.viewport().width(), "the middle is wider than what is seen of it"
