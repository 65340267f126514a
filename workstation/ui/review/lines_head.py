"""Above the cards: how many lines are ready, when something was stored last, and the button for one more."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Row
from workstation.ui.components.severity import Picture
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class LinesHead(QWidget):
    """One row."""

    line_wanted = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._words = words
        row = Row(host, (16, 12, 12, 0), 10, self)
        row.addWidget(Label(host, words.text("review.lines.title"), Role.HEADING, elide=False))
        self._count = Label(host, "", tone="text_2")
        row.addWidget(self._count, 1)
        self._saved_tick = Picture(host, "check", 14, "text_2")
        self._saved_tick.setVisible(False)
        self._saved = Label(host, "", Role.SMALL, "text_2")
        row.add(self._saved_tick, self._saved)
        self.add_line = SecondaryButton(host, words.text("review.lines.add"), icon="plus", small=True)
        self.add_line.clicked.connect(self.line_wanted)
        row.addWidget(self.add_line)

    def set_count(self, done: int, count: int) -> None:
        """ "2 of 4 ready"."""
        self._count.set_words(self._words.text("review.lines.count", done=done, count=count))

    def set_saved(self, words: str) -> None:
        """ "saved 16:31:52": only for what was stored."""
        self._saved.set_words(words)
        self._saved_tick.setVisible(bool(words))

    def saved(self) -> str:
        """What is said to be stored; "" when nothing is."""
        return self._saved.words()
