"""Dosage instructions: text as written ↔ structure ↔ plain sentence or shorthand, and how much a course needs."""

from workstation.domain.dosage.instruction import (
    DayPattern,
    DosageInstruction,
    Doubt,
    Period,
    PeriodUnit,
    Route,
    Site,
    Slot,
    Timing,
    Verb,
    Weekday,
)
from workstation.domain.dosage.parser import parse_dosage
from workstation.domain.dosage.sentence import DosageWords, plain_sentence
from workstation.domain.dosage.shorthand import shorthand
from workstation.domain.dosage.supply import days_supply, lacks_amount, total_quantity, with_form

__all__ = [
    "DayPattern",
    "DosageInstruction",
    "DosageWords",
    "Doubt",
    "Period",
    "PeriodUnit",
    "Route",
    "Site",
    "Slot",
    "Timing",
    "Verb",
    "Weekday",
    "days_supply",
    "lacks_amount",
    "parse_dosage",
    "plain_sentence",
    "shorthand",
    "total_quantity",
    "with_form",
]
