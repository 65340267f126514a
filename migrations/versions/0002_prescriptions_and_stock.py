"""All tables about prescriptions, stock and supplies.

Revision ID: 0002_prescriptions_and_stock
Revises: 0001_initial
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import (
    BYTES,
    DATE,
    DECIMAL,
    INSTANT,
    INTEGER,
    KEY,
    MICRO,
    SEQUENCE,
    SORTABLE,
    TEXT,
    YES_NO,
    may,
    need,
    where,
)

revision = "0002_prescriptions_and_stock"
down_revision = "0001_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for create in TABLES.values():
        create()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _prescription() -> None:
    op.create_table(
        "prescription",
        *need(KEY, "id"),
        *need(TEXT, "number", "task_reference"),
        *may(KEY, "patient_id"),
        *need(TEXT, "prescriber_name", "prescriber_registration", "prescriber_clinic"),
        *may(DATE, "authored_on"),
        *need(INSTANT, "received_at"),
        *may(INSTANT, "due_at"),
        *may(DATE, "valid_until"),
        *need(YES_NO, "urgent"),
        *need(TEXT, "status", "flags"),
        *may(KEY, "claimed_by"),
        *need(YES_NO, "is_open"),
        *need(SORTABLE, "due_key"),
        *need(TEXT, "search_text"),
        sa.ForeignKeyConstraint(["claimed_by"], ["user_account.id"], name="fk_prescription_claimed_by"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_prescription_patient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_prescription"),
    )
    op.create_index("ix_prescription_number", "prescription", ["number"])
    op.create_index("ix_prescription_patient_id", "prescription", ["patient_id"])
    op.create_index("ix_prescription_queue", "prescription", ["is_open", "due_key", "id"])
    op.create_index(
        "ix_prescription_task_reference",
        "prescription",
        ["task_reference"],
        unique=True,
        **where("task_reference <> ''"),
    )


def _stock_batch() -> None:
    op.create_table(
        "stock_batch",
        *need(KEY, "id", "product_id"),
        *need(TEXT, "batch_number"),
        *need(DATE, "expiry_date"),
        *need(YES_NO, "quarantined"),
        *need(TEXT, "unit"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_batch_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_batch"),
        sa.UniqueConstraint("id", "unit", name="uq_stock_batch_id_unit"),
        sa.UniqueConstraint("product_id", "batch_number", name="uq_stock_batch_product_id_batch_number"),
    )


def _alert_answer() -> None:
    op.create_table(
        "alert_answer",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id", "prescription_id"),
        *need(TEXT, "key", "severity", "reason"),
        *need(KEY, "by"),
        *need(INSTANT, "at"),
        *need(TEXT, "fingerprint"),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_alert_answer_by"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_alert_answer_prescription_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_alert_answer"),
        sa.UniqueConstraint("id", name="uq_alert_answer_id"),
    )
    op.create_index("ix_alert_answer_prescription_id", "alert_answer", ["prescription_id"])


def _attention() -> None:
    op.create_table(
        "attention",
        *need(KEY, "id"),
        *may(KEY, "prescription_id"),
        *need(TEXT, "code", "detail"),
        *need(INSTANT, "found_at"),
        *may(INSTANT, "settled_at"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_attention_prescription_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attention"),
    )
    op.create_index("ix_attention_open", "attention", ["found_at"], **where("settled_at IS NULL"))


def _conflict() -> None:
    op.create_table(
        "conflict",
        *need(KEY, "id", "entry_id", "prescription_id"),
        *need(TEXT, "ours", "theirs"),
        *need(INSTANT, "found_at"),
        *may(INSTANT, "settled_at"),
        *need(TEXT, "settled_as"),
        sa.ForeignKeyConstraint(["entry_id"], ["outbox_entry.id"], name="fk_conflict_entry_id"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_conflict_prescription_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict"),
    )
    op.create_index("ix_conflict_open", "conflict", ["found_at"], **where("settled_at IS NULL"))


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id", "prescription_id"),
        *need(TEXT, "reference", "url", "content_type", "sha256"),
        *may(BYTES, "content"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_document_prescription_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_document"),
        sa.UniqueConstraint("id", name="uq_document_id"),
    )
    op.create_index("ix_document_prescription_id", "document", ["prescription_id"])


def _prescription_event() -> None:
    op.create_table(
        "prescription_event",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id", "prescription_id"),
        *need(TEXT, "kind"),
        *need(INSTANT, "at"),
        *may(KEY, "by"),
        *need(TEXT, "reason", "detail"),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_prescription_event_by"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_prescription_event_prescription_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_prescription_event"),
        sa.UniqueConstraint("id", name="uq_prescription_event_id"),
    )
    op.create_index("ix_prescription_event_prescription_id", "prescription_event", ["prescription_id"])


def _prescription_line() -> None:
    op.create_table(
        "prescription_line",
        *need(KEY, "id", "prescription_id"),
        *need(INTEGER, "position"),
        *need(TEXT, "kind", "source", "medicine_text", "medicine_form", "ingredients", "codings", "dosage_instruction"),
        *may(DECIMAL, "quantity_value"),
        *may(TEXT, "quantity_unit"),
        *may(INTEGER, "days_supply"),
        *need(YES_NO, "substitution_allowed"),
        *need(INTEGER, "repeats_allowed"),
        *need(TEXT, "server_reference"),
        *may(TEXT, "block"),
        *may(KEY, "product_id", "confirmed_by"),
        *may(TEXT, "written"),
        *need(TEXT, "written_text"),
        *need(YES_NO, "removed"),
        sa.CheckConstraint(
            "(quantity_value IS NULL) = (quantity_unit IS NULL)", name=op.f("ck_prescription_line_quantity")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user_account.id"], name="fk_prescription_line_confirmed_by"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_prescription_line_prescription_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_prescription_line_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_prescription_line"),
    )
    op.create_index("ix_prescription_line_prescription_id", "prescription_line", ["prescription_id"])


def _dispense() -> None:
    op.create_table(
        "dispense",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id", "prescription_id", "line_id", "product_id", "batch_id"),
        *need(DECIMAL, "quantity_value"),
        *need(TEXT, "quantity_unit"),
        *need(MICRO, "quantity_micro"),
        *need(TEXT, "supply_type"),
        *need(INSTANT, "when_prepared", "when_handed_over"),
        *need(KEY, "prepared_by"),
        *may(KEY, "checked_by"),
        *need(KEY, "handed_over_by"),
        *need(TEXT, "collected_by", "substitution"),
        *may(TEXT, "oversupply"),
        *may(KEY, "reverses"),
        sa.CheckConstraint(
            "(reverses IS NULL) = (quantity_micro > 0) AND quantity_micro <> 0", name=op.f("ck_dispense_quantity")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batch.id"], name="fk_dispense_batch_id"),
        sa.ForeignKeyConstraint(["checked_by"], ["user_account.id"], name="fk_dispense_checked_by"),
        sa.ForeignKeyConstraint(["handed_over_by"], ["user_account.id"], name="fk_dispense_handed_over_by"),
        sa.ForeignKeyConstraint(["line_id"], ["prescription_line.id"], name="fk_dispense_line_id"),
        sa.ForeignKeyConstraint(["prepared_by"], ["user_account.id"], name="fk_dispense_prepared_by"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_dispense_prescription_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_dispense_product_id"),
        sa.ForeignKeyConstraint(["reverses"], ["dispense.id"], name="fk_dispense_reverses"),
        sa.PrimaryKeyConstraint("sequence", name="pk_dispense"),
        sa.UniqueConstraint("id", name="uq_dispense_id"),
        sa.UniqueConstraint("reverses", name="uq_dispense_reverses"),
    )
    op.create_index("ix_dispense_prescription_id", "dispense", ["prescription_id"])


def _document_reading() -> None:
    op.create_table(
        "document_reading",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "document_id"),
        *need(TEXT, "engines", "reading"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_document_reading_document_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_document_reading"),
    )
    op.create_index("ix_document_reading_document_id", "document_reading", ["document_id"])


def _prescription_document() -> None:
    op.create_table(
        "prescription_document",
        *need(KEY, "prescription_id"),
        sa.Column("position", INTEGER, autoincrement=False, nullable=False),
        *need(KEY, "document_id"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name="fk_prescription_document_document_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["prescription_id"], ["prescription.id"], name="fk_prescription_document_prescription_id"
        ),
        sa.PrimaryKeyConstraint("prescription_id", "position", name="pk_prescription_document"),
    )


def _allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id", "prescription_id", "line_id", "batch_id"),
        *need(TEXT, "unit"),
        *need(MICRO, "quantity_micro"),
        *need(INTEGER, "packs"),
        *need(TEXT, "serial_number"),
        *need(INSTANT, "at"),
        *need(KEY, "by"),
        *may(INSTANT, "ended_at"),
        *may(KEY, "dispense_id"),
        sa.CheckConstraint("ended_at IS NOT NULL OR dispense_id IS NULL", name=op.f("ck_allocation_ended")),
        sa.CheckConstraint("packs >= 0", name=op.f("ck_allocation_packs")),
        sa.CheckConstraint("quantity_micro > 0", name=op.f("ck_allocation_quantity")),
        sa.ForeignKeyConstraint(
            ["batch_id", "unit"], ["stock_batch.id", "stock_batch.unit"], name="fk_allocation_batch_id_unit"
        ),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_allocation_by"),
        sa.ForeignKeyConstraint(
            ["dispense_id"], ["dispense.id"], name="fk_allocation_dispense_id", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["line_id"], ["prescription_line.id"], name="fk_allocation_line_id"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_allocation_prescription_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_allocation"),
        sa.UniqueConstraint("id", name="uq_allocation_id"),
    )
    op.create_index("ix_allocation_dispense_id", "allocation", ["dispense_id"])
    op.create_index(
        "ix_allocation_open_batch", "allocation", ["batch_id", "quantity_micro"], **where("ended_at IS NULL")
    )
    op.create_index("ix_allocation_prescription_id", "allocation", ["prescription_id"])
    op.create_index("ix_allocation_serial", "allocation", ["serial_number"], **where("serial_number <> ''"))


def _stock_movement() -> None:
    op.create_table(
        "stock_movement",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id", "batch_id"),
        *need(TEXT, "unit", "kind"),
        *need(MICRO, "quantity_micro"),
        *need(INSTANT, "at"),
        *may(KEY, "by"),
        *need(TEXT, "reason"),
        *may(KEY, "dispense_id"),
        sa.CheckConstraint("quantity_micro <> 0", name=op.f("ck_stock_movement_quantity")),
        sa.ForeignKeyConstraint(
            ["batch_id", "unit"], ["stock_batch.id", "stock_batch.unit"], name="fk_stock_movement_batch_id_unit"
        ),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_stock_movement_by"),
        sa.ForeignKeyConstraint(
            ["dispense_id"],
            ["dispense.id"],
            name="fk_stock_movement_dispense_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_stock_movement"),
        sa.UniqueConstraint("id", name="uq_stock_movement_id"),
    )
    op.create_index("ix_stock_movement_batch", "stock_movement", ["batch_id", "quantity_micro"])
    op.create_index(
        "ix_stock_movement_dispense",
        "stock_movement",
        ["dispense_id", "kind"],
        unique=True,
        **where("dispense_id IS NOT NULL"),
    )


TABLES = {
    "prescription": _prescription,
    "stock_batch": _stock_batch,
    "alert_answer": _alert_answer,
    "attention": _attention,
    "conflict": _conflict,
    "document": _document,
    "prescription_event": _prescription_event,
    "prescription_line": _prescription_line,
    "dispense": _dispense,
    "document_reading": _document_reading,
    "prescription_document": _prescription_document,
    "allocation": _allocation,
    "stock_movement": _stock_movement,
}
"""In the order in which they refer to each other."""
