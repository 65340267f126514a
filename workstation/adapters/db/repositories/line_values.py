"""Lines and scans of a prescription, as they are stored and read."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from workstation.adapters.db.folding import fold
from workstation.adapters.db.tables import PrescriptionDocumentRow, PrescriptionLineRow
from workstation.adapters.db.work import Work, table_of
from workstation.domain.prescription import LineSource, PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity

_LINES = table_of(PrescriptionLineRow)
_SCANS = table_of(PrescriptionDocumentRow)


# Made once: building a statement costs more than running it.
_LINES_OF = (
    select(PrescriptionLineRow)
    .where(PrescriptionLineRow.prescription_id == bindparam("wanted"), ~PrescriptionLineRow.removed)
    .order_by(PrescriptionLineRow.position, PrescriptionLineRow.id)
)
_SCANS_OF = (
    select(PrescriptionDocumentRow.document_id)
    .where(PrescriptionDocumentRow.prescription_id == bindparam("wanted"))
    .order_by(PrescriptionDocumentRow.position)
)


def search_text(prescription: Prescription) -> str:
    """What the queue is searched by besides the patient."""
    who = prescription.prescriber
    medicines = (line.medicine.text for line in prescription.lines)
    return fold(prescription.number, who.name, who.registration_number, who.clinic, *medicines)


def save_lines(work: Work, prescription: Prescription) -> None:
    """Inserts or replaces the lines; one that is no longer there is marked removed."""
    mine = _LINES.c.prescription_id == prescription.id
    known = set(work.connection.scalars(select(_LINES.c.id).where(mine)))
    values = {line.id: _values(prescription.id, line) for line in prescription.lines}
    work.add_all(PrescriptionLineRow, [row for line_id, row in values.items() if line_id not in known])
    changed = [{"key": line_id} | row for line_id, row in values.items() if line_id in known]
    if changed:
        work.connection.execute(update(_LINES).where(_LINES.c.id == bindparam("key")), changed)
    gone = known - values.keys()
    if gone:
        work.connection.execute(update(_LINES).where(mine, _LINES.c.id.in_(gone)).values(removed=True))


def add_all(work: Work, prescriptions: Sequence[Prescription]) -> None:
    """The lines and scans of new prescriptions, many at once."""
    work.add_all(PrescriptionLineRow, [_values(one.id, line) for one in prescriptions for line in one.lines])
    scans = [
        {"prescription_id": one.id, "position": position, "document_id": document_id}
        for one in prescriptions
        for position, document_id in enumerate(one.document_ids)
    ]
    work.add_all(PrescriptionDocumentRow, scans)


def save_document_ids(work: Work, prescription: Prescription) -> None:
    """Replaces the list when it differs."""
    if document_ids(work, prescription.id) == prescription.document_ids:
        return
    work.connection.execute(delete(_SCANS).where(_SCANS.c.prescription_id == prescription.id))
    rows = [
        {"prescription_id": prescription.id, "position": position, "document_id": document_id}
        for position, document_id in enumerate(prescription.document_ids)
    ]
    if rows:
        work.connection.execute(insert(_SCANS), rows)


def document_ids(work: Work, prescription_id: UUID) -> tuple[UUID, ...]:
    """In order."""
    return tuple(work.connection.scalars(_SCANS_OF, {"wanted": prescription_id}))


def lines(work: Work, prescription_id: UUID) -> tuple[PrescriptionLine, ...]:
    """Those that the prescription has now, by position."""
    return tuple(map(_line, work.rows(_LINES_OF, wanted=prescription_id)))


def lines_of_many(work: Work, prescription_ids: Collection[UUID]) -> dict[UUID, list[PrescriptionLine]]:
    """The same of many prescriptions in one look-up; one without lines is not in it."""
    named = PrescriptionLineRow.prescription_id.in_(prescription_ids)
    wanted = select(PrescriptionLineRow).where(named, ~PrescriptionLineRow.removed)
    found: dict[UUID, list[PrescriptionLine]] = {}
    for row in work.rows(wanted.order_by(PrescriptionLineRow.position, PrescriptionLineRow.id)):
        found.setdefault(row.prescription_id, []).append(_line(row))
    return found


def documents_of_many(work: Work, prescription_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Their scans in order, in one look-up; one without a scan is not in it."""
    wanted = select(_SCANS.c.prescription_id, _SCANS.c.document_id).where(
        _SCANS.c.prescription_id.in_(prescription_ids)
    )
    found: dict[UUID, list[UUID]] = {}
    for prescription_id, document_id in work.connection.execute(wanted.order_by(_SCANS.c.position)).all():
        found.setdefault(prescription_id, []).append(document_id)
    return found


def line_ids(work: Work, prescription_id: UUID) -> dict[str, UUID]:
    """Ids of the server's lines by reference; of two rows with one reference the one that is there now counts."""
    wanted = (
        select(_LINES.c.server_reference, _LINES.c.id)
        .where(
            _LINES.c.prescription_id == prescription_id,
            _LINES.c.source == LineSource.SERVER,
            _LINES.c.server_reference != "",
        )
        .order_by(_LINES.c.removed.desc(), _LINES.c.id)
    )
    return dict(work.connection.execute(wanted).all())


def _values(prescription_id: UUID, line: PrescriptionLine) -> dict[str, Any]:
    amount = line.quantity_prescribed
    return {
        "id": line.id,
        "prescription_id": prescription_id,
        "position": line.position,
        "kind": line.kind,
        "source": line.source,
        "medicine_text": line.medicine.text,
        "medicine_form": line.medicine.form,
        "ingredients": line.medicine.ingredients,
        "codings": line.medicine.codings,
        "dosage_instruction": line.dosage_instruction,
        "quantity_value": None if amount is None else amount.value,
        "quantity_unit": None if amount is None else amount.unit,
        "days_supply": line.days_supply,
        "substitution_allowed": line.substitution_allowed,
        "repeats_allowed": line.repeats_allowed,
        "server_reference": line.server_reference,
        "block": line.block,
        "product_id": line.product_id,
        "confirmed_by": line.confirmed_by,
        "written": line.written,
        "written_text": line.written_text,
        "removed": False,
        "valid_from": line.valid_from,
        "valid_until": line.valid_until,
    }


def _line(row: PrescriptionLineRow) -> PrescriptionLine:
    amount = None
    if row.quantity_value is not None and row.quantity_unit is not None:
        amount = Quantity(row.quantity_value, row.quantity_unit)
    return PrescriptionLine(
        id=row.id,
        position=row.position,
        kind=row.kind,
        source=row.source,
        medicine=PrescribedMedicine(row.medicine_text, row.ingredients, row.medicine_form, row.codings),
        dosage_instruction=row.dosage_instruction,
        quantity_prescribed=amount,
        days_supply=row.days_supply,
        substitution_allowed=row.substitution_allowed,
        repeats_allowed=row.repeats_allowed,
        server_reference=row.server_reference,
        block=row.block,
        product_id=row.product_id,
        confirmed_by=row.confirmed_by,
        written=row.written,
        written_text=row.written_text,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
