"""What comes down: supplies that others made, and which patients are the same person.

Revision ID: 0005_what_comes_down
Revises: 0004_sync_order
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import DECIMAL, INSTANT, KEY, TEXT, may, need, where

revision = "0005_what_comes_down"
down_revision = "0004_sync_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _dispense_elsewhere()
    _patient_link()
    op.create_index("ix_attention_prescription_id", "attention", ["prescription_id"])


def downgrade() -> None:
    op.drop_index("ix_attention_prescription_id", "attention")
    op.drop_table("patient_link")
    op.drop_table("dispense_elsewhere")


def _dispense_elsewhere() -> None:
    op.create_table(
        "dispense_elsewhere",
        *need(TEXT, "reference"),
        *need(KEY, "prescription_id"),
        *may(KEY, "line_id", "own_id"),
        *need(TEXT, "status"),
        *may(DECIMAL, "quantity_value"),
        *may(TEXT, "quantity_unit", "medicine_text", "medicine_form", "ingredients", "codings"),
        *may(INSTANT, "handed_over_at"),
        *may(DECIMAL, "counted_value"),
        *may(TEXT, "counted_unit"),
        *may(KEY, "counted_by"),
        sa.CheckConstraint(
            "(quantity_value IS NULL) = (quantity_unit IS NULL)", name=op.f("ck_dispense_elsewhere_quantity")
        ),
        sa.CheckConstraint(
            "(counted_value IS NULL) = (counted_unit IS NULL)", name=op.f("ck_dispense_elsewhere_counted")
        ),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_dispense_elsewhere_prescription_id"),
        sa.ForeignKeyConstraint(["line_id"], ["prescription_line.id"], name="fk_dispense_elsewhere_line_id"),
        sa.ForeignKeyConstraint(["counted_by"], ["user_account.id"], name="fk_dispense_elsewhere_counted_by"),
        sa.PrimaryKeyConstraint("reference", name="pk_dispense_elsewhere"),
    )
    op.create_index("ix_dispense_elsewhere_prescription_id", "dispense_elsewhere", ["prescription_id"])


def _patient_link() -> None:
    op.create_table(
        "patient_link",
        *need(KEY, "id", "patient_id"),
        *need(TEXT, "other"),
        *need(INSTANT, "found_at"),
        *may(INSTANT, "ended_at"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_patient_link_patient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_patient_link"),
    )
    op.create_index("ix_patient_link_open", "patient_link", ["patient_id", "other"], **where("ended_at IS NULL"))
