"""Puts together what the rules have read: amounts with parts of the day, meals with frequencies."""

from dataclasses import replace
from decimal import Decimal

from workstation.domain.dosage.draft import Draft
from workstation.domain.dosage.instruction import DayPattern, DosageInstruction, Period, Slot, Timing
from workstation.domain.quantity import Quantity

NO_AMOUNT = Quantity(Decimal(1), "dose")
"""Stands for a dose whose amount was not written."""

Amounts = dict[Slot, Quantity]


class _Contradiction(Exception):
    """Two parts of the text cannot both be true."""


def combine(draft: Draft, unparsed: str) -> DosageInstruction:
    """The instruction from a finished draft; a contradiction leaves the whole text unread."""
    try:
        _amounts_and_frequencies(draft)
        known = _with_amounts(draft)
        known = _with_bedtime(known)
        known = _with_meals(known)
        known = _with_weekdays(known)
        _one_side_of_each_meal(known)
    except _Contradiction:
        return DosageInstruction(text=draft.known.text, unparsed=draft.known.text)
    return replace(known, unparsed=unparsed, timing=tuple(sorted(known.timing, key=list(Timing).index)))


def _amounts_and_frequencies(draft: Draft) -> None:
    """An amount that is written twice needs its frequency twice: "1 tab bd, 1 tab sos" are two instructions."""
    if draft.doses_said > 1 and (draft.known.as_needed or draft.doses_said != draft.often_said):
        raise _Contradiction


def _one_side_of_each_meal(known: DosageInstruction) -> None:
    """Before food and after food at once, or after food on an empty stomach, cannot be."""
    meals = [timing.value.partition("_")[2] for timing in known.timing if timing is not Timing.AT_BEDTIME]
    whole_day = {"food", "stomach"} & set(meals)
    if len(set(meals)) != len(meals) or (whole_day and len(meals) > 1):
        raise _Contradiction


def _with_amounts(draft: Draft) -> DosageInstruction:
    known = draft.known
    if not draft.digits and not draft.slots:
        return known
    amounts = _amounts_of_digits(draft) if draft.digits else _amounts_of_words(draft)
    again = {slot for slot, own in draft.slots if own is None}
    if draft.digits and draft.slots and (len(again) < len(draft.slots) or again != set(amounts)):
        raise _Contradiction
    _same_frequency(known, len(amounts))
    same = len(set(amounts.values())) == 1
    if known.dose_to is not None and not same:
        raise _Contradiction
    first = next(iter(amounts.values()))
    dose = first if same and first != NO_AMOUNT else None
    return replace(known, pattern=_pattern(amounts), dose=dose, times=None)


def _same_frequency(known: DosageInstruction, slots: int) -> None:
    """The parts of the day must be as many as the written number of times; an interval in hours fits to none."""
    if known.interval_hours is not None or known.times_to is not None or known.once:
        raise _Contradiction
    if known.times not in (None, Decimal(slots)):
        raise _Contradiction
    # "1-0-1 twice a week": two doses a week, or on two days of the week.
    if slots > 1 and known.period != Period():
        raise _Contradiction


def _pattern(amounts: Amounts) -> DayPattern:
    value = {slot: quantity.value for slot, quantity in amounts.items()}
    morning, noon, evening, night = (value.get(slot, Decimal(0)) for slot in Slot)
    return DayPattern(morning, noon, evening, night, unit=next(iter(amounts.values())).unit)


def _amounts_of_digits(draft: Draft) -> Amounts:
    slots = list(Slot) if len(draft.digits) == len(Slot) else [Slot.MORNING, Slot.NOON, Slot.NIGHT]
    taken = {slot: digit for slot, digit in zip(slots, draft.digits, strict=True) if digit}
    dose = draft.known.dose
    if dose is None:
        return {slot: Quantity(digit, draft.digits_unit) for slot, digit in taken.items()}
    if draft.digits_unit not in ("", dose.unit):
        raise _Contradiction
    if set(taken.values()) == {dose.value}:
        return dict.fromkeys(taken, dose)
    # With a dose of its own, 1 only marks the time: "5 mL 1-0-1". "2 tab 1-0-1" may mean two tablets in all.
    if set(taken.values()) != {Decimal(1)} or dose.value == len(taken):
        raise _Contradiction
    return dict.fromkeys(taken, dose)


def _amounts_of_words(draft: Draft) -> Amounts:
    amounts: Amounts = {}
    current = draft.known.dose
    for slot, own in draft.slots:
        if slot in amounts or (own is not None and draft.known.dose is not None):
            raise _Contradiction
        if own is not None and amounts and current is None:
            raise _Contradiction
        current = _in_unit_of(own, current) if own is not None else current
        amounts[slot] = current or NO_AMOUNT
    if len({quantity.unit for quantity in amounts.values()}) != 1 or any(not q.value for q in amounts.values()):
        raise _Contradiction
    return amounts


def _in_unit_of(own: Quantity, before: Quantity | None) -> Quantity:
    """ "1 tab in the morning and 2 at night": the second number has the unit of the first."""
    return Quantity(own.value, before.unit) if not own.unit and before is not None else own


def _with_bedtime(known: DosageInstruction) -> DosageInstruction:
    if Timing.AT_BEDTIME not in known.timing:
        return known
    if known.pattern is not None:
        if [slot for slot, _ in known.pattern.slots()] != [Slot.NIGHT]:
            raise _Contradiction
        return replace(known, pattern=None, times=Decimal(1))
    if known.interval_hours is not None or known.times not in (None, Decimal(1)):
        raise _Contradiction
    return known if known.once else replace(known, times=Decimal(1))


MEALS = {timing: timing.value.split("_")[1] for timing in Timing if timing.value.endswith(("fast", "lunch", "dinner"))}


def _with_meals(known: DosageInstruction) -> DosageInstruction:
    """A named meal comes once a day: "before breakfast" is once a day, "bd before breakfast" contradicts itself."""
    meals = {MEALS[timing] for timing in known.timing if timing in MEALS}
    if not meals or known.once:
        return known
    if known.pattern is not None:
        slots = sum(1 for _ in known.pattern.slots())
        if slots != len(meals):
            raise _Contradiction
        return known
    if known.interval_hours is not None or known.times not in (None, Decimal(len(meals))):
        raise _Contradiction
    return replace(known, times=Decimal(len(meals)))


def _with_weekdays(known: DosageInstruction) -> DosageInstruction:
    if not known.weekdays:
        return known
    once_each = known.times in (None, Decimal(1)) and known.period == Period()
    counted = known.times == len(known.weekdays) and known.period.days == 7
    if known.interval_hours is not None or known.times_to is not None or not (once_each or counted):
        raise _Contradiction
    return replace(known, times=None, period=Period())
