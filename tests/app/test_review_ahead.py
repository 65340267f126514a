"""The first prescription of the day opens like every other one: its page is made before, while nothing is under way."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.benchmarks.overlay import window_with
from workstation.app.review_ahead import REST, ReviewAhead
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, sample_pharmacy
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class Made:
    """A window with a queue, and every review page that was made for it."""

    def __init__(self, host: ThemeHost, words: Words, tasks: TaskRunner) -> None:
        self._parts, self.pages = (host, words, tasks), 0
        self.rest = True
        self.window: MainWindow = window_with(self._panel, host, words)
        self.ahead = ReviewAhead(self.window, tasks, lambda: self.rest)

    def _panel(self) -> ReviewPanel:
        host, words, tasks = self._parts
        self.pages += 1
        return ReviewPanel(host, words, sample_pharmacy().actions(), tasks)

    def panel(self) -> ReviewPanel:
        """The page."""
        page = self.window.page("review")
        assert isinstance(page, ReviewPanel)
        return page


@pytest.fixture
def made(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Iterator[Made]:
    one = Made(host, words, tasks)
    qtbot.addWidget(one.window)
    yield one
    one.ahead.stop()


def test_the_page_is_there_before_anybody_opens_a_prescription(made: Made, qtbot: QtBot, tasks: TaskRunner) -> None:
    made.ahead.start()
    qtbot.waitUntil(lambda: made.ahead.is_done and not tasks.running, timeout=20_000)
    assert made.pages == 1
    assert made.window.open_key == "queue"
    assert not made.panel().isVisible()
    assert made.panel().scan.width() > 500  # laid out in the room that it will have
    made.window.open("review")
    assert made.pages == 1


def test_nothing_is_made_while_something_is_under_way(made: Made, qtbot: QtBot, tasks: TaskRunner) -> None:
    made.rest = False
    for _ in range(10 * REST):
        made.ahead.look()
    assert made.pages == 0
    made.rest = True
    for _ in range(2 * REST):  # the decoder, then the page
        made.ahead.look()
    assert made.pages == 1
    qtbot.waitUntil(lambda: not tasks.running)


def test_who_opens_one_first_is_not_disturbed(made: Made, qtbot: QtBot, tasks: TaskRunner) -> None:
    made.ahead.start()
    made.window.open("review")
    made.panel().open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: made.ahead.is_done and not tasks.running, timeout=20_000)
    assert made.pages == 1
    assert made.panel().shown_view is not None


def test_the_window_makes_nothing_more_when_it_closes(made: Made) -> None:
    made.ahead.start()
    made.ahead.stop()
    for _ in range(10 * REST):
        made.ahead.look()
    made.ahead.start()
    assert made.pages == 0
    assert made.ahead.is_done


@pytest.mark.ci
def test_an_opening_that_was_prepared_takes_less_of_the_processor(
    made: Made, host: ThemeHost, words: Words, qtbot: QtBot, tasks: TaskRunner
) -> None:
    """By the time of this thread: what else goes on, here and on the machine, is not counted."""
    unprepared = _to_front(Made(host, words, tasks), qtbot)
    made.ahead.start()
    qtbot.waitUntil(lambda: made.ahead.is_done and not tasks.running, timeout=20_000)
    assert _to_front(made, qtbot) < 0.7 * unprepared


def _to_front(made: Made, qtbot: QtBot) -> float:
    """Seconds of this thread until the page is painted for the first time."""
    qtbot.addWidget(made.window)
    QApplication.processEvents()
    since = time.thread_time()
    made.window.open("review")
    QApplication.processEvents()
    return time.thread_time() - since
