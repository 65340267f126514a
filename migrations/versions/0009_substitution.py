"""How many units of a supplied product stand for one of the prescribed, and why another product was supplied.

Revision ID: 0009_substitution
Revises: 0008_alert_memory
"""

from alembic import op

from workstation.adapters.db.migration_words import INTEGER, TEXT, may

revision = "0009_substitution"
down_revision = "0008_alert_memory"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("allocation", "dispense"):
        for column in may(INTEGER, "units_for_one"):
            op.add_column(table, column)
    for column in may(TEXT, "substitution_reason"):
        op.add_column("dispense", column)


def downgrade() -> None:
    op.drop_column("dispense", "substitution_reason")
    op.drop_column("dispense", "units_for_one")
    op.drop_column("allocation", "units_for_one")
