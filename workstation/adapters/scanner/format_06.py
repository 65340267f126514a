"""Format 05 and 06 of ISO/IEC 15434: [)> RS 06 GS 9N110375286414 GS 1TWF2419 GS D270331 GS S7K2M RS EOT.

Format 06 carries Data Identifiers (ANSI MH10.8.2) and is what packs with a Pharmacy Product Number use (IFA,
"PPN-Code Specification for Retail Packaging" 2.01, opened 2026-11-23). Format 05 carries GS1 element strings.
"""

import re
from datetime import date

from workstation.domain.national_numbers import ProductNumber, Scheme, gtin_of_pzn, number_of_ppn
from workstation.domain.scanned_code import CodeError, CodeProblem, ScannedCode, Symbology, date_of, gtin_14

ENVELOPE = re.compile(r"\[\)>\x1e?(05|06)\x1d(.*?)\x1e?\x04?", re.DOTALL)
"""The format and its data; wedges that cannot type RS and EOT leave them out."""

_ELEMENT = re.compile(r"(\d{0,3}[A-Z])(.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9A-Za-z._-]{1,20}", re.ASCII)

NAMES = {"9N": "number", "8P": "gtin", "1T": "batch", "T": "batch", "D": "expiry", "14D": "expiry", "S": "serial"}


def read_format_06(text: str, data: str, at: int, today: date) -> ScannedCode:
    """Takes the data identifiers apart; `data` stands at `at` in `text`. Others than those of packs are left aside."""
    values: dict[str, str] = {}
    errors: list[CodeError] = []
    place = at
    for part in data.split("\x1d"):
        match = _ELEMENT.fullmatch(part)
        name = NAMES.get(match[1]) if match else None
        if match is None and part:
            errors.append(CodeError(CodeProblem.UNKNOWN_IDENTIFIER, "A data identifier was expected here.", place))
        elif match is not None and name is not None:
            error = _take(values, name, match[2], place + match.start(2), today)
            errors += [error] if error else []
        place += len(part) + 1
    return _answer(text, values, errors, today)


def _take(values: dict[str, str], name: str, value: str, at: int, today: date) -> CodeError | None:
    if name in values and values[name] != value:
        del values[name]
        return CodeError(CodeProblem.REPEATED_IDENTIFIER, f"The {name} stands twice with different values.", at)
    error = _wrong(name, value, at, today)
    if error is None:
        values[name] = value
    return error


def _wrong(name: str, value: str, at: int, today: date) -> CodeError | None:
    if name == "number" and number_of_ppn(value) is None:
        return CodeError(CodeProblem.WRONG_CHECK_DIGIT, "The check digits of the product number do not fit.", at)
    if name == "gtin" and gtin_14(value) is None:
        return CodeError(CodeProblem.WRONG_CHECK_DIGIT, f"The check digit of {value} does not fit.", at)
    if name == "expiry" and _day(value, today) is None:
        return CodeError(CodeProblem.WRONG_DATE, f"There is no day {value!r}.", at)
    if name in ("batch", "serial") and not _NUMBER.fullmatch(value):
        return CodeError(CodeProblem.WRONG_VALUE, f"This is no {name} number.", at)
    return None


def _day(value: str, today: date) -> date | None:
    if len(value) == 8 and value.isascii() and value.isdigit() and "1900" <= value[:4] <= "2199":
        return date_of(value[2:], date(int(value[:4]), 1, 1))
    return date_of(value, today)


def _answer(text: str, values: dict[str, str], errors: list[CodeError], today: date) -> ScannedCode:
    number: ProductNumber | None = number_of_ppn(values["number"]) if "number" in values else None
    gtin = gtin_14(values.get("gtin", ""))
    if gtin is None and number is not None and number.scheme is Scheme.PZN:
        gtin = gtin_of_pzn(number.number)
    if any(error.code is CodeProblem.WRONG_CHECK_DIGIT for error in errors):
        gtin = None
    return ScannedCode(
        input=text,
        symbology=Symbology.PPN,
        gtin=gtin,
        expiry_date=_day(values["expiry"], today) if "expiry" in values else None,
        batch_number=values.get("batch"),
        serial_number=values.get("serial"),
        product_numbers=() if number is None else (number,),
        errors=tuple(errors),
    )
