"""A pair of hands for the tour: presses keys, scans like a scanner, waits, takes pictures. No action behind the
screens' backs: everything goes through the window as a person's keys do."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from workstation.domain.errors import Unavailable
from workstation.ui.shell.mainwindow import MainWindow

SIZE = (1920, 1080)
FINGER_MS = 70
"""A finger rests longer on a key than a scanner's whole digit takes; the scan filter tells them apart by it."""
PATIENCE = 60.0
"""Seconds after which a step of the tour counts as stuck."""


class Hands:
    """Plays on one window."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path) -> None:
        self._app, self._window, self._folder = app, window, folder
        self._count = 0

    def _target(self) -> QWidget:
        """Where keys go. Without a screen nothing gives the window back its focus but we."""
        if self._app.activeWindow() is None:
            self._window.activateWindow()
            QTest.qWaitForWindowActive(self._window, 1000)
        if self._app.focusWidget() is None and self._window.open_page is not None:
            self._window.open_page.setFocus()
        return self._app.focusWidget() or self._window

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key where the focus is."""
        QTest.keyPress(self._target(), key, modifier)
        QTest.qWait(FINGER_MS)
        QTest.keyRelease(self._target(), key, modifier)
        self.settle()

    def primary(self) -> None:
        """Enter for the one filled button of the page: no other button may have the focus."""
        if self._window.open_page is not None:
            self._window.open_page.setFocus()
        self.key(Qt.Key.Key_Return)

    def control(self, key: Qt.Key) -> None:
        """A key with Ctrl."""
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Types at a person's speed, so that it is not taken for a scan."""
        target = self._target()
        for character in text:
            QTest.keyClicks(target, character)
            QTest.qWait(60)
        self.settle()

    def scan(self, code: str) -> None:
        """A code at scanner speed, with Enter behind it."""
        target = self._target()
        for character in code:
            if character == "\x1d":
                QTest.keyClick(target, Qt.Key.Key_F8)
            else:
                QTest.keyClicks(target, character)
        QTest.keyClick(target, Qt.Key.Key_Return)
        self.settle()

    def wait_until(self, what: str, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Lets the program work until something holds. Raises Unavailable naming the step that is stuck."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                self.picture("stuck")
                raise Unavailable("tour", f"The tour is stuck: {what} did not happen within {seconds:.0f} s.")
            QTest.qWait(20)
        self.settle()

    def press_until(self, what: str, key: Qt.Key, holds: Callable[[], bool]) -> None:
        """Ctrl + a key as soon as its button is there, as a person does who waits for it to appear."""

        def pressed_and_done() -> bool:
            if not holds():
                self.control(key)
                QTest.qWait(300)
            return holds()

        self.wait_until(what, pressed_and_done)

    def settle(self) -> None:
        """Lets what was started be painted."""
        QTest.qWait(30)

    def picture(self, name: str) -> str:
        """The window as it is, as the next numbered PNG; returns the file's name."""
        QTest.qWait(150)
        self._count += 1
        file = f"{self._count:02d}_{name}.png"
        self._window.grab().save(str(self._folder / file))
        return file

    @property
    def pictures(self) -> int:
        """How many were taken."""
        return self._count
