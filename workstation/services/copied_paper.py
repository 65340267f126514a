"""A paper whose letterhead has lost the colour that it has on the other papers of its prescriber: a copy, perhaps.

It is said above the lines and asks for the original; nothing waits for it.
"""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from workstation.domain.prescription import Prescription
from workstation.domain.reading.copied import WITHOUT, papers_in_colour
from workstation.domain.reading.model import Reading
from workstation.domain.reading.refusal import HEAD_WITHOUT_COLOUR
from workstation.services.ports import Transaction


def with_copy_hints(
    tx: Transaction, prescription: Prescription, readings: Mapping[UUID, Reading]
) -> Mapping[UUID, Reading]:
    """The readings, with a sentence on each first page that is without colour where the others are not.

    The prescriber is the order's, or the one that a person confirmed: of a paper of nobody nothing is said.
    """
    if not any(_is_without(reading) for reading in readings.values()):
        return readings
    others = tx.lookalikes.heads_of(prescription.prescriber, prescription.id)
    return {id_: _hinted(reading, papers_in_colour(_head(reading), others)) for id_, reading in readings.items()}


def _head(reading: Reading) -> float | None:
    return reading.pages[0].head_colour if reading.pages else None


def _is_without(reading: Reading) -> bool:
    head = _head(reading)
    return head is not None and head <= WITHOUT


def _hinted(reading: Reading, papers: int) -> Reading:
    if not papers:
        return reading
    first, *rest = reading.pages
    warned = replace(first, warnings=(*first.warnings, HEAD_WITHOUT_COLOUR.format(papers=papers)))
    return replace(reading, pages=(warned, *rest))
