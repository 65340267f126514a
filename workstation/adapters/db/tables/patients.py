"""Patients. `patient` is the only table with names of patients, and it can be erased row by row."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Id
from workstation.adapters.db.types import Word
from workstation.adapters.db.values import Allergies, Words
from workstation.domain.patient import Allergy, Sex


class PatientRow(Base):
    """Who it is. `search_text` is the folded name and patient number."""

    __tablename__ = "patient"
    __table_args__ = (
        Index(
            "ix_patient_reference",
            "reference",
            unique=True,
            sqlite_where=text("reference <> ''"),
            postgresql_where=text("reference <> ''"),
        ),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    name: Mapped[str]
    birth_date: Mapped[date | None]
    sex: Mapped[Sex] = mapped_column(Word(Sex))
    phone: Mapped[str]
    number: Mapped[str]
    weight_value: Mapped[Decimal | None]
    weight_unit: Mapped[str | None]
    weight_date: Mapped[date | None]
    weighed_here: Mapped[bool | None]
    search_text: Mapped[str]


class PatientContextRow(Base):
    """What is known of a patient. NULL = unknown, an empty list = known to be none."""

    __tablename__ = "patient_context"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    allergies: Mapped[tuple[Allergy, ...] | None] = mapped_column(Allergies)
    conditions: Mapped[tuple[str, ...] | None] = mapped_column(Words)
    current_medicines: Mapped[tuple[str, ...] | None] = mapped_column(Words)


class PatientLinkRow(Base):
    """The server says that a patient is the same person as another; `ended_at` when it says so no more."""

    __tablename__ = "patient_link"
    __table_args__ = (
        Index(
            "ix_patient_link_open",
            "patient_id",
            "other",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    other: Mapped[str]
    """"Patient/12": it need not be known here."""
    found_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
