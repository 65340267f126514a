"""The page on which supplies on paper are entered, one after the other, for one prescription."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from workstation.domain.errors import Refused
from workstation.services.paper_view import PaperView
from workstation.ui.components.keycap import KeyHint
from workstation.ui.paper.actions import PaperActions
from workstation.ui.paper.step import PaperStep
from workstation.ui.shell.page import Page
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardPage
from workstation.ui.words import Words


class PaperPage(Page):
    """Begins anew after each supply: the next line of the sheet."""

    opens_prescription = True

    recorded = Signal(object)
    """PaperRecorded."""
    refused = Signal(object)
    """Refused: the page cannot be opened."""
    left = Signal()

    def __init__(self, host: ThemeHost, words: Words, actions: PaperActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._view: PaperView | None = None
        self.wizard: WizardPage | None = None
        self.step: PaperStep | None = None
        self._opening: Task | None = None

    def open_prescription(self, prescription_id: UUID) -> None:
        """Another prescription; nothing typed is kept."""
        self._clear()
        if self._opening is not None:
            self._opening.abandon()
        work = partial(self._actions.open, prescription_id)
        self._opening = self._tasks.run(Lane.STORE_READ, work, self._on_view, on_refused=self._on_refused)

    def on_scan(self, code: str) -> bool:
        """The pack."""
        if self.step is not None:
            self.step.take_code(code)
        return self.step is not None

    def step_back(self) -> bool:
        """Esc goes back to the list."""
        self.left.emit()
        return True

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this page."""
        text = self._words.text
        return (KeyHint("Enter", text("downtime.paper.title")), KeyHint("Esc", text("shell.key.back")))

    def _clear(self) -> None:
        self.step = None
        if self.wizard is not None:
            self._column.removeWidget(self.wizard)
            self.wizard.hide()
            self.wizard.deleteLater()
            self.wizard = None

    def _on_view(self, view: PaperView) -> None:
        self._clear()
        self._view = view
        self.step = PaperStep(self._host, self._words, self._actions, self._tasks, view)
        purpose = self._words.text("downtime.paper.heading")
        self.wizard = WizardPage(self._host, self._words, (self.step,), purpose=purpose, may_leave=False)
        self.step.setParent(self.wizard)
        self.wizard.finished.connect(self._on_finished)
        self._column.addWidget(self.wizard)

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(refusal)

    def _on_finished(self) -> None:
        if self.step is not None and self.step.recorded is not None and self._view is not None:
            self.recorded.emit(self.step.recorded)
            self.open_prescription(self._view.prescription.id)
