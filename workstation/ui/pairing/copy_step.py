"""A copied store: a person says what it is, and why. Only shown where it was noticed."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.ui.components.field import Field
from workstation.ui.components.reasons import SHORTEST_TEXT, ReasonChoice, ReasonOption
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.actions import CopyDecision, PairingActions
from workstation.ui.pairing.parts import Notice, question, typing
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words

MOVED, NEW = "moved", "new"


class CopyStep(WizardStep):
    """Moved here, or a new station. Decided at once, and for good: it is no part of what can be gone back over."""

    new_station = Signal()
    """The store belongs to another station now and has to be opened again."""

    def __init__(self, host: ThemeHost, words: Words, actions: PairingActions, tasks: TaskRunner) -> None:
        super().__init__("copy", words.text("pairing.copy.title"), words.text("pairing.copy.note"))
        self._words, self._actions, self._tasks = words, actions, tasks
        self._decided = False
        text = words.text
        self._page, column = question(host, text("pairing.copy.question"), text("pairing.copy.why"))
        options = (ReasonOption(MOVED, text("pairing.copy.moved")), ReasonOption(NEW, text("pairing.copy.new")))
        self.choice = ReasonChoice(host, text("pairing.copy.question"), options)
        self.reason = typing(most=500)
        self._safe = Notice(host)
        column.addWidget(self.choice)
        column.addWidget(Field(host, text("pairing.copy.reason"), self.reason, text("pairing.copy.reason_note")))
        column.addWidget(self._safe)
        self.choice.changed.connect(self._on_entered)
        self.reason.textChanged.connect(self._on_entered)

    def question(self) -> QWidget:
        """The two choices and the reason."""
        return self._page

    def blocked_because(self) -> str:
        """Not chosen, or no reason."""
        if self._decided:
            return ""
        if not self.choice.code():
            return self._words.text("pairing.copy.choose_first")
        short = len(self.reason.text().strip()) < SHORTEST_TEXT
        return self._words.text("pairing.copy.say_why") if short else ""

    def shown(self) -> None:
        """The first choice."""
        self.choice.focus_first()

    def begin_keeping(self) -> None:
        """Records what it is."""
        if self._decided:
            self.kept.emit(self._words.text("pairing.copy.is_moved"))
            return
        decision = CopyDecision(self.choice.code() == MOVED, self.reason.text().strip())
        self._tasks.run(
            Lane.STORE_WRITE,
            partial(self._actions.decide, decision),
            self._on_decided,
            on_refused=self._on_refused,
            on_unavailable=self._on_unavailable,
        )

    def _on_decided(self, _none: object) -> None:
        self._decided = True
        self.choice.setEnabled(False)
        self.reason.setReadOnly(True)
        moved = self.choice.code() == MOVED
        self.kept.emit(self._words.text("pairing.copy.is_moved" if moved else "pairing.copy.is_new"))
        if not moved:
            self.new_station.emit()

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(self._words.refusal(refusal.code, refusal.facts))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.refused.emit(trouble.why)

    def _on_entered(self) -> None:
        code = self.choice.code()
        self._safe.say(self._words.text(f"pairing.copy.{code}_safe") if code else "", Severity.INFORMATION)
        self.changed.emit()
