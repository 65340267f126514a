"""One rule for each way of writing each fact, in the order in which they are tried."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from workstation.domain.dosage import hindi
from workstation.domain.dosage import vocabulary as words
from workstation.domain.dosage.amounts import UNIT
from workstation.domain.dosage.draft import READ_AS_NEEDED, Draft, Rule, rule
from workstation.domain.dosage.instruction import Period
from workstation.domain.dosage.numbers import NUMBER
from workstation.domain.dosage.readers import (
    SLOT_ITEM,
    SLOTS_BEFORE_AMOUNTS,
    fixed_times,
    read_as_needed,
    read_bare_number,
    read_counted,
    read_counted_in_hindi,
    read_digits,
    read_dose,
    read_duration,
    read_every_period,
    read_form_word,
    read_interval,
    read_maximum,
    read_meals,
    read_minutes_apart_in_hindi,
    read_number_behind_its_unit,
    read_once,
    read_reason_in_hindi,
    read_right_eye_or_once_a_day,
    read_route,
    read_site,
    read_slots,
    read_slots_before_amounts,
    read_timing,
    read_unit_of_digits,
    read_verb,
    read_weekdays,
)

_PERIOD = "|".join(words.PERIOD_UNITS.values())
_RANGE = r"\s*(?:-|to|or|से|या)\s*"
_COUNT = rf"(?:(?P<word>once|twice|thrice)|(?P<low>{NUMBER})(?:{_RANGE}(?P<high>{NUMBER}))?\s*(?:x|times?))"
_ITEM = re.sub(r"\?P<\w+>", "?:", SLOT_ITEM.pattern)

LONGEST_ACRONYM = 4
LONGEST_REASON = 4
"""Words of a reason; more of them are an instruction."""


def _either(expressions: Iterable[str]) -> str:
    return "|".join(f"(?:{expression})" for expression in expressions)


def _reason(draft: Draft, match: re.Match[str]) -> Draft | None:
    reason = re.sub(r"\s+", " ", match["reason"]).strip()
    # A word that another rule knows was left there because it contradicts: it is no reason.
    known = any(rule.expression.search(reason) for rule in rules() if rule.read is not _reason)
    instruction = known or re.search(words.NOT_IN_A_REASON, reason, re.IGNORECASE)
    if draft.known.reason or instruction or len(reason.split()) > LONGEST_REASON:
        return None
    shouted = reason.isupper() and len(reason) > LONGEST_ACRONYM
    return draft.learn(replace(draft.known, reason=reason.lower() if shouted else reason))


def _hindi(expression: str) -> str:
    return expression.format(number=NUMBER, unit=UNIT, range=_RANGE, period=_either(hindi.PERIOD_UNITS.values()))


_DAY_LIST = _either(words.WEEKDAYS.values())


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule. Made on first use: no start of the program waits for 0.2 s of regular expressions."""
    return (
        rule(
            rf"(?P<digits>{NUMBER}(?:\s*[-+]\s*{NUMBER}){{2,3}})(?!\s*[-+/]\s*\d)"
            rf"(?:\s*(?P<after>{UNIT})(?![a-z]))?",
            read_digits,
        ),
        rule(
            rf"(?:,\s*)?(?:max(?:imum)?\.?(?:\s+of)?|(?:no|not)\s+more\s+than)\s*(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?"
            r"\s*(?:in|per|a|each|/)?\s*(?:24\s*h(?:ou)?rs?|24\s*h|day|daily)",
            read_maximum,
        ),
        rule(_hindi(hindi.MOST), read_maximum),
        rule(rf"^{words.FORM_WORDS}(?=\s*(?:{NUMBER}\s*(?:{UNIT})|apply))", read_form_word),
        # These stand before the parts of the day, which would take "दोपहर" out of a meal or a number out of a period.
        rule(_hindi(hindi.APART), read_minutes_apart_in_hindi),
        rule(_hindi(hindi.COUNTED), read_counted_in_hindi),
        rule(_hindi(hindi.INTERVAL), read_interval),
        rule(SLOTS_BEFORE_AMOUNTS, read_slots_before_amounts),
        rule(
            rf"(?<!at )(?<!-)(?<!- )(?<!to )(?<!or )(?:{_ITEM})(?:\s*(?:,\s*and|,|and|&|\+|और|et)?\s*(?:{_ITEM}))*",
            read_slots,
        ),
        rule(
            rf"(?:every|each|q)\.?\s*(?P<low>{NUMBER})?(?:{_RANGE}(?P<high>{NUMBER}))?\s*-?\s*(?:hours?|hrs?|hrly|hourly|h)\b\.?",
            read_interval,
        ),
        rule(rf"(?P<low>{NUMBER})(?:{_RANGE}(?P<high>{NUMBER}))?\s*-?\s*(?:hrly|hourly)", read_interval),
        rule(
            rf"{_COUNT}\s*(?:(?P<ly>daily|weekly|monthly)|(?:a|per|each|every|/)\s*(?:(?P<every>\d+)\s*)?(?P<unit>{_PERIOD}))",
            read_counted,
        ),
        rule(rf"(?:once\s+)?(?:every|q)\s*(?P<count>{NUMBER})\s*(?P<unit>{_PERIOD})", read_every_period),
        rule(rf"once\s+in\s+(?:(?P<count>{NUMBER})|an?|every)\s*(?P<unit>{_PERIOD})", read_every_period),
        rule(r"(?:hourly|every\s+hour)(?P<low>)(?P<high>)", read_interval),
        *(rule(text, fixed_times(1, Period(*period))) for text, period in words.PERIOD_WORDS.items()),
        rule(
            rf"(?P<low>{NUMBER})(?:{_RANGE}(?P<high>{NUMBER}))?\s*(?P<unit>{UNIT})",
            read_dose,
        ),
        rule(
            rf"^(?P<unit>{words.UNITS['tablet']}|{words.UNITS['capsule']})\s*(?P<low>{NUMBER})(?P<high>)"
            rf"(?!\s*[-+/x*]|\s*(?:{UNIT}|{_PERIOD}|times?)(?![a-z]))",
            read_number_behind_its_unit,
        ),
        rule(
            rf"(?P<relation>before|with|after)\s+(?P<meals>{words.NAMED_MEALS}(?:\s*(?:,|and|&)\s*{words.NAMED_MEALS})+)",
            read_meals,
        ),
        rule(rf"(?P<unit>{UNIT})", read_unit_of_digits),
        rule(
            rf"(?:(?P<minutes>{NUMBER})\s*(?P<clock>min(?:ute)?s?\b\.?|h(?:ou)?rs?\b)\s*)?(?P<when>{_either(words.TIMING.values())})",
            read_timing,
        ),
        rule(_either(words.SITES.values()), read_site),
        *(rule(text, fixed_times(count)) for text, count in words.TIMES.items()),
        rule(words.OD, read_right_eye_or_once_a_day),
        rule(
            rf"(?:on\s+|every\s+|each\s+)?(?P<days>(?:{_DAY_LIST})(?:(?:\s*(?:,|and|&|/|और)\s*(?:and\s+)?|\s+)(?:{_DAY_LIST}))*)(?:\s+को)?",
            read_weekdays,
        ),
        rule(_either(words.VERBS.values()), read_verb),
        rule(_either(words.ROUTES.values()), read_route),
        rule(words.ONCE, read_once),
        rule(words.AS_NEEDED, read_as_needed, READ_AS_NEEDED),
        rule(
            rf"\(?(?P<reason>{_either(hindi.REASONS)})(?:\s+(?:के\s+लिए|में|होने\s+पर|पर|हो\s+तो))\)?",
            read_reason_in_hindi,
        ),
        rule(
            rf"(?P<for>(?:x|\*|for|during)\s*)?(?P<number>{NUMBER}|\d+(?=/))\s*"
            rf"(?:(?P<unit>{_PERIOD})|/(?P<fraction>7|52|12)(?!\d)){hindi.UNTIL}",
            read_duration,
        ),
        rule(rf"(?P<low>{NUMBER})(?:{_RANGE}(?P<high>{NUMBER}))?(?P<unit>)(?=[\s\x00\x01,.]|$)", read_bare_number),
        Rule(
            re.compile(
                r"(?:\x01\s*(?:(?:for|if|in\s+case\s+of)\s+|\()?|(?<![a-z])for\s+)(?P<reason>[a-z][a-z' /-]*[a-z])\)?",
                re.IGNORECASE,
            ),
            _reason,
        ),
    )
