"""How each match becomes a fact. Which words match, and in which order, stands in `rules`.

Two statements of the same fact that differ are a contradiction: the second one is left unread.
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import partial

from workstation.domain.dosage import hindi
from workstation.domain.dosage import vocabulary as words
from workstation.domain.dosage.amounts import UNIT, amount, glued_u, is_a_dose, key_of, whole
from workstation.domain.dosage.draft import Draft, Reader
from workstation.domain.dosage.instruction import (
    DAYS_IN,
    DosageInstruction,
    Period,
    PeriodUnit,
    Site,
    Slot,
    Timing,
    Verb,
)
from workstation.domain.dosage.numbers import DEVANAGARI, NUMBER, read_number
from workstation.domain.quantity import Quantity

SLOT_ITEM = re.compile(
    rf"(?:(?P<low>{NUMBER})\s*(?P<unit>{UNIT})?\s*)?(?:each\s+)?(?:in\s+the\s+|at\s+|every\s+|each\s+|in\s+)?"
    rf"(?P<slot>{'|'.join(words.SLOTS.values())})",
    re.IGNORECASE,
)
"""A part of the day, with its own amount if it has one."""

_ONE_SLOT = "|".join(words.SLOTS.values())
_BETWEEN = r"\s*(?:,\s*and|,|and|&|और|et)?\s*"
_AT = r"(?:in\s+the\s+|at\s+|in\s+)?"
_SLOT_LIST = rf"{_AT}(?:{_ONE_SLOT})(?:{_BETWEEN}{_AT}(?:{_ONE_SLOT}))*"
_GROUP_BEFORE_AMOUNT = rf"(?P<slots>{_SLOT_LIST})\s*(?P<low>{NUMBER})\s*(?P<unit>{UNIT})(?![a-z{DEVANAGARI}])"
_GROUP = re.sub(r"\?P<\w+>", "?:", _GROUP_BEFORE_AMOUNT)
SLOTS_BEFORE_AMOUNTS = rf"{_GROUP}(?:{_BETWEEN}{_GROUP})*"
"""Parts of the day with the amount behind them."""

DAILY = Period()
LARGEST_WITHOUT_UNIT = 6
"""Numbers of 1-0-1 above it may as well be a date when no unit follows."""


def says_how_often(known: DosageInstruction) -> bool:
    """True when a frequency is known already: a second one would contradict it."""
    return known.times is not None or known.interval_hours is not None


def read_digits(draft: Draft, match: re.Match[str]) -> Draft | None:
    digits = tuple(read_number(text) for text in re.split(r"\s*[-+]\s*", match["digits"]))
    unit = amount("1", match["after"]).unit
    # Without a unit large numbers may just as well be a date.
    if draft.digits or not any(digits) or glued_u(match, "after") or (not unit and max(digits) > LARGEST_WITHOUT_UNIT):
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
    if low.value == 0 or (high is not None and high <= low) or not is_a_dose(high or low, draft, match):
        return None
    return replace(draft, doses_said=draft.doses_said + 1, known=replace(draft.known, dose=low, dose_to=high))


def read_bare_number(draft: Draft, match: re.Match[str]) -> Draft | None:
    lead = draft.known.text[: match.start("low")].strip()
    if draft.digits or (lead and not any(whole(verb, lead) for verb in words.VERBS.values())):
        return None
    return read_dose(draft, match)


LARGEST_BEHIND_TAB = 3


def read_number_behind_its_unit(draft: Draft, match: re.Match[str]) -> Draft | None:
    """ "tab 1 bd"; a larger number may be the strength ("tab 500 bd")."""
    if draft.digits or read_number(match["low"]) > LARGEST_BEHIND_TAB:
        return None
    return read_dose(draft, match)


def read_form_word(draft: Draft, match: re.Match[str]) -> Draft:
    return draft


def read_slots(draft: Draft, match: re.Match[str]) -> Draft | None:
    found = [(key_of(words.SLOTS, item["slot"]), item) for item in SLOT_ITEM.finditer(match[0])]
    slots = tuple((slot, amount(item["low"], item["unit"]) if item["low"] else None) for slot, item in found)
    refused = draft.slots or any(glued_u(item) for _, item in found)
    return None if refused else replace(draft, slots=slots)


def read_slots_before_amounts(draft: Draft, match: re.Match[str]) -> Draft | None:
    """ "सुबह 1 गोली और रात को 2 गोलियाँ": the amount stands behind its part of the day."""
    before, after = draft.rest[: match.start()].rstrip(" ,"), draft.rest[match.end() :].lstrip(" ,")
    other_order = re.search(rf"(?:{UNIT}|{NUMBER})$", before, re.IGNORECASE) or SLOT_ITEM.match(after)
    if draft.slots or draft.digits or other_order:
        return None
    slots: list[tuple[Slot, Quantity | None]] = []
    for group in re.finditer(_GROUP_BEFORE_AMOUNT, match[0], re.IGNORECASE):
        if glued_u(group):
            return None
        own = amount(group["low"], group["unit"])
        slots += [(key_of(words.SLOTS, item[0]), own) for item in re.finditer(_ONE_SLOT, group["slots"], re.IGNORECASE)]
    return replace(draft, slots=tuple(slots))


def read_times(
    times: Decimal, times_to: Decimal | None, period: Period, draft: Draft, _: re.Match[str]
) -> Draft | None:
    known = draft.known
    same = (known.times, known.times_to, known.period) == (times, times_to, period)
    if says_how_often(known) and not same:
        return None
    learnt = draft.learn(replace(known, times=times, times_to=times_to, period=period))
    return replace(learnt, often_said=draft.often_said + 1)


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
    period = Period(every, unit or key_of(words.PERIOD_UNITS, match["unit"]))
    return read_times(low, high, period, draft, match)


def read_counted_in_hindi(draft: Draft, match: re.Match[str]) -> Draft | None:
    low, high = read_number(match["low"]), read_number(match["high"]) if match["high"] else None
    every = int(match["every"] or 1)
    if not low or not every or (high is not None and high <= low):
        return None
    return read_times(low, high, Period(every, key_of(words.PERIOD_UNITS, match["period"])), draft, match)


def read_interval(draft: Draft, match: re.Match[str]) -> Draft | None:
    low = read_number(match["low"] or "1")
    high = read_number(match["high"]) if match["high"] else None
    known = draft.known
    same = (known.interval_hours, known.interval_hours_to) == (low, high)
    if (says_how_often(known) and not same) or low == 0 or (high is not None and high <= low):
        return None
    learnt = draft.learn(replace(known, interval_hours=low, interval_hours_to=high))
    return replace(learnt, often_said=draft.often_said + 1)


def read_every_period(draft: Draft, match: re.Match[str]) -> Draft | None:
    count = read_number(match["count"] or "1")
    if count == 0 or count != count.to_integral_value():
        return None
    return read_times(Decimal(1), None, Period(int(count), key_of(words.PERIOD_UNITS, match["unit"])), draft, match)


def read_right_eye_or_once_a_day(draft: Draft, match: re.Match[str]) -> Draft | None:
    known = draft.known
    drops = known.dose is not None and known.dose.unit == "drop"
    perhaps_eye = (known.site is None and (match["into"] or drops)) or known.site in (Site.EYE, Site.RIGHT_EYE)
    if not perhaps_eye:
        alternate = known.times == 1 and known.period == Period(2)
        return draft if alternate else read_times(Decimal(1), None, DAILY, draft, match)
    if (says_how_often(known) or draft.slots) and known.site is not Site.EYE:
        return draft.learn(replace(known, site=Site.RIGHT_EYE))
    return None


def read_weekdays(draft: Draft, match: re.Match[str]) -> Draft | None:
    day_words = re.findall(rf"[a-z]{{3,}}|[{DEVANAGARI}]{{3,}}", match["days"], re.IGNORECASE)
    days = {key_of(words.WEEKDAYS, word) for word in day_words if word.lower() not in ("and", "और")}
    if draft.known.weekdays:
        return None
    return draft.learn(replace(draft.known, weekdays=tuple(day for day in words.WEEKDAYS if day in days)))


DAYS_OF_A_LONGER_PERIOD = r"\s*(?:/|(?:a|per|each|every|in\s+a|out\s+of)\s+(?:week|month)|weekly|monthly|में|apart)"


def read_duration(draft: Draft, match: re.Match[str]) -> Draft | None:
    before = draft.rest[: match.start()].rstrip(" ,;.()-")
    standing_alone = not before or before[-1] in "\x00\x01"
    if draft.known.duration_days is not None or not (match["for"] or standing_alone):
        return None
    # "5 days a week", "5 days weekly" say how often, not for how long.
    if re.match(DAYS_OF_A_LONGER_PERIOD, draft.known.text[match.end() :], re.IGNORECASE):
        return None
    days = read_number(match["number"]) * DAYS_IN[_duration_unit(match)]
    if days == 0 or days != days.to_integral_value():
        return None
    return draft.learn(replace(draft.known, duration_days=int(days)))


def _duration_unit(match: re.Match[str]) -> PeriodUnit:
    if match["unit"]:
        return key_of(words.PERIOD_UNITS, match["unit"])
    return {"7": PeriodUnit.DAY, "52": PeriodUnit.WEEK, "12": PeriodUnit.MONTH}[match["fraction"]]


def read_maximum(draft: Draft, match: re.Match[str]) -> Draft | None:
    if draft.known.max_per_day is not None or glued_u(match):
        return None
    return draft.learn(replace(draft.known, max_per_day=amount(match["number"], match["unit"])))


def read_timing(draft: Draft, match: re.Match[str]) -> Draft | None:
    timing = key_of(words.TIMING, match["when"])
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


def read_minutes_apart_in_hindi(draft: Draft, match: re.Match[str]) -> Draft | None:
    """ "खाने से 30 मिनट पहले"."""
    meal = next(meal for meal, expression in hindi.MEALS.items() if whole(expression, match["meal"]))
    apart = read_number(match["minutes"]) * (1 if match["clock"] == "मिनट" else 60)
    if draft.known.minutes_apart is not None or apart != apart.to_integral_value():
        return None
    timing = Timing[f"{hindi.SIDES[match['side']]}_{meal}"]
    return draft.learn(replace(draft.known, timing=(*draft.known.timing, timing), minutes_apart=int(apart)))


def read_reason_in_hindi(draft: Draft, match: re.Match[str]) -> Draft | None:
    if draft.known.reason:
        return None
    reason = next(english for text, english in hindi.REASONS.items() if whole(text, match["reason"]))
    return draft.learn(replace(draft.known, reason=reason))


def read_as_needed(draft: Draft, match: re.Match[str]) -> Draft:
    return draft.learn(replace(draft.known, as_needed=True))


def read_once(draft: Draft, match: re.Match[str]) -> Draft | None:
    if says_how_often(draft.known):
        return None
    return draft.learn(replace(draft.known, once=True))


def read_route(draft: Draft, match: re.Match[str]) -> Draft | None:
    route = key_of(words.ROUTES, match[0])
    return draft.learn(replace(draft.known, route=route)) if draft.known.route in (None, route) else None


def read_site(draft: Draft, match: re.Match[str]) -> Draft | None:
    unit = draft.known.dose.unit if draft.known.dose else ""
    if whole(words.LETTERS_FOR_A_SITE, match[0]):
        letters = match[0].lower().replace(".", "")
        enough = unit == "drop" if letters.endswith("e") else unit not in (*words.SOLIDS, "mL", "mg", "ug", "g")
        if not enough:
            return None
    site = key_of(words.SITES, match[0])
    return draft.learn(replace(draft.known, site=site)) if draft.known.site in (None, site) else None


def read_verb(draft: Draft, match: re.Match[str]) -> Draft | None:
    verb = key_of(words.VERBS, match[0])
    if draft.known.verb is not None:
        return None
    # "Take" and "use" say nothing that the form does not say.
    return draft.learn(replace(draft.known, verb=None if verb in (Verb.TAKE, Verb.USE) else verb))
