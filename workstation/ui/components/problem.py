"""The three boxes of any problem: what happened, what is safe, what to do; technical details folded."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import PLAIN, SAFE, Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.theme import Role, ThemeHost, Token

HEADINGS = ("What happened", "What is safe", "What to do")


class ProblemBoxes(QWidget):
    """Three cards and the folded details."""

    details_opened = Signal()

    def __init__(
        self, host: ThemeHost, headings: tuple[str, str, str] = HEADINGS, details: str = "Technical details",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._host = host
        column = Column(host, gap=12, parent=self)
        tones: tuple[tuple[CardLook, Token], ...] = ((PLAIN, "text_2"), (SAFE, "ok"), (PLAIN, "text_2"))
        self._bodies = [Label(host, "", wrap=True) for _ in headings]
        for heading, body, (look, tone) in zip(headings, self._bodies, tones, strict=True):
            column.addWidget(self._box(heading, body, look, tone))
        self._toggle = QuietButton(host, details, icon="chevron-right", small=True, flush=True)
        self._toggle.clicked.connect(self._on_toggle)
        folded = Row(host, (0, 0, 0, 0), 0)
        folded.addWidget(self._toggle)
        folded.addStretch(1)
        column.addLayout(folded)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setFont(host.font(Role.CODE))
        self._details.setAccessibleName(details)
        self._details.setVisible(False)
        column.addWidget(self._details)
        column.addStretch(1)

    def set_problem(self, happened: str, safe: str, todo: str, details: str = "") -> None:
        """Says the three things; the details stay folded."""
        for body, words in zip(self._bodies, (happened, safe, todo), strict=True):
            body.set_words(words)
        self._details.setPlainText(details)
        self._details.setVisible(False)
        self._toggle.setVisible(bool(details))

    def _box(self, heading: str, body: Label, look: CardLook, tone: Token) -> Card:
        card = Card(self._host, look)
        column = Column(self._host, (16, 10, 16, 12), 4, card)
        weight = 600 if tone == "ok" else 400
        column.add(Label(self._host, heading, Role.SMALL, tone, weight), body)
        return card

    def _on_toggle(self) -> None:
        self._details.setVisible(not self._details.isVisible())
        if self._details.isVisible():
            self.details_opened.emit()
