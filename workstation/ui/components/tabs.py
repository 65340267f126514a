"""Tabs with counts, for the saved views of a list."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.card import ground
from workstation.ui.components.layouts import Row
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token

_PAD, _GAP, _ICON, _MORE = 12, 8, 17, 44


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab; `count` None shows none, `icon` in `tone` stands before the words."""

    code: str
    text: str
    count: int | None = None
    icon: str = ""
    tone: Token = "text_2"


class TabStrip(QWidget):
    """Choose by click, arrows, or by the screen's own keys through `choose`."""

    tab_chosen = Signal(str)

    def __init__(self, host: ThemeHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._tabs: tuple[Tab, ...] = ()
        self._code = ""
        self._over = -1
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_menu)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self.updateGeometry)

    def set_tabs(self, tabs: tuple[Tab, ...]) -> None:
        """Shows these tabs; the chosen one stays chosen while it is there."""
        self._tabs = tabs
        if self._code not in [tab.code for tab in tabs]:
            self._code = tabs[0].code if tabs else ""
        self.setAccessibleName(", ".join(f"{tab.text} {tab.count or ''}".strip() for tab in tabs))
        self.updateGeometry()
        self.update()

    def code(self) -> str:
        """The chosen tab."""
        return self._code

    def choose(self, code: str) -> None:
        """Chooses a tab; tells when that is a change."""
        if code != self._code and code in [tab.code for tab in self._tabs]:
            self._code = code
            self.update()
            self.tab_chosen.emit(code)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """All tabs side by side, 40 px tall."""
        return QSize(sum(self._width(tab) for tab in self._tabs), self._host.px(40))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Tabs that do not fit are in a menu at the end."""
        return QSize(self._host.px(120), self._host.px(40))

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self._tabs:
            super().keyPressEvent(event)
            return
        codes = [tab.code for tab in self._tabs]
        self.choose(codes[(codes.index(self._code) + step) % len(codes)])

    @called_by_qt
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover."""
        over = self._index_at(event.position().x())
        if over != self._over:
            self._over = over
            self.update()

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """No hover."""
        self._over = -1
        self.update()
        super().leaveEvent(event)

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        index = self._index_at(event.position().x())
        shown = self._fitting()
        if index >= 0:
            self.choose(shown[index].code)
        elif len(shown) < len(self._tabs):
            self._open_menu()

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icon, words, count; a line under the chosen one; three dots for what does not fit."""
        painter = QPainter(self)
        x = 0
        shown = self._fitting()
        for index, tab in enumerate(shown):
            width = self._width(tab)
            self._draw_tab(painter, QRectF(x, 0, width, self.height()), tab, hover=index == self._over)
            x += width
        if len(shown) < len(self._tabs):
            left = x + self._host.px(_PAD)
            draw.icon(painter, self._host, left, self.height() / 2, "more", 20, "text_2")

    def _fitting(self) -> tuple[Tab, ...]:
        """The tabs that are shown: all, or those that fit, with the chosen one among them."""
        if sum(self._width(tab) for tab in self._tabs) <= self.width():
            return self._tabs
        room = self.width() - self._host.px(_MORE)
        chosen = next(tab for tab in self._tabs if tab.code == self._code)
        kept: list[Tab] = []
        for tab in self._tabs:
            needed = sum(map(self._width, kept)) + self._width(tab)
            if tab is not chosen and chosen not in kept:
                needed += self._width(chosen)
            if needed <= room:
                kept.append(tab)
        return tuple(kept)

    def _open_menu(self) -> None:
        self._menu.clear()
        shown = self._fitting()
        for tab in self._tabs:
            if tab not in shown:
                words = tab.text if tab.count is None else f"{tab.text}  {tab.count}"
                self._menu.addAction(words).setData(tab.code)
        self._menu.popup(self.mapToGlobal(self.rect().bottomRight()))

    def _on_menu(self, action: QAction) -> None:
        self.choose(str(action.data()))

    def _draw_tab(self, painter: QPainter, rect: QRectF, tab: Tab, *, hover: bool) -> None:
        host, on = self._host, tab.code == self._code
        tone: Token = "accent" if on else ("text" if hover else "text_2")
        x = rect.left() + host.px(_PAD)
        if tab.icon:
            x += draw.icon(painter, host, x, rect.center().y(), tab.icon, _ICON, tab.tone) + host.px(_GAP)
        words = host.font_metrics(Role.BODY, 500).horizontalAdvance(tab.text)
        line = rect.toRect()
        line.setLeft(round(x))
        draw.text(painter, host, line, tab.text, Role.BODY, tone, 500)
        if tab.count is not None:
            draw_count(painter, host, x + words + host.px(_GAP), rect.center().y(), tab.count, on=on)
        if on:
            painter.fillRect(
                QRectF(rect.left(), rect.bottom() - host.px(2), rect.width(), host.px(2)),
                host.colour("accent"),
            )
            if self.hasFocus():
                draw.ring(painter, host, rect.adjusted(1, 2, -1, -4), host.px(4))

    def _index_at(self, x: float) -> int:
        right = 0
        for index, tab in enumerate(self._fitting()):
            right += self._width(tab)
            if x < right:
                return index
        return -1

    def _width(self, tab: Tab) -> int:
        host = self._host
        width = host.font_metrics(Role.BODY, 500).horizontalAdvance(tab.text) + 2 * host.px(_PAD)
        if tab.icon:
            width += host.px(_ICON + _GAP)
        return width + (count_width(host, tab.count) + host.px(_GAP) if tab.count is not None else 0)


class PageStrip(QFrame):
    """The tabs of a screen that shows one page at a time, on the ground of the bar above them, from the margin on."""

    def __init__(self, host: ThemeHost, tabs: TabStrip, margin: float = 24) -> None:
        super().__init__()
        ground(self, "surface", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.row = Row(host, (margin, 0, margin, 0), 8, self)
        self.row.addWidget(tabs, 1)


def count_width(host: ThemeHost, count: int) -> int:
    """Width of a count in its pill."""
    return max(host.px(22), host.font_metrics(Role.SMALL, 600).horizontalAdvance(f"{count}") + host.px(14))


def draw_count(painter: QPainter, host: ThemeHost, x: float, centre_y: float, count: int, *, on: bool) -> int:
    """A count in a pill; returns its width."""
    width, tall = count_width(host, count), host.px(20)
    rect = QRectF(round(x), round(centre_y - tall / 2), width, tall)
    edge = host.colour("accent" if on else "border_control") if host.theme.high_contrast else None
    draw.box(painter, rect, tall / 2, host.colour("accent_soft" if on else "sunken"), edge, host.theme.border_width)
    draw.text(painter, host, rect.toRect(), f"{count}", Role.SMALL, "accent" if on else "text_2", 600, draw.CENTRE)
    return width
