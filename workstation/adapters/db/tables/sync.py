"""What goes to the order server, what came from it, and what a person must settle."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text, true
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Id, Sequence
from workstation.adapters.db.types import Word
from workstation.domain.outbox import OutboxKind, OutboxState


class OutboxEntryRow(Base):
    """One write to be done exactly once. `body` is JSON with exact numbers."""

    __tablename__ = "outbox_entry"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_outbox_entry_state", "state", "sequence"),
        Index("ix_outbox_entry_group_id", "group_id", "sequence"),
        Index(
            "ix_outbox_entry_waiting",
            "priority",
            "sequence",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[OutboxKind] = mapped_column(Word(OutboxKind))
    group_id: Mapped[UUID]
    what: Mapped[str]
    target: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[OutboxState] = mapped_column(Word(OutboxState))
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]
    answer: Mapped[str]
    sent_reference: Mapped[str]
    priority: Mapped[int] = mapped_column(server_default="10")
    tried_at: Mapped[datetime | None]


class ServerResourceRow(Base):
    """The pulled copy of one resource, verbatim. It can be wiped and pulled again."""

    __tablename__ = "server_resource"

    reference: Mapped[str] = mapped_column(primary_key=True)
    resource_type: Mapped[str] = mapped_column(index=True)
    version_id: Mapped[str]
    last_updated: Mapped[str]
    body: Mapped[str]
    taken_in: Mapped[bool] = mapped_column(server_default=true())
    """Our own copy of the work follows this version. False for what a write of ours met on the way."""


class SyncNoteRow(Base):
    """A small fact of the sync."""

    __tablename__ = "sync_note"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ConflictRow(Base):
    """Two versions of one Task; both bodies are kept."""

    __tablename__ = "conflict"
    __table_args__ = (
        Index(
            "ix_conflict_open",
            "found_at",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_entry.id"))
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"))
    ours: Mapped[str]
    theirs: Mapped[str]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_as: Mapped[str]


class AttentionRow(Base):
    """Something only a person can put right."""

    __tablename__ = "attention"
    __table_args__ = (
        Index(
            "ix_attention_open",
            "found_at",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    prescription_id: Mapped[UUID | None] = mapped_column(ForeignKey("prescription.id"), index=True)
    code: Mapped[str]
    detail: Mapped[str]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
