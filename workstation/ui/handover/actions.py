"""What the hand-over screen can ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.printer import Printed
from workstation.services.bags import Bag
from workstation.services.counter_view import CounterView
from workstation.services.handover import HandedOver
from workstation.services.returning import ReturnPlan
from workstation.ui.sounds import Sound


@dataclass(frozen=True, slots=True)
class HandOverActions:
    """All but the last three run on lanes of the task runner. Each may raise Refused or Unavailable."""

    bags: Callable[[], Sequence[Bag]]
    """Every bag that waits, in any order."""
    open: Callable[[UUID], CounterView]
    hand_over: Callable[[UUID, str], HandedOver]
    """Prescription; "patient" or the relation of somebody else, never a name."""
    make_code: Callable[[UUID], str]
    """A fresh code for a bag: shown once, kept as a hash."""
    prove_collector: Callable[[UUID, str], object]
    """Prescription, the code that the person has said."""
    scan_out: Callable[[UUID, str], object]
    """Prescription, text of the code: one pack of its bag is in the hand."""
    return_plan: Callable[[UUID], ReturnPlan]
    """What becomes of the packs of a bag that nobody collects."""
    return_to_stock: Callable[[UUID, frozenset[UUID]], object]
    """Prescription, packs that were shown: the bag is taken apart."""
    leaflet: Callable[[UUID], Printed]
    """Prints the large-print leaflet of a bag."""
    sentence: Callable[[str, str, bool], str]
    """Dosage text, form, whether the bag holds the whole course: the directions in plain words, as on the label."""
    play: Callable[[Sound], None]
    quiet: Callable[[], None]
    now: Callable[[], datetime]
    """Aware time in the zone of the pharmacy."""


def read_directions(actions: HandOverActions, view: CounterView) -> Mapping[UUID, str]:
    """The directions of every line in plain words, as its label has them. For a worker thread."""
    parts = {one.position for one in view.part_labels if not one.whole_course}
    return {
        row.line.id: actions.sentence(row.line.dosage_instruction, row.product.form, row.line.position not in parts)
        for row in view.lines
    }


__all__ = ["Bag", "HandOverActions", "read_directions"]
