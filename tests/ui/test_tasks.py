"""Work off the GUI thread."""

import threading
from collections.abc import Iterator
from enum import StrEnum

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Refused, Unavailable
from workstation.ui.tasks import Lane, TaskRunner


class _Code(StrEnum):
    NO = "no"


class _Screen(QObject):
    answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.ran_on: threading.Thread | None = None

    def on_done(self, value: object) -> None:
        self.got.append(value)
        self.ran_on = threading.current_thread()
        self.answered.emit()

    def on_refused(self, refused: Refused) -> None:
        self.got.append(refused.code)
        self.answered.emit()

    def on_unavailable(self, gone: Unavailable) -> None:
        self.got.append(gone.what)
        self.answered.emit()


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shutdown()


def _refuse() -> None:
    raise Refused(_Code.NO)


def _fail() -> None:
    raise Unavailable("printer", "no paper")


def _bug() -> None:
    raise ZeroDivisionError("a bug")


def test_work_runs_on_another_thread_and_its_answer_arrives_on_the_gui_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    screen = _Screen()
    with qtbot.waitSignal(screen.answered):
        runner.run(Lane.WORK, threading.current_thread, screen.on_done)
    assert screen.got[0] is not threading.main_thread()
    assert screen.ran_on is threading.main_thread()


def test_a_refusal_reaches_its_own_callback(qtbot: QtBot, runner: TaskRunner) -> None:
    screen = _Screen()
    with qtbot.waitSignal(screen.answered):
        runner.run(Lane.STORE_WRITE, _refuse, screen.on_done, on_refused=screen.on_refused)
    assert screen.got == [_Code.NO]


def test_what_does_not_answer_reaches_its_own_callback(qtbot: QtBot, runner: TaskRunner) -> None:
    screen = _Screen()
    with qtbot.waitSignal(screen.answered):
        runner.run(Lane.STORE_READ, _fail, screen.on_done, on_unavailable=screen.on_unavailable)
    assert screen.got == ["printer"]


@pytest.mark.parametrize("work", [_bug, _refuse])
def test_a_bug_and_a_refusal_that_nobody_waits_for_are_raised_on_the_gui_thread(
    qtbot: QtBot, runner: TaskRunner, work: object
) -> None:
    screen = _Screen()
    with qtbot.captureExceptions() as raised:
        runner.run(Lane.WORK, work, screen.on_done)  # type: ignore[arg-type]  # a slot that gets no answer
        qtbot.waitUntil(lambda: runner.running == 0)
    assert [type(error) for _, error, _ in raised] in ([ZeroDivisionError], [Refused])
    assert screen.got == []


def test_an_abandoned_answer_is_dropped(qtbot: QtBot, runner: TaskRunner) -> None:
    screen = _Screen()
    go = threading.Event()
    runner.run(Lane.WORK, go.wait, screen.on_done).abandon()
    go.set()
    qtbot.waitUntil(lambda: runner.running == 0)
    assert screen.got == []


@pytest.mark.parametrize(("lane", "done"), [(Lane.STORE_READ, False), (Lane.STORE_WRITE, True)])
def test_a_read_that_nobody_waits_for_is_not_begun_and_a_write_is_done_all_the_same(
    qtbot: QtBot, runner: TaskRunner, lane: Lane, done: bool
) -> None:
    screen, go, begun = _Screen(), threading.Event(), threading.Event()
    for _ in range(2):  # both workers of the readers are busy
        runner.run(lane, go.wait, screen.on_done)
    runner.run(lane, begun.set, screen.on_done).abandon()
    go.set()
    qtbot.waitUntil(lambda: runner.running == 0)
    assert begun.is_set() is done


def test_the_answer_for_a_screen_that_is_gone_is_dropped(qtbot: QtBot, runner: TaskRunner) -> None:
    screen = _Screen()
    go = threading.Event()
    runner.run(Lane.WORK, go.wait, screen.on_done)
    del screen
    go.set()
    qtbot.waitUntil(lambda: runner.running == 0)


def test_a_callback_that_is_no_bound_method_is_not_taken(runner: TaskRunner) -> None:
    with pytest.raises(TypeError, match="bound method"):
        runner.run(Lane.WORK, _bug, print)


def test_one_writer_keeps_the_order(qtbot: QtBot, runner: TaskRunner) -> None:
    screen = _Screen()
    for number in range(20):
        runner.run(Lane.STORE_WRITE, number.__int__, screen.on_done)
    qtbot.waitUntil(lambda: runner.running == 0)
    assert screen.got == list(range(20))


def test_shutdown_joins_every_thread_and_calls_nobody(qtbot: QtBot) -> None:
    runner, screen = TaskRunner(), _Screen()
    started, go = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        go.wait()

    runner.run(Lane.STORE_WRITE, work, screen.on_done)
    runner.run(Lane.STORE_WRITE, work, screen.on_done)
    started.wait()
    threading.Timer(0.01, go.set).start()
    runner.shutdown()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("workstation-")]
    assert screen.got == []
