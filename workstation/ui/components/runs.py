"""Text in pieces that differ in weight, colour or family, laid out with fixed line heights."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from workstation.ui.theme import Role, ThemeHost, Token

_MONO_OF = {Role.LEAD: Role.CODE_LEAD, Role.SMALL: Role.CODE_SMALL, Role.TINY: Role.CODE_SMALL}
_MARKS = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
_LINE = "\u2028"
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TOGETHER = re.compile(
    rf"(?<=\d) (?=(?:{_MONTH}) \d{{4}}\b)|(?<=\d (?:{_MONTH})) (?=\d{{4}}\b)|"
    r"(?<=\d) (?=(?:mg|g|kg|mL|L|IU|micrograms?|units?|mmol|days?|%|°C)(?!\w))|(?<=₹) (?=\d)|(?<=\bof) (?=\d)| (?=· )"
)
"""A date, a number and its unit, an amount and its currency, "of" and its number: never on two lines. A dot between two
facts stays with the first of them."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text. None takes weight and colour from the label."""

    text: str
    weight: int | None = None
    tone: Token | None = None
    mono: bool = False


def bold(text: str, tone: Token | None = None) -> Run:
    """A piece in weight 600."""
    return Run(text, 600, tone)


def code(text: str, tone: Token | None = None) -> Run:
    """A piece in the fixed width family."""
    return Run(text, None, tone, mono=True)


def marked(template: str, tone: Token | None = None) -> tuple[Run, ...]:
    """Runs of one of our own sentences: **bold** (in `tone` when given) and `code`. Never for names or typed text."""
    runs: list[Run] = []
    at = 0
    for match in _MARKS.finditer(template):
        if match.start() > at:
            runs.append(Run(template[at : match.start()]))
        runs.append(bold(match[1], tone) if match[1] else code(match[2]))
        at = match.end()
    if at < len(template):
        runs.append(Run(template[at:]))
    return tuple(runs)


def plain(runs: tuple[Run, ...]) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def run_role(run: Run, role: Role) -> Role:
    """Code pieces use the fixed width role beside the label's."""
    return _MONO_OF.get(role, Role.CODE) if run.mono else role


def runs_width(host: ThemeHost, runs: tuple[Run, ...], role: Role, weight: int | None = None) -> int:
    """Width in px of the runs on one line."""
    return sum(host.font_metrics(run_role(run, role), run.weight or weight).horizontalAdvance(run.text) for run in runs)


def elided_runs(host: ThemeHost, runs: tuple[Run, ...], role: Role, weight: int | None, width: int) -> tuple[Run, ...]:
    """The runs that fit on one line of `width` px; the one that does not is cut with an ellipsis."""
    kept: list[Run] = []
    left = width
    for index, run in enumerate(runs):
        metrics = host.font_metrics(run_role(run, role), run.weight or weight)
        advance = metrics.horizontalAdvance(run.text)
        rest = runs_width(host, runs[index + 1 :], role, weight)
        reserve = metrics.horizontalAdvance("…") if rest > left - advance else 0
        if advance + reserve > left or (rest and advance + reserve > left):
            cut = metrics.elidedText(run.text + ("…" if rest else ""), Qt.TextElideMode.ElideRight, left)
            kept.append(Run(cut, run.weight, run.tone, run.mono))
            break
        kept.append(run)
        left -= advance
    return tuple(kept)


class LaidOut:
    """Runs laid out in a width: knows its height, its widest line, and paints itself."""

    def __init__(
        self, host: ThemeHost, runs: tuple[Run, ...], role: Role, tone: Token,
        weight: int | None = None, width: int | None = None, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        line_height: int | None = None,
    ) -> None:  # fmt: skip
        self._line = line_height or host.line_height(role)
        words = _TOGETHER.sub("\u00a0", plain(runs)).replace("\n", _LINE)
        self._layout = QTextLayout(words, host.font(role, weight))
        option = QTextOption(align)
        wrap = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if width is not None else QTextOption.WrapMode.NoWrap
        option.setWrapMode(wrap)
        self._layout.setTextOption(option)
        self._layout.setFormats(_formats(host, runs, role, tone, weight))
        self.height = self._place(width)
        self.width = self._widest()

    @property
    def line_count(self) -> int:
        """How many lines it took."""
        return self._layout.lineCount()

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Paints with the top left corner at (x, y)."""
        self._layout.draw(painter, QPointF(x, y))

    def _place(self, width: int | None) -> int:
        self._layout.beginLayout()
        top = 0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width if width is not None else 1_000_000)
            step = max(self._line, round(line.height() - 0.49))
            line.setPosition(QPointF(0, top + (step - line.height()) / 2))
            top += step
        self._layout.endLayout()
        return top

    def _widest(self) -> int:
        widths = [self._layout.lineAt(index).naturalTextWidth() for index in range(self._layout.lineCount())]
        return int(max(widths, default=0.0) + 0.999)


def _formats(
    host: ThemeHost, runs: tuple[Run, ...], role: Role, tone: Token, weight: int | None
) -> list[QTextLayout.FormatRange]:
    ranges = []
    start = 0
    for run in runs:
        form = QTextCharFormat()
        form.setForeground(host.colour(run.tone or tone))
        form.setFont(host.font(run_role(run, role), run.weight or weight))
        piece = QTextLayout.FormatRange()
        piece.start, piece.length, piece.format = start, len(run.text.encode("utf-16-le")) // 2, form
        ranges.append(piece)
        start += len(run.text.encode("utf-16-le")) // 2
    return ranges
