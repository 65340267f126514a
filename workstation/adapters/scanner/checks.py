"""Checks of the content of GS1 values. Each answers None, or what is wrong and at which character.

Names as in the table of identifiers; rules from the GS1 General Specifications, sections 3 and 7, as decomposed in
the GS1 Barcode Syntax Dictionary.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from workstation.domain.scanned_code import CodeProblem, check_digit, days_of_month, is_digits

CHARACTERS = {
    "N": frozenset("0123456789"),
    "X": frozenset("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"),
    "Y": frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "Z": frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="),
}
"""Character sets: digits, GS1 AI encodable character sets 82 and 39 (section 7.11), base64 for URLs (RFC 4648)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value, and the offset in it."""

    problem: CodeProblem
    message: str
    at: int = 0


Check = Callable[[str], Fault | None]


def wrong_character(value: str, characters: str) -> Fault | None:
    """The first character that is not of the set N, X, Y or Z."""
    if CHARACTERS[characters].issuperset(value):
        return None
    for place, character in enumerate(value):
        if character not in CHARACTERS[characters]:
            return Fault(CodeProblem.WRONG_CHARACTER, f"The character {character!r} may not stand here", place)
    return None


def _digits(check: Check) -> Check:
    def checked(value: str) -> Fault | None:
        return check(value) if is_digits(value) or not value else wrong_character(value, "N")

    return checked


def _value(message: str, at: int = 0) -> Fault:
    return Fault(CodeProblem.WRONG_VALUE, message, at)


def _check_digit(value: str) -> Fault | None:
    if len(value) > 1 and check_digit(value[:-1]) == value[-1]:
        return None
    return Fault(CodeProblem.WRONG_CHECK_DIGIT, f"The check digit of {value} does not fit", len(value) - 1)


def _date(year_digits: int, last_day_00: bool) -> Check:
    def check(value: str) -> Fault | None:
        if len(value) != year_digits + 4:
            return Fault(CodeProblem.WRONG_DATE, f"{value} has not the length of a date")
        year, month, day = int(value[:year_digits]), int(value[-4:-2]), int(value[-2:])
        if not 1 <= month <= 12:
            return Fault(CodeProblem.WRONG_DATE, f"There is no month {month:02}", year_digits)
        # Of two-digit years only the leap day matters: 2000 is the century that decides (00 was a leap year).
        last = days_of_month(year if year_digits == 4 and year else 2000 + year % 100, month)
        if day > last or (day == 0 and not last_day_00):
            return Fault(CodeProblem.WRONG_DATE, f"Month {month:02} has no day {day:02}", year_digits + 2)
        return None

    return _digits(check)


def _at_most(largest: int, name: str) -> Check:
    def check(value: str) -> Fault | None:
        if len(value) != 2:
            return _value(f"{name} has two digits")
        return _value(f"There is no {name} {value}") if int(value) > largest else None

    return _digits(check)


def _hour_minute(value: str) -> Fault | None:
    if len(value) != 4:
        return _value("Hours and minutes have four digits")
    if int(value[:2]) > 23:
        return _value(f"There is no hour {value[:2]}")
    return _value(f"There is no minute {value[2:]}", 2) if int(value[2:]) > 59 else None


def _piece_of_total(value: str) -> Fault | None:
    if len(value) % 2:
        return _value("Piece and total have the same number of digits")
    half = len(value) // 2
    piece, total = int(value[:half]), int(value[half:])
    if not piece:
        return _value("There is no piece 0")
    if not total:
        return _value("The total is 0", half)
    return _value(f"Piece {piece} is more than the total {total}") if piece > total else None


_PAIR_CHARACTERS = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_PAIR_CHECKS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PAIR_PRIMES = tuple(number for number in range(2, 510) if all(number % divisor for divisor in range(2, number)))


def _check_pair(value: str) -> Fault | None:
    """Check character pair of the Global Model Number (General Specifications, section 7.9.5)."""
    if not 2 <= len(value) <= len(_PAIR_PRIMES) + 2:
        return _value("Too short or too long for its two check characters")
    fault = wrong_character(value[:-2], "X")
    if fault is not None:
        return fault
    weighted = zip(reversed(value[:-2]), _PAIR_PRIMES, strict=False)
    total = sum(_PAIR_CHARACTERS.index(character) * prime for character, prime in weighted) % 1021
    expected = _PAIR_CHECKS[total >> 5] + _PAIR_CHECKS[total & 31]
    if value[-2:] == expected:
        return None
    return Fault(CodeProblem.WRONG_CHECK_CHARACTER, f"The check characters of {value} do not fit", len(value) - 2)


def _percent_encoded(value: str) -> Fault | None:
    match = re.search(r"%(?![0-9A-Fa-f]{2})", value)
    return None if match is None else _value("A percent sign needs two hexadecimal digits", match.start())


_MEDIA_TYPES = frozenset([*range(1, 11), *range(80, 100)])


def _media_type(value: str) -> Fault | None:
    if len(value) != 2:
        return _value("A media type has two digits")
    fault = wrong_character(value, "N")
    if fault is not None or int(value) in _MEDIA_TYPES:
        return fault
    return _value(f"{value} is no media type")


def _has_non_digit(value: str) -> Fault | None:
    return _value("At least one character must not be a digit") if is_digits(value) else None


def _not_zero(value: str) -> Fault | None:
    return None if value.strip("0") else _value("Zero is not allowed here")


def _zero(value: str) -> Fault | None:
    return _value("Only zeros may stand here") if value.strip("0") else None


def _no_leading_zero(value: str) -> Fault | None:
    return _value("It may not begin with a zero") if value.startswith("0") else None


def _yes_no(value: str) -> Fault | None:
    return None if value in ("0", "1") else _value("Only 0 or 1 may stand here")


def _hyphen(value: str) -> Fault | None:
    return None if value and not value.strip("-") else _value("Only a hyphen may stand here")


CHECKS: dict[str, Check] = {
    "check_digit": _digits(_check_digit),
    "date_or_month": _date(2, last_day_00=True),
    "date": _date(2, last_day_00=False),
    "long_date": _date(4, last_day_00=False),
    "long_date_or_month": _date(4, last_day_00=True),
    "hour": _at_most(23, "hour"),
    "minute": _at_most(59, "minute"),
    "second": _at_most(59, "second"),
    "hour_minute": _digits(_hour_minute),
    "piece_of_total": _digits(_piece_of_total),
    "check_pair": _check_pair,
    "percent_encoded": _percent_encoded,
    "media_type": _media_type,
    "has_non_digit": _has_non_digit,
    "not_zero": _digits(_not_zero),
    "zero": _zero,
    "no_leading_zero": _digits(_no_leading_zero),
    "yes_no": _digits(_yes_no),
    "hyphen": _hyphen,
}
"""Name in the table of identifiers → check."""
