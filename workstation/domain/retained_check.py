"""What a clinical check was made of, and what of it is another today: an unchanged repeat keeps its check (ADR 0039).

A check holds for a list of lines, the facts of a patient, one edition of the knowledge, and what the screening found.
Each thing that is another now is a `Change` with its cause, before and after. Nobody is named here.
"""

import json
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

NEVER = 0
"""Months of a site where no check is kept for a repeat."""


class Cause(StrEnum):
    """Why an earlier check does not count any more; the value names the words shown."""

    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """It does not stand where it was made."""
    EDITED_AT_SERVER = "edited_at_server"
    """The server changed this prescription, and no pharmacist has read it yet."""
    CONTROLLED = "controlled"
    """A controlled medicine is checked each time."""
    OVERRIDDEN = "overridden"
    """It was made in spite of an alert that interrupts: that is answered each time."""
    EDITION = "edition"
    PATIENT = "patient"
    LINE_ADDED = "line_added"
    LINE_REMOVED = "line_removed"
    MEDICINE = "medicine"
    PRODUCT = "product"
    DIRECTIONS = "directions"
    QUANTITY = "quantity"
    DAYS_SUPPLY = "days_supply"
    REPEATS = "repeats"
    PERSON = "person"
    """Birth date or sex."""
    WEIGHT = "weight"
    ALLERGIES = "allergies"
    CONDITIONS = "conditions"
    """A pregnancy is one of them."""
    CURRENT_MEDICINES = "current_medicines"
    OTHER = "other"
    """Something of it, and nothing was kept that tells what."""
    FINDING = "finding"
    """The screening says something that it did not say then: a limit of age is reached, a supply comes early."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another than it was; "" where there was or is nothing, or where it is not told."""

    cause: Cause
    before: str = ""
    after: str = ""
    line: int | None = None
    """Position now, or then of a line that is gone."""

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line is not None else ""
        values = f": {self.before or '-'} → {self.after or '-'}" if self.before or self.after else ""
        return f"{place}{self.cause.value.replace('_', ' ')}{values}"


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line as it was checked. The marks are hashes of all that the words beside them stand for."""

    position: int
    kin: str
    """What tells it from the other lines whatever its strength: the ingredients, else the text."""
    medicine: str
    medicine_mark: str
    product: str
    product_mark: str
    directions: str
    quantity: str
    days_supply: str
    repeats: str


@dataclass(frozen=True, slots=True)
class CheckedFacts:
    """Everything that a check was made of. None = nobody knew; () = known to be none."""

    edition: str
    lines: tuple[CheckedLine, ...]
    patient: str = ""
    """Pseudonymous id."""
    person: str = ""
    """Hash of birth date and sex."""
    weight: str = ""
    """With its day: a weight that was taken anew is another fact, also where it is the same."""
    allergies: tuple[str, ...] | None = None
    conditions: tuple[str, ...] | None = None
    current_medicines: tuple[str, ...] | None = None
    """As recorded."""
    besides: tuple[str, ...] = ()
    """What else was screened with it, as ingredients and strengths: recorded, supplied, or waiting to be."""
    findings: tuple[tuple[str, str], ...] = ()
    """What the screening said: a key, and words for people."""
    overridden: bool = False
    """An alert that interrupts was answered, or a check that could not be made."""

    def as_detail(self) -> str:
        """As JSON, for the detail of an event."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def facts_from(detail: str) -> CheckedFacts:
    """The inverse of `CheckedFacts.as_detail`."""
    said: dict[str, Any] = json.loads(detail)
    said["lines"] = tuple(CheckedLine(**line) for line in said["lines"])
    said["findings"] = tuple((key, words) for key, words in said["findings"])
    for name in ("allergies", "conditions", "current_medicines", "besides"):
        said[name] = tuple(said[name]) if said[name] is not None else None
    return CheckedFacts(**said)


def in_words(found: Sequence[Change]) -> str:
    """All of them in one sentence, for a refusal."""
    return "; ".join(map(str, found))


def is_of_the_same(then: CheckedFacts, now: CheckedFacts) -> bool:
    """Whether one speaks of a medicine of the other at all: else it is no earlier check of this."""
    return not {line.kin for line in then.lines}.isdisjoint(line.kin for line in now.lines)


def last_day(checked_on: date, months: int) -> date:
    """The last day on which a check of that day is kept: the same day, so many months later, or the month's last."""
    years, month = divmod(checked_on.month - 1 + months, 12)
    year = checked_on.year + years
    return date(year, month + 1, min(checked_on.day, monthrange(year, month + 1)[1]))


def edits(then: CheckedFacts, now: CheckedFacts) -> tuple[Change, ...]:
    """What was edited since, line by line and fact by fact. () = the check is of exactly this."""
    return tuple(_edits(then, now))


def changes(then: CheckedFacts, now: CheckedFacts) -> tuple[Change, ...]:
    """All that keeps a repeat from keeping the check: edits, and what came since of medicines and findings.

    A medicine that is taken no more (a course that is over) and a finding that is gone keep nothing.
    """
    return (*_edits(replace(then, patient=now.patient), now), *_since(then, now))


def _edits(then: CheckedFacts, now: CheckedFacts) -> Iterator[Change]:
    if then.patient != now.patient:
        yield Change(Cause.PATIENT)
    yield from _of_lines(list(then.lines), list(now.lines))
    if then.person != now.person:
        yield Change(Cause.PERSON)
    lists = (
        (Cause.ALLERGIES, then.allergies, now.allergies),
        (Cause.CONDITIONS, then.conditions, now.conditions),
        (Cause.CURRENT_MEDICINES, then.current_medicines, now.current_medicines),
    )
    if then.weight != now.weight:
        yield Change(Cause.WEIGHT, then.weight, now.weight)
    for cause, old, new in lists:
        if _sorted(old) != _sorted(new):
            yield Change(cause, *_what_differs(old, new))
    if then.edition != now.edition:
        yield Change(Cause.EDITION, then.edition, now.edition)


def _since(then: CheckedFacts, now: CheckedFacts) -> Iterator[Change]:
    for medicine in now.besides:
        if medicine not in then.besides:
            yield Change(Cause.CURRENT_MEDICINES, "", medicine)
    known = {key for key, _ in then.findings}
    for key, words in now.findings:
        if key not in known:
            yield Change(Cause.FINDING, "", words)


def _sorted(given: Sequence[str] | None) -> list[str] | None:
    return sorted(given) if given is not None else None


def _what_differs(old: Sequence[str] | None, new: Sequence[str] | None) -> tuple[str, str]:
    """What is gone and what came."""
    if old is None:
        return "", f"{', '.join(new or ()) or 'none'} (not known before)"
    if new is None:
        return ", ".join(old), "not known any more"
    gone, came = [one for one in old if one not in new], [one for one in new if one not in old]
    return ", ".join(gone), ", ".join(came)


def _of_lines(old: list[CheckedLine], new: list[CheckedLine]) -> Iterator[Change]:
    """Lines are the same whatever their order; of those that differ each is compared with one of its ingredients."""
    for line in list(new):
        same = next((one for one in old if replace(one, position=line.position) == line), None)
        if same is not None:
            old.remove(same)
            new.remove(line)
    for line in new:
        like = next((one for one in old if one.kin == line.kin), None)
        if like is None:
            yield Change(Cause.LINE_ADDED, "", line.medicine, line.position)
            continue
        old.remove(like)
        yield from _of_line(like, line)
    for gone in old:
        yield Change(Cause.LINE_REMOVED, gone.medicine, "", gone.position)


def _of_line(then: CheckedLine, now: CheckedLine) -> Iterator[Change]:
    if then.medicine_mark != now.medicine_mark:
        yield Change(Cause.MEDICINE, then.medicine, now.medicine, now.position)
    if then.product_mark != now.product_mark:
        yield Change(Cause.PRODUCT, then.product, now.product, now.position)
    pairs = (
        (Cause.DIRECTIONS, then.directions, now.directions),
        (Cause.QUANTITY, then.quantity, now.quantity),
        (Cause.DAYS_SUPPLY, then.days_supply, now.days_supply),
        (Cause.REPEATS, then.repeats, now.repeats),
    )
    for cause, old, new in pairs:
        if old != new:
            yield Change(cause, old, new, now.position)
