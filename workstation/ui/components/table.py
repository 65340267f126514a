"""Tables over prepared rows: frozen dataclasses in, integer roles, fixed heights, one painter per column.

Nothing is sorted or filtered here: that is the store's work. The view paints the selected row, its bar and its ring.
"""

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from workstation.ui.components import draw
from workstation.ui.components.strips import RowStrips
from workstation.ui.components.table_model import ROW_ROLE, AnyIndex, Column, RowTableModel
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost

__all__ = ["ROW_ROLE", "Column", "RowDelegate", "RowHeader", "RowTableModel", "RowTableView"]

BAR = 5
NARROW = 1000
"""Design width of a table under which its columns take their narrow widths."""
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class RowDelegate(QStyledItemDelegate):
    """Paints ground and separator, then the column's painter."""

    def __init__(self, host: ThemeHost, model: RowTableModel[Any], view: "RowTableView") -> None:
        super().__init__(view)
        self._host, self._model, self._view = host, model, view
        self.painted = 0
        """Cells painted without an exception."""

    def is_plain(self, number: int) -> bool:
        """Whether a row is neither the chosen one nor the one under the pointer."""
        return number not in (self._view.current_row, self._view.hover_row)

    @paints
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One cell."""
        host, rect, row = self._host, option.rect, index.row()
        if row == self._view.current_row:
            painter.fillRect(rect, host.colour("accent_soft"))
        elif row == self._view.hover_row:
            painter.fillRect(rect, host.colour("sunken"))
        line = host.theme.border_width
        painter.fillRect(rect.left(), rect.bottom() + 1 - line, rect.width(), line, host.colour("border"))
        column = index.column()
        if column == 0:
            rect.setLeft(rect.left() + self._view.left_inset)
        self._model.columns[column].paint(painter, rect, self._model.row(row))
        self.painted += 1

    @called_by_qt
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Rows have one height."""
        del option, index
        return QSize(10, self._host.metrics.row)


class RowHeader(QHeaderView):
    """Titles in the small face; an arrow at the sorted column."""

    def __init__(self, host: ThemeHost, view: "RowTableView") -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._host, self._view = host, view
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """32 px tall."""
        return QSize(100, self._host.px(32))

    @paints
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One title."""
        host = self._host
        painter.fillRect(rect, host.colour("bg"))
        line = host.theme.border_width
        painter.fillRect(rect.left(), rect.bottom() + 1 - line, rect.width(), line, host.colour("border"))
        column = self._view.row_model.columns[section]
        room = rect.adjusted(self._view.left_inset if section == 0 else 0, 0, -host.px(4), 0)
        draw.text(painter, host, room, column.title, Role.SMALL, "text_2", 600)
        if column.sorted:
            words = host.font_metrics(Role.SMALL, 600).horizontalAdvance(column.title)
            draw.icon(painter, host, room.left() + words + host.px(4), room.center().y(), "arrow-up", 13, "text_2")


class RowTableView(QTableView):
    """A table of rows. Up, down, Home and End move; the screen gives Enter and letters their meaning."""

    row_changed = Signal(int)
    """Number of the current row, -1 for none."""
    row_activated = Signal(int)
    width_changed = Signal(int)
    """Design width of the table: painters fold by it."""
    end_reached = Signal()
    """The last rows came into sight: the next page is wanted."""

    def __init__(
        self, host: ThemeHost, model: RowTableModel[Any], name: str, left_inset: float = 24, *, even: bool = False
    ) -> None:
        """`even`: all rows are of one height without spans, so that they are painted as strips."""
        super().__init__()
        self._host, self.row_model, self._inset = host, model, left_inset
        self.current_row = self.hover_row = -1
        self.left_inset = host.px(left_inset)
        self.setModel(model)
        self.setAccessibleName(name)
        delegate = RowDelegate(host, model, self)
        self.setItemDelegate(delegate)
        self._strips = RowStrips(host, model, self, delegate) if even else None
        self._header = RowHeader(host, self)
        self.setHorizontalHeader(self._header)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._on_double_clicked)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def select_row(self, number: int) -> None:
        """Makes a row the current one and scrolls to it when it is off screen."""
        if 0 <= number < self.row_model.rowCount():
            self.setCurrentIndex(self.row_model.index(number, 0))

    @called_by_qt
    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Remembers the row and tells."""
        super().currentChanged(current, previous)
        row = current.row() if current.isValid() else -1
        if row != self.current_row:
            self._update_rows(row, self.current_row)
            self.current_row = row
            self.row_changed.emit(row)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down, page and ends move by rows; every other key is the screen's (Qt would search by letters)."""
        if event.key() == Qt.Key.Key_Home:
            self.select_row(0)
        elif event.key() == Qt.Key.Key_End:
            self.select_row(self.row_model.rowCount() - 1)
        elif event.key() in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    @called_by_qt
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover."""
        self._hover(self.rowAt(round(event.position().y())))
        super().mouseMoveEvent(event)

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """No hover."""
        self._hover(-1)
        super().leaveEvent(event)

    @paints
    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, then bar and ring of the current one over all its cells."""
        if self._strips is None:
            super().paintEvent(event)
        else:
            self._strips.paint(event)
        if self.current_row < 0:
            return
        top = self.rowViewportPosition(self.current_row)
        rect = QRect(0, top, self.viewport().width(), self.rowHeight(self.current_row))
        if not rect.intersects(event.rect()):
            return
        painter = QPainter(self.viewport())
        try:
            bar = self._host.px(BAR - 1)
            painter.fillRect(0, top, bar, rect.height() - 1, self._host.colour("accent_fill"))
            if self.hasFocus():
                draw.ring(painter, self._host, rect.adjusted(bar + 2, 2, -2, -3), self._host.px(4))
        finally:
            painter.end()  # an exception of a cell that somebody keeps keeps this frame, too

    @called_by_qt
    def resizeEvent(self, event: Any) -> None:
        """Columns fold and share the width."""
        super().resizeEvent(event)
        self._share_width()

    def _hover(self, row: int) -> None:
        if row != self.hover_row:
            self._update_rows(row, self.hover_row)
            self.hover_row = row

    def _update_rows(self, *numbers: int) -> None:
        """Paints these rows anew, and no others: a table full of rows takes as long as a frame may."""
        for number in numbers:
            if number >= 0:
                wide = self.viewport().width()
                self.viewport().update(0, self.rowViewportPosition(number), wide, self.rowHeight(number))

    def _share_width(self) -> None:
        width = self.viewport().width()
        design = self._host.metrics.design(width)
        columns = self.row_model.columns
        widths = {
            index: self._host.px(column.narrow if design < NARROW and column.narrow else column.width)
            for index, column in enumerate(columns)
            if design >= column.folds_below
        }
        stretching = [index for index in widths if columns[index].width == 0] or list(widths)[-1:]
        spare = max(0, width - sum(widths.values()) - self.left_inset)
        for index in range(len(columns)):
            self.setColumnHidden(index, index not in widths)
        for index, wide in widths.items():
            extra = spare // len(stretching) if index in stretching else 0
            self.setColumnWidth(index, wide + extra + (self.left_inset if index == 0 else 0))
        self.width_changed.emit(design)

    def _on_reset(self) -> None:
        self.current_row = self.hover_row = -1

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() - value <= self.viewport().height():
            self.end_reached.emit()

    def _on_double_clicked(self, index: AnyIndex) -> None:
        self.row_activated.emit(index.row())

    def _on_theme_changed(self) -> None:
        self.left_inset = self._host.px(self._inset)
        self.verticalHeader().setMinimumSectionSize(self._host.px(24))
        self.verticalHeader().setDefaultSectionSize(self._host.metrics.row)
        self._header.setFixedHeight(self._host.px(32))
        self._share_width()
        self.viewport().update()
