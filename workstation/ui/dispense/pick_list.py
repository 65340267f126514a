"""The pick list: one card per line, by shelf; below it the answered alerts and what is held on the counter."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.alerts import AlertLine
from workstation.ui.components.card import PLAIN, SELECTED, Card, CardLook, ground
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.packs import PackSquares
from workstation.ui.components.severity import Picture, Severity
from workstation.ui.dispense.views import PickRow
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_WRONG = CardLook(edge="major", ground="major_soft", width=2)


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """An alert that somebody answered: severity, medicines, reason and who."""

    severity: Severity
    title: str
    sentence: str


class ShelfTile(QWidget):
    """The shelf in a quiet box: the word above, the place below."""

    def __init__(self, host: ThemeHost, word: str, shelf: str) -> None:
        super().__init__()
        self._host, self._word, self._shelf = host, word, shelf
        self.setAccessibleName(f"{word} {shelf}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """56 px square, wider for a long place."""
        words = self._host.font_metrics(Role.MEDICINE, 600).horizontalAdvance(self._shelf)
        return QSize(max(self._host.px(58), words + self._host.px(12)), self._host.px(56))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box and words."""
        host, painter = self._host, QPainter(self)
        edge = host.colour("border_control") if host.theme.high_contrast else None
        draw.box(painter, self.rect(), host.px(6), host.colour("sunken"), edge, host.theme.border_width)
        half = self.height() // 2
        upper = self.rect().adjusted(0, host.px(8), 0, -half)
        lower = self.rect().adjusted(0, half - host.px(3), 0, -host.px(7))
        draw.text(painter, host, upper, self._word, Role.SMALL, "text_2", None, draw.CENTRE)
        draw.text(painter, host, lower, self._shelf, Role.MEDICINE, "text", 600, draw.CENTRE)


class PickCard(Card):
    """One line of the list; a click or Space makes it the one being picked."""

    chosen = Signal(object)
    """UUID of the line."""

    def __init__(self, host: ThemeHost, words: Words, row: PickRow, *, narrow: bool = False) -> None:
        look = _WRONG if row.wrong else SELECTED if row.current else PLAIN
        super().__init__(host, look)
        self.row = row
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{row.name}, {words.text('dispense.pick.shelf')} {row.shelf}, {row.words}")
        across = Row(host, (8, 10, 12, 10) if narrow else (12, 10, 14, 10), 8 if narrow else 12, self)
        tile = ShelfTile(host, words.text("dispense.pick.shelf"), row.shelf)
        across.addWidget(tile, 0, Qt.AlignmentFlag.AlignVCenter)
        column = Column(host, gap=3)
        head = Row(host, gap=8)
        head.addWidget(Label(host, row.name, Role.MEDICINE, wrap=True, elide=False), 1)
        head.addWidget(Label(host, row.position, Role.SMALL, "text_2", elide=False), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(Label(host, row.detail, Role.SMALL, "text_2", wrap=True))
        packs = Row(host, gap=0)
        squares = PackSquares(host)
        squares.set_packs(row.states)
        squares.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        squares.setAccessibleName("")
        packs.addWidget(squares)
        packs.space(4)
        said = row.short if narrow else row.words
        packs.addWidget(Label(host, said, Role.SMALL, row.tone, 600, wrap=True), 1)
        column.addLayout(packs)
        across.addLayout(column, 1)

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        super().mousePressEvent(event)
        self.chosen.emit(self.row.line_id)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space."""
        if event.key() == Qt.Key.Key_Space:
            self.chosen.emit(self.row.line_id)
            return
        super().keyPressEvent(event)

    @paints
    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and the ring while it has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            draw.ring(QPainter(self), self._host, self.rect(), self._host.px(8))


class PickList(QFrame):
    """Title, cards, notes."""

    line_chosen = Signal(object)

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._narrow = False
        self._rows: tuple[PickRow, ...] = ()
        self._noted: tuple[tuple[AnsweredLine, ...], str] = ((), "")
        ground(self, "surface", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = Column(host, gap=0, parent=self)
        self._head = Row(host, (24, 14, 16, 6), 8)
        head = self._head
        head.addWidget(Label(host, words.text("dispense.pick.title"), Role.HEADING, elide=False))
        self._by = Label(host, words.text("dispense.pick.by_shelf"), tone="text_2")
        head.addWidget(self._by)
        head.addStretch(1)
        self._done = Label(host, "", Role.SMALL, "text_2")
        head.addWidget(self._done)
        outer.addLayout(head)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        self._inside = Column(host, (24, 4, 16, 16), 8, inside)
        column = self._inside
        self._cards = Column(host, gap=8)
        column.addLayout(self._cards)
        column.addStretch(1)
        self._notes = Column(host, gap=8)
        column.addLayout(self._notes)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        host.theme_changed.connect(self._forget)

    def show_rows(self, rows: tuple[PickRow, ...], done: str) -> None:
        """Another state of the list. Cards that say the same stay: a new one is not seen before the next event."""
        self._done.set_words(done)
        if rows != self._rows:
            self._rows = rows
            self._fill()

    def set_narrow(self, narrow: bool) -> None:
        """Shorter words and smaller margins where the list has 280 px."""
        if narrow != self._narrow:
            self._narrow = narrow
            left = 16 if narrow else 24
            self._by.setVisible(not narrow)
            self._head.set_margins((left, 14, 12, 6))
            self._inside.set_margins((left, 4, 12 if narrow else 16, 16))
            self._fill()

    def _forget(self) -> None:
        self._rows, self._noted = (), ((), "")

    def _fill(self) -> None:
        clear(self._cards)
        for row in self._rows:
            card = PickCard(self._host, self._words, row, narrow=self._narrow)
            card.chosen.connect(self.line_chosen)
            self._cards.addWidget(card)

    def show_notes(self, answered: tuple[AnsweredLine, ...], held: str) -> None:
        """Answered alerts and what lies on the counter; empty texts show nothing."""
        if (answered, held) == self._noted:
            return
        self._noted = (answered, held)
        clear(self._notes)
        for one in answered:
            self._notes.addWidget(AlertLine(self._host, one.severity, one.title, one.sentence, barred=True))
        if held:
            self._notes.addWidget(self._held(held))

    def rows(self) -> tuple[PickRow, ...]:
        """What is shown."""
        return tuple(card.row for card in self.cards())

    def cards(self) -> tuple[PickCard, ...]:
        """The cards, by shelf."""
        items = [self._cards.itemAt(index) for index in range(self._cards.count())]
        widgets = [item.widget() for item in items if item is not None]
        return tuple(one for one in widgets if isinstance(one, PickCard))

    def _held(self, words: str) -> QWidget:
        card = Card(self._host)
        row = Row(self._host, (14, 10, 14, 10), 12, card)
        row.addWidget(Picture(self._host, "pick", 20, "text_2"), 0, Qt.AlignmentFlag.AlignTop)
        column = Column(self._host, gap=2)
        title = self._words.text("dispense.pick.held_title")
        column.addWidget(Label(self._host, title, Role.SMALL, weight=600, wrap=True))
        column.addWidget(Label(self._host, words, Role.SMALL, "text_2", wrap=True))
        row.addLayout(column, 1)
        return card
