"""What the check found, and the finish: only then is the station paired."""

from PySide6.QtWidgets import QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.ui.components.card import SAFE, Card
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, clear
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.actions import PairingActions
from workstation.ui.pairing.draft import Draft
from workstation.ui.pairing.habit_table import HabitTable
from workstation.ui.pairing.habits import habit_rows
from workstation.ui.pairing.parts import Notice, question, scrolling
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words


class ResultStep(WizardStep):
    """Left the sentence and the warnings, right the table."""

    def __init__(self, host: ThemeHost, words: Words, actions: PairingActions, draft: Draft, tasks: TaskRunner) -> None:
        super().__init__("result", words.text("pairing.result.title"), words.text("pairing.result.note"))
        self._host, self._words, self._actions, self._draft, self._tasks = host, words, actions, draft, tasks
        self._build()

    def question(self) -> QWidget:
        """Will it do, what to know, what is safe."""
        return self._page

    def answer(self) -> QWidget:
        """The table."""
        return self._side

    def blocked_because(self) -> str:
        """No result, or one for other entries."""
        return "" if self._draft.found is not None else self._words.text("pairing.result.none_yet")

    def shown(self) -> None:
        """The result as it is now."""
        self._page.setFocus()
        found, text = self._draft.found, self._words.text
        clear(self._warnings)
        if found is None:
            return
        habits = habit_rows(self._words, found.probe)
        careful = bool(found.warnings) or any(row.good is None for row in habits)
        severity = Severity.MODERATE if careful else Severity.MATCH
        self.verdict.say(text("pairing.result.look" if careful else "pairing.result.good"), severity)
        self._server.set_words(text("pairing.result.why", server=found.server, organization=found.organization))
        self.table.show_habits(habits)
        self._warnings_head.setVisible(bool(found.warnings))
        for sentence in found.warnings:
            notice = Notice(self._host)
            self._warnings.addWidget(notice)
            notice.say(sentence, Severity.MODERATE)

    def begin_keeping(self) -> None:
        """Pairs."""
        self._tasks.run(
            Lane.STORE_WRITE,
            self._actions.keep,
            self._on_kept,
            on_refused=self._on_refused,
            on_unavailable=self._on_unavailable,
        )

    def _build(self) -> None:
        host, text = self._host, self._words.text
        self._page, column = question(host, text("pairing.check.question"), "")
        self.verdict = Notice(host)
        self._server = Label(host, "", tone="text_2", wrap=True)
        column.add(self.verdict, self._server)
        self._warnings_head = Label(host, text("pairing.result.warnings"), weight=600, wrap=True)
        column.addWidget(self._warnings_head)
        self._warnings = Column(host, gap=8)
        column.addLayout(self._warnings)
        safe = Card(host, SAFE)
        inside = Column(host, (16, 10, 16, 12), 4, safe)
        inside.addWidget(Label(host, text("pairing.result.safe"), Role.SMALL, "ok", 600))
        inside.addWidget(Label(host, text("pairing.result.safe_why"), wrap=True))
        column.addWidget(safe)
        self.table = HabitTable(host, self._words)
        self._side = scrolling(host, self.table)

    def _on_kept(self, _none: object) -> None:
        self.kept.emit(self._words.text("pairing.result.paired"))

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(self._words.refusal(refusal.code, refusal.facts))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.refused.emit(trouble.why)
