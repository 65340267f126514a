"""The lines of the prescription: for how many days each may be supplied, or why it may not."""

from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from workstation.services.emergency import EmergencyLine
from workstation.ui.components.card import PLAIN, SELECTED, Card
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.severity import Picture
from workstation.ui.dispense.amounts import counted
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class _LineCard(Card):
    """One line. A line that may not be supplied says why and cannot be chosen."""

    pressed = Signal(object)
    """UUID of the line."""

    def __init__(self, host: ThemeHost, words: Words, row: EmergencyLine) -> None:
        super().__init__(host)
        self.line_id, self.allowed = row.line.id, row.refusal is None
        across = Row(host, (15, 10, 15, 10), 12, self)
        picture = Picture(host, "pill", 22, "accent") if self.allowed else Picture(host, "lock", 22, "text_3")
        across.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=2)
        title = f"{row.line.position} · {row.line.medicine.text}"
        column.addWidget(Label(host, title, Role.MEDICINE, wrap=True, elide=False))
        column.addWidget(Label(host, _detail(words, row), Role.SMALL, "text_2", wrap=True, elide=False))
        said = _said(words, row)
        column.addWidget(Label(host, said, tone="accent" if self.allowed else "text_2", weight=600, wrap=True))
        across.addLayout(column, 1)
        self.setAccessibleName(f"{title}. {said}")

    def set_chosen(self, chosen: bool) -> None:
        """Whether the pack is for this line."""
        self.set_look(SELECTED if chosen else PLAIN)

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the line."""
        super().mousePressEvent(event)
        self.pressed.emit(self.line_id)


class EmergencyLines(QWidget):
    """Up and down choose among the lines that may be supplied."""

    chosen = Signal(object)
    """UUID of another line."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._cards: list[_LineCard] = []
        self._line_id: UUID | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words.text("emergency.lines"))
        self._column = Column(host, gap=8, parent=self)

    @property
    def line_id(self) -> UUID | None:
        """The line that the pack is for; None while none may be supplied."""
        return self._line_id

    def show_lines(self, rows: tuple[EmergencyLine, ...], keep: UUID | None) -> None:
        """Other lines; the first one that may be supplied is chosen, or `keep` where it still may."""
        clear(self._column)
        self._cards = [_LineCard(self._host, self._words, row) for row in rows]
        for card in self._cards:
            card.pressed.connect(self.choose)
            self._column.addWidget(card)
        allowed = [card.line_id for card in self._cards if card.allowed]
        self._line_id = keep if keep in allowed else next(iter(allowed), None)
        self._mark()

    def choose(self, line_id: UUID) -> None:
        """Another line, if it may be supplied."""
        if line_id == self._line_id or line_id not in [card.line_id for card in self._cards if card.allowed]:
            return
        self._line_id = line_id
        self._mark()
        self.chosen.emit(line_id)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down."""
        step = _STEPS.get(Qt.Key(event.key()))
        allowed = [card.line_id for card in self._cards if card.allowed]
        if step is None or self._line_id not in allowed:
            super().keyPressEvent(event)
            return
        self.choose(allowed[max(0, min(len(allowed) - 1, allowed.index(self._line_id) + step))])

    @called_by_qt
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Seen by the frame of the chosen line."""
        super().focusInEvent(event)
        self._mark()

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """As narrow as its words allow."""
        return QSize(self._host.px(240), self.sizeHint().height())

    def _mark(self) -> None:
        for card in self._cards:
            card.set_chosen(card.line_id == self._line_id)


def _detail(words: Words, row: EmergencyLine) -> str:
    line = row.line
    days = words.text("emergency.course", days=line.days_supply) if line.days_supply else ""
    amount = counted(words, line.quantity_prescribed) if line.quantity_prescribed else ""
    product = row.product.name if row.product is not None else ""
    return " · ".join(one for one in (product, line.dosage_instruction, amount, days) if one)


def _said(words: Words, row: EmergencyLine) -> str:
    if row.refusal is not None:
        return words.parts(row.refusal.code, row.refusal.facts).happened
    if row.most_days:
        return words.text("emergency.at_most", days=row.most_days)
    return words.text("emergency.by_pack")
