"""A course as it is stored and printed: directions with their duration, and what the whole of it needs."""

from decimal import Decimal
from math import ceil

from workstation.domain.dosage.parser import parse_dosage
from workstation.domain.dosage.supply import total_quantity, with_form
from workstation.domain.quantity import Quantity


def with_days(directions: str, days: int | None) -> str:
    """The directions with their duration: what is stored, printed and turned into the plain sentence."""
    read = parse_dosage(directions)
    if days is None or not directions.strip() or read.duration_days is not None or read.steps:
        return directions.strip()
    return f"{directions.strip()} for {days} {'day' if days == 1 else 'days'}"


def without_days(directions: str) -> tuple[str, int | None]:
    """The other way: directions and days apart, where the text is one that `with_days` made."""
    days = parse_dosage(directions).duration_days
    if days is None:
        return directions, None
    for ending in (f" for {days} days", f" for {days} day"):
        if directions.endswith(ending):
            return directions.removesuffix(ending), days
    return directions, days


def course_quantity(directions: str, form: str, days: int | None, unit: str) -> Quantity | None:
    """How much the course needs, in `unit`; None when the text does not tell or is counted in something else."""
    total = total_quantity(with_form(parse_dosage(directions), form), days)
    if total is None or total.value <= 0 or total.unit not in ("", unit):
        return None
    return Quantity(Decimal(ceil(total.value)), unit)
