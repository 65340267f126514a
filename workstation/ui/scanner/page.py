"""The page on which a scanner is set up. While a test code is asked for, keys are recorded instead of read."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout

from workstation.domain.scanner_probe import Stroke
from workstation.domain.scanner_setting import ScannerSetting
from workstation.ui.components.keycap import KeyHint
from workstation.ui.scanner.actions import ScannerActions
from workstation.ui.scanner.steps import Draft, ProbeStep, TryStep, steps_of
from workstation.ui.shell.page import Page
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardPage
from workstation.ui.words import Words


class ScannerPage(Page):
    """`begin` starts anew from the setting as it is kept."""

    recording_wanted = Signal(bool)
    """Whether the keys of the scanner are to be handed over as they come (`take_strokes`)."""
    setting_kept = Signal(object)
    """ScannerSetting: it is stored, and counts from now on."""
    left = Signal()
    finished = Signal()

    def __init__(self, host: ThemeHost, words: Words, actions: ScannerActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._wizard: WizardPage | None = None
        self._draft = Draft(ScannerSetting())

    def begin(self, setting: ScannerSetting) -> None:
        """The first step again."""
        self._draft = Draft(setting)
        steps = steps_of(self._host, self._words, self._actions, self._draft, self._tasks)
        for step in steps:
            step.came_to_front.connect(self._tell_recording)
        before, purpose = self._wizard, self._words.text("scanner.title")
        self._wizard = WizardPage(self._host, self._words, steps, purpose=purpose)
        self._wizard.step_kept.connect(self._on_step_kept)
        self._wizard.finished.connect(self.finished)
        self._wizard.left.connect(self.left)
        self._column.addWidget(self._wizard)
        if before is not None:
            self._column.removeWidget(before)
            before.setParent(None)
            before.deleteLater()
        self._tell_recording()

    @property
    def wizard(self) -> WizardPage | None:
        """The steps; None before `begin`."""
        return self._wizard

    def take_strokes(self, strokes: Sequence[Stroke]) -> None:
        """The keys of one scan, as they came."""
        if self._wizard is not None and isinstance(self._wizard.step, ProbeStep):
            self._wizard.step.take(strokes)

    # --- Page ---------------------------------------------------------------------------------------------

    def on_scan(self, code: str) -> bool:
        """To try it. Before that step keys are recorded; a scanner on a serial line has none to record."""
        if self._wizard is None:
            return False
        if isinstance(self._wizard.step, TryStep):
            self._wizard.step.take_code(code)
        elif isinstance(self._wizard.step, ProbeStep):
            self._wizard.step.say_serial()
        return True

    def primary(self) -> QAbstractButton | None:
        """Next."""
        return self._wizard.next_button if self._wizard is not None else None

    def step_back(self) -> bool:
        """Esc: to the step before, from the first one out."""
        if self._wizard is not None and not self._wizard.step_back():
            self.left.emit()
        return True

    def page_shown(self) -> None:
        """Keys are recorded from now on."""
        self.setFocus()
        self._tell_recording()

    def page_hidden(self) -> None:
        """Scans are read as everywhere."""
        self.recording_wanted.emit(False)

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Enter and Esc."""
        text = self._words.text
        return (KeyHint("Enter", text("scanner.key.next")), KeyHint("Esc", text("scanner.key.back")))

    def _on_step_kept(self, _key: str) -> None:
        self.setting_kept.emit(self._draft.setting)

    def _tell_recording(self) -> None:
        step = self._wizard.step if self._wizard is not None else None
        self.recording_wanted.emit(isinstance(step, ProbeStep) and self.isVisible())
