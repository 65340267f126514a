"""Dates as they are written on packs: 12/2027, DEC-27, 31.12.2027, 2027-12-31. What may be two dates is none."""

import calendar
import re
from datetime import date

from workstation.domain.scanned_code import full_year

MONTHS = {name: number for number, name in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), 1)}
FULL_MONTHS = "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER".split()
MONTHS |= {name: number for number, name in enumerate(FULL_MONTHS, 1)} | {"SEPT": 9}

_SIGN = r"[\s./,-]*"
_NAMED_MONTH = re.compile(rf"(?:(\d{{1,2}}){_SIGN})?([A-Z]{{3,9}}){_SIGN}(\d{{4}}|\d{{2}})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?(?:[T ][0-9:.Z+-]*)?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})", re.ASCII)
_THREE = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})", re.ASCII)
_EIGHT = re.compile(r"\d{8}", re.ASCII)


class NoDate(ValueError):
    """It is written as a date and there is no such day."""


def written_dates(text: str, today: date) -> tuple[date, ...]:
    """Every day that the text may mean, one where it is sure; a month alone means its last day.

    Empty for what is not written like a date (six digits may be three things). Raises NoDate for the 31st of June.
    """
    plain = text.strip().upper()
    match = _NAMED_MONTH.fullmatch(plain)
    if match is not None:
        return (_day(match[3], MONTHS.get(match[2], 0), match[1], today),)
    match = _YEAR_FIRST.fullmatch(plain)
    if match is not None:
        return (_day(match[1], int(match[2]), match[3], today),)
    match = _MONTH_YEAR.fullmatch(plain)
    if match is not None:
        return (_day(match[2], int(match[1]), None, today),)
    match = _THREE.fullmatch(plain)
    if match is not None:
        return _day_or_month_first(match[1], match[2], match[3], today)
    if _EIGHT.fullmatch(plain):
        return _eight_digits(plain, today)
    return ()


def _day_or_month_first(first: str, second: str, year: str, today: date) -> tuple[date, ...]:
    found = {
        _day(year, int(month), day, today)
        for day, month in ((first, second), (second, first))
        if 1 <= int(month) <= 12 and int(day) <= 31
    }
    if not found:
        raise NoDate(f"{first}/{second}/{year}")
    return tuple(sorted(found))


def _eight_digits(digits: str, today: date) -> tuple[date, ...]:
    """YYYYMMDD or DDMMYYYY, where the year is one of this century."""
    found: set[date] = set()
    for year, month, day in ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])):
        if year.startswith("20") and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            found.add(_day(year, int(month), day, today))
    return tuple(sorted(found))


def _day(year: str, month: int, day: str | None, today: date) -> date:
    full = full_year(int(year), today) if len(year) == 2 else int(year)
    if not 1 <= month <= 12 or not 1900 <= full <= 2199:
        raise NoDate(f"{year}-{month}")
    last = calendar.monthrange(full, month)[1]
    number = last if day is None else int(day)
    if not 1 <= number <= last:
        raise NoDate(f"{year}-{month}-{day}")
    return date(full, month, number)
