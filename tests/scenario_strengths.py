"""Strengths as people write them in a scenario: "100 mcg", "5 mg/5 mL", "100 micrograms per dose", "1g", "2.5%"."""

import re
from decimal import Decimal

from workstation.domain.quantity import Quantity

_UNITS = {
    **dict.fromkeys(("ug", "mcg", "µg", "μg", "microgram", "micrograms"), "ug"),
    **dict.fromkeys(("mg", "milligram", "milligrams"), "mg"),
    **dict.fromkeys(("g", "gm", "gram", "grams"), "g"),
    **dict.fromkeys(("ng", "nanogram", "nanograms"), "ng"),
    **dict.fromkeys(("ml", "millilitre", "millilitres"), "mL"),
    **dict.fromkeys(("iu", "[iu]", "unit", "units"), "[iU]"),
    **dict.fromkeys(("h", "hour"), "h"),
}
_COUNTED = frozenset(
    "dose actuation puff spray tablet capsule vial ampoule sachet suppository patch pessary lozenge".split()
)
"""What one is counted of: the strength of one is the strength, as the server's messages are read, too."""
_BY_WEIGHT = frozenset({"cream", "ointment", "gel", "paste", "powder"})
_NUMBER = r"\d+(?:\.\d+)?"
_PER_CENT = re.compile(rf"(?P<value>{_NUMBER}) ?% ?(?P<how>w/[wv])?")
_PER = rf"(?:(?P<per>{_NUMBER}) ?)?(?P<per_unit>[^\W\d]+)"
_WRITTEN = re.compile(rf"(?P<value>{_NUMBER}) ?(?P<unit>[^\W\d]+|\[iu\])(?: ?(?:/| per ) ?{_PER})?")


def read_strength(text: str, form: str = "") -> tuple[Quantity | None, Quantity | None]:
    """Amount and what it is contained in, in UCUM units; "-" states none. Raises ValueError for anything else.

    Per cent is grams in 100 g of what is spread and in 100 mL of the rest, unless w/w or w/v says which.
    """
    plain = " ".join(text.lower().replace(",", "").split())
    if plain == "-":
        return None, None
    if share := _PER_CENT.fullmatch(plain):
        by_weight = share["how"] == "w/w" if share["how"] else form.strip().lower() in _BY_WEIGHT
        return Quantity(Decimal(share["value"]), "g"), Quantity(Decimal(100), "g" if by_weight else "mL")
    found = _WRITTEN.fullmatch(plain)
    if found is None or found["unit"] not in _UNITS or not Decimal(found["value"]) or not Decimal(found["per"] or 1):
        raise ValueError(f"{text!r} is no strength")
    amount = Quantity(Decimal(found["value"]), _UNITS[found["unit"]])
    if found["per_unit"] is None:
        return amount, None
    per, unit = Decimal(found["per"] or 1), found["per_unit"]
    if unit.removesuffix("s") in _COUNTED and per == 1:
        return amount, None
    if unit not in _UNITS:
        raise ValueError(f"{text!r} is no strength")
    return amount, Quantity(per, _UNITS[unit])
