"""What the dispense screen can ask for. The composition root binds store, user and devices; nothing here knows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.substitution import SubstitutionReason
from workstation.services.counter_view import CounterView
from workstation.services.labelling import LabelFacts
from workstation.services.pack_codes import ProductCodeWanted
from workstation.services.picking import PackScanned
from workstation.services.substitution import Substitutes
from workstation.ui.sounds import Sound


@dataclass(frozen=True, slots=True)
class LabelJob:
    """Labels that went to the printer: the file, and what stands on each."""

    file: Path
    labels: tuple[LabelFacts, ...]


@dataclass(frozen=True, slots=True)
class DispenseActions:
    """All but the last four run on lanes of the task runner, never on the GUI thread. Each may raise Refused or
    Unavailable."""

    open: Callable[[UUID], CounterView]
    scan: Callable[[UUID, str, UUID | None, str | None], PackScanned | ProductCodeWanted]
    """Prescription, text of the code, line being picked, batch chosen by a person."""
    scan_again: Callable[[UUID, str], object]
    """Prescription, text of the code: the second scan of a pack by who picked it and checks alone."""
    undo_scan: Callable[[UUID, UUID], None]
    """Prescription, allocation."""
    check_accuracy: Callable[[UUID, frozenset[UUID], bool], None]
    """Prescription, allocations on the screen, whether a part supply is meant."""
    next_bin: Callable[[], str]
    """The next free bin, "" when there is none to propose."""
    make_ready: Callable[[UUID, str], str]
    """Prescription, bin."""
    hold: Callable[[UUID, str], None]
    """Prescription, reason."""
    substitutes: Callable[[UUID, UUID], Substitutes]
    """Prescription, line: what in stock may stand for its product."""
    substitute: Callable[[UUID, UUID, UUID, SubstitutionReason], object]
    """Prescription, line, product, why: it is picked from now on."""
    label_image: Callable[[UUID, UUID, int, bool], bytes]
    """Prescription, allocation, width in px, whether a part supply is meant: the label of that pack as PNG."""
    print_labels: Callable[[UUID, bool], LabelJob]
    """Prescription, whether a part supply is meant: the labels of every pack scanned, written to a file."""
    note_labels: Callable[[UUID, tuple[LabelFacts, ...]], None]
    """Records that these labels were printed."""
    label_by_hand: Callable[[UUID, frozenset[UUID], str, bool], None]
    """Prescription, allocations on the screen, reason, whether a part supply is meant: they are labelled by hand."""
    confirm_batch: Callable[[UUID, UUID], None]
    """Prescription, allocation: a person has read its batch and expiry on the pack."""
    sentence: Callable[[str, str], str]
    """Dosage text and form: the directions in plain words."""
    page_crop: Callable[[Prescription, PrescriptionLine], bytes | None]
    """The place of a line on its scan as a picture file, None without a scan."""
    forget_code: Callable[[], None]
    """The other code of a pack is waited for no more."""
    play: Callable[[Sound], None]
    quiet: Callable[[], None]
    """A sound that repeats stops: somebody has answered."""
    now: Callable[[], datetime]
    """Aware time in the zone of the pharmacy."""


@dataclass(frozen=True, slots=True)
class LineExtras:
    """What is worked out once per line: directions in plain words, and the picture of what was written."""

    directions: str
    crop: bytes | None


def read_extras(actions: DispenseActions, view: CounterView) -> Mapping[UUID, LineExtras]:
    """The extras of every line of the pick list. For a worker thread."""
    return {
        row.line.id: LineExtras(
            actions.sentence(row.line.dosage_instruction, row.product.form),
            actions.page_crop(view.prescription, row.line),
        )
        for row in view.lines
    }
