"""The accuracy check by a second person: for which packs, and what somebody does who is alone at the counter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class SecondScanRefusal(StrEnum):
    """Why a pack is not scanned a second time."""

    NOT_NEEDED = "not_needed"
    """Somebody else picked, or no pack there wants a second person."""
    NEVER_ALONE = "never_alone"
    TOO_EARLY = "too_early"
    NOT_THERE = "not_there"
    """It is none of the packs that were scanned for this prescription."""
    TWICE = "twice"
    """Every pack of this product and batch was scanned again already."""


@dataclass(frozen=True, slots=True)
class PickedPack:
    """A pack that lies scanned on the counter. `again_at`: when the checking person scanned it again."""

    id: UUID
    needs_second: bool
    by: UUID
    at: datetime
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SecondCheck:
    """What stands between the person who picked and the accuracy check of the own packs."""

    packs: tuple[UUID, ...]
    """Those that want a second person and were picked by this one."""
    again: frozenset[UUID]
    """Of these, scanned a second time after the delay."""
    opens_at: datetime | None
    """From when on a second scan counts; None = never alone."""

    @property
    def missing(self) -> int:
        """Packs that wait for their second scan."""
        return len(self.packs) - len(self.again)


def second_check(packs: Sequence[PickedPack], checker: UUID, alone_after: timedelta | None) -> SecondCheck | None:
    """None where somebody else picked all that wants a second person: then this one is the second.

    Alone, the packs are looked at anew after `alone_after` from the last pick on: every one is scanned once more.
    """
    own = [one for one in packs if one.needs_second and one.by == checker]
    if not own:
        return None
    opens_at = max(one.at for one in packs) + alone_after if alone_after is not None else None
    again = {one.id for one in own if opens_at is not None and one.again_at is not None and one.again_at >= opens_at}
    return SecondCheck(tuple(one.id for one in own), frozenset(again), opens_at)
