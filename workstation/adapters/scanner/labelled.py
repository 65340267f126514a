"""Text whose values have names in front, as in the QR codes of Indian packs: "Batch No: WF2419; Exp: 12/2027".

Rule 96 of the Drugs Rules (GSR 823(E) of 2022-11-17; reports of it opened 2026-11-23) says which eight things such a
code holds and not how they are written. So only a value with its name in front counts; never one by its place.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from workstation.adapters.scanner.written_dates import NoDate, written_dates
from workstation.domain.national_numbers import numbers_of_gtin
from workstation.domain.scanned_code import (
    CodeError,
    CodeProblem,
    ScannedCode,
    Symbology,
    gtin_14,
    has_right_check_digit,
    is_digits,
)

NAMES = {
    "gtin": ("gtin", "gtin no", "gtin number", "gtin 14", "ean", "ean code", "upc", "cip", "cip13", "cip 13"),
    "product_code": ("unique product identification code", "unique product id code", "unique product code",
                     "product identification code", "product code", "upic", "upi code"),
    "batch_number": ("batch", "batch no", "batch number", "batch num", "batch code", "batchno", "batchnumber",
                     "b no", "bno", "bn", "b n", "lot", "lot no", "lot number", "lotno", "batch lot", "batch lot no"),
    "expiry_date": ("exp", "exp date", "exp dt", "expdate", "expiry", "expiry date", "expirydate", "expiry dt",
                    "date of expiry", "expiration", "expiration date", "expires", "expires on", "use before",
                    "use by", "ed", "doe"),
    "manufactured": ("mfg", "mfg date", "mfg dt", "mfgdate", "mfd", "mfd date", "date of manufacture",
                     "date of manufacturing", "date of mfg", "manufacturing date", "manufacture date",
                     "manufactured", "manufactured on", "dom"),
    "serial_number": ("serial", "serial no", "serial number", "serialno", "serialnumber", "sr no", "s n", "sn"),
    "other": ("brand", "brand name", "generic name", "proper and generic name", "proper name",
              "proper and generic name of the drug", "generic", "drug name", "product", "product name", "name",
              "manufacturer", "manufacturer name", "manufactured by", "mfg by", "mfd by", "marketed by", "address",
              "name and address of the manufacturer", "manufacturer name and address", "mfg lic", "mfg lic no",
              "mfg licence no", "mfg license no", "manufacturing licence number", "manufacturing license number",
              "manufacturing licence no", "manufacturing license no", "licence no", "license no", "lic no", "ml no",
              "dl no", "mrp", "price", "qty", "quantity", "storage", "composition", "strength", "pack", "pack size"),
}  # fmt: skip
"""What a value is → the names that it goes by, in small letters, with one blank for dots, slashes and the like."""

_KIND = {name: kind for kind, names in NAMES.items() for name in names}
_SIGNS = r"[\s._/()-]*"
_ONE_NAME = "|".join(_SIGNS.join(map(re.escape, name.split())) for name in sorted(_KIND, key=len, reverse=True))
_FIELD = re.compile(rf"(?<![A-Za-z0-9])({_ONE_NAME})[\s.)]*(?:[:=]|\s[-\u2013]\s)\s*", re.IGNORECASE)
_END = re.compile(r"[\n\r;|\t]|,\s*[A-Za-z][A-Za-z .()/_-]{0,60}[:=]|,\s*$")

_BATCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,19}", re.ASCII)
LONGEST = 3000
"""More than the largest QR code that a hand scanner reads from a pack."""

Pair = tuple[str, str, int]
"""Name as written, value, offset of the value."""


def labelled_fields(code: str) -> list[Pair]:
    """The named values of a text or of a flat JSON object; empty when none of them names a pack."""
    if len(code) > LONGEST:
        return []
    pairs = _of_object(code) if code.startswith("{") else list(_of_text(code))
    known = {_kind(name) for name, _, _ in pairs} & {"gtin", "batch_number", "expiry_date", "serial_number"}
    coded = any(_kind(name) == "product_code" for name, _, _ in pairs)
    return pairs if known or (coded and len(pairs) > 1) else []


def read_labelled(text: str, pairs: list[Pair], at: int, today: date) -> ScannedCode:
    """The fields of such a code; `at` is added to the offsets."""
    reading = _Reading(at, today)
    for name, value, place in pairs:
        reading.take(_kind(name), value, place)
    return reading.answer(text, pairs)


@lru_cache(maxsize=1024)
def _kind(name: str) -> str:
    """What a name as written stands for: packs of one maker write it alike."""
    return _KIND.get(" ".join(re.split(r"[\s._/()-]+", name.lower())).strip(), "other")


def _of_text(code: str) -> Iterator[Pair]:
    found = list(_FIELD.finditer(code))
    for place, match in enumerate(found):
        following = found[place + 1].start() if place + 1 < len(found) else len(code)
        end = _END.search(code, match.end(), following)
        value = code[match.end() : end.start() if end else following]
        yield match[1], value.strip(" ,"), match.end()


def _of_object(code: str) -> list[Pair]:
    try:
        document = json.loads(code)
    except (ValueError, RecursionError):
        return []
    if not isinstance(document, dict):
        return []
    plain = ((name, value) for name, value in document.items() if isinstance(value, str | int))
    return [(name, str(value).strip(), max(0, code.find(str(value)))) for name, value in plain]


class _Reading:
    """The values so far, what is wrong and what is in doubt."""

    def __init__(self, at: int, today: date) -> None:
        self._at, self._today = at, today
        self._values: dict[str, set[str | date | None]] = {}
        self._errors: list[CodeError] = []
        self._doubts: list[str] = []

    def take(self, kind: str, value: str, place: int) -> None:
        if not value or kind == "other":
            return
        found = self._read(kind, value, place)
        into = "gtin" if kind == "product_code" else kind
        if kind != "product_code" or found is not None:
            self._values.setdefault(into, set()).add(found)
        if len(self._values.get(into, ())) > 1:
            sentence = f"{into.replace('_', ' ').capitalize()} stands twice with different values."
            self._errors.append(CodeError(CodeProblem.REPEATED_IDENTIFIER, sentence, self._at + place))

    def _read(self, kind: str, value: str, place: int) -> str | date | None:
        if kind in ("expiry_date", "manufactured"):
            return self._date(value, place)
        if kind == "gtin":
            return self._gtin(value, place)
        return self._product_code(value) if kind == "product_code" else self._number(value, kind)

    def _gtin(self, value: str, place: int) -> str | None:
        digits = value.replace(" ", "")
        gtin = gtin_14(digits)
        if gtin is None:
            wrong = is_digits(digits) and len(digits) in (8, 12, 13, 14)
            problem = CodeProblem.WRONG_CHECK_DIGIT if wrong else CodeProblem.WRONG_VALUE
            sentence = f"The check digit of {digits} does not fit" if wrong else f"{value!r} is no trade item number"
            self._errors.append(CodeError(problem, f"{sentence}.", self._at + place + (len(value) - 1 if wrong else 0)))
        return gtin

    def _product_code(self, value: str) -> str | None:
        """Each maker chooses this code: a GTIN only when it is as long as one and its check digit is right."""
        return value.zfill(14) if len(value) in (13, 14) and has_right_check_digit(value) else None

    def _date(self, value: str, place: int) -> date | None:
        try:
            days = written_dates(value, self._today)
        except NoDate:
            self._errors.append(CodeError(CodeProblem.WRONG_DATE, f"There is no day {value!r}.", self._at + place))
            return None
        if len(days) == 1:
            return days[0]
        why = "may be " + " or ".join(day.isoformat() for day in days) if days else "is not written like a date"
        self._doubts.append(f"date: {value!r} {why}: look at the pack.")
        return None

    def _number(self, value: str, kind: str) -> str | None:
        if _BATCH.fullmatch(value):
            return value
        self._doubts.append(f"{kind}: {value!r} is not written like one: look at the pack.")
        return None

    def _one(self, kind: str) -> str | date | None:
        found = self._values.get(kind, set())
        return next(iter(found)) if len(found) == 1 else None

    def answer(self, text: str, pairs: list[Pair]) -> ScannedCode:
        expiry, made = self._one("expiry_date"), self._one("manufactured")
        if isinstance(expiry, date) and isinstance(made, date) and made >= expiry:
            self._doubts.append("expiry_date: it is not after the day of manufacture: look at the pack.")
            expiry = None
        gtin, batch, serial = (self._one(kind) for kind in ("gtin", "batch_number", "serial_number"))
        return ScannedCode(
            input=text,
            symbology=Symbology.LABELLED,
            gtin=gtin if isinstance(gtin, str) else None,
            expiry_date=expiry if isinstance(expiry, date) else None,
            batch_number=batch if isinstance(batch, str) else None,
            serial_number=serial if isinstance(serial, str) else None,
            product_numbers=numbers_of_gtin(gtin if isinstance(gtin, str) else None),
            fields=tuple((name, value) for name, value, _ in pairs),
            errors=tuple(self._errors),
            suspect=tuple(self._doubts),
        )
