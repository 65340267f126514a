"""Finds the prescribed medicines on a page: behind labels ("Medication:") or as a list ("1. Tab Dolo 650
1-1-1 x5d").
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workstation.domain.reading.candidates import best_likeness
from workstation.domain.reading.glued import words_apart
from workstation.domain.reading.labels import Labelled
from workstation.domain.reading.lexicon import Lexicon, fold
from workstation.domain.reading.medicine_patterns import (
    DOSE,
    DURATION,
    FORM_ANYWHERE,
    FREQUENCY,
    LENGTH,
    QUANTITY,
    REFILLS,
    SIG,
    STRENGTH,
    plain_text,
)
from workstation.domain.reading.medicine_text import MedicineText, take_apart
from workstation.domain.reading.model import Word
from workstation.domain.reading.not_medicines import COMMON, NOT_A_MEDICINE
from workstation.domain.reading.tables import Row, Table
from workstation.domain.reading.text_lines import TextLine, parts
from workstation.domain.reading.vocabulary import FORMS, LABELS, Label, plain_label

ALIKE_PRINTED = 0.93
ALIKE_WRITTEN = 0.76
ALIKE_BELOW_RX = 0.6
LONGEST = 14
"""A medicine with its directions has at most so many words; a longer line is prose."""
PART_GAP = 4.5
"""Gap in letter heights that parts columns: "Aciloc      x 2" is one line, a column of complaints beside it
is not.
"""
EARLY = 12
"""Letters that may stand in front of a dose or frequency on a line that continues a medicine."""

ATTACHED = {Label.SIG, Label.QUANTITY, Label.REFILLS, Label.STRENGTH, Label.FORM, Label.DURATION}
HEAD = {
    Label.PATIENT,
    Label.DATE,
    Label.AGE,
    Label.AGE_SEX,
    Label.AGE_BIRTH,
    Label.SEX,
    Label.WEIGHT,
    Label.BIRTH_DATE,
}

_RX = re.compile(
    r"^\W*(r\s?x|rx|℞|r/|treatment|medicines?|medications?|prescription|tab(?:let)?s? advised|adv(?:ice"
    r"|ised)?)\W*$",
    re.I,
)
_DIRECTIONS_START = re.compile(rf"[\W_]*(?:{SIG.pattern}|{DURATION.pattern})", re.I)
_INDICATION = re.compile(r"\b(?:prn|sos|(?:as|when|if) needed|for)\b\D*$", re.I)
"""What a medicine is taken for ("q6h prn fever") says nothing against it."""
_REVIEW = re.compile(rf"\W*(?:after|before|with|every|each)\s+\d{{1,3}}\s?{LENGTH}(?![a-z])", re.I)
MANY = 10
"""Tablets that nobody takes at once."""
_COUNT_ALONE = re.compile(
    r"\W*(\d{1,4})\s*(?:x\s*)?(?:tab(?:let)?s?|cap(?:sule)?s?|sachets?|patch(?:es)?|suppositor(?:y|ies)|ml|g|gm|grams?"
    r"|lozenges?|vials?|bottles?|tubes?|strips?|packs?|inhalers?|op)\W*",
    re.I,
)
_GENERIC_IN_BRACKETS = re.compile(r"^\s*\(")


@dataclass(slots=True)
class Entry:
    """A medicine that is being gathered from the lines of a page."""

    words: list[Word]
    labelled: bool = False
    more: list[tuple[Label, tuple[Word, ...]]] = field(default_factory=list)
    """What stands on following lines or behind labels."""
    last_line: int = 0

    @property
    def all_words(self) -> list[Word]:
        return [*self.words, *(word for _, words in self.more for word in words)]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The medicines from top to bottom, and what stands among and below them and is none."""

    entries: Sequence[Entry]
    notes: Sequence[TextLine]


def find_entries(
    lines: Sequence[TextLine], labels: Sequence[Labelled], lexicon: Lexicon, tables: Sequence[Table] = ()
) -> Gathered:
    """The medicines with their words; words that an engine ran together are cut."""
    gathering = _Gathering(lexicon, body_from(lines, labels))
    heads, rows = {table.head for table in tables}, {row.line: row for table in tables for row in table.rows}
    for number, line in enumerate(lines):
        if number in rows:
            gathering.row(rows[number])
        elif number not in heads:
            gathering.line(number, line, [label for label in labels if label.line == number])
    return Gathered([entry for entry in gathering.entries if entry.words], gathering.notes)


def body_from(lines: Sequence[TextLine], labels: Iterable[Labelled]) -> int:
    """Number of the line from which medicines are likely: below an Rx sign, else below the head."""
    for number, line in enumerate(lines):
        if any(_RX.match(part.text) for part in parts(line)):
            return number
    upper = [label.line for label in labels if label.label in HEAD and label.line <= 0.5 * len(lines)]
    return max(upper, default=-1) + 1


class _Gathering:
    def __init__(self, lexicon: Lexicon, body: int) -> None:
        self.entries: list[Entry] = []
        self.notes: list[TextLine] = []
        self._lexicon = lexicon
        self._body = body

    def line(self, number: int, line: TextLine, labels: Sequence[Labelled]) -> None:
        first = min((label.start for label in labels), default=len(line.words))
        in_front = line.words[:first]
        if in_front:
            head_line = any(label.label not in ATTACHED | {Label.MEDICINE} for label in labels)
            self._free(number, TextLine(in_front), head_line)
        for label in labels:
            self._labelled(number, label)

    def row(self, row: Row) -> None:
        """A row of a table."""
        more = [(label, self._cut(words).words) for label, words in row.cells]
        self.entries.append(Entry(list(self._cut(row.medicine).words), labelled=True, more=more, last_line=row.line))

    def _labelled(self, number: int, label: Labelled) -> None:
        if label.label is Label.MEDICINE and label.value and _has_letters(label.value):
            if all(plain_label(word.text) in LABELS for word in label.value):
                return  # the head of a table
            if label.spelling == "prescription" and not self._starts(TextLine(label.value), number):
                return
            self.entries.append(Entry(list(self._cut(label.value).words), labelled=True, last_line=number))
        elif label.label in ATTACHED and self.entries and label.value:
            self.entries[-1].more.append((label.label, self._cut(label.value).words))
            self.entries[-1].last_line = number

    def _free(self, number: int, line: TextLine, head_line: bool) -> None:
        """Words without a label: parts that start a medicine, with the parts to their right that do not
        start another.
        """
        current: Entry | None = None
        noted = head_line
        for part in (self._cut(piece.words) for piece in parts(line, PART_GAP)):
            if not head_line and self._starts(part, number):
                current = Entry(list(part.words), last_line=number)
                self.entries.append(current)
            elif current is not None:
                current.words.extend(part.words)
            elif not noted and self._continues(part, number):
                self.entries[-1].more.append((self._is_about(part), part.words))
                self.entries[-1].last_line = number
            elif not head_line and self._is_note(part, number):
                noted = True
                self.notes.append(part)

    def _cut(self, words: Sequence[Word]) -> TextLine:
        return TextLine(words_apart(words, lambda text: self._lexicon.exact(text) is not None))

    def _is_note(self, part: TextLine, number: int) -> bool:
        """Words in the body of the page; not the Rx sign, not a lone stroke."""
        if number < self._body or _RX.match(part.text) or not _has_letters(part.words):
            return False
        return not all(plain_label(word.text) in LABELS for word in part.words)  # the head of a table

    def _is_about(self, part: TextLine) -> Label:
        """ "28 tablets" alone on a line below directions is what to supply, not what to take."""
        text = plain_text(part.text).strip()
        if QUANTITY.match(text) or REFILLS.match(text):
            return Label.REFILLS if REFILLS.match(text) else Label.QUANTITY
        count = _COUNT_ALONE.fullmatch(text)
        directed = any(label is Label.SIG for label, _ in self.entries[-1].more)
        return Label.QUANTITY if count and (directed or int(count.group(1)) >= MANY) else Label.SIG

    def _continues(self, part: TextLine, number: int) -> bool:
        if not self.entries or number - self.entries[-1].last_line > 2:
            return False
        text = plain_text(part.text).strip()
        in_brackets = _GENERIC_IN_BRACKETS.match(text) and not _DIRECTIONS_START.match(text)
        if in_brackets or len(part.words) > LONGEST or NOT_A_MEDICINE.search(text):
            return False
        above = self.entries[-1].all_words[-1].box
        near = part.box.y - above.bottom < 2.5 * max(part.height, above.h)
        return near and _reads_as_directions(text)

    def _starts(self, part: TextLine, number: int) -> bool:
        text = plain_text(part.text)
        if len(part.words) > LONGEST or _RX.match(text) or _GENERIC_IN_BRACKETS.match(text):
            return False
        apart = take_apart(part.text)
        if apart.name is None or _is_common(apart.name.text) or SIG.fullmatch(apart.name.text.split()[0]):
            return False
        if apart.form_at_start:
            return True
        if NOT_A_MEDICINE.search(_INDICATION.sub("", text)) or _sig_comes_first(text, apart):
            return False
        return _looks_prescribed(text, apart) or self._known(part, apart, number)

    def _known(self, part: TextLine, apart: MedicineText, number: int) -> bool:
        """The name itself is known: letter for letter in print, roughly in handwriting below the head."""
        assert apart.name is not None
        name = apart.name.text
        printed = all(word.printed for word in part.words)
        if len(part.words) > 8:
            return False
        if len(fold(name)) < 4:
            return number >= self._body and self._lexicon.exact(name) is not None
        alike = max((best_likeness(name, entry.name) for entry in self._lexicon.near(name)), default=0.0)
        if printed:
            return alike >= ALIKE_PRINTED and number >= self._body
        wanted = ALIKE_BELOW_RX if number >= self._body and (apart.marker or number > self._body) else ALIKE_WRITTEN
        return alike >= wanted and alike > _likeness_to_common(name)


def _reads_as_directions(text: str) -> bool:
    """A dose or frequency near the beginning, or a course, food or verb at it: "INR after 1 wk" is a note."""
    if QUANTITY.match(text) or REFILLS.match(text):
        return True
    strong = next((match for match in FREQUENCY.finditer(text) if not _only_prose(match.group())), None)
    strong = DOSE.search(text) or strong
    if strong is not None and strong.start() <= EARLY:
        return True
    start = _DIRECTIONS_START.match(text)
    return start is not None and _REVIEW.match(text) is None


def _has_letters(words: Iterable[Word]) -> bool:
    return sum(letter.isalpha() for word in words for letter in word.text) >= 3


def _is_common(name: str) -> bool:
    first = name.split()[0].lower().strip(".,:;")
    return first in COMMON or (first in FORMS and len(name.split()) == 1)


def _likeness_to_common(name: str) -> float:
    return max(best_likeness(name, common) for common in COMMON)


def _sig_comes_first(text: str, apart: MedicineText) -> bool:
    """The line begins with directions (Take 1 tablet ...): it belongs to the medicine above."""
    match = SIG.search(text)
    assert apart.name is not None
    return match is not None and match.start() <= apart.name.start


def _looks_prescribed(text: str, apart: MedicineText) -> bool:
    """A name with a strength in units, or with a frequency, or with a count behind an x."""
    assert apart.name is not None
    behind = text[apart.name.end :]
    long_enough = len(fold(apart.name.text)) >= 4
    strength = STRENGTH.search(behind)
    if strength and long_enough and strength.start() <= 8 and re.search(r"m[cg]|[ugi]|%", strength.group(), re.I):
        return True
    form = FORM_ANYWHERE.match(behind.lstrip())
    if form and long_enough:
        return True
    frequency = FREQUENCY.search(behind)
    words_before = len(text[: apart.name.end + frequency.start()].split()) if frequency else 99
    return long_enough and frequency is not None and words_before <= 6 and not _only_prose(frequency.group())


def _only_prose(found: str) -> bool:
    """A word that ordinary sentences use too; alone it does not make a medicine."""
    return found.lower().strip(" .") in {
        "every",
        "each",
        "once",
        "before",
        "after",
        "with",
        "morning",
        "evening",
        "night",
        "daily",
        "weekly",
    }
