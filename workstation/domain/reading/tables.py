"""Medicines in a table with headings: which column says what, and which words stand in which cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz, process

from workstation.domain.reading.geometry import Box, around
from workstation.domain.reading.medicine_patterns import STRENGTH, plain_text
from workstation.domain.reading.model import Word
from workstation.domain.reading.text_lines import TextLine, parts
from workstation.domain.reading.vocabulary import HEADINGS, LONGEST_LABEL, TIMES_OF_DAY, Label, plain_label

CELL_GAP = 0.9
"""Gap in letter heights that parts cells; words of one cell stand closer."""
HEADING_GAP = 1.6
ALIKE = 85
FAR_BELOW = 6.0
"""Gap in letter heights below which a table does not go on."""
LEAST_COLUMNS = 3
_COLUMN_KINDS = frozenset(
    {Label.SIG, Label.QUANTITY, Label.REFILLS, Label.STRENGTH, Label.FORM, Label.DURATION, Label.OTHER}
)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with its place."""

    label: Label
    box: Box
    time_of_day: bool = False
    """Holds the number for the morning, noon, evening or night."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: the words of the medicine and of the other cells in order of the columns."""

    line: int
    medicine: tuple[Word, ...]
    cells: tuple[tuple[Label, tuple[Word, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of medicines; `rows` only holds lines with a medicine and another cell."""

    head: int
    """Number of the line with the headings."""
    rows: tuple[Row, ...]


def find_tables(lines: Sequence[TextLine]) -> tuple[Table, ...]:
    """Every table of medicines on the page."""
    heads = [(number, columns) for number, line in enumerate(lines) if (columns := _headings(line))]
    ends = [*(number for number, _ in heads[1:]), len(lines)][: len(heads)]
    return tuple(
        Table(number, _rows(lines, number, end, columns)) for (number, columns), end in zip(heads, ends, strict=True)
    )


# --- headings -----------------------------------------------------------------------------------------------


def _headings(line: TextLine) -> tuple[Column, ...]:
    """The columns that a line of nothing but headings names; none for any other line."""
    columns: list[Column] = []
    index = 0
    while index < len(line.words):
        found = _heading_at(line, index)
        if found is None:
            return ()
        column, index = found
        columns.append(column)
    kinds = {column.label for column in columns}
    medicines = [column for column in columns if column.label is Label.MEDICINE]
    enough = len(columns) >= LEAST_COLUMNS or (len(columns) == 2 and kinds & {Label.SIG, Label.QUANTITY})
    return tuple(columns) if medicines and enough and kinds & _COLUMN_KINDS - {Label.OTHER} else ()


def _heading_at(line: TextLine, start: int) -> tuple[Column, int] | None:
    """The longest heading that begins at a word, and the number of the word behind it."""
    for length in range(min(LONGEST_LABEL, len(line.words) - start), 0, -1):
        words = line.words[start : start + length]
        if any(b.box.x - a.box.right > HEADING_GAP * line.height for a, b in pairwise(words)):
            continue
        label = _heading(" ".join(word.text for word in words))
        if label is not None:
            text = plain_label(" ".join(word.text for word in words))
            return Column(label, around(word.box for word in words), text in TIMES_OF_DAY), start + length
    return None


def _heading(text: str) -> Label | None:
    plain = plain_label(re.sub(r"\((?:in )?\w+\)|[#|()]", " ", text))
    if not plain:
        return Label.OTHER if text.strip("|.: ") in ("#", "") else None
    if plain in HEADINGS or len(plain) < 5 or ":" in text:
        return HEADINGS.get(plain)
    best = process.extractOne(plain, HEADINGS.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return HEADINGS[best[0]] if best else None


# --- rows ---------------------------------------------------------------------------------------------------


def _rows(lines: Sequence[TextLine], head: int, end: int, columns: Sequence[Column]) -> tuple[Row, ...]:
    rows: list[Row] = []
    above = lines[head]
    for number in range(head + 1, end):
        line = lines[number]
        if line.box.y - above.box.bottom > FAR_BELOW * max(line.height, above.height):
            break
        row = _row(number, line, columns)
        if row is not None:
            rows.append(row)
        above = line
    return tuple(rows)


def _row(number: int, line: TextLine, columns: Sequence[Column]) -> Row | None:
    """None for a line that does not fill the table: wrapped text, a note, the end."""
    cells: list[list[Word]] = [[] for _ in columns]
    for part in parts(line, CELL_GAP):
        cells[_nearest(part.box, columns)].extend(part.words)
    place = next(index for index, column in enumerate(columns) if column.label is Label.MEDICINE)
    others = [
        cells[index] for index, column in enumerate(columns) if index != place and column.label is not Label.OTHER
    ]
    if sum(letter.isalpha() for word in cells[place] for letter in word.text) < 3 or not any(others):
        return None
    return Row(number, tuple(cells[place]), tuple(_labelled(columns, cells, place)))


def _nearest(box: Box, columns: Sequence[Column]) -> int:
    """The column whose left edge, middle or right edge is closest to that of the cell."""

    def away(column: Column) -> float:
        edges = (box.x - column.box.x, box.x + box.w / 2 - column.box.x - column.box.w / 2)
        return min(abs(edge) for edge in (*edges, box.right - column.box.right))

    return min(range(len(columns)), key=lambda index: away(columns[index]))


def _labelled(
    columns: Sequence[Column], cells: Sequence[Sequence[Word]], place: int
) -> list[tuple[Label, tuple[Word, ...]]]:
    times = [index for index, column in enumerate(columns) if column.time_of_day]
    together = _day_pattern([cells[index] for index in times])
    found: list[tuple[Label, tuple[Word, ...]]] = []
    for index, (column, words) in enumerate(zip(columns, cells, strict=True)):
        if index in times and together is not None:
            if index == times[0]:
                found.append((Label.SIG, (together,)))
        elif words and index != place:
            found.append((_kind(column.label, words, cells[place]), tuple(words)))
    return found


def _day_pattern(cells: Sequence[Sequence[Word]]) -> Word | None:
    """Numbers of three or four columns (morning, noon, night) as one word "1-0-1"; None where one is something else."""
    if len(cells) not in (3, 4):
        return None
    words = [word for cell in cells for word in cell]
    if any(len(cell) != 1 for cell in cells) or not all(re.fullmatch(r"[\d.½¼/]{1,3}", word.text) for word in words):
        return None
    surest = min(words, key=lambda word: word.confidence)
    box = around(word.box for word in words)
    printed = all(word.printed for word in words)
    return replace(surest, text="-".join(word.text for word in words), box=box, printed=printed)


def _kind(label: Label, words: Sequence[Word], medicine: Sequence[Word]) -> Label:
    """A "dose" in milligrams beside a name without strength is the strength."""
    text = plain_text(" ".join(word.text for word in words)).strip()
    named = STRENGTH.search(plain_text(" ".join(word.text for word in medicine)))
    if (
        label is Label.SIG
        and named is None
        and (match := STRENGTH.fullmatch(text))
        and "ml" not in match.group().lower()
    ):
        return Label.STRENGTH
    return label
