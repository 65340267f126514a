"""Scans and what was read in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, select

from workstation.adapters.db.tables import DocumentPageRow, DocumentReadingRow, DocumentRow
from workstation.adapters.db.work import Work
from workstation.services.document_ports import ScanDocument


@dataclass(frozen=True, slots=True)
class SqlDocuments:
    """Implements ports.Documents."""

    work: Work

    def save(self, document: ScanDocument) -> None:
        """Inserts or replaces."""
        self.work.put(
            DocumentRow,
            {"id": document.id},
            prescription_id=document.prescription_id,
            reference=document.reference,
            url=document.url,
            content_type=document.content_type,
            sha256=document.sha256,
            content=document.content,
        )

    def get(self, document_id: UUID) -> ScanDocument:
        """Raises KeyError when there is no such document."""
        return _document(self.work.need(select(DocumentRow).where(DocumentRow.id == document_id), document_id))

    def by_sha256(self, digest: str) -> ScanDocument | None:
        """The first one with this content (SHA-256 in hexadecimal)."""
        wanted = select(DocumentRow).where(DocumentRow.sha256 == digest).order_by(DocumentRow.sequence).limit(1)
        row = self.work.row(wanted)
        return None if row is None else _document(row)

    def missing_content(self) -> Sequence[ScanDocument]:
        """Those whose content is not fetched yet, oldest first."""
        wanted = select(DocumentRow).where(DocumentRow.content.is_(None)).order_by(DocumentRow.sequence)
        return [_document(row) for row in self.work.rows(wanted)]

    def save_reading(self, document_id: UUID, engines: str, reading: str) -> None:
        """Added to earlier ones; the newest one counts."""
        self.work.add(DocumentReadingRow, document_id=document_id, engines=engines, reading=reading)

    def reading(self, document_id: UUID) -> str | None:
        """The newest one."""
        wanted = select(DocumentReadingRow.reading).where(DocumentReadingRow.document_id == document_id)
        return self.work.connection.scalar(wanted.order_by(DocumentReadingRow.sequence.desc()).limit(1))

    def unread(self) -> Sequence[UUID]:
        """Ids with content and without a reading, oldest first."""
        was_read = exists().where(DocumentReadingRow.document_id == DocumentRow.id)
        wanted = select(DocumentRow.id).where(DocumentRow.content.is_not(None), ~was_read)
        return self.work.connection.scalars(wanted.order_by(DocumentRow.sequence)).all()

    def read_by_nobody(self) -> Sequence[UUID]:
        """See document_ports.Documents."""
        row = DocumentReadingRow
        newest = select(func.max(row.sequence)).group_by(row.document_id)
        wanted = select(DocumentRow.id).join(row, row.document_id == DocumentRow.id)
        wanted = wanted.where(DocumentRow.content.is_not(None), row.engines == "", row.sequence.in_(newest))
        return self.work.connection.scalars(wanted.order_by(DocumentRow.sequence)).all()

    def unmarked(self) -> Sequence[UUID]:
        """See document_ports.Documents."""
        was_read = exists().where(DocumentReadingRow.document_id == DocumentRow.id)
        is_marked = exists().where(DocumentPageRow.document_id == DocumentRow.id)
        wanted = select(DocumentRow.id).where(DocumentRow.content.is_not(None), was_read, ~is_marked)
        return self.work.connection.scalars(wanted.order_by(DocumentRow.sequence)).all()


def _document(row: DocumentRow) -> ScanDocument:
    return ScanDocument(row.id, row.prescription_id, row.reference, row.url, row.content_type, row.content, row.sha256)
