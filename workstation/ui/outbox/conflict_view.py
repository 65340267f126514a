"""Both versions side by side."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from workstation.ui.components.card import Card, Rule
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import clear
from workstation.ui.outbox.comparison import Difference
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class ComparisonCard(Card):
    """A table of three columns: what, here, at the server. What differs is bold."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host)
        self._words = words
        self._shown: tuple[Difference, ...] = ()
        self._grid = QGridLayout(self)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_differences(self, shown: tuple[Difference, ...]) -> None:
        """Shows these lines; none hides the card."""
        if shown != self._shown:
            self._shown = shown
            self._fill()
        self.setVisible(bool(shown))

    def lines(self) -> tuple[Difference, ...]:
        """What is shown."""
        return self._shown

    def _fill(self) -> None:
        clear(self._grid)
        text = self._words.text
        heads = ("", text("outbox.compare.here"), text("outbox.compare.server"))
        for column, head in enumerate(heads):
            self._grid.addWidget(Label(self._host, head, Role.NOTE, weight=600), 0, column)
        for number, one in enumerate(self._shown, start=1):
            self._grid.addWidget(Rule(), 2 * number - 1, 0, 1, 3)
            self._add_line(2 * number, one)
        self.setAccessibleName(". ".join(f"{one.label}: {one.ours} / {one.theirs}" for one in self._shown))

    def _add_line(self, row: int, one: Difference) -> None:
        host, top = self._host, Qt.AlignmentFlag.AlignTop
        weight = 600 if one.differs else 400
        theirs = Label(host, one.theirs, Role.NOTE, "moderate" if one.differs else "text", weight, wrap=True)
        parts = (
            Label(host, one.label, Role.NOTE, "text_2", wrap=True),
            Label(host, one.ours, Role.NOTE, "text", weight, wrap=True),
            theirs,
        )
        for column, part in enumerate(parts):
            self._grid.addWidget(part, row, column, top)

    def _on_theme_changed(self) -> None:
        px = self._host.px
        self._grid.setContentsMargins(px(16), px(10), px(16), px(10))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        for column, share in enumerate((2, 3, 3)):
            self._grid.setColumnStretch(column, share)
