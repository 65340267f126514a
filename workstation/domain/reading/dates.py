"""Dates as they are written on prescriptions, with the doubt about day and month kept."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateOrder(StrEnum):
    """Which of two numbers comes first where both could be the day."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class DateRules:
    """What the pharmacy's country and calendar say about a prescription date."""

    today: date
    order: DateOrder = DateOrder.DAY_FIRST
    valid_days: int = 180
    """Days for which a prescription may be dispensed; an older date is never taken without asking."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date with where it stood in the text."""

    text: str
    start: int
    end: int
    day_first: date | None
    """Meaning when the first number is the day; None when that is no date."""
    month_first: date | None

    @property
    def ambiguous(self) -> bool:
        """Both meanings are dates, and they differ."""
        return None not in (self.day_first, self.month_first) and self.day_first != self.month_first

    def meaning(self, order: DateOrder) -> date:
        """The likelier meaning in that country."""
        first, second = self.day_first, self.month_first
        if order is DateOrder.MONTH_FIRST:
            first, second = second, first
        answer = first or second
        assert answer is not None  # a WrittenDate is only made from something that is a date
        return answer


_SEPARATOR = r"\s?[./|\\,'\-–]{1,2}\s?"
_NUMERIC = re.compile(rf"(?<![\w./-])(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{4}}|\d{{2}})(?![\d/-]|\.\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_MONTH = rf"({'|'.join(MONTHS)})[a-z]*"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?(?:st|nd|rd|th)?[\s,./-]*{_MONTH}[\s,./'’-]*(\d{{4}}|\d{{2}})(?!\d)", re.I
)
_MONTH_DAY = re.compile(rf"\b{_MONTH}[\s,./-]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,./'’-]+(\d{{4}}|\d{{2}})(?!\d)", re.I)
_LOOK_ALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "s": "5", "Z": "2", "B": "8", "।": "/"})
_MAYBE_NUMERIC = re.compile(r"[\dOolISsZB]{1,2}[./|\-][\dOolISsZB]{1,2}[./|\-][\dOolISsZB]{2,4}")
_BARS = re.compile(r"(?<![\w/|])(\d{1,2})[|/1l](\d{2})[|/1l](\d{4}|\d{2})(?![\w/|])")


def find_dates(text: str) -> tuple[WrittenDate, ...]:
    """All dates in the text, from left to right."""
    found = sorted(_all(text), key=lambda item: (item.start, -(item.end - item.start)))
    kept: list[WrittenDate] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def find_dates_leniently(text: str) -> tuple[WrittenDate, ...]:
    """As `find_dates`, but also with letters read for figures (O5/l2/24): only beside a date label."""
    found = find_dates(text)
    if found:
        return found
    if match := _MAYBE_NUMERIC.search(text):
        repaired = text[: match.start()] + match.group().translate(_LOOK_ALIKES) + text[match.end() :]
        return find_dates(repaired)
    if match := _BARS.search(text):
        return tuple(_numeric(match))
    return ()


def _all(text: str) -> Iterator[WrittenDate]:
    for match in _YEAR_FIRST.finditer(text):
        if found := _date(match[1], match[2], match[3]):
            yield WrittenDate(match.group(), match.start(), match.end(), found, found)
    for match in _NUMERIC.finditer(text):
        yield from _numeric(match)
    for match in _DAY_MONTH.finditer(text):
        if found := _date(match[3], _month_number(match[2]), match[1]):
            yield WrittenDate(match.group(), match.start(), match.end(), found, found)
    for match in _MONTH_DAY.finditer(text):
        if found := _date(match[3], _month_number(match[1]), match[2]):
            yield WrittenDate(match.group(), match.start(), match.end(), found, found)


def _numeric(match: re.Match[str]) -> Iterator[WrittenDate]:
    day_first, month_first = _date(match[3], match[2], match[1]), _date(match[3], match[1], match[2])
    if day_first or month_first:
        yield WrittenDate(match.group(), match.start(), match.end(), day_first, month_first)


def _month_number(name: str) -> str:
    return str(MONTHS.index(name[:3].lower()) + 1)


def _date(year: str, month: str, day: str) -> date | None:
    full = int(year) + (2000 if len(year) == 2 and int(year) < 70 else 1900 if len(year) == 2 else 0)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


def order_on_page(dates: Iterable[WrittenDate], otherwise: DateOrder) -> DateOrder:
    """The order that the page itself gives away by a date with only one meaning (8/29/1980), else the
    country's.
    """
    for item in dates:
        if item.day_first and not item.month_first:
            return DateOrder.DAY_FIRST
        if item.month_first and not item.day_first:
            return DateOrder.MONTH_FIRST
    return otherwise


def trusted(item: WrittenDate, rules: DateRules) -> bool:
    """Whether the date may be taken without asking: one meaning only, not in the future, within validity."""
    meaning = item.meaning(rules.order)
    return not item.ambiguous and 0 <= (rules.today - meaning).days <= rules.valid_days
