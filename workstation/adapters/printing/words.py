"""Loads the words of dosage instructions (resources/labels/dosage_<language>.toml) and checks that none is missing."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from workstation import paths
from workstation.domain.dosage import DosageWords, PeriodUnit, Route, Site, Slot, Timing, Verb, Weekday
from workstation.domain.dosage.vocabulary import UNITS
from workstation.domain.errors import Unavailable

SCHEMA = 1

TEMPLATES: dict[str, frozenset[str]] = {
    "sentence": frozenset({"verb", "what", "when", "place", "timing", "needed", "duration"}),
    "as_written": frozenset({"text"}),
    "and": frozenset({"first", "last"}),
    "range": frozenset({"low", "high"}),
    "amount_at": frozenset({"amount", "slot"}),
    "half": frozenset({"unit"}),
    "once": frozenset(),
    "every_hour": frozenset(),
    "every_hours": frozenset({"n"}),
    "times_one": frozenset({"period"}),
    "times_two": frozenset({"period"}),
    "times_more": frozenset({"n", "period"}),
    "on_days": frozenset({"days"}),
    "minutes_apart": frozenset({"n", "timing"}),
    "needed": frozenset(),
    "needed_for": frozenset({"reason"}),
    "reason": frozenset({"reason"}),
    "duration_one": frozenset({"n"}),
    "duration_more": frozenset({"n"}),
    "most": frozenset({"amount"}),
    "then": frozenset({"first", "next"}),
}
"""Every template with the names it must use: a template that forgets one would drop a part of the dose."""

TABLES: dict[str, type[StrEnum]] = {
    "verbs": Verb,
    "slots": Slot,
    "timing": Timing,
    "routes": Route,
    "sites": Site,
    "weekdays": Weekday,
}


@cache
def load_dosage_words(language: str) -> DosageWords:
    """The words of one language ("en", "hi").

    Raises Unavailable("labels", ...) when the file is not there or a word is missing.
    """
    path = paths.resources() / "labels" / f"dosage_{language}.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise Unavailable("labels", f"The label words {path.name} cannot be read: {problem}") from problem
    _check(document, path)
    return DosageWords(
        language=document["language"],
        source=document["source"],
        reviewed_by=document["reviewed_by"] or None,
        templates=document["templates"],
        units=_pairs(document["units"]),
        periods=_pairs(document["periods"]),
        reasons=document["reasons"],
        **{table: document[table] for table in TABLES},
        # What only some languages need.
        **{table: document[table] for table in ("halves", "units_after", "minutes") if table in document},
        plural_from=Decimal(document.get("plural_from", "1.000001")),
    )


def _pairs(table: Mapping[str, list[str]]) -> dict[str, tuple[str, str]]:
    return {key: (one, more) for key, (one, more) in table.items()}


def _check(document: Mapping[str, Any], path: Path) -> None:
    """The schema: every key of every enumeration has its word, every template uses all of its names."""
    expected = {name: {member.value for member in members} for name, members in TABLES.items()}
    expected |= {"units": set(UNITS), "periods": {unit.value for unit in PeriodUnit}, "templates": set(TEMPLATES)}
    wrong = [f"schema {document.get('schema')} instead of {SCHEMA}"] if document.get("schema") != SCHEMA else []
    for table, keys in expected.items():
        wrong += [f"{table}.{key}" for key in sorted(keys ^ set(document.get(table, {})))]
    for name, fields in TEMPLATES.items():
        template = document.get("templates", {}).get(name, "")
        wrong += [f"templates.{name} without {{{field}}}" for field in sorted(fields) if f"{{{field}}}" not in template]
    if wrong:
        raise Unavailable("labels", f"The label words {path.name} are not complete: {', '.join(wrong)}")
