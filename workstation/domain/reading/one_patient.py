"""A page that names two patients (two prescriptions beside each other): nothing on it is taken over unseen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from workstation.domain.reading.labels import Labelled
from workstation.domain.reading.lexicon import fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.model import Decision, LineReading, Page
from workstation.domain.reading.refusal import TWO_PATIENTS
from workstation.domain.reading.vocabulary import Label

SAME_NAME = 0.6
"""Likeness from which two names are one, read twice."""


def in_doubt_for_two(page: Page, labels: Sequence[Labelled]) -> Page:
    """The page with every decision at most CONFIRM where it names two patients; else as it is."""
    if not _names_two(labels):
        return page
    fields = {
        name: replace(found, decision=Decision.CONFIRM) if found.decision is Decision.READ else found
        for name, found in page.fields.items()
    }
    lines = tuple(_doubted(line) for line in page.lines)
    return replace(page, fields=fields, lines=lines, warnings=(*page.warnings, TWO_PATIENTS))


def _names_two(labels: Sequence[Labelled]) -> bool:
    """Two unlike names behind patient labels, and two ages or dates: a name alone may be the prescriber's."""
    kinds = Counter(label.label for label in labels if label.value and label.sure)
    if max(kinds[Label.DATE], kinds[Label.AGE], kinds[Label.AGE_SEX]) < 2:
        return False
    names = [fold(label.text) for label in labels if label.label is Label.PATIENT and label.sure and label.value]
    return any(likeness(one, names[0]) < SAME_NAME for one in names[1:])


def _doubted(line: LineReading) -> LineReading:
    def capped(decision: Decision) -> Decision:
        return Decision.CONFIRM if decision is Decision.READ else decision

    return replace(
        line,
        medicine=replace(line.medicine, decision=capped(line.medicine.decision)),
        strength=replace(line.strength, decision=capped(line.strength.decision)),
        duration=replace(line.duration, decision=capped(line.duration.decision)),
    )
