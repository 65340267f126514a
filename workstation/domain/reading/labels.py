"""Finds labels ("Patient Name:", "Reg. No.") in lines of text and what is written behind each."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from workstation.domain.reading.geometry import Box, around, shared_width
from workstation.domain.reading.model import Word
from workstation.domain.reading.text_lines import TextLine
from workstation.domain.reading.vocabulary import (
    CLEAR_WITHOUT_COLON,
    COUNCIL_NUMBER,
    LABELS,
    LONGEST_LABEL,
    Label,
    plain_label,
)

ALIKE = 80
"""Likeness (0-100) from which a word with a colon is taken for a misread label."""
VALUE_GAP = 3.5
"""Gap in letter heights that ends a value once it has begun."""
_DASHES = ("-", "–", "—")
_MARKS = (":", "=", ":-", "-", "–", ".", ":.", "—")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with the words behind it (none when the form was left blank there)."""

    label: Label
    spelling: str
    box: Box
    value: tuple[Word, ...]
    line: int
    """Number of the line it stands on."""
    sure: bool
    """Spelt as in the vocabulary, with a colon or at a place where only a label stands."""
    start: int
    """Number of the label's first word in its line."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.value)


@dataclass(frozen=True, slots=True)
class _Mark:
    label: Label
    spelling: str
    start: int
    end: int
    sure: bool


def find_labels(lines: Sequence[TextLine], without: Collection[int] = ()) -> tuple[Labelled, ...]:
    """All labels of a page in reading order; the lines come from `with_labels_apart`. The lines `without` are headings
    of tables.
    """
    found: list[Labelled] = []
    marked = [(line, [] if number in without else _marks(line)) for number, line in enumerate(lines)]
    for number, (line, marks) in enumerate(marked):
        for index, mark in enumerate(marks):
            stop = marks[index + 1].start if index + 1 < len(marks) else len(line.words)
            value = _until_gap(line, mark.end, stop)
            box = around(word.box for word in line.words[mark.start : mark.end])
            if not value and number + 1 < len(marked) and not marked[number + 1][1]:
                value = _below(box, marked[number + 1][0], line.height)
            found.append(Labelled(mark.label, mark.spelling, box, value, number, mark.sure, mark.start))
    return tuple(found)


def _marks(line: TextLine) -> list[_Mark]:
    marks: list[_Mark] = []
    index = 0
    while index < len(line.words):
        mark = _mark_at(line, index)
        if mark:
            marks.append(mark)
        index = mark.end if mark else index + 1
    return marks


def _mark_at(line: TextLine, start: int) -> _Mark | None:
    for length in range(min(LONGEST_LABEL + 2, len(line.words) - start), 0, -1):
        end = start + length
        written = " ".join(word.text for word in line.words[start:end])
        colon = written.rstrip().endswith((":", "=", ":-"))
        if not colon and end < len(line.words) and line.words[end].text in _MARKS:
            colon = line.words[end].text != "." or length > 0
            end += 1
        plain = _known_spelling(plain_label(written))
        if plain in LABELS and _may_be_label(line, start, end, plain, colon, written):
            return _Mark(LABELS[plain], plain, start, end, sure=True)
        if plain in LABELS or _has_label_at_end(line, start, start + length):
            continue  # "Iyer Age/Gender:" is the end of a name and a label
        if colon and length <= 3 and ":" not in written.rstrip(": ") and (spelling := _misread(plain)):
            return _Mark(LABELS[spelling], spelling, start, end, sure=False)
    return None


def _has_label_at_end(line: TextLine, start: int, end: int) -> bool:
    """Whether a label begins after the first of the words and ends with the last."""
    texts = [word.text for word in line.words[start:end]]
    return any(_known_spelling(plain_label(" ".join(texts[first:]))) in LABELS for first in range(1, len(texts)))


def _known_spelling(plain: str) -> str:
    """The label itself, or "reg no" for the number of any council."""
    council = plain not in LABELS and " " in plain and COUNCIL_NUMBER.fullmatch(plain)
    return "reg no" if council else plain


def _misread(plain: str) -> str | None:
    if len(plain) < 4 or any(letter.isdigit() for letter in plain):
        return None
    if plain.endswith(" date") and len(plain) < len("visit date"):
        return None  # "Rao Date:" is the end of a name and a date, not a misread "Rx date"
    best = process.extractOne(plain, LABELS.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return best[0] if best and len(best[0]) >= 4 else None


_VALUES = {
    Label.DATE: re.compile(r"\d"),
    Label.AGE: re.compile(r"\d{1,3}\D?"),
    Label.WEIGHT: re.compile(r"\d"),
    Label.SEX: re.compile(r"(m|f|male|female)\b", re.I),
    Label.REGISTRATION: re.compile(r"[A-Z]{0,4}[-/]?\d{4,}"),
}
"""How the value begins behind labels that are also written without a colon in the middle of a line."""


def _fitting_value(line: TextLine, index: int, label: Label) -> bool:
    pattern = _VALUES.get(label)
    return pattern is not None and index < len(line.words) and bool(pattern.match(line.words[index].text))


def _may_be_label(line: TextLine, start: int, end: int, plain: str, colon: bool, written: str) -> bool:
    at_start = start == 0 or _gap_before(line, start) > 1.5 * line.height
    if colon and not at_start and line.words[end - 1].text in _DASHES:
        return False  # "Internal Medicine - Nephrology"
    if colon:
        return len(plain) > 1 or start == 0
    if plain in CLEAR_WITHOUT_COLON:
        registered = LABELS[plain] is Label.REGISTRATION and _fitting_value(line, end, Label.REGISTRATION)
        return at_start or len(plain) > 5 or plain in ("npi", "dea") or registered
    if LABELS[plain] is Label.REGISTRATION and len(plain) >= 3:
        return _fitting_value(line, end, Label.REGISTRATION)
    if LABELS[plain] in (Label.DATE, Label.AGE, Label.SEX, Label.WEIGHT, Label.PATIENT) and written[:1].isupper():
        return (at_start or _fitting_value(line, end, LABELS[plain])) and len(plain) > 1
    return (
        LABELS[plain] in (Label.SIG, Label.REFILLS) and len(plain) >= 3 and start == 0 and plain not in ("take", "use")
    )


def _gap_before(line: TextLine, index: int) -> int:
    return line.words[index].box.x - line.words[index - 1].box.right


def _until_gap(line: TextLine, start: int, stop: int) -> tuple[Word, ...]:
    """From the label to the next label, or to a wide gap once the value has begun; lines of dots to write on
    are left out.
    """
    value: list[Word] = []
    for word in line.words[start:stop]:
        if not any(letter.isalnum() for letter in word.text) and word.text not in ("+", "&", "(", ")"):
            continue
        if value and word.box.x - value[-1].box.right > VALUE_GAP * line.height:
            break
        value.append(word)
    return tuple(value)


def _below(label: Box, line: TextLine, height: float) -> tuple[Word, ...]:
    """What stands under the label, for forms that have the value beneath."""
    if line.box.y - label.bottom > 2.0 * height:
        return ()
    under = [word for word in line.words if shared_width(word.box, label) > 0.3]
    if not under:
        return ()
    start = line.words.index(under[0])
    return _until_gap(line, start, len(line.words))
