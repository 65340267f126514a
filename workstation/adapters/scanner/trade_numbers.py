"""Bare trade item numbers: EAN-13, EAN-8, UPC-A, UPC-E and ITF-14, told apart by length and check digit."""

from dataclasses import replace

from workstation.domain.national_numbers import numbers_of_gtin
from workstation.domain.scanned_code import (
    CodeError,
    CodeProblem,
    ScannedCode,
    Symbology,
    expand_upc_e,
    gtin_14,
    has_right_check_digit,
    is_digits,
)

LENGTHS = {13: Symbology.EAN_13, 8: Symbology.EAN_8, 12: Symbology.UPC_A, 14: Symbology.ITF_14}


def read_trade_number(code: str, digits: str, at: int, symbology: Symbology | None = None) -> ScannedCode:
    """The trade number in `digits`, which begin at `at` in the input `code`.

    Without a `symbology` from the scanner the length tells it; 8 digits may be EAN-8 or UPC-E.
    """
    if not is_digits(digits):
        wrong = next((place for place, character in enumerate(digits) if not is_digits(character)), 0)
        sentence = "A trade item number has digits only." if digits else "The code holds no data."
        problem = CodeProblem.WRONG_CHARACTER if digits else CodeProblem.EMPTY
        return _refused(code, symbology or Symbology.UNKNOWN, CodeError(problem, sentence, at + wrong))
    if symbology is None and len(digits) == 8:
        return _eight_digits(code, digits, at)
    kind = symbology or LENGTHS[len(digits)]
    if kind is Symbology.EAN_13 and len(digits) == 12:
        kind = Symbology.UPC_A
    if kind is Symbology.EAN_13 and len(digits) == 8:
        return _upc_e(code, digits, at)
    if LENGTHS.get(len(digits)) is not kind:
        sentence = f"{len(digits)} digits are too many or too few for this kind of code."
        return _refused(code, kind, CodeError(CodeProblem.WRONG_LENGTH, sentence, at))
    return _checked(code, digits, at, kind)


def _refused(code: str, symbology: Symbology, error: CodeError) -> ScannedCode:
    return ScannedCode(input=code, symbology=symbology, errors=(error,))


def _checked(code: str, digits: str, at: int, symbology: Symbology) -> ScannedCode:
    gtin = gtin_14(digits)
    if gtin is None:
        sentence = f"The check digit of {digits} does not fit: scan it again."
        return _refused(code, symbology, CodeError(CodeProblem.WRONG_CHECK_DIGIT, sentence, at + len(digits) - 1))
    return ScannedCode(input=code, symbology=symbology, gtin=gtin, product_numbers=numbers_of_gtin(gtin))


def _upc_e(code: str, digits: str, at: int) -> ScannedCode:
    """8 digits under the identifier of EAN-13 and UPC: an EAN-8 has one of its own, so it is a UPC-E."""
    upc_a = expand_upc_e(digits)
    if upc_a is None:
        error = CodeError(CodeProblem.WRONG_VALUE, "A UPC-E begins with 0 or 1.", at)
        return _refused(code, Symbology.UPC_E, error)
    found = _checked(code, upc_a, at, Symbology.UPC_E)
    return replace(found, errors=tuple(replace(error, at=at + len(digits) - 1) for error in found.errors))


def _eight_digits(code: str, digits: str, at: int) -> ScannedCode:
    """EAN-8 or UPC-E. Of number system 1 only EAN-8 is in use (General Specifications, section 1.4.3: GS1-8 prefixes).

    The two check digits are often both right (always when the seventh digit is 5 to 9): then there is no number. And a
    misread EAN-8 may have the check digit of a UPC-E: so that one is always shown to a person.
    """
    upc_a = expand_upc_e(digits)
    as_upc_e = upc_a is not None and has_right_check_digit(upc_a)
    as_ean_8 = has_right_check_digit(digits)
    if not as_upc_e or upc_a is None or (as_ean_8 and digits[0] == "1"):
        return _checked(code, digits, at, Symbology.EAN_8)
    if as_ean_8:
        sentence = "gtin: these 8 digits are a right EAN-8 and a right UPC-E; the scanner does not say which."
        return ScannedCode(input=code, symbology=Symbology.UNKNOWN, suspect=(sentence,))
    sentence = "gtin: read as UPC-E; if the pack has an EAN-8, scan it again."
    return ScannedCode(input=code, symbology=Symbology.UPC_E, gtin=gtin_14(upc_a), suspect=(sentence,))
