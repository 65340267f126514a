"""What a server's habits mean for the pharmacy, in words. Shared by the screen and by `workstation pair`; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.ui.words import Words

HABITS = (
    "version_ids",
    "stale_update",
    "conditional_create",
    "search_lag_seconds",
    "max_batch",
    "transaction",
    "delete",
)
"""Members of the probe's note, in the order of the table."""


@dataclass(frozen=True, slots=True)
class HabitRow:
    """One habit: what it is about, what the server does, what the program does."""

    what: str
    there: str
    here: str
    good: bool | None
    """None = could not be found out."""


def habit_rows(words: Words, probe: Mapping[str, Any]) -> tuple[HabitRow, ...]:
    """One row for each habit. `probe` = the members of `probe` in the answer of `workstation pair --json`."""
    return tuple(_row(words, name, probe.get(name)) for name in HABITS)


def _row(words: Words, name: str, value: object) -> HabitRow:
    key, text = f"pairing.habit.{name}", words.text
    what = text(f"{key}.what")
    if value is None:
        return HabitRow(what, text("pairing.habit.unknown"), text("pairing.habit.careful"), None)
    good = _is_good(name, value)
    answer = "yes" if good else "no"
    there = f"{key}.there_{answer}" if words.has(f"{key}.there_{answer}") else f"pairing.habit.{answer}"
    said = f"{value}"
    return HabitRow(what, text(there, value=said), text(f"{key}.when_{answer}", value=said), good)


def _is_good(name: str, value: object) -> bool:
    if name == "stale_update":
        return value != "ignored"
    return name == "search_lag_seconds" or bool(value)
