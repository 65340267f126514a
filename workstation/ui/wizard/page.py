"""The wizard: steps left, one question, what the answer caused, bar. A page of its own, never a dialog."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.buttons import PrimaryButton, QuietButton, SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.facts import StepState
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.wizard.list import StepList, StepView
from workstation.ui.wizard.step import WizardStep
from workstation.ui.words import Words

NARROW = 1300


class WizardPage(QWidget):
    """Give it to `MainWindow.set_gate`, or use it as a page. `done` names steps that were kept earlier, with notes."""

    step_kept = Signal(str)
    """Key of a step whose answer is stored."""
    finished = Signal()
    left = Signal()
    """Finish later: what is kept is kept."""

    def __init__(
        self,
        host: ThemeHost,
        words: Words,
        steps: Sequence[WizardStep],
        *,
        purpose: str = "",
        done: dict[str, str] | None = None,
        may_leave: bool = True,
        kept: str = "",
    ) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._steps = tuple(steps)
        self._notes = dict(done or {})
        self._at = 0
        self._keeping, self._may_leave = False, may_leave
        self._questions: list[QScrollArea] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        program, kept = words.text("shell.program"), kept or words.text("wizard.kept") if may_leave else ""
        self._list = StepList(host, program, purpose or words.text("wizard.set_up"), kept)
        self._list.setVisible(False)  # until the width is known: a narrow window would grow for it
        across.addWidget(self._list)
        column = QVBoxLayout()
        column.setSpacing(0)
        across.addLayout(column, 1)
        column.addWidget(self._build_head())
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        column.addWidget(self._build_bar(may_leave=may_leave))
        for step in self._steps:
            self._stack.addWidget(self._build_step(step))
            step.changed.connect(self._on_changed)
            step.kept.connect(self._on_kept)
            step.refused.connect(self._on_refused)
        self.go_to(next((n for n, step in enumerate(self._steps) if step.key not in self._notes), 0))
        host.theme_changed.connect(self._fold)

    @property
    def step(self) -> WizardStep:
        """The step at the front."""
        return self._steps[self._at]

    @property
    def next_button(self) -> PrimaryButton:
        """Next, or Finish."""
        return self._next

    def step_back(self) -> bool:
        """One step back. False on the first one, and while an answer is being kept."""
        if self._at == 0 or self._keeping:
            return False
        self._on_back()
        return True

    def go_to(self, number: int) -> None:
        """Brings a step (from 0) to the front; one after the first unfinished step is refused silently."""
        first_open = next((n for n, step in enumerate(self._steps) if step.key not in self._notes), len(self._steps))
        self._at = max(0, min(number, first_open, len(self._steps) - 1))
        self._stack.setCurrentIndex(self._at)
        self._title.set_words(self.step.title)
        self._count.set_words(self._words.text("wizard.step_of", number=self._at + 1, total=len(self._steps)))
        self._back.setVisible(self._at > 0)
        last = self._at == len(self._steps) - 1
        after = "" if last else self._steps[self._at + 1].title
        self._next.set_text(self._words.text("wizard.finish" if last else "wizard.next", title=after.lower()))
        self._refresh()
        self.step.shown()

    def forget_after(self, key: str) -> None:
        """What was kept after this step does not hold any more: it has to be gone through again."""
        keys = [step.key for step in self._steps]
        for later in keys[keys.index(key) :]:
            self._notes.pop(later, None)
        self._refresh()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc one step back, and from the first step out: what was typed is kept."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._next.isEnabled():
            self._next.click()
        elif event.key() == Qt.Key.Key_Escape and self._at > 0 and not self._keeping:
            self._on_back()
        elif event.key() == Qt.Key.Key_Escape and self._may_leave and not self._keeping:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of steps goes in a narrow window."""
        super().resizeEvent(event)
        self._fold()

    def _build_head(self) -> QWidget:
        head = ground(QFrame(), "surface", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head.setMinimumHeight(self._host.px(56))
        row = Row(self._host, (40, 8, 40, 8), 16, head)
        self._title = Label(self._host, "", Role.TITLE, elide=False)
        self._count = Label(self._host, "", tone="text_2")
        row.addWidget(self._title)
        row.addWidget(self._count, 1)
        return head

    def _build_bar(self, *, may_leave: bool) -> ActionBar:
        host, text = self._host, self._words.text
        self._bar = ActionBar(host)
        self._back = SecondaryButton(host, text("wizard.back"), icon="undo", keys="Alt+Left")
        self._back.clicked.connect(self._on_back)
        later = QuietButton(host, text("wizard.later"))
        later.clicked.connect(self.left)
        self._next = PrimaryButton(host, "", keys="Enter")
        self._next.clicked.connect(self._on_next)
        self._bar.add_left(self._back, later)
        later.setVisible(may_leave)  # inside the bar: shown before, it would be a window of its own for a moment
        self._bar.set_primary(self._next)
        return self._bar

    def _build_step(self, step: WizardStep) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        answer = step.answer()
        row.addWidget(self._scrolled(step.question()), 0 if answer is not None else 1)
        if answer is not None:
            side = ground(QFrame(), "bg", "left")
            inside = Column(self._host, (32, 24, 40, 24), 0, side)
            inside.addWidget(answer, 1)
            row.addWidget(side, 1)
        else:
            row.addStretch(0)
        return widget

    def _scrolled(self, question: QWidget) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._questions.append(scroll)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        column = Column(self._host, (40, 24, 32, 24), 0, inside)
        column.addWidget(question)
        column.addStretch(1)
        scroll.setWidget(inside)
        return scroll

    def _refresh(self) -> None:
        views = []
        for number, step in enumerate(self._steps):
            done = step.key in self._notes
            state = StepState.NOW if number == self._at else (StepState.DONE if done else StepState.LATER)
            views.append(StepView(number + 1, step.title, self._notes.get(step.key) or step.note, state))
        self._list.show_steps(tuple(views))
        blocked = self._words.text("wizard.keeping") if self._keeping else self.step.blocked_because()
        self._next.set_locked(blocked)
        self._back.set_locked(blocked if self._keeping else "")
        advice = self.step.advice()
        severity = Severity.INFORMATION if blocked or not advice else Severity.MODERATE
        self._bar.set_reason(blocked or advice, severity)

    def _fold(self) -> None:
        narrow = self._host.metrics.design(self.width()) < NARROW
        self._list.setVisible(not narrow)
        for scroll in self._questions:
            scroll.setMinimumWidth(self._host.px(400))
            scroll.setMaximumWidth(self._host.px(480 if narrow else 720))

    def _on_changed(self) -> None:
        if self.sender() is self.step:
            self._refresh()

    def _on_back(self) -> None:
        self.go_to(self._at - 1)

    def _on_next(self) -> None:
        self._keeping = True
        self._refresh()
        self.step.begin_keeping()

    def _on_kept(self, note: str) -> None:
        self._keeping = False
        self._notes[self.step.key] = note
        self.step_kept.emit(self.step.key)
        if self._at == len(self._steps) - 1:
            self._refresh()
            self.finished.emit()
        else:
            self.go_to(self._at + 1)

    def _on_refused(self, sentence: str) -> None:
        self._keeping = False
        self._refresh()
        self._bar.set_reason(sentence, Severity.MAJOR)
