"""How the keyboard scanner of one station is programmed, as it was found with the test codes."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

LEAST_GAP, MOST_GAP = 35.0, 50.0
"""Milliseconds. A person's fastest keys are some 60 apart: above it typing begins to look like scanning."""
MOST_GAP_WITH_PREFIX = 100.0
"""With a prefix only what begins like it can be a scan, however fast somebody types."""


class Suffix(StrEnum):
    """What the scanner sends behind each code."""

    ENTER = "enter"
    TAB = "tab"
    NONE = "none"


class KeyReading(StrEnum):
    """What of a key counts."""

    TEXT = "text"
    """What the PC makes of it: right when the scanner types for the layout that the PC is set to."""
    US_PLACES = "us_places"
    """Its place on a US keyboard: right whatever layout the PC is set to."""


class Separator(StrEnum):
    """What the scanner sends for FNC1 between two values of a code."""

    GS = "gs"
    F8 = "f8"
    SIGN = "sign"
    """A character of its own, which no code holds."""
    WRITTEN = "written"
    """Its name in writing: <GS>, {GS}, \\x1d and the like."""
    DROPPED = "dropped"
    """Nothing: where one value ends is not told."""
    UNKNOWN = "unknown"
    """Not tried."""


@dataclass(frozen=True, slots=True)
class ScannerSetting:
    """One station's scanner. The defaults fit most scanners as they come."""

    prefix: str = ""
    suffix: Suffix | None = None
    """None: not tried; Enter and Tab both end a code."""
    keys: KeyReading = KeyReading.TEXT
    separator: Separator = Separator.UNKNOWN
    separator_sign: str = ""
    """The character or name that stands for FNC1, "" for GS and F8."""
    longest_gap: float = LEAST_GAP
    """Milliseconds between two keys of the scanner at the most."""

    def note(self) -> dict[str, Any]:
        """For the store."""
        return asdict(self)


def most_gap(prefix: str) -> float:
    """The longest gap between two keys of a scanner that can be told from a person, in milliseconds."""
    return MOST_GAP_WITH_PREFIX if prefix else MOST_GAP


def setting_of(note: dict[str, Any]) -> ScannerSetting:
    """The setting that was noted. Notes of other versions have fewer or more members."""
    plain = ScannerSetting()
    suffix = note.get("suffix")
    gap, prefix = float(note.get("longest_gap", plain.longest_gap)), str(note.get("prefix", ""))
    return ScannerSetting(
        prefix=prefix,
        suffix=Suffix(suffix) if suffix in list(Suffix) else None,
        keys=KeyReading(note["keys"]) if note.get("keys") in list(KeyReading) else plain.keys,
        separator=Separator(note["separator"]) if note.get("separator") in list(Separator) else plain.separator,
        separator_sign=str(note.get("separator_sign", "")),
        longest_gap=min(max(gap, LEAST_GAP), most_gap(prefix)),
    )
