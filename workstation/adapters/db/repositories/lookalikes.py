"""People with names and pages with pictures that can be taken for one another."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, bindparam, exists, literal, select, text

from workstation.adapters.db.tables import (
    DocumentAlikeRow,
    DocumentPageRow,
    DocumentReadingRow,
    DocumentRow,
    PatientRow,
    PrescriptionEventRow,
    PrescriptionLineRow,
    PrescriptionRow,
    ProductRow,
)
from workstation.adapters.db.work import Work
from workstation.domain.prescription import Prescriber
from workstation.domain.reading.prescriber_habit import ConfirmedReading
from workstation.services.document_ports import PageMark, PersonAtWork

MOST_HEADS = 8
"""Scans of one prescriber whose letterheads are compared."""
MOST_LEARNED = 400
"""Lines of one prescriber that are looked at."""
_HANDED_OVER = text("prescription_event.kind = 'handed_over'")
"""Word for word the condition of the partial index, without which SQLite reads the whole table."""
_PEOPLE = (
    select(
        PatientRow.id,
        PatientRow.name,
        PatientRow.birth_date,
        PatientRow.number,
        PrescriptionRow.id,
        PrescriptionRow.number,
        PrescriptionRow.status,
    )
    .join(PatientRow, PatientRow.id == PrescriptionRow.patient_id)
    .order_by(PrescriptionRow.due_key, PrescriptionRow.id)
)
_OPEN = _PEOPLE.where(PrescriptionRow.is_open)
_GIVEN = _PEOPLE.where(
    PrescriptionRow.is_open.is_(False),
    PrescriptionRow.id.in_(
        select(PrescriptionEventRow.prescription_id).where(_HANDED_OVER, PrescriptionEventRow.at >= bindparam("since"))
    ),
)


@dataclass(frozen=True, slots=True)
class SqlLookalikes:
    """Implements ports.Lookalikes."""

    work: Work

    def people_at_work(self, since: datetime) -> Sequence[PersonAtWork]:
        """Open ones by due time, then those handed over since then."""
        found = [*self.work.connection.execute(_OPEN), *self.work.connection.execute(_GIVEN, {"since": since})]
        return [PersonAtWork(*row) for row in found]

    def add_pages(self, marks: Sequence[PageMark]) -> None:
        """A document that has its marks keeps them."""
        held = {one.document_id for one in marks if self._has(one.document_id)}
        for one in marks:
            if one.document_id not in held:
                self.work.add(
                    DocumentPageRow, document_id=one.document_id, page=one.page, sha256=one.sha256, look=one.look
                )

    def pages(self) -> Sequence[PageMark]:
        """All that are held."""
        row = DocumentPageRow
        return [
            PageMark(*found)
            for found in self.work.connection.execute(select(row.document_id, row.page, row.sha256, row.look))
        ]

    def add_alike(self, document_id: UUID, other_id: UUID, distance: int) -> None:
        """Said twice it is kept once."""
        row = DocumentAlikeRow
        same = (row.document_id == document_id) & (row.other_id == other_id)
        if not self.work.connection.scalar(select(exists().where(same))):
            self.work.add(row, document_id=document_id, other_id=other_id, distance=distance)

    def alike(self, prescription_id: UUID) -> Sequence[tuple[UUID, int]]:
        """Each other prescription once, the nearest first."""
        found: dict[UUID, int] = {}
        for wanted in (_same_file(prescription_id), *_same_picture(prescription_id)):
            for other, distance in self.work.connection.execute(wanted):
                if other != prescription_id:
                    found[other] = min(distance, found.get(other, distance))
        return sorted(found.items(), key=lambda one: (one[1], one[0]))

    def of_person(self, patient_ids: Collection[UUID]) -> Sequence[UUID]:
        """By time of arrival."""
        wanted = select(PrescriptionRow.id).where(PrescriptionRow.patient_id.in_(patient_ids))
        return self.work.connection.scalars(wanted.order_by(PrescriptionRow.received_at, PrescriptionRow.id)).all()

    def confirmed_of(self, prescriber: Prescriber, but: UUID) -> Sequence[ConfirmedReading]:
        """See ports.Lookalikes. The latest ones only: a hand changes."""
        if not (prescriber.registration_number or prescriber.name):
            return []
        row, line = PrescriptionRow, PrescriptionLineRow
        same = _by(prescriber)
        wanted = (
            select(line.written_text, line.medicine_text, ProductRow.name)
            .join(row, row.id == line.prescription_id)
            .outerjoin(ProductRow, ProductRow.id == line.product_id)
            .where(same, row.id != but, line.confirmed_by.is_not(None), line.removed.is_(False))
            .where(line.written_text != "")
            .order_by(row.received_at.desc(), line.position)
            .limit(MOST_LEARNED)
        )
        found = self.work.connection.execute(wanted)
        return [ConfirmedReading(text, tuple(filter(None, names))) for text, *names in found]

    def heads_of(self, prescriber: Prescriber, but: UUID) -> Sequence[float | None]:
        """See ports.Lookalikes. Of a document that was read twice the newest reading counts."""
        if not (prescriber.registration_number or prescriber.name):
            return []
        read, row = DocumentReadingRow, PrescriptionRow
        wanted = (
            select(read.document_id, read.reading)
            .join(DocumentRow, DocumentRow.id == read.document_id)
            .join(row, row.id == DocumentRow.prescription_id)
            .where(_by(prescriber), row.id != but)
            .order_by(read.sequence.desc())
            .limit(MOST_HEADS)
        )
        found: dict[UUID, float | None] = {}
        for document_id, said in self.work.connection.execute(wanted):
            found.setdefault(document_id, _head_in(said))
        return list(found.values())

    def _has(self, document_id: UUID) -> bool:
        wanted = exists().where(DocumentPageRow.document_id == document_id)
        return bool(self.work.connection.scalar(select(wanted)))


def _by(prescriber: Prescriber) -> ColumnElement[bool]:
    """By number; by name where there is none."""
    same = PrescriptionRow.prescriber_registration == prescriber.registration_number
    return same if prescriber.registration_number else same & (PrescriptionRow.prescriber_name == prescriber.name)


def _head_in(reading: str) -> float | None:
    """Of the first page: the others have none."""
    pages = json.loads(reading)["pages"]
    return pages[0].get("head_colour") if pages else None


def _same_file(prescription_id: UUID) -> Executable:
    mine = select(DocumentRow.sha256).where(DocumentRow.prescription_id == prescription_id, DocumentRow.sha256 != "")
    return select(DocumentRow.prescription_id, literal(0)).where(DocumentRow.sha256.in_(mine))


def _same_picture(prescription_id: UUID) -> tuple[Executable, ...]:
    mine = select(DocumentRow.id).where(DocumentRow.prescription_id == prescription_id)
    pairs = (
        (DocumentAlikeRow.document_id, DocumentAlikeRow.other_id),
        (DocumentAlikeRow.other_id, DocumentAlikeRow.document_id),
    )
    return tuple(
        select(DocumentRow.prescription_id, DocumentAlikeRow.distance)
        .join(DocumentAlikeRow, theirs == DocumentRow.id)
        .where(own.in_(mine))
        for own, theirs in pairs
    )
