"""The page that takes in a paper: two questions, made anew each time, so that nothing of another patient is kept."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout

from workstation.ui.components.keycap import KeyHint
from workstation.ui.shell.page import Page
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.walkin.actions import OpenedPaper, WalkInActions
from workstation.ui.walkin.patient_step import Keep, PatientStep
from workstation.ui.walkin.scan_step import ScanStep
from workstation.ui.walkin.stack.actions import StackTaken
from workstation.ui.walkin.stack.screen import StackScreen
from workstation.ui.wizard import WizardPage, WizardStep
from workstation.ui.words import Words

_STACK_KEYS = (
    ("Space", "cut"), ("Shift+Left", "earlier"), ("Shift+Right", "later"), ("X", "out"), ("R", "turn"),
    ("L", "looked"), ("F8", "look"), ("Ctrl+Return", "take_none"),
)  # fmt: skip


class WalkInPage(Page):
    """`begin` asks for scan and patient, `begin_for` only whose paper it is that came by itself."""

    opens_prescription = True

    taken_in = Signal(object)
    """Prescription."""
    stack_taken = Signal(object)
    """StackTaken."""
    left = Signal()

    def __init__(self, host: ThemeHost, words: Words, actions: WalkInActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.wizard: WizardPage | None = None
        self.scan: ScanStep | None = None
        self.patient: PatientStep | None = None
        self.stack: StackScreen | None = None
        """Made with the first stack."""
        self._stack_open = False
        self.begin()

    def begin(self) -> None:
        """A new paper."""
        scan = ScanStep(self._host, self._words, self._actions, self._tasks)
        scan.stack_wanted.connect(self._on_stack_wanted)
        self.scan = scan
        self.patient = PatientStep(
            self._host, self._words, self._actions, self._tasks, self._keep_of_scan, self._picture_of_scan
        )
        self._show((scan, self.patient), self._words.text("walkin.title"))

    def begin_for(self, prescription_id: UUID) -> None:
        """A paper that is here and has no patient."""
        keep: Keep = partial(self._actions.choose, prescription_id)
        self.scan = None
        self.patient = PatientStep(self._host, self._words, self._actions, self._tasks, lambda: keep)
        self._show((self.patient,), self._words.text("walkin.whose"))

    def step_back(self) -> bool:
        """Esc goes back to the list; what was typed is not kept. A stack goes back to its file first."""
        if self._stack_open and self.stack is not None:
            self.stack.step_back()
        else:
            self.left.emit()
        return True

    def primary(self) -> QAbstractButton | None:
        """Enter takes no stack in: that has a key of its own."""
        return None

    def go_to_missing(self) -> None:
        """F8: the next doubtful prescription of a stack."""
        if self._stack_open and self.stack is not None:
            self.stack.go_to_doubt()

    def page_shown(self) -> None:
        """Where the answer begins."""
        if self._stack_open and self.stack is not None:
            self.stack.sheets.setFocus()
        elif self.wizard is not None:
            self.wizard.step.shown()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this page."""
        text = self._words.text
        if self._stack_open:
            return tuple(KeyHint(keys, text(f"walkin.stack.{name}")) for keys, name in _STACK_KEYS)
        return (
            KeyHint("Ctrl+O", text("walkin.scan.choose")),
            KeyHint("Ctrl+V", text("walkin.scan.paste_key")),
            KeyHint("Up Down", text("walkin.patient.found")),
            KeyHint("Space", text("handover.tick_key")),
            KeyHint("Esc", text("shell.key.back")),
        )

    def _picture_of_scan(self) -> QImage:
        return self.scan.opened.picture if self.scan is not None and self.scan.opened is not None else QImage()

    def _keep_of_scan(self) -> Keep:
        assert self.scan is not None
        assert self.scan.opened is not None
        return partial(self._actions.take_in, self.scan.opened.paper)

    def _on_stack_wanted(self, opened: OpenedPaper) -> None:
        if self._actions.stack is None:
            return
        if self.stack is None:
            self.stack = StackScreen(self._host, self._words, self._actions.stack, self._tasks)
            self.stack.taken_in.connect(self._on_stack_taken)
            self.stack.left.connect(self._on_stack_left)
            self._column.addWidget(self.stack)
        self._show_stack(on=True)
        self.stack.begin(opened.paper, opened.name)

    def _on_stack_left(self) -> None:
        self._show_stack(on=False)
        self.page_shown()

    def _on_stack_taken(self, taken: StackTaken) -> None:
        stack, waiting = self._actions.stack, self.scan.waiting if self.scan is not None else None
        if stack is not None and waiting is not None:
            self._tasks.run(Lane.WORK, partial(stack.finish, waiting), self._on_finished_stack)
        self._show_stack(on=False)
        self.begin()
        self.stack_taken.emit(taken)

    def _on_finished_stack(self, _nothing: object) -> None:
        if self.scan is not None and self.isVisible():
            self.scan.shown()

    def _show_stack(self, *, on: bool) -> None:
        self._stack_open = on
        if self.wizard is not None:
            self.wizard.setVisible(not on)
        if self.stack is not None:
            self.stack.setVisible(on)

    def _show(self, steps: tuple[WizardStep, ...], purpose: str) -> None:
        self._show_stack(on=False)
        if self.wizard is not None:
            self._column.removeWidget(self.wizard)
            self.wizard.hide()
            self.wizard.deleteLater()
        self.wizard = WizardPage(self._host, self._words, steps, purpose=purpose, may_leave=False)
        for step in steps:
            step.setParent(self.wizard)
        self.wizard.finished.connect(self._on_finished)
        self._column.addWidget(self.wizard)

    def _on_finished(self) -> None:
        if self.patient is not None and self.patient.prescription is not None:
            self.taken_in.emit(self.patient.prescription)
