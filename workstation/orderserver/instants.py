"""FHIR dates and instants as intervals of aware UTC time. Source: FHIR R4, search, section "date"."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

_SHAPE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+\- ]\d\d:\d\d)?)?)?)?"
)
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` (inclusive) to `end` (exclusive): what a date of limited precision stands for."""

    start: datetime
    end: datetime


def utc_now() -> datetime:
    """The clock of the server unless another one is passed in."""
    return datetime.now(UTC)


def truncated(moment: datetime, precision: timedelta) -> datetime:
    """The last moment at or before this one that is a whole number of `precision` (at most a second) into it."""
    microseconds = round(precision.total_seconds() * 1_000_000)
    return moment.replace(microsecond=moment.microsecond // microseconds * microseconds)


def instant(moment: datetime) -> str:
    """An aware time as FHIR instant in UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def http_date(moment: datetime) -> str:
    """An aware time as HTTP header value."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse(text: str) -> Interval | None:
    """A FHIR date, dateTime or instant; None when it is not one. Without a zone it is taken as UTC."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    try:
        start = _start(match)
    except ValueError:
        return None
    return Interval(start, _end(start, match))


def _start(match: re.Match[str]) -> datetime:
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    hour, minute, second = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    fraction = int((match[7] or "0").ljust(6, "0")[:6])
    start = datetime(year, month, day, hour, minute, second, fraction, tzinfo=UTC)
    zone = match[8]
    if zone in (None, "Z"):
        return start
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    try:
        return start + offset if zone[0] == "-" else start - offset
    except OverflowError as error:
        raise ValueError("beyond the years that can be compared") from error


def _end(start: datetime, match: re.Match[str]) -> datetime:
    try:
        if match[2] is None:
            return start.replace(year=start.year + 1)
        if match[3] is None:
            return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return start + _precision(match)
    except (ValueError, OverflowError):
        return LATEST


def _precision(match: re.Match[str]) -> timedelta:
    if match[4] is None:
        return timedelta(days=1)
    if match[6] is None:
        return timedelta(minutes=1)
    return timedelta(seconds=1) if match[7] is None else timedelta(milliseconds=1)
