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
    sha256: Mapped[str] = mapped_column(index=True)
    content: Mapped[bytes | None]


class DocumentReadingRow(Base):
    """One answer of the reader; the newest one counts, earlier ones show what a decision was based on."""

    __tablename__ = "document_reading"

    sequence: Mapped[Sequence]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    engines: Mapped[str]
    reading: Mapped[str]


class DocumentPageRow(Base):
    """What tells a page from others. `look` is a perceptual hash as 16 hex digits."""

    __tablename__ = "document_page"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str]
    look: Mapped[str]


class DocumentAlikeRow(Base):
    """Two documents that show the same page, found when the later one was read; one row for both ways."""

    __tablename__ = "document_alike"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)
    distance: Mapped[int]
