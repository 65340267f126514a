"""What somebody typed for a line and did not confirm, kept with its author through a crash.

Revision ID: 0011_line_drafts
Revises: 0010_prescriber_index
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import INSTANT, KEY, TEXT, YES_NO, may, need

revision = "0011_line_drafts"
down_revision = "0010_prescriber_index"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_draft",
        *need(KEY, "prescription_id", "line_id", "by", "station_id"),
        *need(INSTANT, "begun_at", "at"),
        *need(TEXT, "directions", "days", "quantity"),
        *need(YES_NO, "quantity_by_hand"),
        *need(TEXT, "chosen"),
        *may(KEY, "product_id"),
        *need(TEXT, "ingredients"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_line_draft_prescription_id"),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_line_draft_by"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_line_draft_product_id"),
        sa.PrimaryKeyConstraint("prescription_id", "line_id", "by", name="pk_line_draft"),
    )


def downgrade() -> None:
    op.drop_table("line_draft")
