"""Where everything on a label stands. Measured once, in units of 1/100 mm, and painted on any device by a scale.

The letters shrink step by step from the sizes of the template to its smallest ones until all rows fit. Pictures of more
than the parts of the day stand only where letters of middle size fit beside them; where nothing else helps there are
none; then the cautions make room for a word that the leaflet has them. What does not fit even so is refused. Qt itself
would clip long text without a word, in the middle of a dose.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextLayout

from workstation.adapters.printing.fonts import refuse_missing_glyphs
from workstation.adapters.printing.matrix import modules_of
from workstation.adapters.printing.template import LabelTemplate, Row, Run
from workstation.adapters.printing.text import UNITS, Block, Typesetter
from workstation.domain.errors import Refused
from workstation.domain.label import PARTS_OF_THE_DAY, LabelContent, LabelRefusal, Pictogram, check_label

STEPS = 8
"""Sizes that are tried, from the largest to the smallest."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_AMOUNT = re.compile(r"(\d[\d.,½¼¾]*|\bper) (?=[^\W\d])")
_SEPARATOR = re.compile(r" (?=· )")
"""A dot between two facts stays with the first of them: it never begins a line."""
_BETWEEN_PICTURES = 0.6
_CAPTION = Row(name="part")


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
    for attempt in _attempts(content):
        said = values | {"cautions": values["cautions_elsewhere"]} if attempt.cautions_elsewhere else values
        try:
            return _Page(said, attempt, template, has_parts=content.parts > 1).layout()
        except _DoesNotFit as tight:
            row = tight.row
    raise Refused(LabelRefusal.TEXT_DOES_NOT_FIT, what=row, label=template.name)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """How a label is tried."""

    ease: float
    """1 for the largest letters of the template, 0 for the smallest."""
    pictograms: tuple[Pictogram, ...]
    best: bool = False
    """True: rows keep to their `best_lines`."""
    cautions_elsewhere: bool = False
    """True: the cautions stand on the leaflet only."""


def _attempts(content: LabelContent) -> Iterator[_Attempt]:
    eases = [step / STEPS for step in range(STEPS, -1, -1)]
    middling = eases[: STEPS // 2 + 1]
    pictograms = content.pictograms
    of_the_day = tuple(one for one in pictograms if one in PARTS_OF_THE_DAY)
    # More pictures are tried in coarser steps: each attempt sets the whole label.
    coarse = middling[::2] if pictograms != of_the_day else []
    yield from (_Attempt(ease, pictograms, best=True) for ease in coarse)
    yield from (_Attempt(ease, of_the_day, best=True) for ease in middling)
    yield from (_Attempt(ease, pictograms) for ease in coarse)
    yield from (_Attempt(ease, of_the_day) for ease in eases)
    if of_the_day:
        yield from (_Attempt(ease, ()) for ease in eases)
    if content.cautions_elsewhere and content.cautions:
        yield from (_Attempt(ease, (), cautions_elsewhere=True) for ease in eases)


def texts_of(content: LabelContent) -> dict[str, str]:
    """Field → text as printed; an amount and its unit stay on one line, and no line begins with a separator."""
    values = {
        "dispensed_on": day(content.dispensed_on),
        "expiry_date": day(content.expiry_date) if content.expiry_date else "",
        "cautions": " ".join(content.cautions),
    }
    for field in LabelContent.__dataclass_fields__:
        if field not in values and field != "pictograms":
            values[field] = str(getattr(content, field))
    if content.directions_below.strip() == content.directions.strip():
        values["directions_below"] = ""
    return {field: tied(text) for field, text in values.items()}


def tied(text: str) -> str:
    """The text with an amount tied to its unit, and a separator to what stands before it."""
    return _SEPARATOR.sub("\u00a0", _AMOUNT.sub("\\1\u00a0", text.strip()))


def day(value: date) -> str:
    """22 Nov 2026: no order of day and month to mistake."""
    return f"{value.day}\u00a0{MONTHS[value.month - 1]}\u00a0{value.year}"


class _Page:
    """One attempt at a label at one size."""

    def __init__(
        self,
        values: Mapping[str, str],
        attempt: _Attempt,
        template: LabelTemplate,
        *,
        has_parts: bool,
    ) -> None:
        self.template, self.has_parts = template, has_parts
        self.pictograms, self.best = attempt.pictograms, attempt.best
        self.set = Typesetter(template.styles, values, attempt.ease)
        self.texts: list[QTextLayout] = []
        self.rules: list[QRectF] = []
        self.pictures: list[tuple[Pictogram, QRectF]] = []
        self.left = template.margin * UNITS
        self.right = (template.width - template.margin) * UNITS
        self.bottom = (template.height - template.margin) * UNITS
        self.modules = modules_of(values["code"])
        self.code = self._code_place()
        self.narrow = self.code.left() - template.code_gap * UNITS

    def layout(self) -> Layout:
        """Places everything or raises _DoesNotFit."""
        self._caption()
        floor = self._flow_up(self.template.bottom)
        self._flow_down(self.template.top, floor)
        return Layout(
            width=self.template.width * UNITS,
            height=self.template.height * UNITS,
            texts=tuple(self.texts),
            rules=tuple(self.rules),
            pictures=tuple(self.pictures),
            modules=self.modules,
            code=self.code,
            points=min(self.set.points(style) for style in self.template.styles.values()),
        )

    def _code_place(self) -> QRectF:
        side = len(self.modules) * self.template.module * UNITS
        caption = self.set.line_height(self.template.caption.style) if self.has_parts else 0
        return QRectF(self.right - side, self.bottom - caption - side, side, side)

    def _caption(self) -> None:
        block = self.set.block([self.template.caption], _CAPTION, self.right - self.left)
        if block is not None and self.has_parts:
            x = min(self.code.center().x() - block.widest / 2, self.right - block.widest)
            self.narrow = min(self.narrow, x - self.template.code_gap * UNITS)
            self._place(block, x, self.code.bottom())

    def _flow_up(self, rows: Sequence[Row]) -> float:
        """Rows that stand on the lower edge, beside the code; answers where they begin."""
        y = self.bottom
        for row in reversed(rows):
            block = self._fitted(row, self.narrow - self.left)
            if block is not None:
                y -= block.height
                self._place(block, self.left, y)
                y -= self.set.gap(row)
        return y

    def _flow_down(self, rows: Sequence[Row], floor: float) -> None:
        y = self.template.margin * UNITS
        last = self._last_beside_pictures()
        for row in rows:
            if row.rule:
                y += self.set.gap(row)
                self.rules.append(QRectF(self.left, y, self.right - self.left, row.rule * UNITS))
                y += row.rule * UNITS
            else:
                y = self._row(row, y)
            if row is last:
                y = max([y, *(frame.bottom() for _, frame in self.pictures)])
            if y > floor:
                raise _DoesNotFit(row.name)

    def _row(self, row: Row, above: float) -> float:
        """Places one row below `above`; answers its lower edge."""
        if not self.set.has_text(row.left):
            return above
        y = above + self.set.gap(row)
        left = self.left + (self._pictures_width() if row.picture else 0)
        reserved = self._right_side(row.right, row, y)
        block = self._fitted(row, self.right - left - reserved)
        if block is not None and y + block.height > self.code.top():
            block = self._fitted(row, self.narrow - left - reserved)
        if block is None:
            return above
        if row.picture and not self.pictures:
            self._place_pictures(y)
        self._place(block, left, y)
        return y + block.height

    def _right_side(self, runs: Sequence[Run], row: Row, y: float) -> float:
        """Places the right side of a row; answers the width it takes."""
        block = self.set.block(runs, row, self.right - self.left)
        if block is None:
            return 0
        self._place(block, self.right - block.widest, y)
        return block.widest + self.template.code_gap * UNITS

    def _fitted(self, row: Row, width: float) -> Block | None:
        block = self.set.block(row.left, row, width)
        most = row.best_lines if self.best and row.best_lines else row.lines
        if block is not None and (block.lines > most or block.widest > width):
            raise _DoesNotFit(row.name)
        return block

    def _picture_side(self) -> float:
        one = len(self.pictograms) == 1
        return (self.template.picture_side if one else self.template.small_picture_side) * UNITS

    def _pictures_width(self) -> float:
        count = len(self.pictograms)
        between = _BETWEEN_PICTURES * (count - 1) + self.template.picture_gap
        return count * self._picture_side() + between * UNITS if count else 0

    def _place_pictures(self, y: float) -> None:
        side = self._picture_side()
        for place, pictogram in enumerate(self.pictograms):
            x = self.left + place * (side + _BETWEEN_PICTURES * UNITS)
            self.pictures.append((pictogram, QRectF(x, y, side, side)))

    def _last_beside_pictures(self) -> Row | None:
        beside = [row for row in self.template.top if row.picture and self.set.has_text(row.left)]
        return beside[-1] if beside else None

    def _place(self, block: Block, x: float, y: float) -> None:
        block.layout.setPosition(QPointF(x, y))
        self.texts.append(block.layout)
