"""Who is responsible for the pharmacy: signed on, away for a while, signed off. Facts are only ever added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID


class DutyKind(StrEnum):
    """What happened to the responsibility."""

    SIGNED_ON = "signed_on"
    SIGNED_OFF = "signed_off"
    LEFT = "left"
    """Away from the premises, and still responsible."""
    CAME_BACK = "came_back"


class DutyRefusal(StrEnum):
    """Why nobody becomes, or stays, responsible; and why nothing goes on without."""

    RESPONSIBLE_ABSENT = "responsible_absent"
    """Somebody is responsible, and away."""
    SOMEBODY_ELSE = "somebody_else_responsible"
    """Taking over is said, never done by the way."""
    NOT_RESPONSIBLE = "not_responsible"
    NO_ABSENCE = "no_absence_allowed"
    ABSENCE_USED_UP = "absence_used_up"


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """One fact. `user_id` is who is (or was) responsible, `by` who said so: another one on a take-over."""

    id: UUID
    kind: DutyKind
    user_id: UUID
    at: datetime
    by: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DutyRules:
    """What the compliance pack says. `needed` = nothing of a prescription is approved or handed over without."""

    needed: bool = False
    absence_minutes: int = 0
    """How long responsible pharmacists may be away on one day, all of them together; 0 = not at all."""
    longest_hours: int = 0
    """After so many hours a sign-on counts no more, because somebody forgot to sign off; 0 = never."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is responsible now. `absent_since` while away."""

    user_id: UUID
    since: datetime
    absent_since: datetime | None = None


def duty_of(entries: Iterable[DutyEntry], rules: DutyRules, now: datetime) -> Duty | None:
    """Who the entries, oldest first, leave responsible at `now`; None for nobody."""
    found: Duty | None = None
    for entry in entries:
        found = _after(found, entry)
    if found is not None and rules.longest_hours and now - found.since >= timedelta(hours=rules.longest_hours):
        return None
    return found


def _after(before: Duty | None, entry: DutyEntry) -> Duty | None:
    if entry.kind is DutyKind.SIGNED_ON:
        return Duty(entry.user_id, entry.at)
    if before is None or before.user_id != entry.user_id:
        return before
    if entry.kind is DutyKind.SIGNED_OFF:
        return None
    away = entry.at if entry.kind is DutyKind.LEFT else None
    return Duty(before.user_id, before.since, before.absent_since if away and before.absent_since else away)


def absence_on(entries: Iterable[DutyEntry], day: date, zone: tzinfo, now: datetime) -> timedelta:
    """How long they were away on this day of the pharmacy, all together, up to `now`.

    Together: S.I. 2008/2789 (United Kingdom), regulation 3 (2), opened 2026-11-23 at legislation.gov.uk.
    """
    total, left = timedelta(0), None
    for entry in entries:
        if entry.kind is DutyKind.LEFT:
            left = left or entry.at
        elif left is not None:
            total += _of_day(left, entry.at, day, zone)
            left = None
    return total + (_of_day(left, now, day, zone) if left is not None else timedelta(0))


def _of_day(start: datetime, end: datetime, day: date, zone: tzinfo) -> timedelta:
    morning = datetime(day.year, day.month, day.day, tzinfo=zone)
    night = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    return max(timedelta(0), min(end, night) - max(start, morning))
