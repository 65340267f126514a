"""A table on A4 sheets, landscape: head, rows that stay together, "page n of N" below. One size of letters.

Everything is counted in lines of text, so that nothing is ever cut: a row that is taller than a page goes on on the
next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen, QTextLayout, QTextOption

from workstation.adapters.printing.fonts import make_font
from workstation.adapters.printing.label import write_whole
from workstation.domain.errors import Unavailable
from workstation.file_words import in_words

DOTS_PER_MM = 100
WIDTH, HEIGHT = 297 * DOTS_PER_MM, 210 * DOTS_PER_MM
_MARGIN, _PAD, _GAP = 1000, 120, 90
_LETTERS, _LINE, _TITLE = 290, 400, 520
"""Letters of 8.2 points on lines of 4 mm; the title has 14.7 points."""
_HEAD, _FOOT = 2500, 900
_RULE, _INK = QColor("#8A94A0"), QColor("#000000")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a cell that begins a line of its own and is broken where the column ends."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A heading and its share of the width."""

    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Table:
    """What is printed. `foot` may name {page} and {pages}; `mark` stands framed at the head, "" for none."""

    title: str
    note: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[tuple[Text, ...], ...], ...]
    foot: str
    mark: str = ""


_Line = tuple[str, bool]
_Cells = list[list[_Line]]
"""One row: the broken lines of each cell."""


def write_table_pdf(table: Table, path: Path) -> int:
    """Writes the sheets, whole or not at all, readable by their owner only. Returns the number of pages.

    Raises Unavailable("printer", ...) when the file cannot be written. Needs a QGuiApplication.
    """
    pages = _pages(table)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("pharmacist workstation")
    writer.setResolution(round(DOTS_PER_MM * 25.4))
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    try:
        for number, page in enumerate(pages, start=1):
            if number > 1:
                writer.newPage()
            _paint(painter, table, page, table.foot.format(page=number, pages=len(pages)))
    finally:
        painter.end()
        buffer.close()
    try:
        write_whole(bytes(data.data()), path)
    except OSError as problem:
        raise Unavailable("printer", f"The list cannot be written: {in_words(problem)}") from problem
    return len(pages)


def _font(*, bold: bool, size: int = _LETTERS) -> QFont:
    return make_font("ui", 600 if bold else 400, size)


def _widths(table: Table) -> list[float]:
    whole = sum(column.share for column in table.columns)
    return [(WIDTH - 2 * _MARGIN) * column.share / whole for column in table.columns]


def _pages(table: Table) -> list[list[_Cells]]:
    """Rows by page. A row stays together unless it is taller than a whole page."""
    room = int((HEIGHT - _HEAD - _FOOT) // _LINE)
    pages: list[list[_Cells]] = [[]]
    left = room
    for row in table.rows:
        cells = [_broken(cell, width) for cell, width in zip(row, _widths(table), strict=True)]
        for part in _parts(cells, room):
            taken = _height(part)
            if taken > left:
                pages.append([])
                left = room
            pages[-1].append(part)
            left -= taken
    return pages


def _height(cells: _Cells) -> int:
    """Lines of text, with half of one for the space above and below, rounded up."""
    return max((len(cell) for cell in cells), default=0) + 1


def _parts(cells: _Cells, room: int) -> Iterator[_Cells]:
    most = room - 1
    for start in range(0, max(1, *(len(cell) for cell in cells)), most):
        yield [cell[start : start + most] for cell in cells]


def _broken(cell: Sequence[Text], width: float) -> list[_Line]:
    return [(line, one.bold) for one in cell for line in break_text(one.text, _font(bold=one.bold), width - 2 * _PAD)]


def break_text(text: str, font: QFont, width: float) -> list[str]:
    """The lines of a text in a column, broken between words, a word that is too long inside; at least one."""
    layout = QTextLayout(text, font)
    layout.setTextOption(_wrapping())
    lines: list[str] = []
    encoded = text.encode("utf-16-le")
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, length = line.textStart() * 2, line.textLength() * 2
        lines.append(encoded[start : start + length].decode("utf-16-le").rstrip())
    layout.endLayout()
    return lines or [""]


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _paint(painter: QPainter, table: Table, rows: list[_Cells], foot: str) -> None:
    painter.setPen(_INK)
    _paint_head(painter, table)
    y = float(_HEAD)
    for cells in rows:
        y = _paint_row(painter, table, cells, y)
    painter.setFont(_font(bold=False))
    below = QRectF(_MARGIN, HEIGHT - _FOOT, WIDTH - 2 * _MARGIN, _LINE)
    painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, foot)


def _paint_head(painter: QPainter, table: Table) -> None:
    wide = WIDTH - 2 * _MARGIN
    painter.setFont(_font(bold=True, size=_TITLE))
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(_MARGIN, 700, wide, 650), left, table.title)
    painter.setFont(_font(bold=False))
    painter.drawText(QRectF(_MARGIN, 1350, wide, _LINE), left, table.note)
    if table.mark:
        _paint_mark(painter, table.mark)
    painter.setFont(_font(bold=True))
    x = float(_MARGIN)
    for column, width in zip(table.columns, _widths(table), strict=True):
        painter.drawText(QRectF(x + _PAD, _HEAD - _LINE - _GAP, width - 2 * _PAD, _LINE), left, column.title)
        x += width
    painter.setPen(QPen(_INK, 30))
    painter.drawLine(QPointF(_MARGIN, _HEAD), QPointF(WIDTH - _MARGIN, _HEAD))
    painter.setPen(_INK)


def _paint_mark(painter: QPainter, mark: str) -> None:
    painter.setFont(_font(bold=True, size=_TITLE))
    width = painter.fontMetrics().horizontalAdvance(mark) + 4 * _PAD
    frame = QRectF(WIDTH - _MARGIN - width, 650, width, 800)
    painter.setPen(QPen(_INK, 40, Qt.PenStyle.DashLine))
    painter.drawRect(frame)
    painter.setPen(_INK)
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, mark)


def _paint_row(painter: QPainter, table: Table, cells: _Cells, y: float) -> float:
    bottom = y + _height(cells) * _LINE
    x = float(_MARGIN)
    for cell, width in zip(cells, _widths(table), strict=True):
        for number, (text, bold) in enumerate(cell):
            painter.setFont(_font(bold=bold))
            painter.drawText(QPointF(x + _PAD, y + _LINE * (number + 1.1)), text)
        x += width
    painter.setPen(QPen(_RULE, 15))
    painter.drawLine(QPointF(_MARGIN, bottom), QPointF(WIDTH - _MARGIN, bottom))
    x = float(_MARGIN)
    for width in _widths(table)[:-1]:
        x += width
        painter.drawLine(QPointF(x, y), QPointF(x, bottom))
    painter.setPen(_INK)
    return bottom
