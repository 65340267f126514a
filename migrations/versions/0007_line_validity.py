"""From when and until when a single line may be supplied, where the prescriber says it of the line.

Revision ID: 0007_line_validity
Revises: 0006_seen_before
"""

from alembic import op

from workstation.adapters.db.migration_words import DATE, may

revision = "0007_line_validity"
down_revision = "0006_seen_before"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in may(DATE, "valid_from", "valid_until"):
        op.add_column("prescription_line", column)


def downgrade() -> None:
    op.drop_column("prescription_line", "valid_until")
    op.drop_column("prescription_line", "valid_from")
