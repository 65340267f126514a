"""A page that names two patients, or one patient twice with two dates (two prescriptions beside each other): nothing on
it is taken over unseen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from workstation.domain.reading.dates import find_dates
from workstation.domain.reading.labels import Labelled
from workstation.domain.reading.lexicon import fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.model import Decision, LineReading, Page
from workstation.domain.reading.refusal import TWO_PATIENTS, TWO_PRESCRIPTIONS
from workstation.domain.reading.vocabulary import Label

SAME_NAME = 0.6
"""Likeness from which two names are one, read twice."""


def in_doubt_for_two(page: Page, labels: Sequence[Labelled]) -> Page:
    """The page with every decision at most CONFIRM where it names two patients; else as it is."""
    warning = TWO_PATIENTS if _names_two(labels) else TWO_PRESCRIPTIONS if _is_dated_twice(labels) else None
    if warning is None:
        return page
    fields = {
        name: replace(found, decision=Decision.CONFIRM) if found.decision is Decision.READ else found
        for name, found in page.fields.items()
    }
    lines = tuple(_doubted(line) for line in page.lines)
    return replace(page, fields=fields, lines=lines, warnings=(*page.warnings, warning))


def _names_two(labels: Sequence[Labelled]) -> bool:
    """Two unlike names behind patient labels, and two ages or dates: a name alone may be the prescriber's."""
    kinds = Counter(label.label for label in labels if label.value and label.sure)
    if max(kinds[Label.DATE], kinds[Label.AGE], kinds[Label.AGE_SEX]) < 2:
        return False
    names = [fold(label.text) for label in labels if label.label is Label.PATIENT and label.sure and label.value]
    return any(likeness(one, names[0]) < SAME_NAME for one in names[1:])


def _is_dated_twice(labels: Sequence[Labelled]) -> bool:
    """The patient is named again further down, and another date stands between or below."""
    patients = [label for label in labels if label.label is Label.PATIENT and label.sure and label.value]
    dates = [label for label in labels if label.label is Label.DATE and label.sure and find_dates(label.text)]
    different = {item.text for label in dates for item in find_dates(label.text)[:1]}
    return len({label.line for label in patients}) >= 2 and len(different) >= 2


def _doubted(line: LineReading) -> LineReading:
    def capped(decision: Decision) -> Decision:
        return Decision.CONFIRM if decision is Decision.READ else decision

    return replace(
        line,
        medicine=replace(line.medicine, decision=capped(line.medicine.decision)),
        strength=replace(line.strength, decision=capped(line.strength.decision)),
        duration=replace(line.duration, decision=capped(line.duration.decision)),
    )
