"""A pair of hands for the tour: presses keys, scans like a scanner, waits, takes pictures. No action behind the
screens' backs: everything goes through the window as a person's keys do."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from workstation.domain.errors import Unavailable
from workstation.ui.shell.mainwindow import MainWindow

SIZE = (1920, 1080)
FINGER_MS = 70
"""A finger rests longer on a key than a scanner's whole digit takes; the scan filter tells them apart by it."""
SCANNER_MS = 4
"""Between two keys of a scanner."""
PATIENCE = 300.0
"""Seconds after which a step of the tour counts as stuck. Generous: a busy machine may take ten times as long."""
PRESS_AGAIN = 2.0
"""Seconds that a person watches a screen do nothing before pressing again."""
REST_MS = 150
"""The window holds still when two looks so far apart are the same; a person also rests so long between two scans."""
UNREST = 20.0
"""Seconds after which a picture is taken although something still moves."""
_SPECIAL = {"\r": (Qt.Key.Key_Return.value, "\r"), "\x1d": (Qt.Key.Key_F8.value, "")}
"""Keys of a scanner that are no letters: its suffix, and what it sends for FNC1."""


class Hands:
    """Plays on one window. `at_rest` tells that no answer which a screen waits for is under way."""

    def __init__(
        self, app: QApplication, window: MainWindow, folder: Path, at_rest: Callable[[], bool] = lambda: True
    ) -> None:
        self._app, self._window, self._folder, self._at_rest = app, window, folder, at_rest
        self._count = 0
        self._stamp = 0

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
        """Enter for the filled button of the page, as soon as it can be pressed; no other button may have the focus."""
        self.wait_until("the primary button of the page can be pressed", self._primary_is_there)
        if self._window.open_page is not None:
            self._window.open_page.setFocus()
        self.key(Qt.Key.Key_Return)

    def _primary_is_there(self) -> bool:
        page = self._window.open_page
        button = page.primary() if page is not None else None
        return button is not None and button.isVisible() and button.isEnabled()

    def control(self, key: Qt.Key) -> None:
        """A key with Ctrl."""
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Types at a person's speed, so that it is not taken for a scan."""
        target = self._target()
        for character in text:
            self._post(target, character, self._later(FINGER_MS))
            QTest.qWait(FINGER_MS)
        self.settle()

    def scan(self, code: str) -> None:
        """A code at scanner speed, with Enter behind it. The keys wait in the queue until the window takes them."""
        target, began = self._target(), self._later(REST_MS)
        for place, character in enumerate(f"{code}\r"):
            self._post(target, character, began + place * SCANNER_MS)
        self.settle()

    def _later(self, milliseconds: int) -> int:
        """The stamp of a key pressed now, so long at least after the one before."""
        return max(round(time.monotonic() * 1000), self._stamp + milliseconds)

    def _post(self, target: QWidget, character: str, stamp: int) -> None:
        """One press and release, stamped as a keyboard does it."""
        self._stamp = stamp
        key, text = _SPECIAL.get(character, (ord(character.upper()), character))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(stamp)
            QCoreApplication.postEvent(target, event)

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
        """Ctrl + a key, and again while nothing comes of it, as a person does who waits for its button to appear."""
        pressed = 0.0

        def pressed_and_done() -> bool:
            nonlocal pressed
            if not holds() and self._at_rest() and time.monotonic() - pressed > PRESS_AGAIN:
                self.control(key)
                pressed = time.monotonic()
            return holds()

        self.wait_until(what, pressed_and_done)

    def settle(self) -> None:
        """Lets what was started be painted."""
        QTest.qWait(30)

    def picture(self, name: str) -> str:
        """The window once it holds still, as the next numbered PNG; returns the file's name."""
        image = self._still()
        self._count += 1
        file = f"{self._count:02d}_{name}.png"
        image.save(str(self._folder / file))
        return file

    def _still(self) -> QImage:
        """The window when every answer is on it and two looks at it are the same."""
        end = time.monotonic() + UNREST
        seen = self._look()
        while time.monotonic() < end:
            QTest.qWait(REST_MS)
            before, seen = seen, self._look()
            if self._at_rest() and seen == before:
                break
        return seen

    def _look(self) -> QImage:
        # What the last answer put on the page is shown, and what was shown is laid out, by events of their own.
        QApplication.sendPostedEvents()
        return self._window.grab().toImage()

    @property
    def pictures(self) -> int:
        """How many were taken."""
        return self._count
