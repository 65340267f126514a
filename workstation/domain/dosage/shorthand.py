"""The short text of a dosage instruction, as it is keyed: "1-0-1 tablet after food for 5 days"."""

from decimal import Decimal

from workstation.domain.dosage.combine import MEALS, NO_AMOUNT
from workstation.domain.dosage.instruction import DayPattern, DosageInstruction, Period, PeriodUnit, Slot, Timing, Verb
from workstation.domain.quantity import Quantity, plain_number

TIMES = {1: "daily", 2: "bd", 3: "tds", 4: "qid"}
"""None of them is on the ISMP list (2021), which OD, QD and HS are."""

UNITS = {"ug": "microgram", "[iU]": "units"}
VERBS = {Verb.APPLY_THINLY: "apply a thin layer", Verb.SPRAY: "spray", Verb.RINSE: "rinse mouth"}


def shorthand(dosage: DosageInstruction) -> str:
    """The shortest text without error-prone abbreviations that `parse_dosage` reads back as the same instruction.

    What was not understood in full comes back as it was written; of a course in steps the steps joined by "then".
    """
    if dosage.steps:
        return " then ".join(shorthand(step) for step in dosage.steps)
    if dosage.unparsed:
        return dosage.text
    parts = [
        "" if dosage.verb is None else VERBS.get(dosage.verb, dosage.verb.value),
        _amount(dosage),
        _when(dosage),
        "" if dosage.site is None else f"to {_words(dosage.site)}" if dosage.site in _SURFACES else _words(dosage.site),
        "" if dosage.route is None else _words(dosage.route),
        _timing(dosage),
        "stat" if dosage.once else "",
        _needed(dosage),
        "" if dosage.duration_days is None else f"for {dosage.duration_days} days",
        "" if dosage.max_per_day is None else f"max {_quantity(dosage.max_per_day)} per day",
    ]
    return " ".join(part for part in parts if part)


_SURFACES = frozenset({"affected_area", "face", "scalp"})


def _words(value: str) -> str:
    return {"on_the_skin": "topically"}.get(value, value.replace("_", " "))


def _quantity(quantity: Quantity) -> str:
    return f"{plain_number(quantity.value)} {UNITS.get(quantity.unit, quantity.unit)}".strip()


def _amount(dosage: DosageInstruction) -> str:
    pattern = dosage.pattern
    if pattern is not None and dosage.dose_to is None and not _said_in_words(pattern):
        return ""
    if dosage.dose is None:
        return ""
    if dosage.dose_to is None:
        return _quantity(dosage.dose)
    return f"{plain_number(dosage.dose.value)} to {_quantity(dosage.dose_to)}"


def _said_in_words(pattern: DayPattern) -> bool:
    """1-0-1 stands for amounts; parts of the day without amounts, and large bare numbers (a date?), need words."""
    largest = max(value for _, value in pattern.slots())
    return pattern.unit == NO_AMOUNT.unit or (not pattern.unit and largest > 6)


def _when(dosage: DosageInstruction) -> str:
    parts: list[str] = []
    pattern = dosage.pattern
    if pattern is not None:
        parts.append(_pattern(pattern, words=dosage.dose_to is not None or _said_in_words(pattern)))
        if dosage.period != Period():
            parts.append(_period(dosage.period))
    if dosage.interval_hours is not None:
        high = "" if dosage.interval_hours_to is None else f"-{plain_number(dosage.interval_hours_to)}"
        parts.append(f"q{plain_number(dosage.interval_hours)}{high}h")
    if dosage.times is not None and not _once_by_timing(dosage):
        parts.append(_times(dosage, dosage.times))
    if dosage.weekdays:
        parts.append("on " + ", ".join(day.value for day in dosage.weekdays))
    return " ".join(parts)


def _pattern(pattern: DayPattern, *, words: bool) -> str:
    if words:
        return " and ".join({Slot.NIGHT: "at night"}.get(slot, slot.value) for slot, _ in pattern.slots())
    amounts = [pattern.morning, pattern.noon, pattern.evening, pattern.night]
    if not pattern.evening:
        del amounts[2]
    return f"{'-'.join(plain_number(each) for each in amounts)} {UNITS.get(pattern.unit, pattern.unit)}".strip()


def _once_by_timing(dosage: DosageInstruction) -> bool:
    return dosage.period == Period() and any(timing in (*MEALS, Timing.AT_BEDTIME) for timing in dosage.timing)


def _times(dosage: DosageInstruction, times: Decimal) -> str:
    if dosage.times_to is None and dosage.period == Period() and times in TIMES:
        return TIMES[int(times)]
    if dosage.times_to is None and times == 1:
        return _period(dosage.period)
    high = "" if dosage.times_to is None else f"-{plain_number(dosage.times_to)}"
    count, unit = dosage.period.count, dosage.period.unit.value
    return f"{plain_number(times)}{high} times {f'a {unit}' if count == 1 else f'every {count} {unit}s'}"


def _period(period: Period) -> str:
    if period == Period(2, PeriodUnit.DAY):
        return "alternate days"
    unit = period.unit.value
    return f"once a {unit}" if period.count == 1 else f"once every {period.count} {unit}s"


def _timing(dosage: DosageInstruction) -> str:
    text = " and ".join(_words(timing.value) for timing in dosage.timing)
    return text if dosage.minutes_apart is None else f"{dosage.minutes_apart} min {text}"


def _needed(dosage: DosageInstruction) -> str:
    if not dosage.as_needed:
        return f"for {dosage.reason}" if dosage.reason else ""
    return f"sos for {dosage.reason}" if dosage.reason else "sos"
