"""The dispense screen as a test handles it."""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.ui.components.verdict_views import Match, Stop
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import SampleCounter
from workstation.ui.tasks import TaskRunner


class Screen:
    """The panel with its counter; every step waits for its answer."""

    def __init__(self, panel: DispensePanel, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.panel, self.counter, self._tasks, self._qtbot = panel, counter, tasks, qtbot

    def settle(self) -> None:
        """Waits until no task is running."""
        self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def scan(self, code: str) -> None:
        """One scan and its answer."""
        assert self.panel.on_scan(code)
        self.settle()

    def read_batches(self) -> None:
        """Compares each batch that no code named with its pack."""
        for _ in range(len(self.counter.unread)):
            self.panel._columns.stage.ask_batch.button.click()
            self.settle()
        assert not self.counter.unread

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key in the panel."""
        QTest.keyClick(self.panel, key, modifier)
        self.settle()

    @property
    def verdict(self) -> Match | Stop | None:
        """What is shown of the last scan."""
        return self.panel._columns.stage.verdict.verdict

    def print(self) -> None:
        """Prints the labels by Enter: the primary does that as long as packs have none."""
        assert self.panel.bar.prints
        self.go_on()
        self.settle()

    def go_on(self) -> None:
        """Presses the button of the next step."""
        button = self.panel.primary()
        assert button is not None
        button.click()
        self.settle()


class OpenScreen(Protocol):
    """Opens the screen on the sample prescription."""

    def __call__(self, actions: DispenseActions, size: tuple[int, int] = (1848, 992)) -> Screen:
        """The screen with these actions behind it; `size` in px."""
        ...
