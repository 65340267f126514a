"""Directions of a line: an amount or a frequency that is not there, or another form, is never passed over in silence.

What lacks something is keyed, asked of the prescriber, or accepted word for word by a pharmacist. The acceptance is a
fact of its own and counts for these words only: other directions, or another form, are asked about again. The order
server's lines are the prescriber's own words and nobody keys them: only what leaves the patient guessing is asked.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from workstation.domain.dosage import DosageInstruction, lacks_amount, parse_dosage, with_form
from workstation.domain.errors import Refused
from workstation.domain.form_fit import is_other_form, odd_unit
from workstation.domain.prescription import LineSource, PrescriptionLine
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind
from workstation.services.ports import Transaction
from workstation.services.recording import record
from workstation.services.site import Site


class DirectionsGap(StrEnum):
    """What the directions do not say, or what of them nobody understood."""

    NOT_WRITTEN = "not_written"
    NOT_UNDERSTOOD = "not_understood"
    NO_FREQUENCY = "no_frequency"
    NO_AMOUNT = "no_amount"
    OTHER_UNIT = "other_unit"
    """Dosed in what the product is not counted in: 5 mL of a tablet."""
    OTHER_FORM = "other_form"
    """The paper names another form than the product has."""


OF_THE_SERVER = frozenset({DirectionsGap.NO_AMOUNT, DirectionsGap.OTHER_UNIT})
"""What is asked of a line that nobody here can key."""


class DirectionsRefusal(StrEnum):
    """Why directions are not accepted word for word."""

    NOTHING_ASKED = "directions_not_asked"
    NOT_CONFIRMED = "directions_not_confirmed"
    UNIT_CONTRADICTS = "directions_unit_contradicts"


def directions_in_form(text: str, form: str) -> DosageInstruction:
    """What the directions say of a medicine of this form."""
    return with_form(parse_dosage(text), form)


def gap_in(text: str, form: str) -> DirectionsGap | None:
    """What is missing in the directions; None when they say how much and how often, or the form needs no amount."""
    if not text.strip():
        return DirectionsGap.NOT_WRITTEN
    whole = directions_in_form(text, form)
    return next((gap for step in whole.steps or (whole,) if (gap := _gap(step, form)) is not None), None)


def _gap(dosage: DosageInstruction, form: str) -> DirectionsGap | None:
    if dosage.unparsed:
        return DirectionsGap.NOT_UNDERSTOOD
    if not dosage.understood:
        # A single dose for several days says how often twice, and not the same.
        return DirectionsGap.NOT_UNDERSTOOD if dosage.once else DirectionsGap.NO_FREQUENCY
    if odd_unit(dosage, form):
        return DirectionsGap.OTHER_UNIT
    return DirectionsGap.NO_AMOUNT if lacks_amount(dosage, form) else None


def open_gap(events: Sequence[Event], line: PrescriptionLine, form: str) -> DirectionsGap | None:
    """What still waits for a person."""
    asked = (gap for gap in gaps_of(line, form) if line.source is LineSource.TRANSCRIBED or gap in OF_THE_SERVER)
    return _first_open(events, line, form, asked)


def gaps_of(line: PrescriptionLine, form: str) -> Iterator[DirectionsGap]:
    """What a line lacks, whoever settled it since: of its directions, and of the form that the paper names."""
    gap = gap_in(line.dosage_instruction, form)
    if gap is not None:
        yield gap
    if line.source is LineSource.TRANSCRIBED and is_other_form(line.written_text, form):
        yield DirectionsGap.OTHER_FORM


def open_question(events: Sequence[Event], line: PrescriptionLine, form: str) -> DirectionsGap | None:
    """What the review says of a line: of the order server's also what is said and does not block."""
    return _first_open(events, line, form, gaps_of(line, form))


def _first_open(
    events: Sequence[Event], line: PrescriptionLine, form: str, gaps: Iterable[DirectionsGap]
) -> DirectionsGap | None:
    accepted = _accepted(events)
    return next((gap for gap in gaps if _mark(line, form, gap) not in accepted), None)


def accept_directions(site: Site, user: User, prescription_id: UUID, line_id: UUID) -> None:
    """A pharmacist says that the directions are enough as they are written: the label has them word for word.

    Raises Refused for a line that nobody confirmed, where nothing is missing (any more), and for a unit that the
    product is not counted in where the directions are ours to correct.
    """
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        line = tx.prescriptions.get(prescription_id).line(line_id)
        if line.is_draft:
            raise Refused(DirectionsRefusal.NOT_CONFIRMED, line=line.position)
        form = form_of(tx, line)
        gap = open_gap(tx.prescriptions.events(prescription_id), line, form)
        if gap is None:
            raise Refused(DirectionsRefusal.NOTHING_ASKED, line=line.position)
        if not may_be_accepted(line, gap):
            raise Refused(DirectionsRefusal.UNIT_CONTRADICTS, line=line.position, form=form)
        detail = json.dumps({"line": str(line.id), "gap": gap.value, "of": _mark(line, form, gap)})
        record(tx, site, user, prescription_id, EventKind.DIRECTIONS_ACCEPTED, detail=detail)


def may_be_accepted(line: PrescriptionLine, gap: DirectionsGap) -> bool:
    """Whether "enough as written" is an answer: 5 mL of a tablet is none while somebody here can key it right."""
    return gap is not DirectionsGap.OTHER_UNIT or line.source is not LineSource.TRANSCRIBED


def form_of(tx: Transaction, line: PrescriptionLine) -> str:
    """Of the product that is keyed, else as it is prescribed."""
    return tx.products.get(line.product_id).form if line.product_id is not None else line.medicine.form


def _accepted(events: Sequence[Event]) -> frozenset[str]:
    kind = EventKind.DIRECTIONS_ACCEPTED
    return frozenset(json.loads(event.detail)["of"] for event in events if event.kind is kind)


def _mark(line: PrescriptionLine, form: str, gap: DirectionsGap) -> str:
    """What an acceptance is good for. A digest: what is written on a prescription does not stand in events."""
    words = line.written_text if gap is DirectionsGap.OTHER_FORM else line.dosage_instruction
    said = json.dumps([str(line.id), words, form.strip().lower()])
    return hashlib.sha256(said.encode()).hexdigest()
