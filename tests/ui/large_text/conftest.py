"""Text at 200 % on a screen of 1920 × 1080: everything is reachable, the important thing first."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import PAGE, settle
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost


@pytest.fixture
def large(host: ThemeHost) -> ThemeHost:
    """Text at 200 %."""
    host.choose(scale=200)
    return host


@pytest.fixture
def put(large: ThemeHost, qtbot: QtBot, tasks: TaskRunner) -> Iterator[Callable[[QWidget], None]]:
    """Shows a page in the room that the window has for it. Pages follow the text scale while their lanes are open."""

    def show(page: QWidget) -> None:
        qtbot.addWidget(page)
        page.resize(*PAGE)
        page.show()
        settle(qtbot, tasks)

    yield show
    large.choose(scale=100)
    settle(qtbot, tasks)
