"""The rail: pages with counts. Wide with words, narrow with small words, or icons alone."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QVBoxLayout, QWidget

from workstation.ui.components import draw
from workstation.ui.components.buttons import bind_key
from workstation.ui.components.card import ground
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.shell.page import PageSpec
from workstation.ui.theme import Role, ThemeHost, Token


class RailWidth(StrEnum):
    """How much the rail shows."""

    WIDE = "wide"
    NARROW = "narrow"
    ICONS = "icons"


WIDTHS = {RailWidth.WIDE: 208, RailWidth.NARROW: 72, RailWidth.ICONS: 56}


class RailItem(QAbstractButton):
    """One page: icon, words, count; a bar at the left edge while it is the open one."""

    def __init__(self, host: ThemeHost, icon: str, title: str, letter: str = "", keys: str = "") -> None:
        super().__init__()
        self._host, self._icon, self._keys = host, icon, keys
        self._count: int | None = None
        self._width = RailWidth.WIDE
        self.setCheckable(True)
        self.setText(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if letter:
            bind_key(self, f"Alt+{letter}")
            self.setToolTip(f"{title} (Alt+{letter})")
        self._name()
        host.theme_changed.connect(self.updateGeometry)

    def set_count(self, count: int | None) -> None:
        """How many things wait there; None or 0 shows nothing."""
        self._count = count or None
        self._name()
        self.update()

    def set_rail_width(self, width: RailWidth) -> None:
        """Shows more or less."""
        self._width = width
        self.updateGeometry()
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """44 px pitch when wide, 60 when narrow, 42 without words."""
        tall = {RailWidth.WIDE: 44, RailWidth.NARROW: 60, RailWidth.ICONS: 42}[self._width]
        return QSize(self._host.px(WIDTHS[self._width]), self._host.px(tall))

    @called_by_qt
    def enterEvent(self, event: QEnterEvent) -> None:
        """Hover."""
        self.update()
        super().enterEvent(event)

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """No hover."""
        self.update()
        super().leaveEvent(event)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, bar, icon, words, count."""
        host, painter = self._host, QPainter(self)
        px = host.px
        body = self.rect().adjusted(px(8), px(2), -px(8), -px(2))
        if self.isChecked():
            edge = host.colour("rail_text") if host.theme.high_contrast else None
            draw.box(painter, body, px(8), host.colour("rail_active"), edge, host.theme.border_width)
            bar = QRectF(-px(4), body.center().y() - px(12), px(8), px(24))
            draw.box(painter, bar, px(4), host.colour("rail_focus"))
        elif self.underMouse():
            draw.box(painter, body, px(8), draw.mix(host.colour("rail_active"), host.colour("rail"), 0.5))
        if self.hasFocus():
            draw.ring(painter, host, body, px(8), "rail_focus")
        if self._width is RailWidth.WIDE:
            self._draw_wide(painter, body)
        else:
            self._draw_narrow(painter, body)

    def _tone(self) -> Token:
        return "rail_title" if self.isChecked() else "rail_text"

    def _draw_wide(self, painter: QPainter, body: QRect) -> None:
        host, px = self._host, self._host.px
        centre = body.center().y() + 0.5
        draw.icon(painter, host, body.left() + px(12), centre, self._icon, 20, self._tone())
        words = body.adjusted(px(44), 0, -px(52), 0)
        draw.text(painter, host, words, self.text(), Role.BODY, self._tone(), 500)
        right = body.right() - px(12)
        if self._count is not None:
            wide = self._pill_width()
            self._draw_pill(painter, QRectF(right - wide, centre - px(11), wide, px(22)))
        elif self._keys:
            x = right - draw.caps_width(host, self._keys)
            draw.draw_caps(painter, host, x, centre, self._keys, "rail_text", "rail", "rail_text")

    def _draw_narrow(self, painter: QPainter, body: QRect) -> None:
        host, px = self._host, self._host.px
        middle = body.center().x() + 1
        with_words = self._width is RailWidth.NARROW
        top = body.top() + (px(18) if with_words else body.height() // 2)
        draw.icon(painter, host, middle - px(10), top, self._icon, 20, self._tone())
        if with_words:
            line = QRect(self.rect().left(), body.bottom() - px(22), self.width(), px(18))
            weight = 600 if self.isChecked() else 500
            draw.text(painter, host, line, self.text(), Role.TINY, self._tone(), weight, draw.CENTRE)
        if self._count is not None:
            wide = self._pill_width()
            left = min(middle + px(3), self.width() - wide - px(2))
            self._draw_pill(painter, QRectF(left, top - px(20), wide, px(18)))

    def _pill_width(self) -> int:
        words = self._host.font_metrics(Role.SMALL, 600).horizontalAdvance(f"{self._count}")
        return max(self._host.px(22), words + self._host.px(14 if self._width is RailWidth.WIDE else 9))

    def _draw_pill(self, painter: QPainter, rect: QRectF) -> None:
        host = self._host
        fill = draw.mix(host.colour("rail_text"), host.colour("rail_active" if self.isChecked() else "rail"), 0.18)
        edge = host.colour("rail_text") if host.theme.high_contrast else None
        draw.box(painter, rect, rect.height() / 2, fill, edge, host.theme.border_width)
        draw.text(painter, host, rect.toRect(), f"{self._count}", Role.SMALL, "rail_title", 600, draw.CENTRE)

    def _name(self) -> None:
        self.setAccessibleName(f"{self.text()}, {self._count}" if self._count else self.text())


class RailHead(QWidget):
    """Logo, program and pharmacy."""

    def __init__(self, host: ThemeHost, program: str, pharmacy: str) -> None:
        super().__init__()
        self._host, self._program, self._pharmacy = host, program, pharmacy
        self._width = RailWidth.WIDE
        self.setAccessibleName(f"{program}, {pharmacy}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self.updateGeometry)

    def set_rail_width(self, width: RailWidth) -> None:
        """Shows more or less."""
        self._width = width
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """62 px tall."""
        return QSize(self._host.px(WIDTHS[self._width]), self._host.px(62))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Logo and two lines."""
        host, painter = self._host, QPainter(self)
        px = host.px
        if self._width is not RailWidth.WIDE:
            draw.icon(painter, host, (self.width() - px(32)) / 2, px(29), "logo", 32, "accent_fill")
            return
        draw.icon(painter, host, px(16), px(28), "logo", 32, "accent_fill")
        left, wide = px(60), self.width() - px(68)
        draw.text(painter, host, QRect(left, px(9), wide, px(20)), self._program, Role.BODY, "rail_title", 600)
        draw.text(painter, host, QRect(left, px(28), wide, px(17)), self._pharmacy, Role.SMALL, "rail_text")


class Rail(QFrame):
    """All pages; emits the key of the one that is chosen."""

    page_chosen = Signal(str)
    keys_requested = Signal()

    def __init__(
        self, host: ThemeHost, pages: tuple[PageSpec, ...], program: str, pharmacy: str, keys_title: str
    ) -> None:
        super().__init__()
        self._host = host
        self._width = RailWidth.WIDE
        ground(self, "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, host.px(8))
        column.setSpacing(0)
        self._head = RailHead(host, program, pharmacy)
        column.addWidget(self._head)
        self._group = QButtonGroup(self)
        self._items: dict[str, RailItem] = {}
        self._add_pages(column, [page for page in pages if page.letter and not page.at_bottom])
        column.addStretch(1)
        self._add_pages(column, [page for page in pages if page.letter and page.at_bottom])
        self._keys = RailItem(host, "key", keys_title, keys="F1")
        self._keys.setCheckable(False)
        self._keys.clicked.connect(self.keys_requested)
        column.addWidget(self._keys)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_open(self, key: str) -> None:
        """Marks the open page; one that is not in the rail marks none."""
        item = self._items.get(key)
        self._group.setExclusive(item is not None)
        for other_key, other in self._items.items():
            other.setChecked(other_key == key)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Counts by page key; pages that are not named keep theirs."""
        for key, count in counts.items():
            if key in self._items:
                self._items[key].set_count(count)

    def set_rail_width(self, width: RailWidth) -> None:
        """Shows more or less."""
        if width is self._width:
            return
        self._width = width
        self._head.set_rail_width(width)
        for item in (*self._items.values(), self._keys):
            item.set_rail_width(width)
        self._on_theme_changed()

    def _add_pages(self, column: QVBoxLayout, pages: list[PageSpec]) -> None:
        for page in pages:
            item = RailItem(self._host, page.icon, page.title, page.letter)
            item.setProperty("page", page.key)
            item.clicked.connect(self._on_clicked)
            self._group.addButton(item)
            self._items[page.key] = item
            column.addWidget(item)

    def _on_clicked(self) -> None:
        self.page_chosen.emit(str(self.sender().property("page")))

    def _on_theme_changed(self) -> None:
        self.setFixedWidth(self._host.px(WIDTHS[self._width]))
