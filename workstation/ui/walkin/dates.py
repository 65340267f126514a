"""Dates as people type them: 1 Jun 1959, 1.6.1959, 01/06/1959, 1959-06-01. Day first unless it is said
otherwise; a month in letters is certain."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = re.compile(r"^(\d{1,4})[\s./-]+(\d{1,2}|[a-z]{3,9})[\s./-]+(\d{1,4})$")


def typed_date(text: str, *, month_first: bool = False) -> date | None:
    """The date, None for anything that is not a whole one. A year has four digits: no century is guessed."""
    found = _PARTS.match(text.strip().casefold())
    if found is None:
        return None
    first, middle, last = found.groups()
    if month_first and len(last) == 4 and middle.isdigit():
        first, middle = middle, first
    year, day = (first, last) if len(first) == 4 else (last, first)
    month = int(middle) if middle.isdigit() else _month(middle)
    if len(year) != 4 or len(day) > 2 or month is None:
        return None
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _month(word: str) -> int | None:
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else None
