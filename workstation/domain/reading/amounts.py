"""Amounts with units as they are written (500 mg, 125mg/5ml, 40/12.5) in UCUM units."""

import re
from decimal import Decimal

from workstation.domain.reading.medicine_patterns import NUMBER, UNIT, plain_text

_UCUM = {
    "mg": "mg",
    "mgs": "mg",
    "mcg": "ug",
    "ug": "ug",
    "g": "g",
    "gm": "g",
    "gms": "g",
    "kg": "kg",
    "ml": "mL",
    "iu": "[iU]",
}


def ucum_unit(written: str | None) -> str:
    """UCUM unit for a written one, "" for none."""
    plain = (written or "").lower().replace(".", "").replace(" ", "")
    if plain.startswith("microg"):
        return "ug"
    if plain in ("u", "unit", "units"):
        return "[iU]"
    return _UCUM.get(plain, plain)


def amounts_in(strength: str) -> tuple[tuple[Decimal, str], ...]:
    """The amounts of a written strength with UCUM units; a number without a unit takes that of the next,
    else "".
    """
    found: list[tuple[Decimal, str]] = []
    pending: list[Decimal] = []
    text = plain_text(strength)
    for match in re.finditer(rf"({NUMBER})\s?({UNIT})?(?![a-z])", text, re.I):
        number = _number(match.group(1))
        unit = ucum_unit(match.group(2))
        if not unit:
            pending.append(number)
            continue
        found += [(earlier, unit) for earlier in pending]
        pending = []
        found.append((number, unit))
        if re.match(r"\s?/\s?ml(?![a-z])", text[match.end() :], re.I):
            found.append((Decimal(1), "mL"))
    unit = found[-1][1] if found else ""
    return (*found, *((number, unit) for number in pending))


def _number(written: str) -> Decimal:
    """1,000 is a thousand; 2,5 and 0,125 have a decimal comma."""
    thousands = re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", written)
    return Decimal(written.replace(",", "" if thousands else "."))
