"""Health Industry Bar Codes: +A123BJC5D6E71G (primary), +$$3270331WF24LC (secondary), or both with a slash between.

HIBC Supplier Labeling Standard (ANSI/HIBC 2), as its examples stand in tests of chriswjones/HibcBarcodeParsing and in
handbooks of makers of bar code programs, opened 2026-11-23. No GTIN belongs to such a number: it is kept beside it.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from workstation.domain.national_numbers import ProductNumber, Scheme
from workstation.domain.scanned_code import CodeError, CodeProblem, ScannedCode, Symbology, date_of, full_year

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
"""The 43 characters of Code 39, in the order of their values."""

LOOKS_LIKE_HIBC = re.compile(r"\+(?:[A-Z][A-Z0-9]{3}[A-Z0-9]+\d|\$|\d{5})")

_PRIMARY = re.compile(r"([A-Z][A-Z0-9]{3})([A-Z0-9]{1,18})(\d)")
_LONGEST_TEXT = 18
_DATES = {"2": 6, "3": 6, "4": 8, "5": 5, "6": 7, "7": 0}
"""Flag of the date's form → digits behind it."""


def check_of(body: str) -> str | None:
    """The check character behind `body` (modulo 43); None when a character may not stand in a HIBC."""
    values = [CHARACTERS.find(character) for character in body]
    return None if -1 in values else CHARACTERS[sum(values) % 43]


@dataclass(slots=True)
class _Read:
    """What was read so far."""

    today: date
    numbers: list[ProductNumber] = field(default_factory=list)
    expiry: date | None = None
    batch: str | None = None
    serial: str | None = None
    errors: list[CodeError] = field(default_factory=list)

    def refuse(self, problem: CodeProblem, message: str, at: int) -> None:
        self.errors.append(CodeError(problem, message, at))


def read_hibc(text: str, code: str, at: int, today: date) -> ScannedCode:
    """Takes a HIBC apart; `code` stands at `at` in `text`. A blank at its end may be its check character."""
    read = _Read(today)
    code = code if check_of(code[:-1]) == code[-1] else _with_blank(text, code, at)
    if check_of(code[:-1]) != code[-1]:
        wrong = next((place for place, one in enumerate(code) if one not in CHARACTERS), None)
        if wrong is not None:
            read.refuse(CodeProblem.WRONG_CHARACTER, f"The character {code[wrong]!r} may not stand here.", at + wrong)
        else:
            sentence = "The check character does not fit: scan it again."
            read.refuse(CodeProblem.WRONG_CHECK_CHARACTER, sentence, at + len(code) - 1)
    elif code[1].isalpha():
        _read_primary(read, code[1:-1], at + 1)
    else:
        # The last character but one links to the primary code: it is that one's check character.
        _read_secondary(read, code[1:-2], at + 1)
    return ScannedCode(
        input=text,
        symbology=Symbology.HIBC,
        expiry_date=read.expiry,
        batch_number=read.batch,
        serial_number=read.serial,
        product_numbers=tuple(read.numbers),
        errors=tuple(read.errors),
    )


def _with_blank(text: str, code: str, at: int) -> str:
    return code + " " if text[at + len(code) :].startswith(" ") else code


def _read_primary(read: _Read, body: str, at: int) -> None:
    primary, slash, more = body.partition("/")
    match = _PRIMARY.fullmatch(primary)
    if match is None:
        read.refuse(CodeProblem.WRONG_VALUE, "Labeler, product and unit of measure were expected here.", at)
        return
    read.numbers.append(ProductNumber(Scheme.HIBC, primary))
    if slash:
        _read_secondary(read, more, at + len(primary) + 1)


def _read_secondary(read: _Read, body: str, at: int) -> None:
    first, *others = body.split("/")
    _read_first(read, first, at)
    place = at + len(first) + 1
    for segment in others:
        _read_segment(read, segment, place)
        place += len(segment) + 1


def _read_segment(read: _Read, segment: str, at: int) -> None:
    """The named segments behind the first: S serial number, 14D expiry, 16D manufacture, Q quantity."""
    if segment.startswith("S"):
        _take_text(read, "serial", segment[1:], at + 1)
    elif segment.startswith("14D"):
        read.expiry = _day(read, segment[3:], "YYYYMMDD", at + 3)
    elif segment.startswith("16D"):
        _day(read, segment[3:], "YYYYMMDD", at + 3)
    elif not re.fullmatch(r"Q\d{1,5}", segment):
        read.refuse(CodeProblem.UNKNOWN_IDENTIFIER, f"No segment of a HIBC begins with {segment[:3]!r}.", at)


def _read_first(read: _Read, body: str, at: int) -> None:
    """`$batch`, `$+serial`, `$$` with quantity, date and batch, `$$+` with date and serial, or YYJJJ and batch."""
    flags = re.match(r"\$\$\+|\$\$|\$\+|\$", body)
    place = flags.end() if flags else 0
    kind = "serial" if flags and flags[0].endswith("+") else "batch"
    if flags is None:
        read.expiry = _day(read, body[:5], "YYJJJ", at)
        place = 5
    elif flags[0].startswith("$$"):
        place = _read_quantity_and_date(read, body, place, at)
    _take_text(read, kind, body[place:], at + place)


def _read_quantity_and_date(read: _Read, body: str, place: int, at: int) -> int:
    """Answers where batch or serial number begins."""
    digits = {"8": 2, "9": 5}.get(body[place : place + 1])
    if digits is not None:
        if not re.fullmatch(rf"[0-9]{{{digits}}}", body[place + 1 : place + 1 + digits]):
            read.refuse(CodeProblem.WRONG_VALUE, "A quantity was expected here.", at + place + 1)
        place += 1 + digits
        if place >= len(body):
            return place
    flag = body[place : place + 1]
    if flag in _DATES:
        length = _DATES[flag]
        layout = {"2": "MMDDYY", "3": "YYMMDD", "4": "YYMMDDHH", "5": "YYJJJ", "6": "YYJJJHH", "7": ""}[flag]
        read.expiry = _day(read, body[place + 1 : place + 1 + length], layout, at + place + 1) if layout else None
        return place + 1 + length
    read.expiry = _day(read, body[place : place + 4], "MMYY", at + place)
    return place + 4


def _take_text(read: _Read, kind: str, value: str, at: int) -> None:
    if not re.fullmatch(rf"[A-Z0-9.\-]{{0,{_LONGEST_TEXT}}}", value):
        read.refuse(CodeProblem.WRONG_VALUE, "This is no batch or serial number.", at)
    elif value and kind == "serial":
        read.serial = value
    elif value:
        read.batch = value


def _day(read: _Read, digits: str, layout: str, at: int) -> date | None:
    """The day of a date in one of the layouts; notes an error and answers None when there is no such day."""
    found = _date_in(digits, layout, read.today) if len(digits) == len(layout) and digits.isdigit() else None
    if found is None:
        read.refuse(CodeProblem.WRONG_DATE, f"{digits!r} is no date ({layout}).", at)
    return found


def _date_in(digits: str, layout: str, today: date) -> date | None:
    parts = dict.fromkeys(layout, "")
    for letter, digit in zip(layout, digits, strict=True):
        parts[letter] += digit
    if int(parts.get("H", "0")) > 23:
        return None
    year = int(parts["Y"]) if len(parts["Y"]) == 4 else full_year(int(parts["Y"]), today)
    if "J" in parts:
        day = date(year, 1, 1) + timedelta(days=int(parts["J"]) - 1) if int(parts["J"]) else None
        return day if day is not None and day.year == year else None
    if not 1 <= year <= 9999:
        return None
    return date_of(f"{year % 100:02}{parts['M']}{parts.get('D', '00')}", date(year, 1, 1))
