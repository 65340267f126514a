"""Where everything on a label stands. Measured once, in units of 1/100 mm, and painted on any device by a scale.

The letters shrink step by step from the sizes of the template to its smallest ones until all rows fit; what does not
fit then is refused. Qt itself would clip long text without a word, in the middle of a dose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption

from workstation.adapters.printing.fonts import make_font, refuse_missing_glyphs
from workstation.adapters.printing.matrix import modules_of
from workstation.adapters.printing.template import LabelTemplate, Row, Run, Style
from workstation.domain.errors import Refused
from workstation.domain.label import LabelContent, LabelRefusal, Pictogram, check_label

UNITS = 100.0
"""Layout units per millimetre."""

UNITS_PER_POINT = 25.4 / 72 * UNITS
STEPS = 8
"""Sizes that are tried, from the largest to the smallest."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_AMOUNT = re.compile(r"(\d[\d.,½¼¾]*) (?=[^\W\d])")
_MIDDLE = 0.36
"""Half the height of a capital as a share of the size: it puts the letters in the middle of their line."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A finished label, in layout units."""

    width: float
    height: float
    texts: tuple[QTextLayout, ...]
    rules: tuple[QRectF, ...]
    pictures: tuple[tuple[Pictogram, QRectF], ...]
    modules: tuple[str, ...]
    code: QRectF
    points: float
    """The smallest letters used, in points."""


class _DoesNotFit(Exception):
    """A row does not fit at the present size."""

    def __init__(self, row: str) -> None:
        super().__init__(row)
        self.row = row


def lay_out(content: LabelContent, template: LabelTemplate) -> Layout:
    """Places everything. Needs a QGuiApplication.

    Raises Refused(MISSING_TEXT / MISSING_GLYPH / TEXT_DOES_NOT_FIT, what=row or field).
    """
    check_label(content)
    values = texts_of(content)
    for field, text in values.items():
        refuse_missing_glyphs(text, field)
    row = ""
    for step in range(STEPS, -1, -1):
        try:
            return _Page(content, values, template, step / STEPS).layout()
        except _DoesNotFit as tight:
            row = tight.row
    raise Refused(LabelRefusal.TEXT_DOES_NOT_FIT, what=row, label=template.name)


def texts_of(content: LabelContent) -> dict[str, str]:
    """Field → text as printed; an amount and its unit stay on one line."""
    values = {
        "dispensed_on": day(content.dispensed_on),
        "expiry_date": day(content.expiry_date) if content.expiry_date else "",
        "cautions": " ".join(content.cautions),
    }
    for field in LabelContent.__dataclass_fields__:
        if field not in values and field != "pictograms":
            values[field] = str(getattr(content, field))
    return {field: _AMOUNT.sub("\\1\u00a0", text.strip()) for field, text in values.items()}


def day(value: date) -> str:
    """22 Nov 2026: no order of day and month to mistake."""
    return f"{value.day}\u00a0{MONTHS[value.month - 1]}\u00a0{value.year}"


class _Page:
    """One attempt at a label at one size. `ease` is 1 for the largest letters, 0 for the smallest."""

    def __init__(
        self, content: LabelContent, values: dict[str, str], template: LabelTemplate, ease: float
    ) -> None:
        self.content, self.values, self.template, self.ease = content, values, template, ease
        self.texts: list[QTextLayout] = []
        self.rules: list[QRectF] = []
        self.pictures: list[tuple[Pictogram, QRectF]] = []
        self.left = self.top_edge = template.margin * UNITS
        self.right = (template.width - template.margin) * UNITS
        self.bottom_edge = (template.height - template.margin) * UNITS
        self.modules = modules_of(content.code)
        self.code = self._code_place()
        self.narrow = self.code.left() - template.code_gap * UNITS

    def layout(self) -> Layout:
        self._caption()
        floor = self._flow_up(self.template.bottom)
        self._flow_down(self.template.top, floor)
        sizes = [self._points(style) for style in self.template.styles.values()]
        return Layout(
            width=self.template.width * UNITS,
            height=self.template.height * UNITS,
            texts=tuple(self.texts),
            rules=tuple(self.rules),
            pictures=tuple(self.pictures),
            modules=self.modules,
            code=self.code,
            points=min(sizes),
        )

    # --- sizes ---

    def _points(self, style: Style) -> float:
        return style.smallest + (style.size - style.smallest) * self.ease

    def _size(self, style: Style) -> float:
        return self._points(style) * UNITS_PER_POINT

    def _line(self, style: Style) -> float:
        return self._size(style) * (style.tightest + (style.leading - style.tightest) * self.ease)

    # --- the code with its caption ---

    def _code_place(self) -> QRectF:
        side = len(self.modules) * self.template.module * UNITS
        caption = self._line(self.template.styles[self.template.caption.style])
        bottom = self.bottom_edge - (caption if self.content.parts > 1 else 0)
        return QRectF(self.right - side, bottom - side, side, side)

    def _caption(self) -> None:
        if self.content.parts <= 1:
            return
        block = self._block([self.template.caption], "", self.code.width() * 2)
        if block is None:
            raise _DoesNotFit("part")
        layout, size = block
        self._place(layout, size, self.code.center().x() - size.widest / 2, self.code.bottom())

    # --- rows ---

    def _flow_up(self, rows: Sequence[Row]) -> float:
        """Rows that stand on the lower edge; answers where they begin."""
        y = self.bottom_edge
        for row in reversed(rows):
            block = self._fitted(row, self.narrow - self.left)
            if block is None:
                continue
            layout, size = block
            y -= size.height
            self._place(layout, size, self.left, y)
            y -= row.gap * UNITS
        return y

    def _flow_down(self, rows: Sequence[Row], floor: float) -> None:
        y = self.top_edge
        for row in rows:
            if row.rule:
                y += row.gap * UNITS
                self.rules.append(QRectF(self.left, y, self.right - self.left, row.rule * UNITS))
                y += row.rule * UNITS
            else:
                y = self._row(row, y)
            if y > floor:
                raise _DoesNotFit(row.name)

    def _row(self, row: Row, y: float) -> float:
        """Places one row that begins at `y`; answers where the next one may begin."""
        left = self.left + (self._picture_width() if row.picture else 0)
        reserved = self._right_of(row, y + row.gap * UNITS)
        block = self._fitted(row, self.right - left - reserved)
        if block is not None and y + row.gap * UNITS + block[1].height > self.code.top():
            block = self._fitted(row, self.narrow - left - reserved)
        if block is None:
            return y
        layout, size = block
        y += row.gap * UNITS
        if row.picture and not self.pictures:
            self._pictures(y)
        self._place(layout, size, left, y)
        end = y + size.height
        below = [frame.bottom() for _, frame in self.pictures] if row is self._last_beside_picture() else []
        return max([end, *below])

    def _right_of(self, row: Row, y: float) -> float:
        """Places the right side of a row; answers the width it takes."""
        block = self._block(row.right, row.join, self.right - self.left) if row.right else None
        if block is None:
            return 0
        layout, size = block
        self._place(layout, size, self.right - size.widest, y)
        return size.widest + self.template.code_gap * UNITS

    def _picture_width(self) -> float:
        count = len(self.content.pictograms)
        if not count:
            return 0
        return (self.template.picture_side * count + 0.6 * (count - 1) + self.template.picture_gap) * UNITS

    def _pictures(self, y: float) -> None:
        side = self.template.picture_side * UNITS
        for place, pictogram in enumerate(self.content.pictograms):
            x = self.left + place * (side + 0.6 * UNITS)
            self.pictures.append((pictogram, QRectF(x, y, side, side)))

    def _last_beside_picture(self) -> Row | None:
        beside = [row for row in self.template.top if row.picture and self._pieces(row.left)]
        return beside[-1] if beside else None

    # --- text ---

    def _pieces(self, runs: Sequence[Run]) -> list[tuple[Run, str]]:
        return [
            (run, run.text.format(**self.values)) for run in runs if all(self.values[field] for field in run.fields)
        ]

    def _fitted(self, row: Row, width: float) -> "tuple[QTextLayout, _Size] | None":
        block = self._block(row.left, row.join, width)
        if block is not None and (block[1].lines > row.lines or block[1].widest > width):
            raise _DoesNotFit(row.name)
        return block

    def _block(self, runs: Sequence[Run], join: str, width: float) -> "tuple[QTextLayout, _Size] | None":
        """The text of some runs, broken into lines; None when every run is empty."""
        pieces = self._pieces(runs)
        if not pieces:
            return None
        text, formats = "", []
        for place, (run, piece) in enumerate(pieces):
            text += join if place else ""
            formats += self._formats(run, piece, len(text))
            text += piece
        layout = QTextLayout(text, self._font(pieces[0][0].style))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.setFormats(formats)
        styles = [self.template.styles[run.style] for run, _ in pieces]
        return layout, self._break(layout, width, styles)

    def _formats(self, run: Run, piece: str, start: int) -> list[QTextLayout.FormatRange]:
        formats = [self._format(run.style, start, len(piece))]
        if run.code:
            value = self.values[run.code]
            formats.append(self._format("code", start + piece.index(value), len(value)))
        return formats

    def _format(self, style_name: str, start: int, length: int) -> QTextLayout.FormatRange:
        span = QTextLayout.FormatRange()
        span.start, span.length = start, length
        text_format = QTextCharFormat()
        text_format.setFont(self._font(style_name))
        span.format = text_format
        return span

    def _font(self, style_name: str) -> QFont:
        style = self.template.styles[style_name]
        return make_font(style.family, style.weight, round(self._size(style)))

    def _break(self, layout: QTextLayout, width: float, styles: Sequence[Style]) -> "_Size":
        """Breaks the text; lines stand by our own leading, so that the metrics of a fall-back font move nothing."""
        height = max(self._line(style) for style in styles)
        middle = max(self._size(style) for style in styles) * _MIDDLE
        widest, count = 0.0, 0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height * (count + 0.5) + middle - line.ascent()))
            widest = max(widest, line.naturalTextWidth())
            count += 1
        layout.endLayout()
        return _Size(widest, height * count, count)

    def _place(self, layout: QTextLayout, size: "_Size", x: float, y: float) -> None:
        layout.setPosition(QPointF(x, y))
        self.texts.append(layout)


@dataclass(frozen=True, slots=True)
class _Size:
    """What a broken text takes, in layout units."""

    widest: float
    height: float
    lines: int
