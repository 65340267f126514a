"""The three steps: a code with letters and digits, a code with a separator, and a pack to try it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.scanner_probe import Found, Stroke, TestCode, first_found, second_found
from workstation.domain.scanner_setting import ScannerSetting, Separator
from workstation.ui.components.card import Card
from workstation.ui.components.facts import Fact, FactRows
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column
from workstation.ui.components.runs import code as mono
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.parts import Notice
from workstation.ui.scanner.actions import ScannerActions
from workstation.ui.scanner.code_picture import CodePicture
from workstation.ui.scanner.found_words import first_facts, problem_words, second_facts, step_note
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words, day

_LINEAR_MODULE = 2.5


class Draft:
    """The setting as far as it is found."""

    def __init__(self, setting: ScannerSetting) -> None:
        self.setting = setting


class ScanStep(WizardStep):
    """A question with codes beside it, and what was found below it."""

    came_to_front = Signal()

    def __init__(
        self, key: str, host: ThemeHost, words: Words, actions: ScannerActions, codes: Sequence[TestCode]
    ) -> None:
        super().__init__(key, words.text(f"scanner.{key}.title"), words.text(f"scanner.{key}.note"))
        self._host, self._words, self._actions = host, words, actions
        self._question = QWidget()
        column = Column(host, gap=16, parent=self._question)
        column.add(
            Label(host, words.text(f"scanner.{key}.question"), Role.HEADING, wrap=True, elide=False),
            Label(host, words.text(f"scanner.{key}.why"), tone="text_2", wrap=True, elide=False),
        )
        self.notice = Notice(host)
        self._card = Card(host)
        self._facts = FactRows(host, label_width=128)
        Column(host, (16, 12, 16, 12), 0, self._card).addWidget(self._facts)
        self._card.setVisible(False)
        column.add(self.notice, self._card)
        self._answer = self._pictures(codes)

    def question(self) -> QWidget:
        """What to scan, and what came."""
        return self._question

    def answer(self) -> QWidget:
        """The codes."""
        return self._answer

    def shown(self) -> None:
        """Ready for the code."""
        self.came_to_front.emit()

    def shown_facts(self) -> str:
        """What was found, as a screen reader says it."""
        return self._card.accessibleName() if not self._card.isHidden() else ""

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """What was found; nothing hides it."""
        self._facts.set_facts(facts)
        self._card.setAccessibleName(", ".join(f"{fact.label} {_plain(fact)}" for fact in facts))
        self._card.setVisible(bool(facts))

    def _pictures(self, codes: Sequence[TestCode]) -> QWidget:
        side = QWidget()
        column = Column(self._host, gap=24, parent=side)
        for one in codes:
            linear = one not in (TestCode.FIRST_MATRIX, TestCode.SECOND_MATRIX)
            name = self._words.text(f"scanner.code.{one.value}")
            picture = CodePicture(self._host, name, _LINEAR_MODULE if linear else 6)
            picture.show_code(self._actions.modules(one))
            column.add(Label(self._host, name, Role.SMALL, "text_2", wrap=True), picture)
        column.addStretch(1)
        return side


class ProbeStep(ScanStep):
    """One test code: its keys are taken as they come."""

    def __init__(
        self,
        key: str,
        host: ThemeHost,
        words: Words,
        actions: ScannerActions,
        codes: Sequence[TestCode],
        draft: Draft,
        tasks: TaskRunner,
        read: Callable[[Sequence[Stroke], ScannerSetting], Found],
    ) -> None:
        super().__init__(key, host, words, actions, codes)
        self._draft, self._tasks, self._read = draft, tasks, read
        self.found: Found | None = None

    def take(self, strokes: Sequence[Stroke]) -> None:
        """What a scanner sent."""
        found = self._read(strokes, self._draft.setting)
        self.found = found
        wrong = found.problem is not None
        said = problem_words(self._words, found) or self._words.text(f"scanner.{self.key}.good")
        severity = Severity.MODERATE if wrong else Severity.MATCH
        if found.setting.separator is Separator.DROPPED and not wrong:
            severity = Severity.MAJOR
        self.notice.say(said, severity)
        self.show_facts(() if wrong else self._facts_of(found))
        self.changed.emit()

    def say_serial(self) -> None:
        """A code came over a serial line: there is no keyboard to be set."""
        self.notice.say(self._words.text("scanner.serial"), Severity.INFORMATION)

    def blocked_because(self) -> str:
        """Nothing was scanned yet, or nothing that could be read."""
        if self.found is None:
            return self._words.text("scanner.scan_first")
        return self._words.text("scanner.scan_again") if self.found.problem is not None else ""

    def begin_keeping(self) -> None:
        """Stores what was found for this station."""
        assert self.found is not None
        self._tasks.run(
            Lane.STORE_WRITE,
            partial(self._actions.keep, self.found.setting),
            self._on_kept,
            on_refused=self._on_refused,
            on_unavailable=self._on_unavailable,
        )

    def _facts_of(self, found: Found) -> tuple[Fact, ...]:
        if self.key == "first":
            return first_facts(self._words, found)
        return second_facts(self._words, found.setting)

    def _on_kept(self, setting: ScannerSetting) -> None:
        self._draft.setting = setting
        said = step_note(self._words, setting)
        if self.key == "second":
            said = self._words.text(f"scanner.short.{setting.separator.value}")
        self.kept.emit(said)

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(self._words.refusal(refusal.code, refusal.facts))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.refused.emit(trouble.why)


class TryStep(ScanStep):
    """A pack, read as every screen will read it."""

    def __init__(self, host: ThemeHost, words: Words, actions: ScannerActions) -> None:
        super().__init__("try", host, words, actions, (TestCode.EAN, TestCode.SECOND_MATRIX))

    def take_code(self, text: str) -> None:
        """A scan, put together by the wedge as it is set now."""
        code = self._actions.parse(text)
        self.show_facts(_code_facts(self._words, code))
        said = [error.message for error in code.errors] + list(code.suspect)
        good = self._words.text("scanner.try.good")
        self.notice.say(" ".join(said) or good, Severity.MODERATE if said else Severity.MATCH)


def steps_of(
    host: ThemeHost, words: Words, actions: ScannerActions, draft: Draft, tasks: TaskRunner
) -> tuple[ProbeStep, ProbeStep, TryStep]:
    """The steps in their order."""
    first = ProbeStep(
        "first", host, words, actions, (TestCode.FIRST_MATRIX, TestCode.FIRST_LINEAR), draft, tasks, first_found
    )
    second = ProbeStep(
        "second", host, words, actions, (TestCode.SECOND_MATRIX, TestCode.SECOND_LINEAR), draft, tasks, second_found
    )
    return first, second, TryStep(host, words, actions)


def _code_facts(words: Words, code: ScannedCode) -> tuple[Fact, ...]:
    """What the code says; what it does not say is left out."""
    shown = "".join(sign if sign.isprintable() else "·" for sign in code.input)[:120]
    facts = [Fact(words.text("scanner.try.code"), mono(shown))]
    for name, value in (
        ("product", code.gtin),
        ("batch", code.batch_number),
        ("expiry", day(code.expiry_date) if code.expiry_date is not None else None),
        ("serial", code.serial_number),
    ):
        if value:
            facts.append(Fact(words.text(f"scanner.try.{name}"), mono(value)))
    return tuple(facts)


def _plain(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) else getattr(fact.value, "text", "")
