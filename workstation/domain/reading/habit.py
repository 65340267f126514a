"""What the patient takes now makes a name likelier. It orders the candidates that the ink leaves open, nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workstation.domain.reading.lexicon import base_name, fold
from workstation.domain.reading.model import Candidate, Decision, LineReading, MedicineReading, Reading

ODDS = 3.0
"""What a name gains that the patient takes: an assumption, not measured (unverified)."""
_CERTAIN = 1.001
"""Scores that add up to more are likenesses of print, not probabilities: they stay as they are."""


def ranked_for(reading: Reading, taken: Iterable[str]) -> Reading:
    """The reading with the candidates of doubtful names ordered anew; `taken` are names of products or ingredients.

    No decision changes, no candidate comes or goes.
    """
    names = frozenset(fold(base_name(one)[0]) for one in taken if one.split()) - {""}
    if not names:
        return reading
    pages = (replace(page, lines=tuple(_line(line, names) for line in page.lines)) for page in reading.pages)
    return replace(reading, pages=tuple(pages))


def _line(line: LineReading, names: frozenset[str]) -> LineReading:
    return replace(line, medicine=_medicine(line.medicine, names))


def _medicine(medicine: MedicineReading, names: frozenset[str]) -> MedicineReading:
    if not any(_is_taken(one, names) for one in medicine.candidates):
        return medicine
    return weighed(medicine, [ODDS if _is_taken(one, names) else 1.0 for one in medicine.candidates])


def weighed(medicine: MedicineReading, odds: Sequence[float]) -> MedicineReading:
    """The candidates in doubt ordered by what each gains. What is certain, and likenesses of print, stay as they are.

    The decision stays, and so do the names.
    """
    if medicine.decision is not Decision.CONFIRM or sum(one.score for one in medicine.candidates) > _CERTAIN:
        return medicine
    gained = sum((each - 1.0) * one.score for each, one in zip(odds, medicine.candidates, strict=True))
    scored = [
        replace(one, score=one.score * each / (1.0 + gained))
        for each, one in zip(odds, medicine.candidates, strict=True)
    ]
    ranked = tuple(sorted(scored, key=lambda one: -one.score))
    return replace(medicine, value=ranked[0].name, candidates=ranked, confidence=ranked[0].score)


def _is_taken(candidate: Candidate, names: frozenset[str]) -> bool:
    return fold(candidate.name) in names
