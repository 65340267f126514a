"""The table model of the queue: prepared rows and a column table."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QPainter

from workstation.ui.components import cells
from workstation.ui.components.status import draw_status
from workstation.ui.components.table import Column, RowTableModel
from workstation.ui.queue.rows import PreparedRow, RowMaker, without_form
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

PRESCRIBER_FOLDS_BELOW, AGE_FOLDS_BELOW, BY_FOLDS_BELOW = 1100, 1000, 900
MOST_TITLES = 3


class QueuePainters:
    """One painter per column. `set_width` tells how wide the table is: what folded stands under the patient."""

    def __init__(self, host: ThemeHost, words: Words, maker: RowMaker) -> None:
        self._host, self._maker = host, maker
        self._none = {key: words.text(key) for key in ("queue.none", "queue.none_so_far")}
        self._chips = cells.ChipPainter(host)
        self._width = 10_000
        self._lines: dict[tuple[object, int, int], tuple[str, str]] = {}
        host.theme_changed.connect(self._lines.clear)

    def set_width(self, design_width: int) -> None:
        """Design width of the table."""
        self._width = design_width

    def due(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """Shape, words, time."""
        cells.due_cell(painter, self._host, rect, row.due, row.due_below)

    def patient(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """Name and number; age and sex before the number where their column folded."""
        below = row.source.number
        if self._width < AGE_FOLDS_BELOW:
            below = f"{row.age_sex} · {below}"
        cells.two_lines(painter, self._host, rect, row.patient, below, weight=600, bottom_role=Role.CODE_SMALL)

    def age_sex(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """67 M."""
        cells.one_line(painter, self._host, rect.adjusted(0, 0, self._host.px(12), 0), row.age_sex)

    def prescriber(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """Name and clinic."""
        cells.two_lines(painter, self._host, rect, row.prescriber, row.clinic)

    def lines(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """As many medicines as fit in full, and how many more."""
        source = row.source
        facts = (row.titles, row.line_count, source.draft_count, source.source, source.was_read, source.flags)
        key = (facts, rect.width(), rect.height())
        words = self._lines.get(key)
        if words is None:
            room = rect.width() - self._host.px(12)
            words = self._lines[key] = self._fitting(row, room, two_rows=cells.has_two_lines(self._host, rect))
        cells.two_lines(painter, self._host, rect, *words)

    def flags(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """Chips."""
        self._chips.draw(painter, rect, row.chips, self._none[row.none_key])

    def status(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """Icon and word."""
        room = rect.adjusted(0, 0, -self._host.px(8), 0)
        draw_status(painter, self._host, room, row.status, row.status_word)

    def by(self, painter: QPainter, rect: QRect, row: PreparedRow) -> None:
        """Initials."""
        cells.avatar_cell(painter, self._host, rect, row.initials, mine=row.mine)

    def _fitting(self, row: PreparedRow, width: int, *, two_rows: bool = True) -> tuple[str, str]:
        """What fits into `width` px. No name is cut: the last one left goes without its form, then on two rows."""
        metrics = self._host.font_metrics(Role.BODY, 400)
        for shown in range(min(MOST_TITLES, len(row.titles)), 1, -1):
            words = self._maker.lines(row, shown)
            if metrics.horizontalAdvance(words[0]) <= width:
                return words
        title, below = self._maker.lines(row, 1)
        names = (title, without_form(title)) if row.titles else ()
        for name in names:
            if metrics.horizontalAdvance(name) <= width:
                return name, below
        small = self._host.font_metrics(Role.SMALL)
        for name in names if two_rows else ():
            upper, rest = _broken(name, width, metrics)
            lower = f"{rest} · {below}"
            if upper and small.horizontalAdvance(lower) <= width:
                return upper, lower
        return self._maker.only_count(row) if names else (title, below)


def _broken(name: str, width: int, metrics: QFontMetrics) -> tuple[str, str]:
    """The words that fit into `width` px, and the others."""
    words = name.split(" ")
    kept = len(words)
    while kept and metrics.horizontalAdvance(" ".join(words[:kept])) > width:
        kept -= 1
    return " ".join(words[:kept]), " ".join(words[kept:])


def queue_columns(words: Words, paint: QueuePainters, maker: RowMaker) -> tuple[Column[PreparedRow], ...]:
    """Due, patient, age and sex, prescriber, lines, flags, status, by."""
    text = words.text

    def said_lines(row: PreparedRow) -> str:
        return " ".join(maker.lines(row, len(row.titles)))

    return (
        Column(
            text("queue.due"),
            128,
            paint.due,
            lambda row: f"{row.due.text}, {row.due_below}",
            sorted=True,
            narrow=118,
        ),
        Column(text("queue.patient"), 184, paint.patient, lambda row: f"{row.patient}, {row.source.number}"),
        Column(text("queue.age_sex"), 64, paint.age_sex, lambda row: row.age_sex, AGE_FOLDS_BELOW),
        Column(
            text("queue.prescriber"),
            168,
            paint.prescriber,
            lambda row: row.prescriber,
            PRESCRIBER_FOLDS_BELOW,
        ),
        Column(text("queue.lines"), 0, paint.lines, said_lines),
        Column(
            text("queue.flags"),
            224,
            paint.flags,
            lambda row: ", ".join(chip.word for chip in row.chips) or text(row.none_key),
            narrow=166,
        ),
        Column(text("queue.status"), 136, paint.status, lambda row: row.status_word, narrow=124),
        Column(text("queue.by"), 54, paint.by, lambda row: row.initials, BY_FOLDS_BELOW),
    )


class QueueTableModel(RowTableModel[PreparedRow]):
    """The rows of the queue; known by their prescription."""

    def __init__(self, host: ThemeHost, words: Words, maker: RowMaker) -> None:
        self.painters = QueuePainters(host, words, maker)
        super().__init__(queue_columns(words, self.painters, maker), _prescription)


def _prescription(row: PreparedRow) -> object:
    return row.id
