"""Scans are taken before any widget sees them; what a person types arrives in its order."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workstation.adapters.scanner.wedge import GS, Key, Wedge, WedgeSettings
from workstation.ui.shell.scan_filter import ScanFilter

CODE = "0108901177011238"


class _Counter:
    """A clock in milliseconds that stands still unless told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class _Desk(QWidget):
    """A field and a button, and what arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.button = QLineEdit(), QPushButton("Approve")
        self.unused: list[int] = []
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.unused.append(event.key())


@pytest.fixture
def clock() -> _Counter:
    return _Counter()


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    desk = _Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    desk.field.setFocus()
    qtbot.waitUntil(desk.field.hasFocus)
    return desk


@pytest.fixture
def scans(qapp: QApplication, clock: _Counter) -> Iterator[ScanFilter]:
    scans = ScanFilter(qapp, Wedge(WedgeSettings()), Key, clock)
    yield scans
    scans.stop()
    scans.deleteLater()


def _press(receiver: QObject, character: str) -> None:
    key = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, GS: Qt.Key.Key_BracketRight}.get(character)
    code = key.value if key else ord(character.upper())
    modifiers = Qt.KeyboardModifier.ControlModifier if character == GS else Qt.KeyboardModifier.NoModifier
    QCoreApplication.sendEvent(receiver, QKeyEvent(QEvent.Type.KeyPress, code, modifiers, character))


def _scan(receiver: QObject, clock: _Counter, code: str, gap: float = 3) -> None:
    for character in code:
        _press(receiver, character)
        clock.now += gap


def test_a_scan_is_told_and_never_typed(qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter) -> None:
    with qtbot.waitSignal(scans.code_scanned) as told:
        _scan(desk.field, clock, f"{CODE}\r")
    assert told.args == [CODE]
    assert desk.field.text() == ""
    assert desk.unused == []


def test_a_scan_does_not_press_the_focused_button(
    qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter
) -> None:
    desk.button.setFocus()
    with qtbot.assertNotEmitted(desk.button.clicked), qtbot.waitSignal(scans.code_scanned):
        _scan(desk.button, clock, f"{CODE}\r")


def test_a_tab_that_ends_a_scan_does_not_move_the_focus(
    qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter
) -> None:
    with qtbot.waitSignal(scans.code_scanned):
        _scan(desk.field, clock, f"{CODE}\t")
    assert desk.field.hasFocus()


def test_separators_inside_a_code_arrive_as_separators(
    qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter
) -> None:
    with qtbot.waitSignal(scans.code_scanned) as told:
        _scan(desk.field, clock, f"{CODE}10WF2419{GS}21ABC\r")
    assert told.args == [f"{CODE}10WF2419{GS}21ABC"]


def test_what_a_person_types_arrives_in_its_order(
    qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter
) -> None:
    with qtbot.assertNotEmitted(scans.code_scanned):
        _scan(desk.field, clock, "warf 5", gap=120)
        clock.now += 1000
        qtbot.waitUntil(lambda: desk.field.text() == "warf 5")


def test_typing_with_a_programmed_prefix_is_never_late(
    qtbot: QtBot, desk: _Desk, qapp: QApplication, clock: _Counter
) -> None:
    scans = ScanFilter(qapp, Wedge(WedgeSettings(prefix="~")), Key, clock)
    try:
        _scan(desk.field, clock, "warf", gap=5)
        assert desk.field.text() == "warf"
        with qtbot.waitSignal(scans.code_scanned) as told:
            _scan(desk.field, clock, f"~{CODE}\r")
        assert told.args == [CODE]
        assert desk.field.text() == "warf"
    finally:
        scans.stop()


def test_half_a_scan_is_told_and_not_typed(qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter) -> None:
    with qtbot.waitSignal(scans.half_scan) as told:
        _scan(desk.field, clock, CODE)
        clock.now += 600
    assert told.args == [CODE]
    assert desk.field.text() == ""


def test_a_key_that_a_widget_does_not_want_is_looked_at_once(
    qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter
) -> None:
    desk.button.setFocus()
    _press(desk.button, "x")
    clock.now += 1000
    qtbot.waitUntil(lambda: desk.unused == [Qt.Key.Key_X.value])


def test_arrows_and_commands_are_let_through_at_once(
    qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter
) -> None:
    desk.field.setText("abc")
    QTest.keyClick(desk.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert desk.field.selectedText() == "abc"
    QTest.keyClick(desk.field, Qt.Key.Key_Left)
    assert desk.field.selectedText() == ""


def test_keys_that_come_through_the_window_are_looked_at_once(
    qtbot: QtBot, desk: _Desk, scans: ScanFilter, clock: _Counter
) -> None:
    with qtbot.waitSignal(scans.code_scanned) as told:
        _scan(desk.windowHandle(), clock, f"{CODE}\r")
    assert told.args == [CODE]
    assert desk.field.text() == ""
    _scan(desk.windowHandle(), clock, "ok", gap=200)
    clock.now += 1000
    qtbot.waitUntil(lambda: desk.field.text() == "ok")
