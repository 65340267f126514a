"""The top bar: search and scan box, DEMO tag, bell, user."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QSizePolicy

from workstation.ui.components import chips, draw
from workstation.ui.components.card import ground
from workstation.ui.components.chips import Chip, ChipLabel
from workstation.ui.components.layouts import Row
from workstation.ui.components.scanbox import ScanBox
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_ROUND = 6
"""Design px between the ring of a button and what stands in it."""


class Bell(QAbstractButton):
    """A bell with a count."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._count = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(0)
        host.theme_changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        """How many messages were not looked at."""
        self._count = count
        self.setAccessibleName(self._words.text("shell.bell_count" if count else "shell.bell", count=count))
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """40 px square."""
        return QSize(self._host.px(40), self._host.px(40))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bell, count, ring."""
        host, painter = self._host, QPainter(self)
        draw.icon(painter, host, host.px(9), self.height() / 2 + host.px(1), "bell", 20, "text_2")
        if self._count:
            words = f"{self._count}" if self._count < 100 else "99"
            wide = max(host.px(17), host.font_metrics(Role.TINY, 600).horizontalAdvance(words) + host.px(8))
            rect = QRectF(host.px(20), host.px(3), wide, host.px(17))
            draw.box(painter, rect, rect.height() / 2, host.colour("accent_fill"))
            draw.text(painter, host, rect.toRect(), words, Role.TINY, "on_accent", 600, draw.CENTRE)
        if self.hasFocus():
            draw.ring(painter, host, self.rect(), host.px(8))


class UserButton(QAbstractButton):
    """Who is signed in; opens lock, switch and sign out."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._initials = ""
        self._short = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self.updateGeometry)

    def set_user(self, name: str, initials: str) -> None:
        """Who it is; an empty name hides the button."""
        self.setText(name)
        self._initials = initials
        self.setAccessibleName(self._words.text("shell.user_menu", name=name))
        self.setVisible(bool(name))
        self.updateGeometry()

    def set_short(self, short: bool) -> None:
        """Initials alone."""
        self._short = short
        self.updateGeometry()
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Avatar and name, with room for the ring around them."""
        host = self._host
        name = 0 if self._short else host.px(8) + host.font_metrics(Role.BODY, 500).horizontalAdvance(self.text()) + 2
        return QSize(host.px(32) + name + 2 * host.px(_ROUND), host.px(40))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Avatar, name, ring."""
        host, painter = self._host, QPainter(self)
        side = host.px(32)
        disc = QRect(host.px(_ROUND), (self.height() - side) // 2, side, side)
        edge = host.colour("accent") if host.theme.high_contrast else None
        draw.box(painter, disc, side / 2, host.colour("accent_soft"), edge, host.theme.border_width)
        draw.text(painter, host, disc, self._initials, Role.SMALL, "accent", 600, draw.CENTRE)
        if not self._short:
            draw.text(
                painter,
                host,
                self.rect().adjusted(disc.right() + 1 + host.px(8), 0, 0, 0),
                self.text(),
                Role.BODY,
                "text",
                500,
            )
        if self.hasFocus():
            draw.ring(painter, host, self.rect(), host.px(8))


class TopBar(QFrame):
    """56 px tall."""

    lock_requested = Signal()
    switch_requested = Signal()

    def __init__(self, host: ThemeHost, words: Words, *, demo: bool) -> None:
        super().__init__()
        self._host, self._words = host, words
        ground(self, "surface", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (24, 8, 18, 7), 16, self)
        self.search = ScanBox(host, words.text("shell.search"))
        row.addWidget(self.search)
        row.addStretch(1)
        self._demo = ChipLabel(host, Chip(words.text("shell.demo"), chips.DEMO), height=26)
        self._demo.setVisible(demo)
        self.bell = Bell(host, words)
        self.bell.setVisible(False)
        """Until there is a list behind it: a button that does nothing is not shown."""
        self.user = UserButton(host, words)
        self.user.setVisible(False)
        self.user.clicked.connect(self._on_user)
        row.add(self._demo, self.bell, self.user)
        self._menu = QMenu(self)
        self._menu.addAction(words.text("shell.lock"), self.lock_requested.emit)
        self._menu.addAction(words.text("shell.switch_user"), self.switch_requested.emit)
        host.theme_changed.connect(self._on_theme_changed)
        self._fold(1920)

    def fold(self, design_width: int) -> None:
        """Shortens words and field for a narrow window."""
        self._fold(design_width)

    def _fold(self, design_width: int) -> None:
        short = design_width < 1100
        asks = "search" if design_width >= 1600 else "search_short" if short else "search_some"
        wide = 640 if design_width >= 1600 else (480 if not short else 360)
        self.search.set_width(wide)
        self.search.field.setPlaceholderText(self._words.text(f"shell.{asks}"))
        self._demo.set_chip(Chip(self._words.text("shell.demo_short" if short else "shell.demo"), chips.DEMO))
        self.user.set_short(short)
        self._folded = design_width

    def _on_user(self) -> None:
        self._menu.popup(self.user.mapToGlobal(self.user.rect().bottomLeft()))

    def _on_theme_changed(self) -> None:
        self._fold(self._folded)
