"""French forms, strengths and pack labels of the public database, as far as they have one meaning."""

import re
from collections.abc import Sequence
from decimal import Decimal

from workstation.domain.medicine import IngredientStrength
from workstation.domain.quantity import Quantity

FORMS = {
    "comprim\u00e9": "tablet",
    "comprim\u00e9 pellicul\u00e9": "tablet",
    "comprim\u00e9 s\u00e9cable": "tablet",
    "comprim\u00e9 pellicul\u00e9 s\u00e9cable": "tablet",
    "comprim\u00e9 enrob\u00e9": "tablet",
    "comprim\u00e9 quadris\u00e9cable": "tablet",
    "g\u00e9lule": "capsule",
    "capsule molle": "capsule",
    "sirop": "syrup",
    "solution buvable": "oral solution",
    "solution injectable": "injection",
    "cr\u00e8me": "cream",
    "gel": "gel",
    "pommade": "ointment",
    "collyre": "eye drops",
    "collyre en solution": "eye drops",
    "suppositoire": "suppository",
}
PROLONGED = "\u00e0 lib\u00e9ration prolong\u00e9e"

PIECES = {
    "comprim\u00e9": "tablet",
    "g\u00e9lule": "capsule",
    "capsule": "capsule",
    "suppositoire": "suppository",
    "sachet": "sachet",
    "sachet-dose": "sachet",
    "dose": "dose",
    "pastille": "lozenge",
    "ovule": "pessary",
    "ml": "mL",
    "g": "g",
}
"""What a pack is counted in: without the (s) that the labels carry."""

ONE_PACK = Quantity(Decimal(1), "pack")

_MASSES = {
    "mg": "mg",
    "g": "g",
    "microgrammes": "ug",
    "microgramme": "ug",
    "\u00b5g": "ug",
    "ui": "[iU]",
    "u.i.": "[iU]",
    "mmol": "mmol",
    "mbq": "MBq",
}
_AMOUNT = re.compile(r"(\d{1,3}(?: \d{3})+|\d+)(?:,(\d+))?\s+(\S+)")
_PER = re.compile(r"(?:une? [a-z\u00e0-\u00ff ]*? de )?(\d+)(?:,(\d+))?\s+(ml|g)(?: d.*)?", re.IGNORECASE)
_PACK = re.compile(
    r"(?:(?P<count>\d+)\s+)?(?P<around>[^\d+]*?)\s+de\s+(?P<content>\d+(?:,\d+)?)\s+(?P<unit>[^\s\d]+?)(?:\(s\))?"
)


def form_of(text: str) -> tuple[str, bool]:
    """(form, is it prolonged)."""
    plain = " ".join(text.split()).lower()
    return FORMS.get(plain, plain), PROLONGED in plain


def ingredients_of(rows: Sequence[Sequence[str]]) -> tuple[IngredientStrength, ...]:
    """The active ingredients of a medicine: of two rows with one link number the one of the active moiety (FT), which
    is what is prescribed, and not the salt beside it (SA). A strength that is not one amount is left out."""
    chosen: dict[tuple[str, str], Sequence[str]] = {}
    for cells in rows:
        key = (cells[1], cells[7])
        if key not in chosen or cells[6] == "FT":
            chosen[key] = cells
    found: dict[str, IngredientStrength] = {}
    for cells in chosen.values():
        name = " ".join(cells[3].lower().removesuffix(" base").split())
        strength = _amount(cells[4])
        per = _per(cells[5]) if strength is not None else None
        # The same ingredient in two parts of one pack has two strengths: neither is the strength of the pack.
        twice = name in found and found[name] != IngredientStrength(name, strength, per)
        found[name] = IngredientStrength(name, None) if twice else IngredientStrength(name, strength, per)
    return tuple(found[name] for name in sorted(found) if name)


def _amount(text: str) -> Quantity | None:
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or match[3].lower() not in _MASSES:
        return None
    return Quantity(_decimal(match[1], match[2]), _MASSES[match[3].lower()])


def _per(text: str) -> Quantity | None:
    match = _PER.fullmatch(text.strip())
    return None if match is None else Quantity(_decimal(match[1], match[2]), {"ml": "mL", "g": "g"}[match[3].lower()])


def _decimal(whole: str, fraction: str | None) -> Decimal:
    return Decimal(f"{whole.replace(' ', '')}.{fraction or '0'}").normalize() + 0


def pack_of(label: str) -> Quantity:
    """The content of a pack: "3 plaquette(s) ... de 28 comprime(s)" is 84 tablets. One pack where it is not sure."""
    match = _PACK.fullmatch(" ".join(label.split()))
    if match is None or match["unit"].lower() not in PIECES:
        return ONE_PACK
    content = Decimal(match["content"].replace(",", "."))
    total = content * int(match["count"] or 1)
    return Quantity(total, PIECES[match["unit"].lower()]) if total > 0 else ONE_PACK
