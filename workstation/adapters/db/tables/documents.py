"""Scans and what was read in them."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Sequence


class DocumentRow(Base):
    """A scan as received. `content` stands last so that listing never reads its pages."""

    __tablename__ = "document"

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), index=True)
    reference: Mapped[str]
    url: Mapped[str]
    content_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes | None]


class DocumentReadingRow(Base):
    """One answer of the reader; the newest one counts, earlier ones show what a decision was based on."""

    __tablename__ = "document_reading"

    sequence: Mapped[Sequence]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    engines: Mapped[str]
    reading: Mapped[str]
