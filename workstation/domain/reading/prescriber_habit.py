"""What pharmacists chose for a prescriber's writing before makes the same choice likelier for the same writing.

It orders the candidates that the ink leaves open and counts what was chosen, nothing else: no decision changes, and no
name comes in that nobody read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workstation.domain.reading.habit import weighed
from workstation.domain.reading.lexicon import base_name, fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.model import Decision, LineReading, MedicineReading, Page, Reading

MOST_ODDS = 4.0
"""Three choices and more count alike, so that a habit never becomes a rule: an assumption, not measured (unverified).
"""
SAME_WRITING = 0.8
"""Likeness from which two readings are one way of writing: an assumption, not measured (unverified)."""


@dataclass(frozen=True, slots=True)
class ConfirmedReading:
    """A line of a scan that a person confirmed."""

    written_text: str
    """What the reader saw."""
    names: tuple[str, ...]
    """What was keyed for it: the medicine, and the product."""


def learned_from(reading: Reading, confirmed: Sequence[ConfirmedReading]) -> Reading:
    """The reading with the candidates of doubtful names in the order that goes with what was chosen before."""
    known = [(_words(one.written_text), _folded(one.names)) for one in confirmed]
    if not known:
        return reading
    return replace(reading, pages=tuple(_page(page, known) for page in reading.pages))


_Known = Sequence[tuple[list[str], frozenset[str]]]


def _words(text: str) -> list[str]:
    return [folded for word in text.split() if (folded := fold(word))]


def _folded(names: Sequence[str]) -> frozenset[str]:
    return frozenset(fold(base_name(one)[0]) for one in names if one.split()) - {""}


def _page(page: Page, known: _Known) -> Page:
    return replace(page, lines=tuple(_line(line, known) for line in page.lines))


def _line(line: LineReading, known: _Known) -> LineReading:
    if line.medicine.decision is not Decision.CONFIRM or not line.medicine.value:
        return line
    return replace(line, medicine=_medicine(line.medicine, known))


def _medicine(medicine: MedicineReading, known: _Known) -> MedicineReading:
    chosen = _choices(_words(medicine.value or ""), known)
    times = [chosen.get(fold(one.name), 0) for one in medicine.candidates]
    if not any(times):
        return medicine
    counted = tuple(replace(one, chosen_before=count) for one, count in zip(medicine.candidates, times, strict=True))
    return weighed(replace(medicine, candidates=counted), [min(1.0 + count, MOST_ODDS) for count in times])


def _choices(value: list[str], known: _Known) -> Mapping[str, int]:
    """How often each name was chosen where the same was read."""
    found: dict[str, int] = {}
    for written, names in known:
        if names and _holds(written, value):
            for name in names:
                found[name] = found.get(name, 0) + 1
    return found


def _holds(written: list[str], value: list[str]) -> bool:
    """Whether the name stands somewhere in the line as it was read."""
    starts = range(len(written) - len(value) + 1) if value else ()
    return any(likeness("".join(written[at : at + len(value)]), "".join(value)) >= SAME_WRITING for at in starts)
