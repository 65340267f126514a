"""Who is responsible for the pharmacy, and what of the shelf an approved prescription holds.

Revision ID: 0014_duty_and_reservation
Revises: 0011_line_drafts
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import INSTANT, KEY, MICRO, SEQUENCE, TEXT, may, need, where

revision = "0014_duty_and_reservation"
down_revision = "0011_line_drafts"
branch_labels = None
depends_on = None

REFUSE = "BEGIN SELECT RAISE(ABORT, 'duty_entry is append-only'); END"
SAME_ROW = "SELECT 1 FROM duty_entry WHERE id = NEW.id OR sequence = NEW.sequence"


def upgrade() -> None:
    _duty_entry()
    _reservation()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER duty_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON duty_entry"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(f"CREATE TRIGGER duty_entry_no_update BEFORE UPDATE ON duty_entry {REFUSE}")
    op.execute(f"CREATE TRIGGER duty_entry_no_delete BEFORE DELETE ON duty_entry {REFUSE}")
    op.execute(f"CREATE TRIGGER duty_entry_no_replace BEFORE INSERT ON duty_entry WHEN EXISTS ({SAME_ROW}) {REFUSE}")


def downgrade() -> None:
    op.drop_table("reservation")
    op.drop_table("duty_entry")  # with its triggers


def _duty_entry() -> None:
    op.create_table(
        "duty_entry",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id"),
        *need(TEXT, "kind"),
        *need(KEY, "user_id"),
        *need(INSTANT, "at"),
        *need(KEY, "by"),
        *need(TEXT, "reason"),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_duty_entry_by"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_duty_entry_user_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_duty_entry"),
        sa.UniqueConstraint("id", name="uq_duty_entry_id"),
    )


def _reservation() -> None:
    op.create_table(
        "reservation",
        *need(KEY, "id", "prescription_id", "line_id", "batch_id"),
        *need(TEXT, "unit"),
        *need(MICRO, "quantity_micro"),
        *need(INSTANT, "at"),
        *need(KEY, "by"),
        *may(INSTANT, "ended_at"),
        *may(KEY, "ended_by"),
        *may(TEXT, "why_ended"),
        sa.CheckConstraint("quantity_micro > 0", name=op.f("ck_reservation_quantity")),
        sa.ForeignKeyConstraint(
            ["batch_id", "unit"], ["stock_batch.id", "stock_batch.unit"], name="fk_reservation_batch_id_unit"
        ),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_reservation_by"),
        sa.ForeignKeyConstraint(["ended_by"], ["user_account.id"], name="fk_reservation_ended_by"),
        sa.ForeignKeyConstraint(["line_id"], ["prescription_line.id"], name="fk_reservation_line_id"),
        sa.ForeignKeyConstraint(["prescription_id"], ["prescription.id"], name="fk_reservation_prescription_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reservation"),
    )
    columns = ["batch_id", "prescription_id", "quantity_micro"]
    op.create_index("ix_reservation_open_batch", "reservation", columns, **where("ended_at IS NULL"))
    op.create_index("ix_reservation_open_prescription", "reservation", ["prescription_id"], **where("ended_at IS NULL"))
