"""Scans are taken before any widget sees them; what a person types arrives in its order."""

import time
from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workstation.adapters.scanner.wedge import Key, Wedge, WedgeSettings
from workstation.domain.us_keyboard import GS
from workstation.ui.shell.scan_filter import ScanFilter

CODE = "0108901177011238"


class _Counter:
    """A clock in milliseconds that stands still unless told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class _Late:
    """A clock on which every look is 50 ms after the one before."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        self._now += 50
        return self._now


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


class _Keyboard(QObject):
    """Stamps its keys as a platform does; they wait in the queue until the window takes them."""

    def __init__(self, receiver: QObject) -> None:
        super().__init__()
        self._receiver, self._stamp, self._later = receiver, 5_000, ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._send_rest)

    def send(self, characters: str, gaps: Sequence[int]) -> None:
        for character, gap in zip(characters, gaps, strict=True):
            self._stamp += gap
            key = Qt.Key.Key_Return.value if character == "\r" else ord(character.upper())
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, character)
            event.setTimestamp(self._stamp)
            QCoreApplication.postEvent(self._receiver, event)

    def send_later(self, characters: str, milliseconds: int) -> None:
        self._later = characters
        self._timer.start(milliseconds)

    def _send_rest(self) -> None:
        self.send(self._later, [4] * len(self._later))


def _hold_the_window(milliseconds: int) -> None:
    """Something else keeps the GUI thread busy."""
    end = time.monotonic() + milliseconds / 1000
    while time.monotonic() < end:
        pass


@pytest.fixture
def real_scans(qapp: QApplication) -> Iterator[ScanFilter]:
    scans = ScanFilter(qapp, Wedge(WedgeSettings()), Key)
    yield scans
    scans.stop()
    scans.deleteLater()


@pytest.mark.parametrize("before", [1, 3, 7, 12])
def test_a_scan_comes_whole_though_the_window_was_held_in_its_middle(
    qtbot: QtBot, desk: _Desk, real_scans: ScanFilter, before: int
) -> None:
    """As on X11: the late timer is found before the keys that came meanwhile (the keys' source is asked after it)."""
    keyboard = _Keyboard(desk.field)
    with qtbot.waitSignal(real_scans.code_scanned) as told:
        keyboard.send(CODE[:before], [4] * before)
        QCoreApplication.sendPostedEvents()
        keyboard.send_later(f"{CODE[before:]}\r", 60)
        _hold_the_window(300)
    assert told.args == [CODE]
    assert desk.field.text() == ""


def test_a_scan_that_waited_in_the_queue_as_a_whole_comes_whole(
    qtbot: QtBot, desk: _Desk, real_scans: ScanFilter
) -> None:
    keyboard = _Keyboard(desk.field)
    with qtbot.waitSignal(real_scans.code_scanned) as told:
        keyboard.send(f"{CODE}\r", [4] * (len(CODE) + 1))
        _hold_the_window(300)
    assert told.args == [CODE]


def test_fast_typing_that_waited_in_the_queue_is_typed_and_no_scan(
    qtbot: QtBot, desk: _Desk, real_scans: ScanFilter
) -> None:
    """All these keys are handled within a few milliseconds; their stamps say that fingers pressed them."""
    keyboard = _Keyboard(desk.field)
    with qtbot.assertNotEmitted(real_scans.code_scanned), qtbot.assertNotEmitted(real_scans.half_scan):
        keyboard.send("paracetamol 500 mg", [70] * 18)
        _hold_the_window(300)
        qtbot.waitUntil(lambda: desk.field.text() == "paracetamol 500 mg")


def test_a_typed_key_is_given_back_though_the_window_is_never_on_time(
    qtbot: QtBot, desk: _Desk, qapp: QApplication
) -> None:
    scans = ScanFilter(qapp, Wedge(WedgeSettings()), Key, _Late())
    try:
        _press(desk.field, "w")
        qtbot.waitUntil(lambda: desk.field.text() == "w")
    finally:
        scans.stop()


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


def test_a_tap_whose_release_comes_before_its_press_is_given_back_clicks_once(
    desk: _Desk, clock: _Counter, qtbot: QtBot
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    filter_ = ScanFilter(app, Wedge(), Key, clock)
    clicks: list[bool] = []
    desk.button.clicked.connect(lambda: clicks.append(True))
    desk.button.setFocus()
    qtbot.waitUntil(desk.button.hasFocus)
    try:
        for number in (1, 2):
            QTest.keyClick(desk.button, Qt.Key.Key_Space)
            assert len(clicks) == number - 1, "the press is still held back"
            clock.now += 100
            qtbot.waitUntil(lambda number=number: len(clicks) == number)  # type: ignore[misc]
            assert not desk.button.isDown()
    finally:
        filter_.stop()
