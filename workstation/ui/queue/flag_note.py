"""Why each flag of a row is there, and of which medicine: a card over the list, never over the preview."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, clear
from workstation.ui.components.runs import Run, bold
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

MOST_FACTS = 4
WIDTH = 560


@dataclass(frozen=True, slots=True)
class FlagWords:
    """One flag: its word, why it is there, and what stands behind it."""

    word: str
    why: str
    facts: tuple[str, ...] = ()


class FlagNote(Card):
    """Hidden until it is asked for; lies on its parent below the row, or above it where there is no room."""

    def __init__(self, host: ThemeHost, words: Words, parent: QWidget) -> None:
        super().__init__(host, CardLook(edge="border_control", ground="raised"))
        self.setParent(parent)
        self._over = parent
        self._words = words
        self._column = Column(host, (13, 9, 13, 9), 6, self)
        self.hide()

    def show_flags(self, flags: tuple[FlagWords, ...], row_top: int, row_bottom: int) -> None:
        """Shows them beside a row that goes from `row_top` to `row_bottom` of the parent, in px."""
        clear(self._column)
        for one in flags:
            self._column.addWidget(self._line(one))
        said = (f"{one.word}: {one.why} {'. '.join(one.facts)}".strip() for one in flags)
        self.setAccessibleName(" ".join(said))
        self._place(row_top, row_bottom)
        self.show()
        self.raise_()

    def said(self) -> tuple[str, ...]:
        """The words, one part for each flag."""
        return tuple(label.words() for label in self.findChildren(Label))

    def _line(self, one: FlagWords) -> Label:
        facts = list(one.facts[:MOST_FACTS])
        if len(one.facts) > MOST_FACTS:
            facts.append(self._words.text("queue.why_more", count=len(one.facts) - MOST_FACTS))
        runs = [bold(f"{one.word}: ")]
        if facts:
            runs.append(bold(f"{' · '.join(facts)}. "))
        runs.append(Run(one.why))
        return Label(self._host, tuple(runs), Role.NOTE, wrap=True, elide=False)

    def _place(self, row_top: int, row_bottom: int) -> None:
        parent = self._over
        gap = self._host.px(24)
        width = min(self._host.px(WIDTH), parent.width() - 2 * gap)
        self.ensurePolished()
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        below = row_bottom + height <= parent.height()
        top = row_bottom if below else max(0, row_top - height)
        self.setFixedSize(width, min(height, parent.height()))
        self.move(QPoint(max(gap, parent.width() - width - gap), top))
