"""What was wanted and not there, append-only.

Revision ID: 0015_unmet_demand
Revises: 0014_duty_and_reservation
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import INSTANT, KEY, MICRO, SEQUENCE, TEXT, may, need

revision = "0015_unmet_demand"
down_revision = "0014_duty_and_reservation"
branch_labels = None
depends_on = None

REFUSE = "BEGIN SELECT RAISE(ABORT, 'unmet_demand is append-only'); END"
SAME_ROW = "SELECT 1 FROM unmet_demand WHERE id = NEW.id OR sequence = NEW.sequence"


def upgrade() -> None:
    op.create_table(
        "unmet_demand",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id"),
        *need(INSTANT, "at"),
        *need(KEY, "by"),
        *need(TEXT, "cause"),
        *need(KEY, "prescription_id", "line_id"),
        *may(KEY, "product_id"),
        *need(TEXT, "medicine"),
        *need(MICRO, "quantity_micro"),
        *need(TEXT, "unit"),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_unmet_demand_by"),
        sa.ForeignKeyConstraint(["line_id"], ["prescription_line.id"], name="fk_unmet_demand_line_id"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_unmet_demand_prescription_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_unmet_demand_product_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_unmet_demand"),
        sa.UniqueConstraint("id", name="uq_unmet_demand_id"),
    )
    op.create_index("ix_unmet_demand_at", "unmet_demand", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER unmet_demand_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unmet_demand"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(f"CREATE TRIGGER unmet_demand_no_update BEFORE UPDATE ON unmet_demand {REFUSE}")
    op.execute(f"CREATE TRIGGER unmet_demand_no_delete BEFORE DELETE ON unmet_demand {REFUSE}")
    when = f"WHEN EXISTS ({SAME_ROW})"
    op.execute(f"CREATE TRIGGER unmet_demand_no_replace BEFORE INSERT ON unmet_demand {when} {REFUSE}")


def downgrade() -> None:
    op.drop_table("unmet_demand")  # with its triggers
