"""The page that takes in a paper: two questions, made anew each time, so that nothing of another patient is kept."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout

from workstation.ui.components.keycap import KeyHint
from workstation.ui.shell.page import Page
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.walkin.actions import WalkInActions
from workstation.ui.walkin.patient_step import Keep, PatientStep
from workstation.ui.walkin.scan_step import ScanStep
from workstation.ui.wizard import WizardPage, WizardStep
from workstation.ui.words import Words


class WalkInPage(Page):
    """`begin` asks for scan and patient, `begin_for` only whose paper it is that came by itself."""

    opens_prescription = True

    taken_in = Signal(object)
    """Prescription."""
    left = Signal()

    def __init__(self, host: ThemeHost, words: Words, actions: WalkInActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.wizard: WizardPage | None = None
        self.scan: ScanStep | None = None
        self.patient: PatientStep | None = None
        self.begin()

    def begin(self) -> None:
        """A new paper."""
        scan = ScanStep(self._host, self._words, self._actions, self._tasks)
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
        """Esc goes back to the list; what was typed is not kept."""
        self.left.emit()
        return True

    def page_shown(self) -> None:
        """Where the answer begins."""
        if self.wizard is not None:
            self.wizard.step.shown()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this page."""
        text = self._words.text
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

    def _show(self, steps: tuple[WizardStep, ...], purpose: str) -> None:
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
