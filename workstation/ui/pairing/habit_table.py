"""What this server does and what we do instead, as a table that folds into cards where there is no room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from workstation.ui.components.card import Card, Rule
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.pairing.habits import HabitRow
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

FOLDED_BELOW = 560
_SHAPES = {True: Severity.MATCH, False: Severity.INFORMATION, None: Severity.MODERATE}


class _Line(QWidget):
    """One habit."""

    def __init__(self, host: ThemeHost, words: Words, habit: HabitRow) -> None:
        super().__init__()
        self._heads = (words.text("pairing.result.there"), words.text("pairing.result.here"))
        self._habit = habit
        row = Row(host, (16, 10, 16, 10), 12, self)
        row.addWidget(SeverityShape(host, _SHAPES[habit.good], 20), 0, Qt.AlignmentFlag.AlignTop)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(host.px(8))
        row.addLayout(self._parts, 1)
        self._parts.addWidget(Label(host, habit.what, weight=600, wrap=True), 4)
        self._there, self._here = Label(host, "", wrap=True), Label(host, "", tone="text_2", wrap=True)
        self._parts.addWidget(self._there, 3)
        self._parts.addWidget(self._here, 5)
        self.setAccessibleName(f"{habit.what}: {self._heads[0]} {habit.there}; {self._heads[1]} {habit.here}")
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """Below each other, each with its head; or beside each other below the heads of the table."""
        there, here = self._habit.there, self._habit.here
        if folded:
            self._there.set_words((Run(f"{self._heads[0]}: ", tone="text_2"), bold(there)))
            self._here.set_words((Run(f"{self._heads[1]}: "), Run(here)))
        else:
            self._there.set_words(bold(there))
            self._here.set_words(here)
        ways = QBoxLayout.Direction
        self._parts.setDirection(ways.TopToBottom if folded else ways.LeftToRight)


class HabitTable(Card):
    """Heads and rows."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host)
        self._host, self._words = host, words
        column = Column(host, gap=0, parent=self)
        self._head = QWidget()
        heads = Row(host, (48, 8, 16, 8), 8, self._head)
        heads.addWidget(Label(host, ""), 4)
        heads.addWidget(Label(host, words.text("pairing.result.there"), Role.SMALL, "text_2"), 3)
        heads.addWidget(Label(host, words.text("pairing.result.here"), Role.SMALL, "text_2"), 5)
        column.addWidget(self._head)
        self._lines = Column(host, gap=0)
        column.addLayout(self._lines)
        self._rows: list[_Line] = []
        host.theme_changed.connect(self._fold)

    def show_habits(self, habits: tuple[HabitRow, ...]) -> None:
        """Other rows."""
        clear(self._lines)
        self._rows = [_Line(self._host, self._words, habit) for habit in habits]
        for row in self._rows:
            self._lines.addWidget(Rule())
            self._lines.addWidget(row)
        self._fold()

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        folded = self._host.metrics.design(self.width()) < FOLDED_BELOW
        self._head.setVisible(not folded)
        for row in self._rows:
            row.fold(folded=folded)
