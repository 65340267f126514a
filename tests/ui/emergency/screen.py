"""The screen of an emergency supply on a real pharmacy in memory, worked by keys and scans alone."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy
from workstation.app.bindings import Session
from workstation.app.emergency_desk import emergency_actions
from workstation.ui.emergency.panel import EmergencyPanel
from workstation.ui.sounds import Sound
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class Screen:
    """The panel with what it needs around it."""

    def __init__(self, pharmacy: Pharmacy, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.pharmacy, self._tasks, self._qtbot = pharmacy, tasks, qtbot
        self.session = Session(pharmacy.pharmacist)
        self.sounds: list[Sound] = []
        site = pharmacy.site
        now = lambda: site.clock().astimezone(site.zone)  # noqa: E731  # a clock is one expression
        actions = emergency_actions(site, self.session, now, self.sounds.append, lambda: None)
        self.panel = EmergencyPanel(host, words, actions, tasks)
        qtbot.addWidget(self.panel)
        self.panel.resize(1712, 992)
        self.panel.show()

    def settle(self) -> None:
        """Until every answer is there."""
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def scan(self, code: str) -> None:
        """A pack."""
        assert self.panel.on_scan(code)
        self.settle()

    def type(self, where: QWidget, text: str) -> None:
        """Into the field that has the focus."""
        where.setFocus()
        QTest.keyClicks(where, text)
        self.settle()
