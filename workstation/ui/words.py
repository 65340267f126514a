"""Every sentence of the interface, by key, from resources/translations/<language>/*.toml.

A sentence is a template: `{name}` is replaced by a fact, written as people write it (5 mg, 22 Nov 2026, 16:34);
`{count:pack|packs}` gives the word for the number in `count`. A key that is missing shows itself: the tests walk all
refusals and named values and fail on it, the counter goes on working.
"""

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from workstation.domain.errors import Fact
from workstation.domain.quantity import plain_number

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ThreeParts:
    """What happened, what is safe, what to do. The second and third may be empty."""

    happened: str
    safe: str
    todo: str

    @property
    def sentence(self) -> str:
        """The three in one line."""
        return " ".join(part for part in (self.happened, self.safe, self.todo) if part)


def day(value: date) -> str:
    """A date: 22 Nov 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def clock_time(value: datetime, zone: tzinfo) -> str:
    """An instant as the wall clock of the pharmacy: 16:34."""
    return value.astimezone(zone).strftime("%H:%M")


class Words:
    """The words of one language. `zone` is the pharmacy's time zone."""

    def __init__(self, folder: Path, language: str = "en", zone: tzinfo = UTC) -> None:
        self._tree: dict[str, Any] = {}
        for path in sorted((folder / language).glob("*.toml")):
            _merge(self._tree, tomllib.loads(path.read_text(encoding="utf-8")), path.name)
        self._formatter = _Facts(zone)

    def has(self, key: str) -> bool:
        """Whether there is a text for this key."""
        return isinstance(self._find(key.split(".")), str)

    def has_refusal(self, code: StrEnum) -> bool:
        """Whether there are words for this refusal."""
        return self._refusal(code) is not None

    def text(self, key: str, **facts: Fact) -> str:
        """The text of "queue.title"; the key itself when there is none."""
        template = self._find(key.split("."))
        return self._formatter.fill(template, facts) if isinstance(template, str) else key

    def word(self, member: StrEnum) -> str:
        """The word for a named value, from [word.<Class>]: Status.IN_REVIEW → "In review"."""
        found = self._find(("word", type(member).__name__, *member.value.split(".")))
        return self._formatter.fill(found, {}) if isinstance(found, str) else member.value

    def has_word(self, member: StrEnum) -> bool:
        """Whether a named value has a word."""
        return self.has(f"word.{type(member).__name__}.{member.value}")

    def parts(self, code: StrEnum, facts: Mapping[str, Fact]) -> ThreeParts:
        """The three parts for a refusal; the code itself when there are no words for it."""
        found = self._refusal(code)
        if found is None:
            return ThreeParts(f"Not possible: {code.value}.", "", "")
        filled = (self._formatter.fill(found.get(part, ""), facts) for part in ("happened", "safe", "todo"))
        return ThreeParts(*filled)

    def refusal(self, code: StrEnum, facts: Mapping[str, Fact]) -> str:
        """The three parts as one line of text."""
        return self.parts(code, facts).sentence

    def steps(self, code: StrEnum, facts: Mapping[str, Fact]) -> tuple[str, ...]:
        """What to do, step by step, for a STOP; the third part alone where no steps are written."""
        found = self._refusal(code) or {}
        steps = found.get("steps")
        if isinstance(steps, list):
            return tuple(self._formatter.fill(step, facts) for step in steps)
        todo = self.parts(code, facts).todo
        return (todo,) if todo else ()

    def _refusal(self, code: StrEnum) -> Mapping[str, Any] | None:
        found = self._find(["refusal", type(code).__name__, code.value])
        return found if isinstance(found, Mapping) else None

    def _find(self, path: Sequence[str]) -> object:
        place: object = self._tree
        for name in path:
            if not isinstance(place, Mapping) or name not in place:
                return None
            place = place[name]
        return place


class _Facts(string.Formatter):
    """Fills a template. A fact that was not given shows as a dash: a sentence with a gap beats no sentence."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def fill(self, template: str, facts: Mapping[str, Fact]) -> str:
        return self.vformat(template, (), facts) if "{" in template or "}" in template else template

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|", 1)
            return one if value in (1, "1") else many
        return self._written(value)

    def _written(self, value: Any) -> str:
        match value:
            case None | "":
                return _NOTHING
            case Decimal():
                return plain_number(value)
            case datetime():
                return clock_time(value, self._zone)
            case date():
                return day(value)
            case _:
                return str(value)


def _merge(tree: dict[str, Any], more: Mapping[str, Any], origin: str) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(tree.get(key), dict):
            _merge(tree[key], value, origin)
        elif key in tree:
            raise ValueError(f"{origin}: {key} is given twice")
        else:
            tree[key] = value
