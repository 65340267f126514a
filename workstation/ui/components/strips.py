"""Rows of a table painted as whole strips: what has not changed is copied, not painted cell by cell."""

from typing import Protocol

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

from workstation.ui.components.table_model import AnyIndex, Row, RowTableModel
from workstation.ui.theme import ThemeHost

MOST_BYTES = 32_000_000
"""Of kept pictures: 120 rows of 1400 px, six screens full."""
AHEAD_AT_ONCE, AHEAD_EVERY_MS = 3, 5
"""Pictures made while nobody waits: few at a time, so that a key never waits for them."""


class CellPainter(Protocol):
    """Paints the cells of the view: ground, separator, words. `painted` counts the cells that it could paint."""

    painted: int

    def is_plain(self, number: int) -> bool:
        """Whether a row is neither chosen nor under the pointer, which change its ground."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One cell into `option.rect`; it marks and reports what it could not paint."""


class RowStrips(QObject):
    """Paints the rows of one view, all of one height, and keeps the pictures of those that are only read.

    A new row of eight cells takes 0.4 to 0.8 ms, a kept one 0.01 ms; the pages before and after the one in sight are
    painted before anybody asks for them. A picture is good as long as the model holds that very row, and theme, scale
    and columns are what they were. The row under the pointer and the chosen one look different and are painted each
    time.
    """

    def __init__(self, host: ThemeHost, model: RowTableModel[Row], view: QTableView, cells: CellPainter) -> None:
        super().__init__(view)
        self._host, self._model, self._view, self._cells = host, model, view, cells
        self._kept: dict[int, tuple[object, QPixmap]] = {}
        """By the identity of the row, which is held beside it so that no other row gets its address."""
        self._layout: tuple[int, int, float] | None = None
        """Height and width of a row in px, and device pixels in each."""
        self._columns: tuple[tuple[int, int, int], ...] = ()
        """Number, left edge and width in px."""
        self._timer = QTimer(self, singleShot=True, interval=AHEAD_EVERY_MS)
        self._timer.timeout.connect(self._paint_ahead)
        host.theme_changed.connect(self.forget)

    def forget(self) -> None:
        """Other colours or sizes: nothing kept is good any more."""
        self._kept.clear()

    def paint(self, event: QPaintEvent) -> None:
        """Every row that the event touches."""
        first = self._view.rowAt(event.rect().top())
        if first < 0:
            return
        painter = QPainter(self._view.viewport())
        try:
            ratio = painter.device().devicePixelRatio()
            self._lay_out(self._view.rowHeight(first), self._view.viewport().width(), ratio)
            self._paint_from(first, painter, event)
        finally:
            painter.end()  # what keeps an exception of a cell keeps its painter, too
        if ratio == int(ratio):  # a picture on half a pixel would be blurred
            self._timer.start()

    def _paint_from(self, first: int, painter: QPainter, event: QPaintEvent) -> None:
        assert self._layout is not None
        (tall, width, _), region = self._layout, event.region()
        for number in range(first, self._model.rowCount()):
            rect = QRect(0, self._view.rowViewportPosition(number), width, tall)
            if rect.top() > event.rect().bottom():
                return
            if not region.intersects(rect):
                continue
            kept = self._kept.get(id(self._model.row(number))) if self._cells.is_plain(number) else None
            if kept is None:
                self._row(painter, rect.top(), tall, number)
            else:
                painter.drawPixmap(rect.topLeft(), kept[1])

    def _paint_ahead(self) -> None:
        """A few pictures of the page in sight, the one after and the one before it, and so on until all are there."""
        if self._layout is None or not self._view.isVisible():
            return
        tall, width, ratio = self._layout
        height = self._view.viewport().height()
        page, first = height // tall + 1, max(0, self._view.rowAt(0))
        wanted = [*range(first, first + 2 * page), *range(first - page, first)]
        missing = [number for number in wanted if self._is_missing(number)]
        if width * tall * 4 * ratio * ratio * len(wanted) > MOST_BYTES:
            return
        for number in missing[:AHEAD_AT_ONCE]:
            self._make(number, width, tall, ratio)
        if len(missing) > AHEAD_AT_ONCE:
            self._timer.start()

    def _is_missing(self, number: int) -> bool:
        inside = 0 <= number < self._model.rowCount()
        return inside and id(self._model.row(number)) not in self._kept and self._cells.is_plain(number)

    def _lay_out(self, tall: int, width: int, ratio: float) -> None:
        view = self._view
        wide = [(number, view.columnWidth(number)) for number in range(len(self._model.columns))]
        columns = tuple(
            (number, view.columnViewportPosition(number), one)
            for number, one in wide
            if not view.isColumnHidden(number)
        )
        if ((tall, width, ratio), columns) != (self._layout, self._columns):
            self._layout, self._columns = (tall, width, ratio), columns
            self.forget()

    def _make(self, number: int, width: int, tall: int, ratio: float) -> None:
        pixmap = QPixmap(round(width * ratio), round(tall * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._host.colour("surface"))
        painter = QPainter(pixmap)
        try:
            whole = self._row(painter, 0, tall, number)
        finally:
            painter.end()
        if whole:
            self._keep(self._model.row(number), pixmap)

    def _keep(self, row: object, pixmap: QPixmap) -> None:
        size = pixmap.width() * pixmap.height() * 4
        while self._kept and (len(self._kept) + 1) * size > MOST_BYTES:
            del self._kept[next(iter(self._kept))]
        self._kept[id(row)] = (row, pixmap)

    def _row(self, painter: QPainter, top: int, tall: int, number: int) -> bool:
        """False when a cell could not be painted."""
        option, before = QStyleOptionViewItem(), self._cells.painted
        for column, left, width in self._columns:
            option.rect = QRect(left, top, width, tall)
            self._cells.paint(painter, option, self._model.index(number, column))
        return self._cells.painted == before + len(self._columns)
