"""How much a course needs, and how long a quantity lasts."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from workstation.domain.dosage.instruction import DosageInstruction, Doubt, Period
from workstation.domain.quantity import Quantity

UNIT_OF_FORM = {
    "tablet": "tablet",
    "capsule": "capsule",
    "drops": "drop",
    "eye drops": "drop",
    "ear drops": "drop",
    "nasal drops": "drop",
    "inhaler": "puff",
    "nasal spray": "spray",
    "sachet": "sachet",
    "suppository": "suppository",
    "pessary": "pessary",
    "patch": "patch",
    "lozenge": "lozenge",
    "respules": "respule",
}
"""What a bare number counts ("1 bid"). Liquids and creams are missing on purpose: 1 of a syrup is not known."""


FORMS_FOR_AN_EYE = frozenset({"drops", "eye drops", "eye ointment", "eye gel"})
"""Forms with which OD may be the right eye."""


def lacks_amount(dosage: DosageInstruction, form: str) -> bool:
    """Understood, but how much at one time is not written ("once a week"), of a form that is counted or of a syrup.

    What was not understood is shown word for word and is not judged here.
    """
    counted = form.strip().lower() in UNIT_OF_FORM or form.strip().lower() == "syrup"
    return counted and dosage.understood and dosage.dose is None and dosage.pattern is None


def with_form(dosage: DosageInstruction, form: str) -> DosageInstruction:
    """The instruction with bare numbers counted in the unit of the form; unchanged when the form does not tell.

    "1 OD" of eye drops becomes unread: once a day, or the right eye.
    """
    if dosage.steps:
        return replace(dosage, steps=tuple(with_form(step, form) for step in dosage.steps))
    if form.strip().lower() in FORMS_FOR_AN_EYE and _right_eye_or_once_a_day(dosage):
        unparsed = "; ".join(piece for piece in ("OD", dosage.unparsed) if piece)
        dosage = replace(dosage, times=None, unparsed=unparsed)
    unit = UNIT_OF_FORM.get(form.strip().lower())
    if unit is None:
        return dosage
    pattern = dosage.pattern
    return replace(
        dosage,
        dose=_in(dosage.dose, unit),
        dose_to=_in(dosage.dose_to, unit),
        max_per_day=_in(dosage.max_per_day, unit),
        pattern=replace(pattern, unit=unit) if pattern is not None and pattern.unit == "" else pattern,
    )


def _right_eye_or_once_a_day(dosage: DosageInstruction) -> bool:
    once_a_day = dosage.times == 1 and dosage.period == Period()
    return Doubt.RIGHT_EYE_OR_ONCE_A_DAY in dosage.doubts and once_a_day and dosage.site is None


def _in(quantity: Quantity | None, unit: str) -> Quantity | None:
    return Quantity(quantity.value, unit) if quantity is not None and not quantity.unit else quantity


def _in_a_period(dosage: DosageInstruction) -> Quantity | None:
    """The most that is used in one period of `_days_of_a_period` days, None when the text does not tell."""
    pattern, dose = dosage.pattern, dosage.dose_to or dosage.dose
    if not dosage.understood or dosage.once:
        return None
    if pattern is not None and dosage.dose_to is None:
        return None if pattern.unit == "dose" else Quantity(pattern.per_day, pattern.unit)
    if dose is None:
        return None
    if pattern is not None:
        return Quantity(dose.value * sum(1 for _ in pattern.slots()), dose.unit)
    if dosage.interval_hours is not None:
        return dose
    if dosage.weekdays:
        return Quantity(dose.value * len(dosage.weekdays), dose.unit)
    times = dosage.times_to or dosage.times
    return None if times is None else Quantity(dose.value * times, dose.unit)


def _days_of_a_period(dosage: DosageInstruction) -> Fraction:
    if dosage.interval_hours is not None:
        return Fraction(dosage.interval_hours) / 24
    return Fraction(7 if dosage.weekdays else dosage.period.days)


def total_quantity(dosage: DosageInstruction, days: int | None = None) -> Quantity | None:
    """What the course uses at the most: every period that begins within the days counts in full.

    `days` replaces the written duration. None when the text was not understood in full, or does not say how much or
    (where it matters) for how long; a bare number ("1 bid") gives the unit "", see `with_form`. Of a course in steps
    it is the sum of the steps; `days` cannot change it, so that other days than the steps' own give None.
    """
    if dosage.steps:
        return _total_of_steps(dosage.steps, days)
    if dosage.once and dosage.understood:
        return dosage.dose_to or dosage.dose
    length = days if days is not None else dosage.duration_days
    used = _in_a_period(dosage)
    if used is None or length is None:
        return None
    total = used.value * ceil(length / _days_of_a_period(dosage))
    most = dosage.max_per_day
    if most is not None and most.unit == used.unit:
        total = min(total, most.value * length)
    return Quantity(total, used.unit)


def _total_of_steps(steps: tuple[DosageInstruction, ...], days: int | None) -> Quantity | None:
    totals = [total for step in steps if (total := total_quantity(step)) is not None]
    length = sum(step.duration_days or 0 for step in steps)
    if len(totals) != len(steps) or len({total.unit for total in totals}) != 1 or days not in (None, length):
        return None
    return Quantity(sum((total.value for total in totals), Decimal(0)), totals[0].unit)


def days_supply(quantity: Quantity, dosage: DosageInstruction) -> int | None:
    """Whole days that the quantity lasts when the most that is allowed is used; None when it cannot be known.

    Raises Refused(UNITS_DIFFER) when the quantity is counted in another unit than the dose.
    """
    used = _in_a_period(dosage)
    if used is None:
        return None
    per_day = Fraction((used - Quantity(Decimal(0), quantity.unit)).value) / _days_of_a_period(dosage)
    most = dosage.max_per_day
    if most is not None and most.unit == used.unit:
        per_day = min(per_day, Fraction(most.value))
    return floor(Fraction(quantity.value) / per_day)
