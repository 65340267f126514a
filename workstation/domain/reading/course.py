"""How long a handwritten course is when the mark in front of it may be a figure: "128 d" may be "x 28 d".

The multiplication sign is drawn in one stroke or two and comes out as 1, l, I, |, /, r or 2. Nothing here decides:
both lengths are offered, and a person has to confirm.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from workstation.domain.reading.medicine_patterns import FREQUENCY, LENGTH, days_of, plain_text
from workstation.domain.reading.model import Decision, DurationReading, Word

USUAL_DAYS = frozenset({5, 7, 10, 14, 15, 21, 28, 30, 60, 90})
USUAL_COUNTS = frozenset({1, 2, 3, 4, 6, 8, 12})
"""Days, and weeks or months, that are written every day; any other length is no less possible."""
LONG = 100
"""Days that nobody writes as a number of days unless they are usual."""
_LIKE_A_ONE = "1lI|!/"
_MARKED = re.compile(
    rf"(?<![\w.,/½¼¾+-])(?P<mark>[{_LIKE_A_ONE}2rR])(?P<gap>\s?)(?P<number>[1-9]\d{{0,2}})\s?(?P<unit>{LENGTH})(?![a-z\d])",
    re.I,
)
_SIGN = re.compile(r"[xX*×]\s?(?P<number>\d{1,3}.*)?")
_COURSE = re.compile(rf"\d{{1,3}}\s?(?:{LENGTH})?\.?", re.I)


@dataclass(frozen=True, slots=True)
class CourseSigns:
    """Where the signs in front of courses stand on the page, and the figures behind them (pixels from the left)."""

    signs: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()

    def stands_in_sign_column(self, left: int) -> bool:
        """True where the other lines have the sign, or do not tell."""
        if not self.signs or not self.figures:
            return bool(self.signs)
        return abs(left - median(self.signs)) <= abs(left - median(self.figures))


@dataclass(frozen=True, slots=True)
class Course:
    """The directions with the best reading of their course, and what else it may mean."""

    text: str
    duration: DurationReading = field(default_factory=DurationReading)


def course_signs(lines: Iterable[Sequence[Word]]) -> CourseSigns:
    """The signs of all lines that have a clear one ("x 30 d", "x30d")."""
    signs: list[int] = []
    figures: list[int] = []
    for words in lines:
        for place, word in enumerate(words):
            sign = _SIGN.fullmatch(word.text)
            behind = words[place + 1] if place + 1 < len(words) else None
            if sign and sign["number"]:
                signs.append(word.box.x)
            elif sign and behind and _COURSE.fullmatch(behind.text):
                signs.append(word.box.x)
                figures.append(behind.box.x)
    return CourseSigns(tuple(signs), tuple(figures))


def read_course(directions: str, words: Sequence[Word], signs: CourseSigns) -> Course:
    """The directions with "x" for a mark that is rather that sign; unchanged where there is no doubt.

    `words` are the words the directions were read from, one space apart.
    """
    text = plain_text(directions)
    found = next((match for match in _MARKED.finditer(text) if _behind_a_frequency(text, match)), None)
    word = _word_at(words, found.start()) if found else None
    if found is None or (word is not None and word.printed):
        return Course(directions)
    alone, whole = _lengths(found)
    if whole is None:
        return _as_sign(directions, found, alone, ())
    if found["mark"] in "12" and not found["gap"]:
        return _glued_figure(directions, found, alone, whole, signs, word)
    return _as_sign(directions, found, alone, (whole,))


def _glued_figure(
    directions: str, found: re.Match[str], alone: int, whole: int, signs: CourseSigns, word: Word | None
) -> Course:
    """A figure glued to the number: rather the sign where that makes a usual course and the page speaks for it."""
    in_column = bool(signs.signs) and (word is None or signs.stands_in_sign_column(word.box.x))
    usual = _is_usual(found["number"], found["unit"])
    usual_whole = _is_usual(found["mark"] + found["number"], found["unit"])
    if usual_whole and not usual and not in_column:
        return Course(directions)
    if usual and (in_column or whole > LONG or (found["mark"] == "1" and not usual_whole)):
        return _as_sign(directions, found, alone, (whole,))
    return Course(directions, DurationReading(whole, Decision.CONFIRM, (alone,)))


def _is_usual(number: str, unit: str) -> bool:
    in_days = unit.lower()[0] == "d" or unit.replace(" ", "") == "/7"
    return int(number) in (USUAL_DAYS if in_days else USUAL_COUNTS)


def _behind_a_frequency(text: str, found: re.Match[str]) -> bool:
    return FREQUENCY.search(text, 0, found.start()) is not None and not re.search(
        r"(?:[xX*]|for)\s*$", text[: found.start()]
    )


def _lengths(found: re.Match[str]) -> tuple[int, int | None]:
    """Days without the mark, and with it as a figure (None where it can be none)."""
    mark = "1" if found["mark"] in _LIKE_A_ONE else found["mark"]
    figures = mark + found["number"]
    possible = mark in "12" and len(figures) <= 3 and not (found["gap"] and mark == "2")
    return days_of(found["number"], found["unit"]), days_of(figures, found["unit"]) if possible else None


def _as_sign(directions: str, found: re.Match[str], days: int, others: tuple[int, ...]) -> Course:
    text = f"{directions[: found.start()]}x {directions[found.start('number') :]}"
    return Course(text, DurationReading(days, Decision.CONFIRM, others))


def _word_at(words: Sequence[Word], position: int) -> Word | None:
    start = 0
    for word in words:
        if start <= position < start + len(word.text):
            return word
        start += len(word.text) + 1
    return None
