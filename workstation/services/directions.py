"""Directions of a line that we transcribe: a dose or a frequency that is not there is never passed over in silence.

What lacks something is keyed, asked of the prescriber, or accepted word for word by a pharmacist. The acceptance is a
fact of its own and counts for these words only: other directions, or another form, are asked about again.
"""

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from workstation.domain.dosage import DosageInstruction, lacks_amount, parse_dosage, with_form
from workstation.domain.errors import Refused
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


class DirectionsRefusal(StrEnum):
    """Why directions are not accepted word for word."""

    NOTHING_ASKED = "directions_not_asked"
    NOT_CONFIRMED = "directions_not_confirmed"


def directions_in_form(text: str, form: str) -> DosageInstruction:
    """What the directions say of a medicine of this form."""
    return with_form(parse_dosage(text), form)


def gap_in(text: str, form: str) -> DirectionsGap | None:
    """What is missing in the directions; None when they say how much and how often, or the form needs no amount."""
    if not text.strip():
        return DirectionsGap.NOT_WRITTEN
    whole = directions_in_form(text, form)
    if whole.steps:
        return next((gap for step in whole.steps if (gap := _gap(step, form)) is not None), None)
    return _gap(whole, form)


def _gap(dosage: DosageInstruction, form: str) -> DirectionsGap | None:
    if dosage.unparsed:
        return DirectionsGap.NOT_UNDERSTOOD
    if not dosage.understood:
        # A single dose for several days says how often twice, and not the same.
        return DirectionsGap.NOT_UNDERSTOOD if dosage.once else DirectionsGap.NO_FREQUENCY
    return DirectionsGap.NO_AMOUNT if lacks_amount(dosage, form) else None


def open_gap(events: Sequence[Event], line: PrescriptionLine, form: str) -> DirectionsGap | None:
    """What still waits for a person. The order server's lines are the prescriber's own words: nothing is asked."""
    if line.source is not LineSource.TRANSCRIBED:
        return None
    gap = gap_in(line.dosage_instruction, form)
    return None if gap is None or _mark(line, form) in _accepted(events) else gap


def open_question(events: Sequence[Event], line: PrescriptionLine, form: str) -> DirectionsGap | None:
    """What the review says of a line: also of the order server's, where it is said and does not block."""
    if line.source is LineSource.TRANSCRIBED:
        return open_gap(events, line, form)
    return gap_in(line.dosage_instruction, form)


def accept_directions(site: Site, user: User, prescription_id: UUID, line_id: UUID) -> None:
    """A pharmacist says that the directions are enough as they are written: the label has them word for word.

    Raises Refused for a line that nobody confirmed, and where nothing is missing (any more).
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
        detail = json.dumps({"line": str(line.id), "gap": gap.value, "of": _mark(line, form)})
        record(tx, site, user, prescription_id, EventKind.DIRECTIONS_ACCEPTED, detail=detail)


def form_of(tx: Transaction, line: PrescriptionLine) -> str:
    """Of the product that is keyed, else as it is prescribed."""
    return tx.products.get(line.product_id).form if line.product_id is not None else line.medicine.form


def _accepted(events: Sequence[Event]) -> frozenset[str]:
    kind = EventKind.DIRECTIONS_ACCEPTED
    return frozenset(json.loads(event.detail)["of"] for event in events if event.kind is kind)


def _mark(line: PrescriptionLine, form: str) -> str:
    """What an acceptance is good for. A digest: what is written on a prescription does not stand in events."""
    said = json.dumps([str(line.id), line.dosage_instruction, form.strip().lower()])
    return hashlib.sha256(said.encode()).hexdigest()
