"""The check: what the server really does, tried in the background, with progress and a way to stop."""

import threading
from functools import partial

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.facts import StepState, Todo, TodoList
from workstation.ui.components.flow import Flow
from workstation.ui.components.layouts import Column
from workstation.ui.components.problem import ProblemBoxes
from workstation.ui.pairing.actions import Found, PairingActions
from workstation.ui.pairing.draft import Draft
from workstation.ui.pairing.parts import Notice, question, scrolling
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words

_TICK_MS = 1000


class CheckStep(WizardStep):
    """Begins by itself when it is opened with entries that were not checked yet. Keeps nothing."""

    told = Signal(str)
    """A stage begins; emitted on the lane's thread."""

    def __init__(self, host: ThemeHost, words: Words, actions: PairingActions, draft: Draft, tasks: TaskRunner) -> None:
        super().__init__("check", words.text("pairing.check.title"), words.text("pairing.check.note"))
        self._host, self._words, self._actions, self._draft, self._tasks = host, words, actions, draft, tasks
        self._running = False
        self._stop = threading.Event()
        self._at = -1
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show)
        self._build()
        self.told.connect(self._on_told)

    @property
    def running(self) -> bool:
        """A check is under way."""
        return self._running

    def question(self) -> QWidget:
        """The stages."""
        return self._page

    def answer(self) -> QWidget:
        """What went wrong, if anything."""
        return self._side

    def blocked_because(self) -> str:
        """Under way, or without a result."""
        if self._running:
            return self._words.text("pairing.check.stopping" if self._stop.is_set() else "pairing.check.running")
        return "" if self._draft.found is not None else self._words.text("pairing.check.not_done")

    def shown(self) -> None:
        """Begins, unless there is a result for exactly these entries."""
        self._page.setFocus()
        if self._draft.found is None:
            self.begin()

    def begin(self) -> None:
        """Looks at the server and probes it. A second one waits for the first: both would tidy up the same records."""
        if self._running:
            return
        self._running, self._at = True, -1
        self._stop = threading.Event()
        self._draft.take(None)
        self._problem.setVisible(False)
        self._clock.start()
        self._timer.start()
        work = partial(self._actions.check, self._draft.entered, self.told.emit, self._stop.is_set)
        self._tasks.run(Lane.WORK, work, self._on_found, on_refused=self._on_refused, on_unavailable=self._on_absent)
        self._show()
        self.changed.emit()

    def stop(self) -> None:
        """Ends the check at the next step; its test records are deleted."""
        if self._running:
            self._stop.set()
            self._show()
            self.changed.emit()

    def begin_keeping(self) -> None:
        """The result is looked at first; it is kept at the end."""
        self.kept.emit(self._words.text("pairing.check.kept", seconds=self._seconds))

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        host, text = self._host, self._words.text
        self._page, column = question(host, text("pairing.check.question"), text("pairing.check.why"))
        self.stages = TodoList(host)
        column.addWidget(self.stages)
        self.notice = Notice(host)
        column.addWidget(self.notice)
        self.cancel = SecondaryButton(host, text("pairing.check.stop"), icon="cross", keys="Ctrl+.", small=True)
        self.again = SecondaryButton(host, text("pairing.check.again"), icon="refresh", keys="Ctrl+R", small=True)
        self.cancel.clicked.connect(self.stop)
        self.again.clicked.connect(self.begin)
        flow = Flow(host)
        flow.add(self.cancel, self.again)
        column.addWidget(flow)
        inside = QWidget()
        self._problem = ProblemBoxes(host)
        self._problem.setVisible(False)
        Column(host, gap=0, parent=inside).addWidget(self._problem)
        self._side = scrolling(host, inside)
        self._seconds = 0
        self._show()

    @property
    def problem(self) -> ProblemBoxes:
        """What happened, what is safe, what to do; hidden while nothing went wrong."""
        return self._problem

    # --- what comes back ----------------------------------------------------------------------------------

    def _on_told(self, stage: str) -> None:
        self._at = self._actions.stages.index(stage)
        self._show()

    def _on_found(self, found: Found) -> None:
        self._at = len(self._actions.stages)
        self._draft.take(found)
        self._end()

    def _on_refused(self, refusal: Refused) -> None:
        parts = self._words.parts(refusal.code, refusal.facts)
        self._problem.set_problem(parts.happened, parts.safe, parts.todo)
        self._problem.setVisible(True)
        self._end()

    def _on_absent(self, trouble: Unavailable) -> None:
        text = self._words.text
        self._problem.set_problem(trouble.why, text("pairing.check.safe"), text("pairing.check.todo"))
        self._problem.setVisible(True)
        self._end()

    def _end(self) -> None:
        self._running = False
        self._timer.stop()
        self._seconds = max(1, round(self._clock.elapsed() / 1000))
        self._show()
        self.changed.emit()

    # --- showing ------------------------------------------------------------------------------------------

    def _show(self) -> None:
        text = self._words.text
        todos = tuple(Todo(text(f"pairing.stage.{one}"), self._state(at)) for at, one in enumerate(self._stages()))
        self.stages.set_todos(todos)
        self.cancel.setVisible(self._running and not self._stop.is_set())
        self.again.setVisible(not self._running)
        if self._running:
            said = "pairing.check.stopping" if self._stop.is_set() else "pairing.check.time"
            self.notice.say(text(said, seconds=round(self._clock.elapsed() / 1000)))
        else:
            self.notice.say(text("pairing.check.done", seconds=self._seconds) if self._draft.found else "")

    def _stages(self) -> tuple[str, ...]:
        """Without SMART there is no token to ask for."""
        return tuple(one for one in self._actions.stages if one != "token" or self._draft.entered.smart)

    def _state(self, row: int) -> StepState:
        at = self._actions.stages.index(self._stages()[row])
        if at == self._at and self._running:
            return StepState.NOW
        return StepState.DONE if at < self._at else StepState.LATER
