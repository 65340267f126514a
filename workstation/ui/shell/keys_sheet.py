"""F1: every key of the program and of the screen that is open, over the work, gone with Esc.

The keys stand in as many columns as have room for whole words, filled evenly, and scroll where they are too many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget
from shiboken6 import isValid

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.keycap import KeyCap, KeyHint
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_CARD, _AROUND, _COLUMN, _MOST_COLUMNS = 1120, 40, 320, 3
"""Design px: the card at most, what stays free around it, and the least width of a column."""
_HEAD = 2
"""Rows for which a heading with its gap counts."""
_SCROLLED = {Qt.Key.Key_Up: -40, Qt.Key.Key_Down: 40, Qt.Key.Key_PageUp: -400, Qt.Key.Key_PageDown: 400}


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
    """A child of the window that covers it with a scrim; keeps the size of the window. While it is open no plain key
    reaches the work behind it; closed, it gives the focus back to where it was."""

    closed = Signal()
    focus_gone = Signal()
    """Closed, and what had the focus before is not there any more."""

    def __init__(self, window: QWidget, host: ThemeHost, words: Words) -> None:
        super().__init__(window)
        self._window, self._host, self._words = window, host, words
        self._shown: tuple[KeyGroup, ...] = ()
        self._before: QWidget | None = None
        self.setAccessibleName(words.text("shell.keys_title"))
        self.setVisible(False)
        around = Column(host, (_AROUND, _AROUND, _AROUND, _AROUND), 0, self)
        self._card = Card(host, CardLook(edge="border_control", ground="raised", radius=12))
        around.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        inside = Column(host, (28, 20, 28, 20), 16, self._card)
        head = Row(host, gap=12)
        head.addWidget(Label(host, words.text("shell.keys_title"), Role.TITLE))
        head.addWidget(Label(host, words.text("shell.keys_note"), tone="text_2"), 1)
        self._close = SecondaryButton(host, words.text("shell.keys_close"), keys="Esc", small=True)
        self._close.clicked.connect(self.close_sheet)
        head.addWidget(self._close)
        inside.addLayout(head)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self._inner.setProperty("scrolled", "true")
        self._columns = Row(host, (0, 0, 16, 0), 32, self._inner)
        self._area.setWidget(self._inner)
        inside.addWidget(self._area)
        window.installEventFilter(self)
        host.theme_changed.connect(self._fit)

    def open_sheet(self, groups: tuple[KeyGroup, ...]) -> None:
        """Shows these groups after the keys that hold everywhere."""
        text = self._words.text
        common = tuple(KeyHint(keys, text(f"shell.key.{what}")) for keys, what in EVERYWHERE)
        everywhere = text("shell.key.everywhere")
        more = tuple(hint for group in groups if group.title == everywhere for hint in group.hints)
        others = tuple(group for group in groups if group.title != everywhere and group.hints)
        self._shown = (KeyGroup(everywhere, common + more), *others)
        self._before = self._window.focusWidget()
        self.setVisible(True)
        self._fit()
        self._area.verticalScrollBar().setValue(0)
        self.raise_()
        self._close.setFocus()

    def close_sheet(self) -> None:
        """Away."""
        before, self._before = self._before, None
        self.setVisible(False)
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus()
        else:
            self.focus_gone.emit()
        self.closed.emit()

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the window's size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scrolls, or goes away; nothing else happens behind the sheet."""
        step = _SCROLLED.get(Qt.Key(event.key()))
        if step is not None:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + self._host.px(step))
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_sheet()

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The scrim."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 115))

    # --- inside -------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        """As many columns as the window has room for, and as high as they are, or as the window is."""
        if not self.isVisible():
            return
        px = self._host.px
        self.setGeometry(self._window.rect())
        width = min(px(_CARD), self.width() - 2 * px(_AROUND))
        room = width - px(2 * 28 + 16)
        count = max(1, min(_MOST_COLUMNS, (room + px(32)) // px(_COLUMN + 32)))
        clear(self._columns)
        for groups in _spread(self._shown, count):
            column = self._build_column(groups)
            self._columns.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
            column.setVisible(True)  # a hidden one has no height to ask for
        wanted = max(self._columns.heightForWidth(room), self._columns.minimumSize().height())
        highest = self.height() - 2 * px(_AROUND) - px(2 * 20 + 16) - self._close.sizeHint().height()
        self._card.setFixedWidth(width)
        self._area.setFixedHeight(max(px(80), min(wanted, highest)))

    def _build_column(self, groups: Sequence[KeyGroup]) -> QWidget:
        widget = QWidget()
        column = Column(self._host, gap=8, parent=widget)
        for number, group in enumerate(groups):
            if number:
                column.space(8)
            column.addWidget(Label(self._host, group.title, Role.HEADING))
            column.addLayout(self._build_grid(group))
        return widget

    def _build_grid(self, group: KeyGroup) -> QGridLayout:
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
        return grid


def _spread(groups: Sequence[KeyGroup], count: int) -> tuple[tuple[KeyGroup, ...], ...]:
    """The groups in order over at most `count` columns, the highest as low as it goes."""
    most = -(-sum(len(group.hints) + _HEAD for group in groups) // count)
    while len(columns := _filled(groups, most)) > count:
        most += 1
    return columns


def _filled(groups: Sequence[KeyGroup], most: int) -> tuple[tuple[KeyGroup, ...], ...]:
    """Columns of at most `most` rows; a group that is broken repeats its heading."""
    columns: list[list[KeyGroup]] = [[]]
    used = 0
    for group in groups:
        rest = group.hints
        while rest:
            take = most - used - _HEAD
            if used and take < min(len(rest), _HEAD):
                columns.append([])
                used = 0
                continue
            columns[-1].append(KeyGroup(group.title, rest[: max(1, take)]))
            used += len(rest[: max(1, take)]) + _HEAD
            rest = rest[max(1, take) :]
    return tuple(tuple(column) for column in columns)
