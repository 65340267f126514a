"""Text of a label: runs in several styles, broken into lines that stand by our own leading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption

from workstation.adapters.printing.fonts import make_font
from workstation.adapters.printing.template import Row, Run, Style

UNITS = 100.0
"""Layout units per millimetre."""

UNITS_PER_POINT = 25.4 / 72 * UNITS

_MIDDLE = 0.36
"""Half the height of a capital as a share of the size: it puts the letters in the middle of their line."""

_LINE_END = "\u2028"
_WIDE_OPEN = 1e6


@dataclass(frozen=True, slots=True)
class Block:
    """Broken text with what it takes, in layout units."""

    layout: QTextLayout
    widest: float
    height: float
    lines: int


@dataclass(frozen=True, slots=True)
class _Span:
    """Some characters in one style."""

    text: str
    style: str
    lead: str = ""
    """What stands before the piece that this span begins, in place of the row's join."""


class Typesetter:
    """Sets text at one size. `ease` is 1 for the largest letters of the template, 0 for the smallest."""

    def __init__(self, styles: Mapping[str, Style], values: Mapping[str, str], ease: float) -> None:
        self.styles, self.values, self.ease = styles, values, ease

    def points(self, style: Style) -> float:
        """Size of the letters in points."""
        return style.smallest + (style.size - style.smallest) * self.ease

    def line_height(self, name: str) -> float:
        """Height of a line of one style, in layout units."""
        style = self.styles[name]
        return self._size(name) * (style.tightest + (style.leading - style.tightest) * self.ease)

    def gap(self, row: Row) -> float:
        """Space above a row, in layout units; it closes to a third with the smallest letters."""
        return row.gap * UNITS * (1 + 2 * self.ease) / 3

    def has_text(self, runs: Sequence[Run]) -> bool:
        """True when at least one run has all of its fields."""
        return bool(self._pieces(runs))

    def block(self, runs: Sequence[Run], row: Row, width: float) -> Block | None:
        """The text of some runs of a row, broken into lines of `width`; None when every run is empty."""
        pieces = self._pieces(runs)
        if not pieces:
            return None
        if not row.whole:
            return self._flowing(pieces, row, width)
        lines: list[list[list[_Span]]] = []
        for piece in pieces:
            whole = [_Span(span.text.replace(" ", "\u00a0"), span.style) for span in piece]
            if lines and self._width(self._joined([*lines[-1], whole], row)) <= width:
                lines[-1].append(whole)
            else:
                lines.append([whole])
        spans: list[_Span] = []
        for line in lines:
            spans += [_Span(_LINE_END, spans[-1].style)] if spans else []
            spans += self._joined(line, row)
        return self._broken(spans, width, anywhere=True)

    def _flowing(self, pieces: list[list[_Span]], row: Row, width: float) -> Block:
        """Lines that break anywhere; a piece that does not stay with the one before begins a line without its lead."""
        block = self._broken(self._joined(pieces, row), width)
        for number, piece in enumerate(pieces):
            if number and piece[0].lead:
                before = _units(self._joined(pieces[:number], row))
                start = _units(self._joined(pieces[: number + 1], row)) - _units(piece)
                lines = [block.layout.lineForTextPosition(place).lineNumber() for place in (before - 1, start)]
                if lines[0] != lines[1]:
                    pieces[number] = [replace(piece[0], lead=_LINE_END), *piece[1:]]
                    block = self._broken(self._joined(pieces, row), width)
        return block

    def _size(self, name: str) -> float:
        return self.points(self.styles[name]) * UNITS_PER_POINT

    def _pieces(self, runs: Sequence[Run]) -> list[list[_Span]]:
        return [self._piece(run) for run in runs if all(self.values[field] for field in run.fields)]

    def _piece(self, run: Run) -> list[_Span]:
        text = run.text.format(**self.values)
        if not run.code:
            return [_Span(text, run.style, run.lead)]
        code = self.values[run.code]
        return [_Span(text.removesuffix(code), run.style, run.lead), _Span(code, "code")]

    def _joined(self, pieces: Sequence[Sequence[_Span]], row: Row) -> list[_Span]:
        spans: list[_Span] = []
        for piece in pieces:
            own, between = piece[0].lead, row.join_style or (spans[0].style if spans else "")
            spans += [_Span(own or row.join, piece[0].style if own else between)] if spans else []
            spans += piece
        return spans

    def _width(self, spans: Sequence[_Span]) -> float:
        return self._broken(spans, _WIDE_OPEN).widest

    def _broken(self, spans: Sequence[_Span], width: float, *, anywhere: bool = False) -> Block:
        """`anywhere`: a number that is longer than a line goes on in the next one.

        Between a hyphen and a figure there is no place to break (Unicode line breaking, HY before NU): of two long
        numbers one would fit and the other not.
        """
        layout = QTextLayout("".join(span.text for span in spans), self._font(spans[0].style))
        option = QTextOption()
        modes = QTextOption.WrapMode
        option.setWrapMode(modes.WrapAtWordBoundaryOrAnywhere if anywhere else modes.WordWrap)
        layout.setTextOption(option)
        formats: list[QTextLayout.FormatRange] = []
        styles: list[str] = []
        for span in spans:
            formats.append(self._format(span, len(styles)))
            styles += [span.style] * len(span.text.encode("utf-16-le")[::2])
        layout.setFormats(formats)
        return self._in_lines(layout, width, styles)

    def _in_lines(self, layout: QTextLayout, width: float, styles: Sequence[str]) -> Block:
        """Breaks the text. The metrics of a fall-back font move nothing: heights come from the styles of a line."""
        widest, height, count = 0.0, 0.0, 0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            used = set(styles[line.textStart() : line.textStart() + line.textLength()]) or {styles[0]}
            own = max(self.line_height(style) for style in used)
            middle = height + own / 2 + max(self._size(style) for style in used) * _MIDDLE
            line.setPosition(QPointF(0, middle - line.ascent()))
            widest = max(widest, line.naturalTextWidth())
            height += own
            count += 1
        layout.endLayout()
        return Block(layout, widest, height, count)

    def _format(self, span: _Span, start: int) -> QTextLayout.FormatRange:
        text_range = QTextLayout.FormatRange()
        text_range.start, text_range.length = start, len(span.text.encode("utf-16-le")) // 2
        text_format = QTextCharFormat()
        text_format.setFont(self._font(span.style))
        text_range.format = text_format
        return text_range

    def _font(self, name: str) -> QFont:
        style = self.styles[name]
        return make_font(style.family, style.weight, round(self._size(name)), style.spacing)


def _units(spans: Sequence[_Span]) -> int:
    """Length in the UTF-16 units that Qt counts."""
    return sum(len(span.text.encode("utf-16-le")) // 2 for span in spans)
