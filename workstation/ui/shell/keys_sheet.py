"""F1: every key of the program and of the screen that is open, over the work, gone with Esc."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.keycap import KeyCap, KeyHint
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys under one heading."""

    title: str
    hints: tuple[KeyHint, ...]


EVERYWHERE = (
    ("Ctrl+K", "search"),
    ("Esc", "back"),
    ("Enter", "primary"),
    ("F1", "keys"),
    ("F5", "sync"),
    ("F8", "missing"),
    ("Ctrl+M", "sound"),
)


class KeysSheet(QWidget):
    """A child of the window that covers it with a scrim; keeps the size of the window."""

    closed = Signal()

    def __init__(self, window: QWidget, host: ThemeHost, words: Words) -> None:
        super().__init__(window)
        self._window, self._host, self._words = window, host, words
        self.setAccessibleName(words.text("shell.keys_title"))
        self.setVisible(False)
        around = Column(host, (40, 40, 40, 40), 0, self)
        around.addStretch(1)
        card = Card(host, CardLook(edge="border_control", ground="raised", radius=12))
        card.setMaximumWidth(host.px(1120))
        inside = Column(host, (28, 20, 28, 20), 16, card)
        head = Row(host, gap=12)
        head.addWidget(Label(host, words.text("shell.keys_title"), Role.TITLE))
        head.addWidget(Label(host, words.text("shell.keys_note"), tone="text_2"), 1)
        self._close = SecondaryButton(host, words.text("shell.keys_close"), keys="Esc", small=True)
        self._close.clicked.connect(self.close_sheet)
        head.addWidget(self._close)
        inside.addLayout(head)
        self._groups = Row(host, gap=48)
        inside.addLayout(self._groups)
        across = Row(host)
        across.addStretch(1)
        across.addWidget(card, 3)
        across.addStretch(1)
        around.addLayout(across)
        around.addStretch(1)
        window.installEventFilter(self)

    def open_sheet(self, groups: tuple[KeyGroup, ...]) -> None:
        """Shows these groups after the keys that hold everywhere."""
        text = self._words.text
        common = tuple(KeyHint(keys, text(f"shell.key.{what}")) for keys, what in EVERYWHERE)
        clear(self._groups)
        for group in (KeyGroup(text("shell.key.everywhere"), common), *groups):
            if group.hints:
                self._groups.addWidget(self._build_group(group), 1, Qt.AlignmentFlag.AlignTop)
        self.setGeometry(self._window.rect())
        self.setVisible(True)
        self.raise_()
        self._close.setFocus()

    def close_sheet(self) -> None:
        """Away."""
        self.setVisible(False)
        self.closed.emit()

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the window's size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The scrim."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 115))

    def _build_group(self, group: KeyGroup) -> QWidget:
        widget = QWidget()
        column = Column(self._host, gap=8, parent=widget)
        column.addWidget(Label(self._host, group.title, Role.HEADING))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._host.px(16))
        grid.setVerticalSpacing(self._host.px(6))
        grid.setColumnStretch(1, 1)
        for row, hint in enumerate(group.hints):
            caps = Row(self._host, gap=4)
            for keys in hint.keys.split(" "):
                caps.addWidget(KeyCap(self._host, keys))
            caps.addStretch(1)
            grid.addLayout(caps, row, 0)
            grid.addWidget(Label(self._host, hint.what, wrap=True), row, 1)
        column.addLayout(grid)
        return widget
