"""The screen of an emergency supply without its work: bar, lines, what is keyed, action bar; and how they fold."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.banner import Banner
from workstation.ui.components.buttons import Button, PrimaryButton
from workstation.ui.components.card import LISTENING, Card
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.field import Field
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.emergency.lines import EmergencyLines
from workstation.ui.guards import called_by_qt
from workstation.ui.handover.cards import DoneCard, StopCard
from workstation.ui.handover.collector import CollectorCard
from workstation.ui.shell.page import Page
from workstation.ui.shell.prescription_bar import PrescriptionBar
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

SIDE_BY_SIDE_FROM = 1000
_LINES_WIDTH = 520


class CodeField(QLineEdit):
    """Keeps Enter to itself: it looks the code up, it is not the primary action of the screen."""

    entered = Signal()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter tells; everything else types."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class EmergencyFrame(Page):
    """The parts and their places; `panel` fills and connects them."""

    opens_prescription = True

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.bar = PrescriptionBar(host)
        self._trouble = Banner(host, "offline")
        outer.addWidget(self.bar)
        outer.addWidget(self._trouble)
        outer.addWidget(self._build_scroll(), 1)
        outer.addWidget(self._build_actions())
        QShortcut(
            QKeySequence("Ctrl+G"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        ).activated.connect(self._on_code_key)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit."""
        super().resizeEvent(event)
        self._fold()

    def _build_scroll(self) -> QScrollArea:
        host, text = self._host, self._words.text
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        column = Column(host, (24, 16, 24, 16), 16, inside)
        self.stop = StopCard(host, self._words)
        self.done = DoneCard(host)
        self.none = EmptyState(host, "hand-up", text("emergency.none_title"), text("emergency.none"))
        column.add(self.stop, self.done, self.none)
        self._parts = QWidget()
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._parts)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._left = self._build_left()
        self._across.addWidget(self._left)
        self._across.addWidget(self._build_right(), 1)
        column.addWidget(self._parts)
        column.addStretch(1)
        self._scroll.setWidget(inside)
        return self._scroll

    def _build_left(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=8, parent=part)
        column.addWidget(Label(host, text("emergency.title"), Role.TITLE, wrap=True, elide=False))
        column.addWidget(Label(host, text("emergency.purpose"), tone="text_2", wrap=True))
        column.space(4)
        self.lines = EmergencyLines(host, self._words)
        column.addWidget(self.lines)
        column.addStretch(1)
        return part

    def _build_right(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=12, parent=part)
        column.addWidget(self._build_pack())
        self.days_edit, self.reason_edit = QLineEdit(), QLineEdit()
        self.days_edit.setMaxLength(3)
        self.days = Field(host, text("emergency.days"), self.days_edit)
        self.reason = Field(host, text("emergency.reason"), self.reason_edit, text("emergency.reason_note"))
        fields = Row(host, gap=16)
        fields.addWidget(self.days, 1)
        fields.addWidget(self.reason, 3)
        column.addLayout(fields)
        self.collector = CollectorCard(host, self._words)
        column.addWidget(self.collector)
        column.addStretch(1)
        return part

    def _build_pack(self) -> Card:
        host, text = self._host, self._words.text
        card = Card(host, LISTENING)
        row = Row(host, (17, 12, 17, 12), 16, card)
        self.pack_picture = Picture(host, "scan", 40, "accent")
        row.addWidget(self.pack_picture, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=4)
        self.pack_title = Label(host, "", Role.HEADING, wrap=True, elide=False)
        self.pack_detail = Label(host, "", tone="text_2", wrap=True, elide=False)
        self.code_edit = CodeField()
        self.code = Field(host, text("emergency.code"), self.code_edit)
        column.add(self.pack_title, self.pack_detail)
        column.space(4)
        column.addWidget(self.code)
        row.addLayout(column, 1)
        self.pack = card
        return card

    def _build_actions(self) -> ActionBar:
        self._bar = ActionBar(self._host)
        self.go: Button = PrimaryButton(self._host, self._words.text("emergency.action"), keys="Enter")
        self._bar.set_primary(self.go)
        return self._bar

    def _fold(self) -> None:
        """Lines beside what is keyed, or above it."""
        beside = self._host.metrics.design(self.width()) >= SIDE_BY_SIDE_FROM
        towards = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._across.setDirection(towards)
        self._across.setSpacing(self._host.px(24 if beside else 16))
        self._left.setMaximumWidth(self._host.px(_LINES_WIDTH) if beside else 16_777_215)

    def _on_code_key(self) -> None:
        self.code_edit.setFocus()
        self.code_edit.selectAll()
