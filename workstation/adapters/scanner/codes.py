"""`parse_code`: what any scanned, typed or decoded string says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from workstation.adapters.scanner.brackets import LOOKS_BRACKETED, read_brackets
from workstation.adapters.scanner.digital_link import LOOKS_LIKE_LINK, read_digital_link
from workstation.adapters.scanner.element_strings import SEPARATOR, Message, read_element_strings
from workstation.adapters.scanner.identifiers import identifier_at
from workstation.adapters.scanner.suspicion import doubts, glued_numbers
from workstation.adapters.scanner.trade_numbers import LENGTHS, read_trade_number
from workstation.domain.scanned_code import (
    CodeError,
    CodeProblem,
    ScannedCode,
    Symbology,
    date_of,
    has_right_check_digit,
    is_digits,
    token_of,
)

GS1_CARRIERS = {
    "C1": Symbology.GS1_128,
    "e0": Symbology.GS1_DATABAR,
    "e1": Symbology.GS1_DATABAR,
    "e2": Symbology.GS1_DATABAR,
    "d2": Symbology.GS1_DATAMATRIX,
    "Q3": Symbology.GS1_QR,
    "J1": Symbology.GS1_DOTCODE,
}
"""Symbology identifiers that promise GS1 element strings (General Specifications, section 5.1.2)."""

TRADE_NUMBER_CARRIERS = {
    "E0": Symbology.EAN_13,
    "E3": Symbology.EAN_13,
    "E4": Symbology.EAN_8,
    "I0": Symbology.ITF_14,
    "I1": Symbology.ITF_14,
}

OTHER_CARRIERS = {
    "d": Symbology.DATAMATRIX,
    "Q": Symbology.QR,
    "C": Symbology.CODE_128,
    "A": Symbology.CODE_39,
    "J": Symbology.DOTCODE,
}

OTHER_SEPARATORS = {ord("\u241d"): SEPARATOR, ord("\xe8"): SEPARATOR}
"""What scanners send for FNC1 where they cannot send GS: the picture of GS, and character 232. No GS1 value may
hold either, so nothing is lost by reading them as the separator."""

NO_DOUBTS: Mapping[str, str] = MappingProxyType({})

COMPOSITE = "|]e0"
"""Joins a linear code and the composite component above it in one transmission."""


def parse_code(text: str, today: date) -> ScannedCode:
    """Takes one scan apart: GS1 element strings with or without symbology identifier, bracketed or as Digital Link,
    EAN, UPC, ITF-14 and our own tokens.

    `today` is the pharmacy's date: it decides the century of two-digit years. Never raises for bad input: what is
    wrong is in `errors` (offsets in `text`), what keeps the rules but may be two values glued is in `suspect`.
    """
    code = text.strip(" \t\r\n")
    offset = text.find(code) if code else 0
    if not code:
        return _refused(text, Symbology.UNKNOWN, CodeProblem.EMPTY, "There is nothing to read.", None)
    if code[0] == "]" and len(code) >= 3:
        return _with_identifier(text, code, offset, today)
    return _without_identifier(text, code, offset, today, None)


def _refused(text: str, symbology: Symbology, problem: CodeProblem, message: str, at: int | None) -> ScannedCode:
    return ScannedCode(input=text, symbology=symbology, errors=(CodeError(problem, message, at),))


def _with_identifier(text: str, code: str, offset: int, today: date) -> ScannedCode:
    identifier, data, at = code[1:3], code[3:], offset + 3
    if identifier in GS1_CARRIERS:
        return _element_strings(text, data, at, today, GS1_CARRIERS[identifier])
    if identifier in TRADE_NUMBER_CARRIERS:
        return _linear(text, data, at, today, identifier)
    return _without_identifier(text, data, at, today, OTHER_CARRIERS.get(identifier[0], Symbology.OTHER))


def _linear(text: str, data: str, at: int, today: date, identifier: str) -> ScannedCode:
    """An EAN, UPC or ITF code, perhaps with an add-on (E3) or a composite component."""
    digits, composite, above = data.partition(COMPOSITE)
    if identifier == "E3":
        digits = digits[:13]
    number = read_trade_number(text, digits, at, TRADE_NUMBER_CARRIERS[identifier])
    if not composite:
        return number
    more = _element_strings(text, above, at + len(digits) + len(composite), today, number.symbology)
    return replace(more, gtin=number.gtin, errors=(*number.errors, *more.errors))


def _without_identifier(text: str, code: str, at: int, today: date, symbology: Symbology | None) -> ScannedCode:
    """Data whose kind the scanner did not tell, or told only as a carrier for anything (QR, Code 128)."""
    if LOOKS_LIKE_LINK.match(code):
        link = read_digital_link(code)
        return _from_message(text, _moved(link, at), today, Symbology.GS1_DIGITAL_LINK)
    if LOOKS_BRACKETED.match(code):
        return _from_message(text, _moved(read_brackets(code), at), today, Symbology.GS1_ELEMENT_STRING)
    token = token_of(code)
    if isinstance(token, CodeError):
        return ScannedCode(input=text, symbology=Symbology.INTERNAL, errors=(_shifted(token, at),))
    if token is not None:
        return ScannedCode(input=text, symbology=Symbology.INTERNAL, token=token)
    if is_digits(code) and len(code) in LENGTHS:
        return read_trade_number(text, code, at)
    if glued_numbers(code):
        sentence = "Two codes came as one: scan them one by one."
        return _refused(text, symbology or Symbology.UNKNOWN, CodeProblem.GLUED_CODES, sentence, at + len(code) // 2)
    if _looks_like_element_strings(code):
        return _element_strings(text, code, at, today, Symbology.GS1_ELEMENT_STRING)
    sentence = "This is no trade item number, no GS1 code and no label of this pharmacy."
    return _refused(text, symbology or Symbology.UNKNOWN, CodeProblem.NOT_A_KNOWN_CODE, sentence, at)


def _looks_like_element_strings(code: str) -> bool:
    """Without a symbology identifier: a separator, a trade item number in front, or nothing but right values."""
    data = code.translate(OTHER_SEPARATORS)
    if SEPARATOR in data:
        return True
    if data[:2] in ("00", "01", "02") and len(data) >= 16 and is_digits(data[:16]):
        return True
    return identifier_at(data) is not None and not read_element_strings(data, 0).errors


def _element_strings(text: str, data: str, at: int, today: date, symbology: Symbology) -> ScannedCode:
    separated = data.translate(OTHER_SEPARATORS)
    message = read_element_strings(separated, at)
    code = _from_message(text, message, today, symbology, doubts(message))
    if symbology is Symbology.GS1_ELEMENT_STRING and not _begins_surely(separated):
        doubt = "The scanner did not say that this is a GS1 code; it may be something else that looks like one."
        return replace(code, suspect=(*code.suspect, doubt))
    return code


def _begins_surely(data: str) -> bool:
    """True when the data itself show that they are GS1: a separator, or a right trade item number in front."""
    return SEPARATOR in data or (data[:2] in ("01", "02") and has_right_check_digit(data[2:16]))


def _moved(message: Message, offset: int) -> Message:
    message.errors = [_shifted(error, offset) for error in message.errors]
    return message


def _shifted(error: CodeError, offset: int) -> CodeError:
    return error if error.at is None else replace(error, at=error.at + offset)


def _from_message(
    text: str, message: Message, today: date, symbology: Symbology, doubted: Mapping[str, str] = NO_DOUBTS
) -> ScannedCode:
    """The fields of a message. A value in doubt is left out; `element_strings` shows it as it was read."""
    gtin = message.value_of("01")
    expiry = message.value_of("17") or (message.value_of("7003") or "")[:6]
    return ScannedCode(
        input=text,
        symbology=symbology,
        gtin=gtin,
        expiry_date=date_of(expiry, today) if expiry else None,
        batch_number=None if "10" in doubted else message.value_of("10"),
        serial_number=None if "21" in doubted else message.value_of("21"),
        element_strings=tuple((element.ai, element.value) for element in message.elements),
        errors=tuple(message.errors),
        suspect=tuple(doubted.values()),
    )
