"""National numbers as they are scanned or typed: -03752864 (PZN in Code 39), PZN 3752864, NDC 0781-1506-10."""

import re

from workstation.domain.national_numbers import ProductNumber, Scheme, gtin_of_ndc, gtin_of_pzn, ndc_10, pzn_8
from workstation.domain.scanned_code import CodeError, CodeProblem, ScannedCode, Symbology

_PZN = re.compile(r"\*?(?:PZN\s*[-:.]?\s*-?|-)(\d[\d ]{5,9}\d)\*?", re.ASCII | re.IGNORECASE)
_NDC = re.compile(r"(?:(NDC)\s*[-:.#]?\s*)?(\d{4,5}-\d{3,4}-\d{1,2}|(?<=\D)\d{10,11})", re.ASCII | re.IGNORECASE)

NDC_DOUBT = "gtin: an NDC has no check digit: compare name and strength with the pack."


def read_national(text: str, code: str, at: int) -> ScannedCode | None:
    """The code as a PZN or an NDC; None when it is written like neither."""
    match = _PZN.fullmatch(code)
    if match is not None:
        return _read_pzn(text, match[1].replace(" ", ""), at + match.end(1) - 1)
    match = _NDC.fullmatch(code)
    if match is not None:
        return _read_ndc(text, match[2], at + match.start(2))
    return None


def _read_pzn(text: str, digits: str, last: int) -> ScannedCode:
    pzn = pzn_8(digits)
    if pzn is None:
        wrong = len(digits) in (7, 8)
        problem = CodeProblem.WRONG_CHECK_DIGIT if wrong else CodeProblem.WRONG_LENGTH
        sentence = f"The check digit of PZN {digits} does not fit" if wrong else "A PZN has 7 or 8 digits"
        return _refused(text, Symbology.PZN, CodeError(problem, f"{sentence}: scan it again.", last))
    number = ProductNumber(Scheme.PZN, pzn)
    return ScannedCode(input=text, symbology=Symbology.PZN, gtin=gtin_of_pzn(pzn), product_numbers=(number,))


def _read_ndc(text: str, written: str, at: int) -> ScannedCode:
    if "-" in written:
        found = ndc_10(written)
    elif len(written) == 10:
        found = (written,)
    else:
        # 11 digits are those of the layout of bills, 5-4-2.
        found = ndc_10(f"{written[:5]}-{written[5:9]}-{written[9:]}")
    if not found:
        sentence = "This is no NDC: 4-4-2, 5-3-2 or 5-4-1 digits, or 5-4-2 with a zero in front of one part."
        return _refused(text, Symbology.NDC, CodeError(CodeProblem.WRONG_LENGTH, sentence, at))
    numbers = tuple(ProductNumber(Scheme.NDC, number) for number in dict.fromkeys(found))
    if len(numbers) > 1:
        may_be = " or ".join(number.number for number in numbers)
        doubt = f"gtin: this NDC may be {may_be}: it does not say which zero was put in."
        return ScannedCode(input=text, symbology=Symbology.NDC, product_numbers=numbers, suspect=(doubt,))
    gtin = gtin_of_ndc(numbers[0].number)
    return ScannedCode(input=text, symbology=Symbology.NDC, gtin=gtin, product_numbers=numbers, suspect=(NDC_DOUBT,))


def _refused(text: str, symbology: Symbology, error: CodeError) -> ScannedCode:
    return ScannedCode(input=text, symbology=symbology, errors=(error,))
