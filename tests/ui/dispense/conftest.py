"""The dispense screen on a sample counter."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import PRESCRIPTION, SampleCounter
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def counter() -> SampleCounter:
    """A counter in memory that notes what it was asked."""
    return SampleCounter()


@pytest.fixture
def open_screen(host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot) -> OpenScreen:
    """Opens the screen with other actions or in another size."""

    def opened(actions: DispenseActions, size: tuple[int, int] = (1848, 992)) -> Screen:
        panel = DispensePanel(host, words, actions, tasks)
        qtbot.addWidget(panel)
        panel.resize(*size)
        panel.show()
        screen = Screen(panel, counter, tasks, qtbot)
        panel.open_prescription(PRESCRIPTION.id)
        screen.settle()
        screen.settle()
        return screen

    return opened


@pytest.fixture
def screen(counter: SampleCounter, open_screen: OpenScreen) -> Screen:
    """The screen as it opens in a full window."""
    return open_screen(counter.actions())
