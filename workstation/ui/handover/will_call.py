"""The will-call list: every bag that waits, its bin, markers, and for how long."""

from uuid import UUID

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from workstation.ui.components import cells, draw
from workstation.ui.components.card import ground
from workstation.ui.components.due import DUE_LOOKS
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column as ColumnLayout
from workstation.ui.components.layouts import Row
from workstation.ui.components.table import Column, RowTableModel, RowTableView
from workstation.ui.guards import called_by_qt
from workstation.ui.handover.model import BagRow
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

ROW_HEIGHT = 72
_TILE = 62


class _BagPainter:
    """Bin tile, name, number and markers, age."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        self._host, self._bin = host, words.text("handover.bin")
        self._chips = cells.ChipPainter(host)

    def draw(self, painter: QPainter, rect: QRect, row: BagRow) -> None:
        """One bag."""
        px = self._host.px
        tile = QRect(rect.left(), rect.top() + px(8), px(_TILE), rect.height() - px(17))
        self._draw_bin(painter, tile, row.bin)
        age = self._draw_age(painter, rect, row)
        room = QRect(tile.right() + px(12), rect.top() + px(7), age - tile.right() - px(20), rect.height() - px(14))
        self._draw_words(painter, room, row)

    def _draw_bin(self, painter: QPainter, tile: QRect, place: str) -> None:
        host = self._host
        edge = host.colour("border_control") if host.theme.high_contrast else None
        draw.box(painter, tile, host.px(6), host.colour("sunken"), edge, host.theme.border_width)
        half = tile.height() // 2
        upper, lower = tile.adjusted(0, host.px(7), 0, -half), tile.adjusted(0, half - host.px(3), 0, -host.px(6))
        draw.text(painter, host, upper, self._bin, Role.SMALL, "text_2", None, draw.CENTRE)
        draw.text(painter, host, lower, place, Role.MEDICINE, "text", 600, draw.CENTRE)

    def _draw_age(self, painter: QPainter, rect: QRect, row: BagRow) -> int:
        """Paints the age from the right; returns where it begins."""
        host = self._host
        shape, tone, ink = DUE_LOOKS[row.age.state]
        wide = host.font_metrics(Role.SMALL, 600).horizontalAdvance(row.age.text)
        line = QRect(rect.right() - host.px(16) - wide, rect.top(), wide + 2, rect.height())
        draw.text(painter, host, line, row.age.text, Role.SMALL, ink, 600)
        left = line.left() - host.px(24)
        draw.icon(painter, host, left, rect.center().y(), shape, 17, tone)
        return left

    def _draw_words(self, painter: QPainter, room: QRect, row: BagRow) -> None:
        host = self._host
        name, small = host.line_height(Role.MEDICINE), host.line_height(Role.SMALL)
        chips = host.px(24) if row.chips else 0
        y = room.top() + max(0, (room.height() - name - small - chips) // 2)
        draw.text(painter, host, QRect(room.left(), y, room.width(), name), row.name, Role.MEDICINE, "text", 600)
        below = QRect(room.left(), y + name, room.width(), small)
        draw.text(painter, host, below, row.detail, Role.SMALL, "text_2")
        if chips:
            self._chips.draw(painter, QRect(room.left(), y + name + small, room.width(), chips), row.chips, "")


class BagTable(RowTableView):
    """Rows of 72 px without a header. Enter while no bag is open asks for one."""

    row_wanted = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        painter = _BagPainter(host, words)
        self.model_of_bags: RowTableModel[BagRow] = RowTableModel(
            (Column(words.text("handover.title"), 0, painter.draw, _said),), _key
        )
        super().__init__(host, self.model_of_bags, words.text("handover.title"))
        self.horizontalHeader().setVisible(False)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the screen's as soon as a bag is open."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row < 0 and self.row_model.rowCount():
            self.row_wanted.emit()
            return
        super().keyPressEvent(event)

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self.verticalHeader().setDefaultSectionSize(self._host.px(ROW_HEIGHT))


def _said(row: BagRow) -> str:
    return f"{row.bin}, {row.name}, {row.detail}, {row.age.text}"


def _key(row: BagRow) -> object:
    return row.id


class _SearchField(QLineEdit):
    """Down goes into the list; Enter keeps to itself."""

    left_downwards = Signal()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class WillCall(QFrame):
    """Title, search, list."""

    bag_chosen = Signal(object)
    """UUID, None for none."""
    search_changed = Signal(str)

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        ground(self, "surface", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = ColumnLayout(host, gap=0, parent=self)
        head = Row(host, (24, 14, 24, 10), 8)
        head.addWidget(Label(host, words.text("handover.will_call"), Role.HEADING, elide=False))
        self._count = Label(host, "", tone="text_2")
        head.addWidget(self._count, 1)
        column.addLayout(head)
        field = ColumnLayout(host, (24, 0, 24, 12), 6)
        self.search = _SearchField()
        self.search.setPlaceholderText(words.text("handover.search"))
        self.search.setAccessibleName(words.text("handover.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.search_changed)
        field.addWidget(self.search)
        field.addWidget(Label(host, words.text("handover.search_note"), Role.SMALL, "text_2", wrap=True))
        column.addLayout(field)
        self.table = BagTable(host, words)
        self._closed: UUID | None = None
        self.table.row_changed.connect(self._on_row)
        self.table.row_wanted.connect(self.open_one)
        self.search.left_downwards.connect(self.table.setFocus)
        self._empty = EmptyState(host, "handover", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._build_empty())
        column.addWidget(self._stack, 1)

    def show_bags(self, rows: tuple[BagRow, ...], total: int, ageing: int, chosen: UUID | None) -> None:
        """Other bags; the chosen one stays chosen while it is there."""
        text = self._words.text
        said = text("handover.count", count=total)
        self._count.set_words(said + (text("handover.ageing", count=ageing) if ageing else ""))
        blocked = self.table.blockSignals(True)
        self.table.model_of_bags.set_rows(rows)
        at = self.table.model_of_bags.find(chosen)
        if at >= 0:
            self.table.select_row(at)
        else:
            self.table.setCurrentIndex(self.table.model_of_bags.index(-1, -1))
        self.table.blockSignals(blocked)
        self._stack.setCurrentIndex(0 if rows else 1)
        key = "nothing_found" if total else "nothing_waits"
        self._empty.set_words(text(f"handover.{key}_title"), text(f"handover.{key}"))

    def stand_on(self, closed: UUID) -> None:
        """This bag was closed by its key: the list has the focus, and Enter opens the bag again."""
        self._closed = closed
        self.table.setFocus()

    def open_one(self) -> None:
        """The bag that was closed last, else the first one; nothing happens while one is open."""
        self.table.setFocus()
        if self.table.current_row < 0:
            self.table.select_row(max(0, self.table.model_of_bags.find(self._closed)))

    def _build_empty(self) -> QWidget:
        page = QWidget()
        column = ColumnLayout(self._host, (8, 8, 8, 8), 0, page)
        column.addWidget(self._empty)
        column.addStretch(1)
        return page

    def _on_row(self, row: int) -> None:
        self.bag_chosen.emit(self.table.model_of_bags.row(row).id if row >= 0 else None)
