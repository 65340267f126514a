"""Reading plain FHIR JSON without trusting it: every helper answers with nothing rather than raising."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workstation.domain.quantity import Quantity

Resource = Mapping[str, Any]

OURS = "urn:pharmacist-workstation:fhir"
"""Base of our own identifier systems."""
LAST_WRITE = f"{OURS}/last-write"
CLAIMED_BY = f"{OURS}/claimed-by"
_LITERAL = re.compile(r"([A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?$")
EARLIEST, LATEST = 1850, 2199
"""Years that a date of ours can mean. 9999-12-31 stands for "no end" with some: that is no date."""
MOST_DIGITS = 30
MOST_TEXT = 10_000
"""Characters of one text; what is longer is cut and says so."""
CUT = "… [cut off]"
MOST_DAYS = 3660
UCUM = "http://unitsofmeasure.org"


def objects(value: object) -> list[Resource]:
    """The JSON objects of a list; [] for anything else."""
    if value is None:
        return []
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def child(resource: Resource | None, *path: str) -> Resource:
    """The object at a path, {} when there is none."""
    found: object = resource
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
        if found is None:
            return {}
        if isinstance(found, list):
            found = found[0] if found else None
    return found if isinstance(found, dict) else {}


def text(resource: Resource | None, name: str, *path: str) -> str:
    """The string at a path, "" when there is none."""
    found: object = resource.get(name) if isinstance(resource, dict) else None
    for further in path:
        if isinstance(found, list):
            found = found[0] if found else None
        if not isinstance(found, dict):
            return ""
        found = found.get(further)
    if type(found) is str:  # this and None are nearly all answers: a first pull asks a hundred times a prescription
        return found if len(found) <= MOST_TEXT and found.isprintable() else _clean(found)
    if found is None:
        return ""
    first = found[0] if isinstance(found, list) and found else None
    return text({name: first}, name) if isinstance(first, str) else ""


def _clean(found: str) -> str:
    """Without what no store keeps (half characters, the null character), and not longer than anybody reads."""
    shown = found if len(found) <= MOST_TEXT else f"{found[:MOST_TEXT]} {CUT}"
    return shown.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def reference(resource: Resource | None, *path: str) -> str:
    """ "Type/id" of a Reference, relative even where the server writes it absolute, without a version."""
    target = text(resource, *path, "reference")
    return relative(target) if target else ""


@lru_cache(maxsize=4096)
def relative(target: str) -> str:
    """ "Type/id" at the end of a literal reference; anything else as it is.

    Remembered, because a page names the same few patients, lines and prescribers again and again.
    """
    match = _LITERAL.search(target)
    return match.group(1) if match else target


def absolute_references(resources: Iterable[Resource]) -> set[str]:
    """Every `reference` that names a web address, anywhere in them."""
    found: set[str] = set()
    for one in resources:
        _note_absolute(one, found)
    return found


def _note_absolute(value: Any, found: set[str]) -> None:
    """`value` is an object or a list. Every value of every line passes here, and most of them are text."""
    if type(value) is dict:
        named = value.get("reference")
        if type(named) is str and named[:6].lower().startswith(("http:", "https:")):
            found.add(named)
        value = value.values()
    for inner in value:
        if type(inner) is dict or type(inner) is list:
            _note_absolute(inner, found)


def concept_text(concept: Resource) -> str:
    """What a CodeableConcept says to people: its text, else the first display, else the first code."""
    said = text(concept, "text")
    if said:
        return said
    codings = objects(concept.get("coding"))
    return next((shown for name in ("display", "code") for one in codings if (shown := text(one, name))), "")


def concept_has(concept: Resource, code: str) -> bool:
    """True when a coding or the text of the concept is this code."""
    return concept.get("text") == code or any(one.get("code") == code for one in objects(concept.get("coding")))


def human_name(names: object) -> str:
    """The name as people read it: `text`, else given and family names of the first usable HumanName."""
    for name in sorted(objects(names), key=lambda one: one.get("use") not in ("official", "usual")):
        if text(name, "text"):
            return text(name, "text")
        parts = [one for one in [*_strings(name.get("given")), text(name, "family")] if one]
        if parts:
            return " ".join([*(one for one in _strings(name.get("prefix"))), *parts])
    return ""


def _strings(value: object) -> Iterable[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def day(value: str) -> date | None:
    """A full FHIR date, or the day part of a dateTime; None for partial or impossible ones."""
    try:
        found = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None


def instant(value: str) -> datetime | None:
    """An aware instant; a date alone is its last moment in UTC; None when it is no date or has no zone."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not EARLIEST <= found.year <= LATEST:
        return None
    if len(value) <= 10:
        return datetime.combine(found.date(), time(23, 59, 59), UTC)
    return found.astimezone(UTC) if found.tzinfo else None


def local_day(value: str, zone: tzinfo) -> date | None:
    """The day of a dateTime in a time zone; a date alone is that date."""
    moment = instant(value) if len(value) > 10 else None
    return moment.astimezone(zone).date() if moment else day(value)


def decimal(value: object) -> Decimal | None:
    """An exact number; None for anything else, and for one beyond all measure."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    found = Decimal(value)
    return found if found.is_finite() and abs(found.adjusted()) <= MOST_DIGITS else None


_WORDS = {
    "ml": "mL",
    "millilitre": "mL",
    "milliliter": "mL",
    "l": "L",
    "gram": "g",
    "milligram": "mg",
    "mcg": "ug",
    "microgram": "ug",
    "tab": "tablet",
    "tbl": "tablet",
    "cap": "capsule",
    "iu": "[iU]",
}


def unit_word(quantity: Resource) -> str:
    """Our unit of a FHIR Quantity: the UCUM code, an annotation as its word, else the unit in the singular."""
    code = text(quantity, "code")
    if text(quantity, "system") == UCUM and code.startswith("{"):
        return _word(code[1:-1].replace("_", " "))
    if text(quantity, "system") == UCUM and code and not (code == "1" and text(quantity, "unit")):
        return _WORDS.get(code, code)
    return _word(text(quantity, "unit") or code)  # UCUM's "1" counts what the unit names


def _word(said: str) -> str:
    """In the singular, and a short form as its word."""
    word = said.strip().lower()
    singular = word[:-1] if word.endswith("s") and len(word) > 2 else word
    return _WORDS.get(singular, _WORDS.get(word, singular))


def quantity(found: Resource) -> Quantity | None:
    """An exact positive amount with a unit; None when value or unit is missing."""
    value = decimal(found.get("value"))
    unit = unit_word(found)
    return Quantity(value, unit) if value is not None and value > 0 and unit else None


_DAYS: dict[str, int | Decimal] = {
    "d": 1,
    "day": 1,
    "days": 1,
    "wk": 7,
    "week": 7,
    "weeks": 7,
    "mo": 30,
    "month": 30,
    "h": Decimal(1) / 24,
}


def days(duration: Resource) -> int | None:
    """Whole days of a Duration, None when it is none."""
    value = decimal(duration.get("value"))
    factor = _DAYS.get(text(duration, "code") or text(duration, "unit").lower())
    whole = int(value * factor) if value is not None and factor is not None else 0
    return whole if 0 < whole <= MOST_DAYS else None


def identifier_value(resource: Resource | None, system: str) -> str:
    """The value of the first identifier of a system, "" when there is none."""
    found = [one for one in objects((resource or {}).get("identifier")) if one.get("system") == system]
    return text(found[0], "value") if found else ""
