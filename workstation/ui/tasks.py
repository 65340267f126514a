"""Work off the GUI thread: plain callables on lanes, results back on the GUI thread through bound methods.

The store has one writer and two readers, so that the verdict of a scan never queues behind a report. What goes on by
itself has a lane of its own, so that what a person waits for (a label, a scan, a sentence) never queues behind it.
"""

import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from enum import StrEnum
from functools import partial
from inspect import ismethod
from typing import Any

import shiboken6
from PySide6.QtCore import QMetaMethod, QObject, Qt, Signal, Slot

from workstation.domain.errors import Refused, Unavailable


class Lane(StrEnum):
    """Where a piece of work runs."""

    WORK = "work"
    BACKGROUND = "background"
    """What may take minutes: a round of sync, reading a scan ahead, a look into the watched folder."""
    PRINTER = "printer"
    """One job after the other: most printers serve one at a time, and a silent one keeps nothing else waiting."""
    STORE_READ = "store_read"
    STORE_WRITE = "store_write"


WORKERS = {Lane.WORK: 2, Lane.BACKGROUND: 4, Lane.PRINTER: 1, Lane.STORE_READ: 2, Lane.STORE_WRITE: 1}
"""Threads of each lane. In the background one for each: the round of sync, the one that a person asked for, reading
ahead, the watched folder; none begins twice, so none waits for another."""

Work = Callable[[], Any]
Answer = Callable[[Any], None]


class Task:
    """One piece of work under way. `abandon()` drops its answer, whatever it will be."""

    def __init__(self, on_done: Answer, on_refused: Answer | None, on_unavailable: Answer | None) -> None:
        self._done = _weak(on_done)
        self._refused = _weak(on_refused)
        self._unavailable = _weak(on_unavailable)
        self._abandoned = False

    @property
    def abandoned(self) -> bool:
        """Whether the answer is not wanted any more."""
        return self._abandoned

    def abandon(self) -> None:
        """The answer is not wanted any more; work that has begun, and every write, is done all the same."""
        self._abandoned = True

    def read(self, work: Work) -> Any:
        """On the worker's thread: what nobody waits for any more is not read."""
        return None if self._abandoned else work()

    def answer(self, result: object, trouble: BaseException | None) -> None:
        """Hands the result or the trouble to its bound method. On the GUI thread. Raises what nobody waits for."""
        if self._abandoned:
            return
        match trouble:
            case None:
                _call(self._done, result)
            case Refused() if self._refused is not None:
                _call(self._refused, trouble)
            case Unavailable() if self._unavailable is not None:
                _call(self._unavailable, trouble)
            case _:
                raise trouble


class TaskRunner(QObject):
    """Runs work on lanes. Lives on the GUI thread; `shutdown` before the application ends."""

    _finished = Signal(object, object, object)
    busy_changed = Signal(bool)
    unavailable = Signal(object)
    """Unavailable of a work without a callback of its own for it: whoever has the window says it as a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {
            lane: ThreadPoolExecutor(count, thread_name_prefix=f"workstation-{lane.value}")
            for lane, count in WORKERS.items()
        }
        self._running = 0
        self._open = True
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How many pieces of work have no answer yet."""
        return self._running

    def run(
        self,
        lane: Lane,
        work: Work,
        on_done: Answer,
        *,
        on_refused: Answer | None = None,
        on_unavailable: Answer | None = None,
    ) -> Task:
        """Runs `work()` on a lane. The callbacks are bound methods of QObjects; one that is gone is not called.

        `on_refused` gets the Refused, `on_unavailable` the Unavailable; without the latter the signal `unavailable`
        does. Everything else, and what nobody listens to, is raised on the GUI thread: it is a bug. `work` sees
        context variables as they are now.
        """
        task = Task(on_done, on_refused, on_unavailable or self._on_unavailable)
        self._running += 1
        if self._running == 1:
            self.busy_changed.emit(True)
        wanted = partial(task.read, work) if lane is Lane.STORE_READ else work
        future = self._lanes[lane].submit(copy_context().run, wanted)
        future.add_done_callback(partial(self._report, task))
        return task

    def shutdown(self) -> None:
        """Lets begun work end, drops what waits, joins every thread. No callback is called afterwards."""
        self._open = False
        for executor in self._lanes.values():
            executor.shutdown(wait=True, cancel_futures=True)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        if not self.isSignalConnected(QMetaMethod.fromSignal(self.unavailable)):
            raise trouble
        self.unavailable.emit(trouble)

    def _report(self, task: Task, future: Future[Any]) -> None:
        """On the worker's thread: hands over to the GUI thread."""
        if not self._open or future.cancelled():
            return
        trouble = future.exception()
        self._finished.emit(task, None if trouble else future.result(), trouble)

    @Slot(object, object, object)
    def _on_finished(self, task: Task, result: object, trouble: BaseException | None) -> None:
        self._running -= 1
        if self._running == 0:
            self.busy_changed.emit(False)
        if self._open:
            task.answer(result, trouble)


def _weak(callback: Answer | None) -> "weakref.WeakMethod[Answer] | None":
    if callback is None:
        return None
    if not ismethod(callback):
        raise TypeError(f"a callback of a task is a bound method, not {callback!r}")
    return weakref.WeakMethod(callback)


def _call(reference: "weakref.WeakMethod[Answer] | None", value: object) -> None:
    callback = reference() if reference is not None else None
    if callback is None:
        return
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, QObject) and not shiboken6.isValid(owner):
        return
    callback(value)
