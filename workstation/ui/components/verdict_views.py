"""What a verdict says, ready to paint."""

from dataclasses import dataclass

from workstation.ui.components.runs import Run


@dataclass(frozen=True, slots=True)
class Match:
    """The right pack. `details` are lines (batch, expiry, serial, GTIN); `note` is what to do with the label."""

    title: str
    details: tuple[tuple[Run, ...], ...]
    note: str
    packs_done: int
    packs_total: int
    packs_note: str
    word: str = "MATCH"
    packs_heading: str = "Packs scanned"


@dataclass(frozen=True, slots=True)
class StopTile:
    """The scanned or the expected product. `mark` is the part of the name that differs ("2 mg")."""

    lead: str
    code: str
    name: str
    mark: str
    detail: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Not this pack. `sentence` says why; `recorded` that nothing was; `steps` what to do.

    Without `scanned` or `expected` (unknown code, expired batch) the tile that is there takes the whole width.
    """

    sentence: str
    scanned: StopTile | None
    expected: StopTile | None
    recorded: str
    steps: tuple[str, ...]
    sound: tuple[Run, ...]
    word: str = "STOP"
