"""Numbers of prescribers that carry a check digit: one misread figure shows.

Source: the Luhn formula with the prefix 80840 for the American NPI, and the DEA number's sum of figures, as commonly
published (unverified: no document of the agencies was opened).
"""

import re


def is_well_formed(number: str, kind: str) -> bool | None:
    """Whether a number of that kind ("npi", "dea") checks; None for kinds without a check digit."""
    plain = re.sub(r"[\s-]", "", number).upper()
    if kind.startswith("npi"):
        return bool(re.fullmatch(r"[12]\d{9}", plain)) and _luhn("80840" + plain)
    if kind.startswith("dea"):
        return bool(re.fullmatch(r"[A-Z][A-Z9]\d{7}", plain)) and _dea(plain[2:])
    return None


def _luhn(figures: str) -> bool:
    doubled = [int(figure) * (2 if place % 2 else 1) for place, figure in enumerate(reversed(figures))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _dea(figures: str) -> bool:
    odd, even = sum(map(int, figures[0:6:2])), sum(map(int, figures[1:6:2]))
    return (odd + 2 * even) % 10 == int(figures[6])
