"""Above a line: whose draft of it is kept, how old it is, and that nobody confirmed it; to take up or to discard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.services.line_drafts import OpenDraft
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def age_words(words: Words, at: datetime, now: datetime) -> str:
    """ "12 minutes old"; "just now" below one minute and for a clock that was set back. Both times are aware."""
    age = max(timedelta(0), now - at)
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return words.text("drafts.age_now")
    if minutes < 60:
        return words.text("drafts.age_minutes", count=minutes)
    if age.days < 2:
        return words.text("drafts.age_hours", count=minutes // 60)
    return words.text("drafts.age_days", count=age.days)


def draft_words(words: Words, one: OpenDraft, now: datetime) -> str:
    """Whose, how old, not confirmed; of a colleague's also what was typed."""
    age = age_words(words, one.draft.at, now)
    if one.mine:
        return words.text("drafts.mine", author=one.author, age=age)
    said = words.text("drafts.of", author=one.author, age=age)
    typed = _typed_words(words, one)
    return f"{said} {words.text('drafts.says', what=typed)}" if typed else said


def _typed_words(words: Words, one: OpenDraft) -> str:
    said = one.draft.content
    parts = (
        said.chosen,
        said.directions,
        words.text("drafts.days", days=said.days) if said.days else "",
        words.text("drafts.quantity", quantity=said.quantity) if said.quantity else "",
    )
    return " · ".join(part for part in parts if part)


class DraftNote(Card):
    """One draft. A colleague's can be taken up; every one can be discarded."""

    taken_up = Signal(object)
    """OpenDraft."""
    discarded = Signal(object)
    """OpenDraft."""

    def __init__(self, host: ThemeHost, words: Words, shown: OpenDraft, now: datetime) -> None:
        super().__init__(host, CardLook(edge="moderate", ground="moderate_soft", radius=6))
        self._words, self.shown = words, shown
        row = Row(host, (11, 2, 7, 2), 6, self)
        row.addWidget(SeverityShape(host, Severity.MODERATE, 18))
        self._label = Label(host, "", wrap=True, elide=False)
        row.addWidget(self._label, 1)
        self.take_up: Button | None = None
        if not shown.mine:
            self.take_up = Button(host, words.text("drafts.take_up"), ButtonKind.OUTLINED, small=True)
            self.take_up.clicked.connect(self._on_take_up)
            row.addWidget(self.take_up)
        self.discard = Button(host, words.text("drafts.discard"), ButtonKind.PLAIN, small=True)
        self.discard.clicked.connect(self._on_discard)
        row.addWidget(self.discard)
        self.show_now(now)

    def show_now(self, now: datetime) -> None:
        """Its age, as of this aware time."""
        said = draft_words(self._words, self.shown, now)
        self._label.set_words(said)
        self.setAccessibleName(said)

    def sentence(self) -> str:
        """What is shown."""
        return self._label.words()

    def answered(self) -> None:
        """What was asked was not done: it can be asked again."""
        self._set_enabled(enabled=True)

    def _set_enabled(self, *, enabled: bool) -> None:
        for button in (self.take_up, self.discard):
            if button is not None:
                button.setEnabled(enabled)

    def _on_take_up(self) -> None:
        self._set_enabled(enabled=False)
        self.taken_up.emit(self.shown)

    def _on_discard(self) -> None:
        self._set_enabled(enabled=False)
        self.discarded.emit(self.shown)


class DraftNotes(QWidget):
    """The drafts of one line, one below the other."""

    taken_up = Signal(object)
    discarded = Signal(object)

    def __init__(self, host: ThemeHost, words: Words, drafts: Sequence[OpenDraft], now: datetime) -> None:
        super().__init__()
        column = Column(host, gap=6, parent=self)
        self.notes = tuple(DraftNote(host, words, one, now) for one in drafts)
        for note in self.notes:
            note.taken_up.connect(self.taken_up)
            note.discarded.connect(self.discarded)
            column.addWidget(note)

    def show_now(self, now: datetime) -> None:
        """The ages, as of this aware time."""
        for note in self.notes:
            note.show_now(now)

    def answered(self) -> None:
        """Nothing was done: all can be asked again."""
        for note in self.notes:
            note.answered()
