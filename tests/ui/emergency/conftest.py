"""A pharmacy in memory, and the screen of an emergency supply on it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy, a_pharmacy
from tests.ui.emergency.screen import Screen
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """Empty, with a pharmacist and somebody at the counter."""
    with a_pharmacy() as opened:
        yield opened


@pytest.fixture
def screen(pharmacy: Pharmacy, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Screen:
    """The screen, nothing open yet."""
    return Screen(pharmacy, host, words, tasks, qtbot)
