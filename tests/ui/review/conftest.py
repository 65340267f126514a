"""The review screen with a pharmacy in memory."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, USER_ID, SamplePharmacy
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def shown(qtbot: QtBot, host: ThemeHost, words: Words, tasks: TaskRunner) -> Shown:
    """Shows the screen at the size of a full window."""

    def show(pharmacy: SamplePharmacy) -> ReviewPanel:
        panel = ReviewPanel(host, words, pharmacy.actions(), tasks)
        qtbot.addWidget(panel)
        panel.resize(1848, 992)
        panel.set_user(USER_ID)
        panel.show()
        panel.open_prescription(PRESCRIPTION_ID)
        qtbot.waitUntil(lambda: bool(panel.left or pharmacy.calls) and not tasks.running)
        qtbot.wait(1)
        qtbot.waitUntil(lambda: not tasks.running)
        return panel

    return show
