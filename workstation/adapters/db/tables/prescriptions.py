"""Prescriptions: header, lines, events (append-only)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Id, Sequence, Sortable
from workstation.adapters.db.types import Word
from workstation.adapters.db.values import Codings, Ingredients, Place
from workstation.domain.medicine import IngredientStrength
from workstation.domain.prescription import Coding, LineBlock, LineKind, LineSource, WrittenPlace
from workstation.domain.workflow import EventKind, Status


class PrescriptionRow(Base):
    """The header. From `status` on the columns follow from events, allocations and dispenses."""

    __tablename__ = "prescription"
    __table_args__ = (
        Index(
            "ix_prescription_task_reference",
            "task_reference",
            unique=True,
            sqlite_where=text("task_reference <> ''"),
            postgresql_where=text("task_reference <> ''"),
        ),
        Index("ix_prescription_queue", "is_open", "due_key", "id"),
        Index("ix_prescription_prescriber", "prescriber_registration", "prescriber_name"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(index=True)
    task_reference: Mapped[str]
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    prescriber_name: Mapped[str]
    prescriber_registration: Mapped[str]
    prescriber_clinic: Mapped[str]
    authored_on: Mapped[date | None]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]
    urgent: Mapped[bool]
    status: Mapped[Status] = mapped_column(Word(Status))
    flags: Mapped[str]
    """",allergy,no_stock," so that one flag can be looked for; "," for none."""
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    is_open: Mapped[bool]
    due_key: Mapped[Sortable]
    search_text: Mapped[str]
    """Folded number, prescriber, clinic and medicines; never the patient."""


class PrescriptionDocumentRow(Base):
    """Which scans belong to a prescription. The document may come later in the same transaction."""

    __tablename__ = "prescription_document"

    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id", deferrable=True, initially="DEFERRED"))


class PrescriptionLineRow(Base):
    """One line. It is never deleted: `removed` tells that the prescription no longer has it."""

    __tablename__ = "prescription_line"
    __table_args__ = (CheckConstraint("(quantity_value IS NULL) = (quantity_unit IS NULL)", name="quantity"),)

    id: Mapped[Id]
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), index=True)
    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(Word(LineKind))
    source: Mapped[LineSource] = mapped_column(Word(LineSource))
    medicine_text: Mapped[str]
    medicine_form: Mapped[str]
    ingredients: Mapped[tuple[IngredientStrength, ...]] = mapped_column(Ingredients)
    codings: Mapped[tuple[Coding, ...]] = mapped_column(Codings)
    dosage_instruction: Mapped[str]
    quantity_value: Mapped[Decimal | None]
    quantity_unit: Mapped[str | None]
    days_supply: Mapped[int | None]
    substitution_allowed: Mapped[bool]
    repeats_allowed: Mapped[int]
    server_reference: Mapped[str]
    block: Mapped[LineBlock | None] = mapped_column(Word(LineBlock))
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("product.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    written: Mapped[WrittenPlace | None] = mapped_column(Place)
    written_text: Mapped[str]
    removed: Mapped[bool]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class PrescriptionEventRow(Base):
    """One thing that happened, append-only. `sequence` is the order in which this store learned of it."""

    __tablename__ = "prescription_event"
    __table_args__ = (
        Index(
            "ix_prescription_event_handed_over",
            "at",
            sqlite_where=text("kind = 'handed_over'"),
            postgresql_where=text("kind = 'handed_over'"),
        ),
    )

    sequence: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str]
    detail: Mapped[str]
