"""The large-print leaflet on A4 or A5: measured before it is painted, a medicine stays on one page where it fits.

Nothing is smaller than 16 points and nothing is cut: what is taller than a page goes on on the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from workstation.adapters.printing.fonts import make_font, refuse_missing_glyphs
from workstation.adapters.printing.label import MILLIMETRES_PER_INCH, PDF_DOTS_PER_INCH, write_whole
from workstation.adapters.printing.layout import day, tied
from workstation.adapters.printing.pictograms import paint_pictogram
from workstation.adapters.printing.table import break_text
from workstation.adapters.printing.text import UNITS, UNITS_PER_POINT
from workstation.domain.errors import Unavailable
from workstation.domain.label import Pictogram
from workstation.domain.leaflet import SMALLEST_POINTS, Leaflet, LeafletMedicine, Said
from workstation.file_words import in_words

SIZES = {"a4": (210.0, 297.0), "a5": (148.0, 210.0)}
"""Millimetres."""
_MARGIN, _GAP = 12 * UNITS, 3 * UNITS
_PICTURE, _BETWEEN = 17 * UNITS, 3 * UNITS
_LEADING = 1.42
"""Devanagari has signs above and below its letters."""
_RULE = 0.5 * UNITS


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text."""

    text: str
    points: float
    weight: int

    @property
    def height(self) -> float:
        return self.points * UNITS_PER_POINT * _LEADING


@dataclass(frozen=True, slots=True)
class _Pictures:
    """A row of pictures."""

    pictures: tuple[Pictogram, ...]

    @property
    def height(self) -> float:
        return _PICTURE + _GAP


@dataclass(frozen=True, slots=True)
class _Space:
    """Room, with a rule in the middle of it or none."""

    height: float
    rule: bool = False


_Piece = _Line | _Pictures | _Space
LeafletPages = list[list[_Piece]]


def lay_out_leaflet(leaflet: Leaflet, size: str) -> LeafletPages:
    """Pages of pieces. Needs a QGuiApplication. Raises Refused(MISSING_GLYPH)."""
    width, height = (side * UNITS for side in SIZES[size])
    across = width - 2 * _MARGIN
    # The number of the page stands below.
    room = height - 2 * _MARGIN - 2 * _Line("", SMALLEST_POINTS, 400).height
    pages: LeafletPages = [[]]
    left = room
    for block in _blocks(leaflet, across):
        if _height(block) > left and pages[-1]:
            pages.append([])
            left = room
        for piece in block:
            if piece.height > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(piece)
            left -= piece.height
    return pages


def write_leaflet_pdf(leaflet: Leaflet, path: Path, size: str) -> int:
    """The leaflet as a file, whole or not at all, readable by its owner only. Returns the number of pages.

    Raises Refused(MISSING_GLYPH), Unavailable("printer", ...) when it cannot be written.
    """
    pages = lay_out_leaflet(leaflet, size)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # No title: it would carry a name into print queues and file managers.
    writer.setCreator("pharmacist workstation")
    writer.setResolution(PDF_DOTS_PER_INCH)
    paper = QPageSize(QPageSize.PageSizeId.A4 if size == "a4" else QPageSize.PageSizeId.A5)
    writer.setPageLayout(QPageLayout(paper, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    try:
        scale = PDF_DOTS_PER_INCH / MILLIMETRES_PER_INCH / UNITS
        painter.scale(scale, scale)
        for number in range(len(pages)):
            if number:
                writer.newPage()
            paint_leaflet(painter, leaflet, pages, number, size)
    finally:
        painter.end()
        buffer.close()
    try:
        write_whole(bytes(data.data()), path)
    except OSError as problem:
        raise Unavailable("printer", f"The leaflet cannot be written: {in_words(problem)}") from problem
    return len(pages)


def paint_leaflet(painter: QPainter, leaflet: Leaflet, pages: LeafletPages, number: int, size: str) -> None:
    """Paints page `number` (from 0). One unit of the painter is 1/100 mm."""
    width, height = (side * UNITS for side in SIZES[size])
    painter.setPen(Qt.GlobalColor.black)
    y = _MARGIN
    for piece in pages[number]:
        _paint(painter, piece, y, width)
        y += piece.height
    foot = _Line(leaflet.page.format(page=number + 1, pages=len(pages)), SMALLEST_POINTS, 400)
    _paint(painter, foot, height - _MARGIN - foot.height, width)


def _paint(painter: QPainter, piece: _Piece, y: float, width: float) -> None:
    if isinstance(piece, _Line):
        painter.setFont(make_font("ui", piece.weight, round(piece.points * UNITS_PER_POINT)))
        painter.drawText(QPointF(_MARGIN, y + piece.points * UNITS_PER_POINT * 1.08), piece.text)
    elif isinstance(piece, _Pictures):
        for place, picture in enumerate(piece.pictures):
            x = _MARGIN + place * (_PICTURE + _BETWEEN)
            paint_pictogram(painter, picture, QRectF(x, y, _PICTURE, _PICTURE))
    elif piece.rule:
        rule = QRectF(_MARGIN, y + piece.height / 2, width - 2 * _MARGIN, _RULE)
        painter.fillRect(rule, Qt.GlobalColor.black)


# --- what stands on it ----------------------------------------------------------------------------------------


def _blocks(leaflet: Leaflet, across: float) -> list[list[_Piece]]:
    head = [
        *_said(leaflet.title, 24, 20, 700, across, "title"),
        *_lines(leaflet.patient_name, 20, 700, across, "patient_name"),
        *_lines(f"{day(leaflet.given_on)} · {leaflet.number}", 16, 400, across, "number"),
    ]
    foot = [
        _Space(_GAP * 2, rule=True),
        *_said(leaflet.note, 16, 16, 400, across, "note"),
        *_said(leaflet.ask, 18, 16, 600, across, "ask"),
        *_lines(leaflet.pharmacy_name, 18, 600, across, "pharmacy_name"),
        *_lines(leaflet.pharmacy_address, 16, 400, across, "pharmacy_address"),
    ]
    return [head, *(_medicine(one, across) for one in leaflet.medicines), foot]


def _medicine(one: LeafletMedicine, across: float) -> list[_Piece]:
    parts: list[_Piece] = [
        _Space(_GAP * 2, rule=True),
        *_lines(one.name, 22, 700, across, "medicine_name"),
        *_lines(" · ".join(part for part in (one.text, one.quantity) if part), 16, 400, across, "medicine_text"),
        _Space(_GAP),
        *_pictures(one.pictograms, across),
        *_said(one.directions, 20, 16, 600, across, "directions"),
    ]
    for picture, said in one.cautions:
        parts += [_Space(_GAP), *_pictures((picture,), across), *_said(said, 18, 16, 500, across, "cautions")]
    return parts


def _said(said: Said, points: float, below: float, weight: int, across: float, what: str) -> list[_Piece]:
    return [*_lines(said.text, points, weight, across, what), *_lines(said.below, below, 400, across, what)]


def _lines(text: str, points: float, weight: int, across: float, what: str) -> list[_Piece]:
    if not text.strip():
        return []
    refuse_missing_glyphs(text, what)
    size = max(points, SMALLEST_POINTS)
    font = make_font("ui", weight, round(size * UNITS_PER_POINT))
    return [_Line(line, size, weight) for line in break_text(tied(text), font, across)]


def _pictures(pictures: Sequence[Pictogram], across: float) -> list[_Piece]:
    """Rows of as many as stand side by side."""
    most = max(1, int((across + _BETWEEN) // (_PICTURE + _BETWEEN)))
    return [_Pictures(tuple(pictures[at : at + most])) for at in range(0, len(pictures), most)]


def _height(block: Sequence[_Piece]) -> float:
    return sum(piece.height for piece in block)
