"""What goes on by itself never keeps a person waiting, and what nobody answers for is told."""

from threading import Event, get_ident

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Unavailable
from workstation.ui.tasks import WORKERS, Lane, TaskRunner


class _Screen(QObject):
    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def on_done(self, _value: object) -> None:
        self.drawn.emit()

    def on_over(self, _value: object) -> None:
        """A round has ended."""

    def on_unavailable(self, trouble: Unavailable) -> None:
        self.told.append(trouble.why)


def _busy() -> None:
    raise Unavailable("store", "The store has been busy for 10 seconds. Try again.")


def test_a_label_is_drawn_while_rounds_and_readings_go_on(qtbot: QtBot, tasks: TaskRunner) -> None:
    screen, over = _Screen(), Event()
    try:
        for _ in range(WORKERS[Lane.BACKGROUND] + 2):
            tasks.run(Lane.BACKGROUND, over.wait, screen.on_over)
        with qtbot.waitSignal(screen.drawn, timeout=1000):
            tasks.run(Lane.WORK, get_ident, screen.on_done)
    finally:
        over.set()
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_a_busy_store_that_no_screen_answers_for_is_a_sentence(qtbot: QtBot, tasks: TaskRunner) -> None:
    screen = _Screen()
    tasks.unavailable.connect(screen.on_unavailable)
    tasks.run(Lane.STORE_READ, _busy, screen.on_over)
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert screen.told == ["The store has been busy for 10 seconds. Try again."]


def test_a_busy_store_that_nobody_listens_to_is_raised(qtbot: QtBot, tasks: TaskRunner) -> None:
    screen = _Screen()
    with qtbot.captureExceptions() as raised:
        tasks.run(Lane.STORE_READ, _busy, screen.on_over)
        qtbot.waitUntil(lambda: tasks.running == 0)
    assert [kind for kind, _, _ in raised] == [Unavailable]
