"""National numbers of medicines and the GTIN that each has: PZN (Germany), CIP13 (France), NDC (United States).

Sources, opened 2026-11-23: IFA, "PPN-Code Specification for Retail Packaging" 2.01 and securPharm, "Coding rules" 1.01
(PZN-8, PPN, NTIN). The prefixes 034009 (CIP13) and 003 (NDC) are `unverified`; all 20,083 packs of the French public
database of 2017 have the first.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.scanned_code import check_digit, has_right_check_digit, is_digits


class Scheme(StrEnum):
    """Who gave the number."""

    PZN = "pzn"
    CIP13 = "cip13"
    NDC = "ndc"
    HIBC = "hibc"
    """Labeler code, product code and unit of measure of the Health Industry Bar Code: no GTIN belongs to it."""
    PPN = "ppn"
    """Pharmacy Product Number of another agency than the German one."""
    CIP = "cip"
    CN = "cn"
    DRN = "drn"
    AIM = "aim"
    AIC = "aic"
    SRN = "srn"


@dataclass(frozen=True, slots=True)
class ProductNumber:
    """A number of the pack beside its GTIN, as it is written without signs: "03752864", "0781150610"."""

    scheme: Scheme
    number: str


NTIN_PREFIX = "04150"
"""In front of a PZN-8: the GTIN that GS1 Germany keeps for the numbers of IFA (National Trade Item Number)."""
NDC_PREFIX = "003"
CIP_PREFIX = "034009"

NHRN = {
    "710": Scheme.PZN,
    "711": Scheme.CIP,
    "712": Scheme.CN,
    "713": Scheme.DRN,
    "714": Scheme.AIM,
    "715": Scheme.NDC,
    "716": Scheme.AIC,
    "717": Scheme.SRN,
}
"""Application Identifiers of National Healthcare Reimbursement Numbers (General Specifications, section 3.8)."""

_LAYOUTS = ((4, 4, 2), (5, 3, 2), (5, 4, 1))
_LONG_LAYOUT = (5, 4, 2)
_NDC = re.compile(r"(\d{4,5})-(\d{3,4})-(\d{1,2})", re.ASCII)


# --- PZN -------------------------------------------------------------------------------------------------------


def pzn_8(digits: str) -> str | None:
    """A PZN of 7 or 8 digits in 8 digits; None when its check digit (modulo 11, never 10) is wrong."""
    padded = digits.zfill(8)
    if len(digits) not in (7, 8) or not is_digits(digits):
        return None
    remainder = sum(place * int(digit) for place, digit in enumerate(padded[:7], start=1)) % 11
    return padded if str(remainder) == padded[7] else None


def gtin_of_pzn(pzn: str) -> str:
    """The National Trade Item Number of a PZN-8, 14 digits."""
    return _with_check_digit(NTIN_PREFIX + pzn)


def ppn_check(body: str) -> str:
    """The two check digits of a Pharmacy Product Number: character codes weighted 2, 3, 4 ..., modulo 97."""
    return f"{sum(weight * ord(character) for weight, character in enumerate(body, start=2)) % 97:02}"


def number_of_ppn(ppn: str) -> ProductNumber | None:
    """What a Pharmacy Product Number holds; None when a check digit is wrong. Agency 11 is IFA: the PZN."""
    if not re.fullmatch(r"[0-9A-Z]{2}[0-9A-Z.]{1,18}\d\d", ppn, re.ASCII) or ppn_check(ppn[:-2]) != ppn[-2:]:
        return None
    if ppn[:2] != "11":
        return ProductNumber(Scheme.PPN, ppn)
    pzn = pzn_8(ppn[2:-2]) if len(ppn) == 12 else None
    return None if pzn is None else ProductNumber(Scheme.PZN, pzn)


# --- NDC -------------------------------------------------------------------------------------------------------


def ndc_10(text: str) -> tuple[str, ...]:
    """The numbers of 10 digits that a written NDC may mean: one in its three layouts (4-4-2, 5-3-2, 5-4-1).

    In the layout of bills (5-4-2) one zero was put in front of one part: as many as there are parts with a zero in
    front. Empty when it is no NDC.
    """
    match = _NDC.fullmatch(text)
    if match is None:
        return ()
    parts, lengths = match.groups(), tuple(len(part) for part in match.groups())
    if lengths in _LAYOUTS:
        return ("".join(parts),)
    if lengths != _LONG_LAYOUT:
        return ()
    shorter = ("".join(part[1:] if at == place else part for at, part in enumerate(parts)) for place in range(3))
    return tuple(number for part, number in zip(parts, shorter, strict=True) if part.startswith("0"))


def ndc_layouts(ten_digits: str) -> tuple[str, str, str]:
    """The three ways to write an NDC of 10 digits; a GTIN does not say which one is right."""
    first, second, third = (_written(ten_digits, lengths) for lengths in _LAYOUTS)
    return first, second, third


def _written(digits: str, lengths: tuple[int, int, int]) -> str:
    labeler, product, _ = lengths
    return f"{digits[:labeler]}-{digits[labeler : labeler + product]}-{digits[labeler + product :]}"


def gtin_of_ndc(ten_digits: str) -> str:
    """The GTIN of an NDC of 10 digits, 14 digits."""
    return _with_check_digit(NDC_PREFIX + ten_digits)


# --- from a code -----------------------------------------------------------------------------------------------


def numbers_of_gtin(gtin: str | None) -> tuple[ProductNumber, ...]:
    """The national number that a GTIN holds inside, if it holds one."""
    if gtin is None or not gtin.startswith("0"):
        return ()
    if gtin.startswith(CIP_PREFIX):
        return (ProductNumber(Scheme.CIP13, gtin[1:]),)
    if gtin.startswith(NDC_PREFIX):
        return (ProductNumber(Scheme.NDC, gtin[3:13]),)
    pzn = pzn_8(gtin[5:13]) if gtin.startswith(NTIN_PREFIX) else None
    return () if pzn is None else (ProductNumber(Scheme.PZN, pzn),)


def number_of_identifier(ai: str, value: str) -> ProductNumber | None:
    """The number behind one of the Application Identifiers 710 to 717. GS1 leaves its content to each country: a
    French or a German one with a wrong check digit is no number, but no error of the code."""
    scheme = NHRN[ai]
    if scheme is Scheme.PZN:
        pzn = pzn_8(value)
        return None if pzn is None else ProductNumber(scheme, pzn)
    if scheme is Scheme.CIP and len(value) == 13:
        right = value.startswith(CIP_PREFIX[1:]) and has_right_check_digit(value)
        return ProductNumber(Scheme.CIP13, value) if right else None
    return ProductNumber(scheme, value)


def _with_check_digit(digits: str) -> str:
    return digits + check_digit(digits)
