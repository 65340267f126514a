"""What the dispense screen can ask for. The composition root binds store, user and devices; nothing here knows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.printer import Printed
from workstation.domain.returns import NotSuppliedReason
from workstation.domain.substitution import SubstitutionReason
from workstation.services.counter_view import CounterView
from workstation.services.pack_codes import ProductCodeWanted
from workstation.services.picking import PackScanned
from workstation.services.substitution import Substitutes
from workstation.ui.sounds import Sound


@dataclass(frozen=True, slots=True)
class PrintWish:
    """The labels that are wanted of every pack scanned."""

    part_supply: bool
    reason: str = ""
    """Why they are printed again; "" for the first time."""
    to_file: bool = False
    """A PDF, whatever printer is set up: it does not print."""


@dataclass(frozen=True, slots=True)
class LabelJob:
    """Labels that came out."""

    printed: Printed
    withdrawn: int = 0
    """So many of the run before count no more."""


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
    not_supplied: Callable[[UUID, UUID, NotSuppliedReason], object]
    """Prescription, line, why: nothing (more) of it is supplied."""
    release_hold: Callable[[UUID, str], object]
    """What another prescription holds in the shelf, reason: it is free again."""
    substitutes: Callable[[UUID, UUID], Substitutes]
    """Prescription, line: what in stock may stand for its product."""
    substitute: Callable[[UUID, UUID, UUID, SubstitutionReason], object]
    """Prescription, line, product, why: it is picked from now on."""
    label_image: Callable[[UUID, UUID, int, bool], bytes]
    """Prescription, allocation, width in px, whether a part supply is meant: the label of that pack as PNG."""
    print_labels: Callable[[UUID, PrintWish], LabelJob]
    """Prints the labels of every pack scanned, and records that they came out. It may take as long as the printer."""
    leaflet: Callable[[UUID], Printed]
    """The large-print leaflet of every pack scanned."""
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
