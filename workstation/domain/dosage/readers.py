"""How each match becomes a fact. Which words match, and in which order, stands in `rules`.

Two statements of the same fact that differ are a contradiction: the second one is left unread.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import TypeVar

from workstation.domain.dosage import vocabulary as words
from workstation.domain.dosage.draft import Draft, Reader
from workstation.domain.dosage.instruction import (
    DAYS_IN,
    DosageInstruction,
    Period,
    PeriodUnit,
    Site,
    Timing,
    Verb,
)
from workstation.domain.dosage.numbers import NUMBER, read_number
from workstation.domain.quantity import Quantity

Member = TypeVar("Member", bound=StrEnum)

UNIT = "|".join([*words.UNITS.values(), *words.SPOONS])
"""Any unit of a dose."""

SLOT_ITEM = re.compile(
    rf"(?:(?P<low>{NUMBER})\s*(?P<unit>{UNIT})?\s*)?(?:in\s+the\s+|at\s+|every\s+|each\s+|in\s+)?"
    rf"(?P<slot>{'|'.join(words.SLOTS.values())})",
    re.IGNORECASE,
)
"""A part of the day, with its own amount if it has one."""

DAILY = Period()
LARGEST_WITHOUT_UNIT = 6
"""Numbers of 1-0-1 above it may as well be a date when no unit follows."""


def _whole(expression: str, text: str) -> bool:
    return re.fullmatch(expression, text, re.IGNORECASE) is not None


def _key(table: Mapping[Member, str], text: str) -> Member:
    return next(key for key, expression in table.items() if _whole(expression, text))


def amount(number: str, unit: str | None) -> Quantity:
    """A dose from its written number and unit; spoons become millilitres, no unit becomes ""."""
    value = read_number(number)
    if not unit:
        return Quantity(value, "")
    for expression, millilitres in words.SPOONS.items():
        if _whole(expression, unit):
            return Quantity(value * millilitres, "mL")
    return Quantity(value, next(key for key, text in words.UNITS.items() if _whole(text, unit)))


def says_how_often(known: DosageInstruction) -> bool:
    """True when a frequency is known already: a second one would contradict it."""
    return known.times is not None or known.interval_hours is not None


def read_digits(draft: Draft, match: re.Match[str]) -> Draft | None:
    digits = tuple(read_number(text) for text in re.split(r"\s*[-+]\s*", match["digits"]))
    unit = amount("1", match["after"]).unit
    # Without a unit large numbers may just as well be a date.
    if draft.digits or not any(digits) or (not unit and max(digits) > LARGEST_WITHOUT_UNIT):
        return None
    return replace(draft, digits=digits, digits_unit=unit)


def read_unit_of_digits(draft: Draft, match: re.Match[str]) -> Draft | None:
    if not draft.digits or draft.digits_unit or draft.known.dose is not None:
        return None
    return replace(draft, digits_unit=amount("1", match["unit"]).unit)


def read_dose(draft: Draft, match: re.Match[str]) -> Draft | None:
    low = amount(match["low"], match["unit"])
    high = amount(match["high"], match["unit"]) if match["high"] else None
    said_before = (draft.known.dose, draft.known.dose_to) == (low, high)
    if draft.known.dose is not None and not said_before:
        return None
    if low.value == 0 or (high is not None and high <= low):
        return None
    return draft.learn(replace(draft.known, dose=low, dose_to=high))


def read_bare_number(draft: Draft, match: re.Match[str]) -> Draft | None:
    lead = draft.known.text[: match.start("low")].strip()
    if draft.digits or (lead and not any(_whole(verb, lead) for verb in words.VERBS.values())):
        return None
    return read_dose(draft, match)


def read_slots(draft: Draft, match: re.Match[str]) -> Draft | None:
    found = [(_key(words.SLOTS, item["slot"]), item) for item in SLOT_ITEM.finditer(match[0])]
    slots = tuple((slot, amount(item["low"], item["unit"]) if item["low"] else None) for slot, item in found)
    return None if draft.slots else replace(draft, slots=slots)


def read_times(
    times: Decimal, times_to: Decimal | None, period: Period, draft: Draft, _: re.Match[str]
) -> Draft | None:
    known = draft.known
    same = (known.times, known.times_to, known.period) == (times, times_to, period)
    if says_how_often(known) and not same:
        return None
    return draft.learn(replace(known, times=times, times_to=times_to, period=period))


def fixed_times(times: int, period: Period = DAILY) -> Reader:
    return partial(read_times, Decimal(times), None, period)


def read_counted(draft: Draft, match: re.Match[str]) -> Draft | None:
    if match["word"]:
        low, high = Decimal(words.COUNTS[match["word"].lower()]), None
    else:
        low, high = read_number(match["low"]), read_number(match["high"]) if match["high"] else None
    ly = match["ly"]
    unit = {"d": PeriodUnit.DAY, "w": PeriodUnit.WEEK, "m": PeriodUnit.MONTH}[ly[0].lower()] if ly else None
    every = int(match["every"] or 1)
    if low == 0 or every == 0 or (high is not None and high <= low):
        return None
    period = Period(every, unit or _key(words.PERIOD_UNITS, match["unit"]))
    return read_times(low, high, period, draft, match)


def read_interval(draft: Draft, match: re.Match[str]) -> Draft | None:
    low = read_number(match["low"] or "1")
    high = read_number(match["high"]) if match["high"] else None
    if says_how_often(draft.known) or low == 0 or (high is not None and high <= low):
        return None
    return draft.learn(replace(draft.known, interval_hours=low, interval_hours_to=high))


def read_every_period(draft: Draft, match: re.Match[str]) -> Draft | None:
    count = int(match["count"])
    if count == 0:
        return None
    return read_times(Decimal(1), None, Period(count, _key(words.PERIOD_UNITS, match["unit"])), draft, match)


def read_right_eye_or_once_a_day(draft: Draft, match: re.Match[str]) -> Draft | None:
    known = draft.known
    eye = known.site is None and (match["into"] or (known.dose is not None and known.dose.unit == "drop"))
    if not eye:
        return read_times(Decimal(1), None, DAILY, draft, match)
    if says_how_often(known) or draft.slots:
        return draft.learn(replace(known, site=Site.RIGHT_EYE))
    return None


def read_weekdays(draft: Draft, match: re.Match[str]) -> Draft | None:
    day_words = re.findall(r"[a-z]{3,}", match["days"], re.IGNORECASE)
    days = {_key(words.WEEKDAYS, word) for word in day_words if word.lower() != "and"}
    if draft.known.weekdays:
        return None
    return draft.learn(replace(draft.known, weekdays=tuple(day for day in words.WEEKDAYS if day in days)))


def read_duration(draft: Draft, match: re.Match[str]) -> Draft | None:
    before = draft.rest[: match.start()].rstrip(" ,;.(")
    standing_alone = not before or before[-1] in "\x00\x01"
    if draft.known.duration_days is not None or not (match["for"] or standing_alone):
        return None
    days = read_number(match["number"]) * DAYS_IN[_duration_unit(match)]
    if days == 0 or days != days.to_integral_value():
        return None
    return draft.learn(replace(draft.known, duration_days=int(days)))


def _duration_unit(match: re.Match[str]) -> PeriodUnit:
    if match["unit"]:
        return _key(words.PERIOD_UNITS, match["unit"])
    return {"7": PeriodUnit.DAY, "52": PeriodUnit.WEEK, "12": PeriodUnit.MONTH}[match["fraction"]]


def read_maximum(draft: Draft, match: re.Match[str]) -> Draft | None:
    if draft.known.max_per_day is not None:
        return None
    return draft.learn(replace(draft.known, max_per_day=amount(match["number"], match["unit"])))


def read_timing(draft: Draft, match: re.Match[str]) -> Draft | None:
    timing = _key(words.TIMING, match["when"])
    minutes = match["minutes"]
    if minutes:
        factor = 60 if match["clock"].lower().startswith("h") else 1
        apart = read_number(minutes) * factor
        if draft.known.minutes_apart is not None or apart != apart.to_integral_value():
            return None
        draft = draft.learn(replace(draft.known, minutes_apart=int(apart)))
    if timing in draft.known.timing:
        return draft
    return draft.learn(replace(draft.known, timing=(*draft.known.timing, timing)))


def read_meals(draft: Draft, match: re.Match[str]) -> Draft | None:
    """ "before breakfast and dinner": the first word holds for each meal."""
    when = match["relation"].upper()
    named = (Timing[f"{when}_{meal.upper()}"] for meal in re.findall(words.NAMED_MEALS, match["meals"], re.IGNORECASE))
    return draft.learn(replace(draft.known, timing=tuple({*draft.known.timing, *named})))


def read_as_needed(draft: Draft, match: re.Match[str]) -> Draft:
    return draft.learn(replace(draft.known, as_needed=True))


def read_once(draft: Draft, match: re.Match[str]) -> Draft | None:
    if says_how_often(draft.known):
        return None
    return draft.learn(replace(draft.known, once=True))


def read_route(draft: Draft, match: re.Match[str]) -> Draft | None:
    route = _key(words.ROUTES, match[0])
    return draft.learn(replace(draft.known, route=route)) if draft.known.route in (None, route) else None


def read_site(draft: Draft, match: re.Match[str]) -> Draft | None:
    site = _key(words.SITES, match[0])
    return draft.learn(replace(draft.known, site=site)) if draft.known.site in (None, site) else None


def read_verb(draft: Draft, match: re.Match[str]) -> Draft | None:
    verb = _key(words.VERBS, match[0])
    if draft.known.verb is not None:
        return None
    # "Take" and "use" say nothing that the form does not say.
    return draft.learn(replace(draft.known, verb=None if verb in (Verb.TAKE, Verb.USE) else verb))
