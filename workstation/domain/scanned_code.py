"""What a scanned code says: trade item numbers, dates, batches, serials and our own tokens, each checked or refused."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from workstation.domain.numbers import check_character

if TYPE_CHECKING:
    from workstation.domain.national_numbers import ProductNumber


class Symbology(StrEnum):
    """What kind of code it is, as told by the scanner (symbology identifier) or by the data itself."""

    GS1_DATAMATRIX = "gs1_datamatrix"
    GS1_128 = "gs1_128"
    GS1_DATABAR = "gs1_databar"
    GS1_QR = "gs1_qr"
    GS1_DOTCODE = "gs1_dotcode"
    GS1_ELEMENT_STRING = "gs1_element_string"
    """GS1 data from a scanner that does not tell the carrier, or typed in with brackets."""
    GS1_DIGITAL_LINK = "gs1_digital_link"
    EAN_13 = "ean_13"
    EAN_8 = "ean_8"
    UPC_A = "upc_a"
    UPC_E = "upc_e"
    ITF_14 = "itf_14"
    HIBC = "hibc"
    """Health Industry Bar Code, primary, secondary or both in one."""
    PPN = "ppn"
    """Pharmacy Product Number and what stands beside it, in format 06 of ISO/IEC 15434."""
    PZN = "pzn"
    NDC = "ndc"
    LABELLED = "labelled"
    """Text whose values have names in front of them, as in the QR codes of Indian packs."""
    INTERNAL = "internal"
    DATAMATRIX = "datamatrix"
    QR = "qr"
    CODE_128 = "code_128"
    CODE_39 = "code_39"
    DOTCODE = "dotcode"
    OTHER = "other"
    UNKNOWN = "unknown"


class CodeProblem(StrEnum):
    """Why a code, or a part of it, is refused."""

    EMPTY = "empty"
    NOT_A_KNOWN_CODE = "not_a_known_code"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    WRONG_CHECK_CHARACTER = "wrong_check_character"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTER = "wrong_character"
    WRONG_DATE = "wrong_date"
    WRONG_VALUE = "wrong_value"
    UNKNOWN_IDENTIFIER = "unknown_identifier"
    REPEATED_IDENTIFIER = "repeated_identifier"
    EXCLUDED_IDENTIFIER = "excluded_identifier"
    NOT_A_DIGITAL_LINK = "not_a_digital_link"
    COMPRESSED_LINK = "compressed_link"
    GLUED_CODES = "glued_codes"
    TOO_LONG = "too_long"
    KEYBOARD_LAYOUT = "keyboard_layout"
    CODES_DISAGREE = "codes_disagree"


@dataclass(frozen=True, slots=True)
class CodeError:
    """One thing that is wrong with a code."""

    code: CodeProblem
    message: str
    """A sentence for people; holds nothing but what was scanned."""
    at: int | None = None
    """Offset of the first wrong character in the input, None when it concerns the whole."""


class TokenKind(StrEnum):
    """What one of our own codes points to."""

    PRESCRIPTION = "RX"
    LABEL = "LB"
    BAG = "BG"
    BIN = "BN"
    SHELF = "SH"
    BATCH = "BA"
    STAFF = "ST"


@dataclass(frozen=True, slots=True)
class InternalToken:
    """One of our own codes: kind and human number. Holds no name and no UUID (design: human numbers)."""

    kind: TokenKind
    number: str
    """The number as printed beside the code, without the kind; on a label with its part: "A004821-K/1".

    Capital letters, digits and * / - only, 24 characters at the most."""

    def __str__(self) -> str:
        body = f"{self.kind}-{self.number}"
        return f"{body}.{token_check_character(body)}"


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """One scan, taken apart. Fields that are wrong or in doubt are None; `element_strings` keeps them as read."""

    input: str
    symbology: Symbology
    gtin: str | None = None
    """14 digits with a right check digit, else None."""
    expiry_date: date | None = None
    """Good through this day."""
    batch_number: str | None = None
    serial_number: str | None = None
    element_strings: tuple[tuple[str, str], ...] = ()
    """(AI, value) pairs in the order of the code."""
    product_numbers: tuple["ProductNumber", ...] = ()
    """Numbers of the pack beside its GTIN: national ones, HIBC."""
    fields: tuple[tuple[str, str], ...] = ()
    """(name, value) pairs of a labelled code, in its order, as they are written."""
    token: InternalToken | None = None
    errors: tuple[CodeError, ...] = ()
    suspect: tuple[str, ...] = ()
    """Sentences: what may have been read wrong although every rule is kept. A person must look."""

    @property
    def trusted(self) -> bool:
        """True when nothing is wrong and nothing is in doubt."""
        return not self.errors and not self.suspect


# --- trade item numbers ----------------------------------------------------------------------------------------

GTIN_LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> str:
    """The GS1 check digit that belongs behind `digits` (GS1 General Specifications, section 7.9: weights 3 and 1)."""
    # Bytes are summed without an object for each digit; 48 is the byte of 0 and is taken off, weights and all.
    given = digits.encode("ascii")
    zeros = 48 * (3 * ((len(given) + 1) // 2) + len(given) // 2)
    return "0123456789"[(zeros - 3 * sum(given[::-2]) - sum(given[-2::-2])) % 10]


def has_right_check_digit(digits: str) -> bool:
    """True when the last digit is the check digit of the others."""
    return is_digits(digits) and len(digits) > 1 and check_digit(digits[:-1]) == digits[-1]


def is_digits(text: str) -> bool:
    """True for ASCII digits only: `str.isdigit` would also take ² and १."""
    return text.isascii() and text.isdigit()


def gtin_14(digits: str) -> str | None:
    """A GTIN-8, -12, -13 or -14 in 14 digits; None when the length or the check digit is wrong."""
    if len(digits) in GTIN_LENGTHS and has_right_check_digit(digits):
        return digits.zfill(14)
    return None


def expand_upc_e(digits: str) -> str | None:
    """The UPC-A behind the 8 digits of a UPC-E (GS1 General Specifications, section 5.2.2.4); None when there is none.

    The check digit is carried over, not verified.
    """
    if len(digits) != 8 or not is_digits(digits) or digits[0] not in "01":
        return None
    system, body, kind, check = digits[0], digits[1:6], digits[6], digits[7]
    if kind in "012":
        return f"{system}{body[:2]}{kind}0000{body[2:]}{check}"
    if kind == "3":
        return f"{system}{body[:3]}00000{body[3:]}{check}"
    if kind == "4":
        return f"{system}{body[:4]}00000{body[4]}{check}"
    return f"{system}{body}0000{kind}{check}"


# --- dates -----------------------------------------------------------------------------------------------------


def full_year(two_digits: int, today: date) -> int:
    """The year behind two digits: within 49 years back and 50 ahead of today (General Specifications, section 7.12)."""
    distance = two_digits - today.year % 100
    century = today.year - today.year % 100
    if distance >= 51:
        century -= 100
    elif distance <= -50:
        century += 100
    return century + two_digits


@cache
def days_of_month(year: int, month: int) -> int:
    """Days of a month; the years of codes are few, and the calendar works out a weekday that nobody asks for."""
    return calendar.monthrange(year, month)[1]


def date_of(yymmdd: str, today: date) -> date | None:
    """The day of YYMMDD, where day 00 is the last day of the month; None when there is no such day."""
    if len(yymmdd) != 6 or not is_digits(yymmdd):
        return None
    year, month, day = full_year(int(yymmdd[:2]), today), int(yymmdd[2:4]), int(yymmdd[4:])
    if not 1 <= month <= 12:
        return None
    last = days_of_month(year, month)
    return date(year, month, day or last) if day <= last else None


# --- our own tokens --------------------------------------------------------------------------------------------

_TOKEN_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*/-+$"
"""41 characters, a prime number, so that the check character sees every single wrong or swapped character."""

_KINDS = "|".join(TokenKind)
_TOKEN = re.compile(rf"({_KINDS})-([0-9A-Z][0-9A-Z*/-]{{0,23}})\.([0-9A-Z*/+$-])")
_HUMAN_NUMBER = re.compile(rf"({_KINDS})-([A-Z][0-9]{{6,}}-[0-9A-Z*])")
"""A human number as it is typed or printed: its own check character is its last one."""


def token_check_character(body: str) -> str:
    """Check character of a token: weights are powers of 2 modulo 41 over every character, separators included.

    The human number inside has a check character of its own, but that one does not see the part number behind it.
    """
    total = 0
    for character in body:
        total = (total + _TOKEN_ALPHABET.index(character)) * 2 % 41
    return _TOKEN_ALPHABET[-total % 41]


_SYMBOLOGY_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")


def without_identifier(text: str) -> str:
    """The text without the three characters that a scanner may put in front to name the kind of code: "]d1"."""
    return text[3:] if _SYMBOLOGY_IDENTIFIER.match(text) else text


def token_of(text: str) -> InternalToken | CodeError | None:
    """The token that the text is, with or without a symbology identifier in front.

    An error when only its check character is wrong; None when it is no token.
    """
    plain = without_identifier(text)
    match = _TOKEN.fullmatch(plain)
    if match is not None:
        right = match[3] == token_check_character(f"{match[1]}-{match[2]}")
    else:
        match = _HUMAN_NUMBER.fullmatch(plain)
        if match is None:
            return None
        right = check_character(plain[:-2]) == plain[-1]
    if right:
        return InternalToken(TokenKind(match[1]), match[2])
    sentence = "The check character of this label does not fit: scan it again."
    return CodeError(CodeProblem.WRONG_CHECK_CHARACTER, sentence, len(text) - 1)
