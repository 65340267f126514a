"""What an answered alert is remembered for, so that the same question is known again; and weights taken here.

Revision ID: 0008_alert_memory
Revises: 0007_line_validity
"""

from alembic import op

from workstation.adapters.db.migration_words import TEXT, YES_NO, may

revision = "0008_alert_memory"
down_revision = "0007_line_validity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in may(TEXT, "memory"):
        op.add_column("alert_answer", column)
    for column in may(YES_NO, "weighed_here"):
        op.add_column("patient", column)
    op.create_index("ix_alert_answer_memory", "alert_answer", ["memory"])


def downgrade() -> None:
    op.drop_index("ix_alert_answer_memory", "alert_answer")
    op.drop_column("patient", "weighed_here")
    op.drop_column("alert_answer", "memory")
