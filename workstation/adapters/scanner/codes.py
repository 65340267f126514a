"""`parse_code`: what any scanned, typed or decoded string says."""

import string
from dataclasses import replace
from datetime import date

from workstation.adapters.scanner.brackets import LOOKS_BRACKETED, read_brackets
from workstation.adapters.scanner.digital_link import LOOKS_LIKE_LINK, read_digital_link
from workstation.adapters.scanner.element_strings import Message
from workstation.adapters.scanner.format_06 import ENVELOPE, read_format_06
from workstation.adapters.scanner.gs1_codes import code_of, element_strings_of, looks_like_element_strings
from workstation.adapters.scanner.hibc import LOOKS_LIKE_HIBC, read_hibc
from workstation.adapters.scanner.labelled import labelled_fields, read_labelled
from workstation.adapters.scanner.layouts import CAPS_LOCK, other_layout
from workstation.adapters.scanner.national_codes import read_national
from workstation.adapters.scanner.separators import Named
from workstation.adapters.scanner.suspicion import glued_numbers
from workstation.adapters.scanner.trade_numbers import LENGTHS, read_trade_number
from workstation.domain.scanned_code import CodeError, CodeProblem, ScannedCode, Symbology, is_digits, token_of

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

COMPOSITE = "|]e0"
"""Joins a linear code and the composite component above it in one transmission."""

LONGEST = 8_000
"""Characters. The largest QR code holds 7,089: whatever is longer came from no scanner."""

_NEVER_FIRST = frozenset("&\xe9\"'(-\xe8_\xe7\xe0\xa7!+]")
"""Two of these in front, or a bracket or plus with a letter: see `layouts`."""
_PLAIN = frozenset(string.digits + string.ascii_letters)


def parse_code(text: str, today: date) -> ScannedCode:
    """Takes one scan apart: GS1 element strings with or without symbology identifier, bracketed or as Digital Link,
    EAN, UPC, ITF-14, HIBC, PPN, PZN, NDC, labelled text, and our own tokens.

    `today` is the pharmacy's date: it decides the century of two-digit years. Never raises for bad input: what is
    wrong is in `errors` (offsets in `text`), what keeps the rules but may be two values glued is in `suspect`.
    """
    if len(text) > LONGEST:
        sentence = f"{len(text)} characters are more than a code holds."
        return _refused(text, Symbology.UNKNOWN, CodeProblem.TOO_LONG, sentence, LONGEST)
    named = Named(text)
    found = _parse(named.text, today)
    if named.text is text:
        return found
    errors = tuple(replace(error, at=named.place(error.at)) for error in found.errors)
    return replace(found, input=text, errors=errors)


def _parse(text: str, today: date) -> ScannedCode:
    code = text.strip(" \t\r\n")
    offset = text.find(code) if code else 0
    if not code:
        return _refused(text, Symbology.UNKNOWN, CodeProblem.EMPTY, "There is nothing to read.", None)
    found = _read(text, code, offset, today)
    if found.errors and code[0] in _NEVER_FIRST:
        sentence = other_layout(code, lambda turned: not _read(turned, turned, 0, today).errors)
        if sentence is not None:
            return _refused(text, Symbology.UNKNOWN, CodeProblem.KEYBOARD_LAYOUT, sentence, offset)
    return found


def _read(text: str, code: str, offset: int, today: date) -> ScannedCode:
    if code[0] == "]" and len(code) >= 3:
        return _with_identifier(text, code, offset, today)
    return _without_identifier(text, code, offset, today, None)


def _refused(text: str, symbology: Symbology, problem: CodeProblem, message: str, at: int | None) -> ScannedCode:
    return ScannedCode(input=text, symbology=symbology, errors=(CodeError(problem, message, at),))


def _with_identifier(text: str, code: str, offset: int, today: date) -> ScannedCode:
    identifier, data, at = code[1:3], code[3:], offset + 3
    if identifier in GS1_CARRIERS:
        return element_strings_of(text, data, at, today, GS1_CARRIERS[identifier])
    if identifier in TRADE_NUMBER_CARRIERS:
        return _linear(text, data, at, today, identifier)
    if identifier.swapcase() in GS1_CARRIERS and identifier not in TRADE_NUMBER_CARRIERS:
        return _refused(text, Symbology.UNKNOWN, CodeProblem.KEYBOARD_LAYOUT, CAPS_LOCK, offset)
    symbology = OTHER_CARRIERS.get(identifier[0], Symbology.OTHER)
    if not data:
        return _refused(text, symbology, CodeProblem.EMPTY, "The code holds no data.", at)
    return _without_identifier(text, data, at, today, symbology)


def _linear(text: str, data: str, at: int, today: date, identifier: str) -> ScannedCode:
    """An EAN, UPC or ITF code, perhaps with an add-on (E3) or a composite component."""
    digits, composite, above = data.partition(COMPOSITE)
    if identifier == "E3":
        digits = digits[:13]
    number = read_trade_number(text, digits, at, TRADE_NUMBER_CARRIERS[identifier])
    if not composite:
        return number
    more = element_strings_of(text, above, at + len(digits) + len(composite), today, number.symbology)
    return replace(more, gtin=number.gtin, errors=(*number.errors, *more.errors))


def _without_identifier(text: str, code: str, at: int, today: date, symbology: Symbology | None) -> ScannedCode:
    """Data whose kind the scanner did not tell, or told only as a carrier for anything (QR, Code 128)."""
    if is_digits(code) and len(code) in LENGTHS:
        return read_trade_number(text, code, at)
    found = None if code[0] in _PLAIN else _with_sign_in_front(text, code, at, today)
    found = found or _in_letters(text, code, at, today)
    if found is not None:
        return found
    if glued_numbers(code):
        sentence = "Two codes came as one: scan them one by one."
        return _refused(text, symbology or Symbology.UNKNOWN, CodeProblem.GLUED_CODES, sentence, at + len(code) // 2)
    if looks_like_element_strings(code):
        return element_strings_of(text, code, at, today, Symbology.GS1_ELEMENT_STRING)
    sentence = "This is no trade item number, no GS1 code and no label of this pharmacy."
    return _refused(text, symbology or Symbology.UNKNOWN, CodeProblem.NOT_A_KNOWN_CODE, sentence, at)


def _with_sign_in_front(text: str, code: str, at: int, today: date) -> ScannedCode | None:
    """Codes that their first signs give away."""
    if LOOKS_BRACKETED.match(code):
        return code_of(text, _moved(read_brackets(code), at), today, Symbology.GS1_ELEMENT_STRING)
    bare = code.strip("*") if code[0] == "*" else code
    if LOOKS_LIKE_HIBC.match(bare):
        return read_hibc(text, bare, at + code.find(bare), today)
    envelope = ENVELOPE.fullmatch(code)
    if envelope is None:
        return None
    if envelope[1] == "05":
        return element_strings_of(text, envelope[2], at + envelope.start(2), today, Symbology.GS1_ELEMENT_STRING)
    return read_format_06(text, envelope[2], at + envelope.start(2), today)


def _in_letters(text: str, code: str, at: int, today: date) -> ScannedCode | None:
    """Web addresses, our own labels, national numbers and labelled text."""
    if LOOKS_LIKE_LINK.match(code):
        return code_of(text, _moved(read_digital_link(code), at), today, Symbology.GS1_DIGITAL_LINK)
    token = token_of(code)
    if isinstance(token, CodeError):
        return ScannedCode(input=text, symbology=Symbology.INTERNAL, errors=(_shifted(token, at),))
    if token is not None:
        return ScannedCode(input=text, symbology=Symbology.INTERNAL, token=token)
    national = read_national(text, code, at)
    if national is not None or not (":" in code or "=" in code or " - " in code):
        return national
    pairs = labelled_fields(code)
    return read_labelled(text, pairs, at, today) if pairs else None


def _moved(message: Message, offset: int) -> Message:
    message.errors = [_shifted(error, offset) for error in message.errors]
    return message


def _shifted(error: CodeError, offset: int) -> CodeError:
    return error if error.at is None else replace(error, at=error.at + offset)
