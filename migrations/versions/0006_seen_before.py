"""What tells scans apart, so that a paper that was seen before is known again, and what was handed over today.

Revision ID: 0006_seen_before
Revises: 0005_what_comes_down
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import INTEGER, KEY, TEXT, need, where

revision = "0006_seen_before"
down_revision = "0005_what_comes_down"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_page",
        *need(KEY, "document_id"),
        sa.Column("page", INTEGER, autoincrement=False, nullable=False),
        *need(TEXT, "sha256", "look"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_document_page_document_id"),
        sa.PrimaryKeyConstraint("document_id", "page", name="pk_document_page"),
    )
    op.create_table(
        "document_alike",
        *need(KEY, "document_id", "other_id"),
        *need(INTEGER, "distance"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_document_alike_document_id"),
        sa.ForeignKeyConstraint(["other_id"], ["document.id"], name="fk_document_alike_other_id"),
        sa.PrimaryKeyConstraint("document_id", "other_id", name="pk_document_alike"),
    )
    op.create_index("ix_document_alike_other_id", "document_alike", ["other_id"])
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_index("ix_prescription_event_handed_over", "prescription_event", ["at"], **where("kind = 'handed_over'"))


def downgrade() -> None:
    op.drop_index("ix_prescription_event_handed_over", "prescription_event")
    op.drop_index("ix_document_sha256", "document")
    op.drop_table("document_alike")
    op.drop_table("document_page")
