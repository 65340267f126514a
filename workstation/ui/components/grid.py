"""A square of cells that is walked with the arrows: names on the left, numbers above, shape and letters inside."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.severity import SEVERITY_LOOKS, Severity
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token

_NAME, _CELL, _ROW, _HEAD, _NUMBER = 280, 64, 44, 32, 32
"""Design px: least width of the names, width of a cell, height of a row and of the numbers above, width of a number."""
_STEPS = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands at a crossing. `letters`: the severity in one or two letters, for eyes without colour."""

    severity: Severity
    letters: str


class SeverityGrid(QWidget):
    """One square; both halves show the same. The place with the focus ring is the current one."""

    moved = Signal(int, int)
    """Row and column that are current now."""
    chosen = Signal(int, int)
    """Enter, or a double click."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        self._names: tuple[str, ...] = ()
        self._cells: Mapping[tuple[int, int], GridCell] = {}
        self._row = self._column = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self._on_theme_changed)

    def show_cells(self, names: tuple[str, ...], cells: Mapping[tuple[int, int], GridCell]) -> None:
        """Names of rows and columns, and the cells by (row, column) with the smaller first. Begins at the worst."""
        self._names, self._cells = names, cells
        ranks = {severity: rank for rank, severity in enumerate(Severity)}
        worst = min(cells, key=lambda place: (ranks[cells[place].severity], place), default=(0, 0))
        self.updateGeometry()
        self.go_to(*worst)

    @property
    def place(self) -> tuple[int, int]:
        """The current row and column."""
        return self._row, self._column

    def cell_at(self, row: int, column: int) -> GridCell | None:
        """None where there is nothing."""
        return self._cells.get((min(row, column), max(row, column)))

    def go_to(self, row: int, column: int) -> None:
        """Makes a place the current one; outside of the square the nearest."""
        last = max(len(self._names) - 1, 0)
        self._row, self._column = min(max(row, 0), last), min(max(column, 0), last)
        self.update()
        self.moved.emit(self._row, self._column)

    def place_rect(self, row: int, column: int) -> QRect:
        """Where a cell is painted."""
        px = self._host.px
        return QRect(self._left() + column * px(_CELL), px(_HEAD) + row * px(_ROW), px(_CELL), px(_ROW))

    @called_by_qt
    def sizeHint(self) -> QSize:
        """All of it: whoever shows it scrolls."""
        px, count = self._host.px, len(self._names)
        return QSize(self._left() + count * px(_CELL) + px(4), px(_HEAD) + count * px(_ROW) + px(4))

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End to the ends of the row, Enter chooses."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            down, right = _STEPS[key]
            self.go_to(self._row + down, self._column + right)
        elif key == Qt.Key.Key_Home:
            self.go_to(self._row, 0)
        elif key == Qt.Key.Key_End:
            self.go_to(self._row, len(self._names) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._row, self._column)
        else:
            super().keyPressEvent(event)

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click goes there."""
        where = event.position().toPoint()
        places = ((row, column) for row in range(len(self._names)) for column in range(len(self._names)))
        found = next((one for one in places if self.place_rect(*one).contains(where)), None)
        if found is not None:
            self.go_to(*found)

    @called_by_qt
    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """As Enter."""
        self.chosen.emit(self._row, self._column)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names, numbers, cells, and the ring of the current one."""
        painter = QPainter(self)
        for index in range(len(self._names)):
            self._paint_names(painter, index)
            for column in range(len(self._names)):
                self._paint_cell(painter, index, column)
        if self._names and self.hasFocus():
            draw.ring(painter, self._host, self.place_rect(self._row, self._column), self._host.px(4))

    def _paint_names(self, painter: QPainter, index: int) -> None:
        host, px = self._host, self._host.px
        above = QRect(self._left() + index * px(_CELL), 0, px(_CELL), px(_HEAD))
        number = f"{index + 1}"
        draw.text(painter, host, above, number, Role.SMALL, self._tone(index == self._column), 600, draw.CENTRE)
        left = QRect(0, px(_HEAD) + index * px(_ROW), px(_NUMBER), px(_ROW))
        tone = self._tone(index == self._row)
        draw.text(painter, host, left, number, Role.SMALL, tone, 600, draw.CENTRE)
        name = QRect(px(_NUMBER), left.top(), self._left() - px(_NUMBER + 8), px(_ROW))
        draw.text(painter, host, name, self._names[index], Role.BODY, tone, 600 if index == self._row else None)

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        host, px = self._host, self._host.px
        rect = self.place_rect(row, column).adjusted(1, 1, -1, -1)
        cell = self.cell_at(row, column)
        look = SEVERITY_LOOKS[cell.severity] if cell is not None else None
        ground = look.soft if look is not None else ("sunken" if row == column else "surface")
        edge = look.ink if look is not None else "border"
        draw.box(painter, rect, px(4), host.colour(ground), host.colour(edge), host.theme.border_width)
        if cell is not None and look is not None:
            width = draw.icon(painter, host, rect.left() + px(8), rect.center().y(), look.shape, 18, look.ink)
            words = rect.adjusted(px(12) + width, 0, 0, 0)
            draw.text(painter, host, words, cell.letters, Role.SMALL, look.ink, 600)

    def _left(self) -> int:
        """Room for the longest name: a medicine is never cut."""
        metrics = self._host.font_metrics(Role.BODY, 600)
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        return max(self._host.px(_NAME), widest + self._host.px(_NUMBER + 16))

    def _tone(self, current: bool) -> Token:
        return "text" if current else "text_2"

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
