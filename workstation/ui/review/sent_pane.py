"""What stands in the place of the paper when there is none: the order server's lines, word for word."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from workstation.domain.prescription import PrescriptionLine
from workstation.domain.quantity import counted
from workstation.ui.components.card import Card
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.review.card_parts import NumberBadge
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class SentPane(QScrollArea):
    """The lines as they were sent, to compare the keyed ones with; below them why there is no paper."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._lines: tuple[PrescriptionLine, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        column = Column(host, (24, 12, 16, 16), 8, inside)
        head = Row(host, gap=8)
        head.addWidget(Label(host, words.text("review.sent.title"), Role.HEADING, elide=False))
        head.addWidget(Label(host, words.text("review.sent.note"), tone="text_2", wrap=True), 1)
        column.addLayout(head)
        self._cards = Column(host, gap=8)
        column.addLayout(self._cards)
        self._why = EmptyState(host, "server", "", "")
        column.addWidget(self._why)
        column.addStretch(1)
        self.setWidget(inside)

    def show_lines(self, lines: tuple[PrescriptionLine, ...], title: str, sentence: str) -> None:
        """Other lines; title and sentence say why there is no paper."""
        self._why.set_words(title, sentence)
        if lines == self._lines:
            return
        self._lines = lines
        clear(self._cards)
        for line in lines:
            self._cards.addWidget(self._card(line))

    def _card(self, line: PrescriptionLine) -> Card:
        host = self._host
        card = Card(host)
        row = Row(host, (13, 10, 13, 10), 12, card)
        row.addWidget(NumberBadge(host, line.position, filled=False), 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=2)
        column.addWidget(Label(host, line.medicine.text, Role.MEDICINE, wrap=True, elide=False))
        for said, role in ((line.dosage_instruction, Role.BODY), (sent_amount(line, self._words), Role.SMALL)):
            if said:
                column.addWidget(Label(host, said, role, "text_2", wrap=True, elide=False))
        row.addLayout(column, 1)
        return card


def sent_amount(line: PrescriptionLine, words: Words) -> str:
    """ "30 tablets · 30 days · no other brand" of a line of the order server."""
    amount = counted(line.quantity_prescribed) if line.quantity_prescribed else words.text("review.server.none")
    days = words.text("review.server.days", count=line.days_supply) if line.days_supply else ""
    allowed = words.text("review.server.allowed" if line.substitution_allowed else "review.server.not_allowed")
    return " · ".join(part for part in (amount, days, allowed) if part)
