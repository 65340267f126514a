"""What the sync needs to send in the right order: priority and last try of an entry, and which copies were taken in.

Revision ID: 0004_sync_order
Revises: 0003_append_only_and_search
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import INSTANT, INTEGER, YES_NO, where

revision = "0004_sync_order"
down_revision = "0003_append_only_and_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 10 is a fact: what every entry was before there were priorities
    op.add_column("outbox_entry", sa.Column("priority", INTEGER, nullable=False, server_default="10"))
    op.add_column("outbox_entry", sa.Column("tried_at", INSTANT, nullable=True))
    op.create_index("ix_outbox_entry_waiting", "outbox_entry", ["priority", "sequence"], **where("state = 'waiting'"))
    op.add_column("server_resource", sa.Column("taken_in", YES_NO, nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("server_resource", "taken_in")
    op.drop_index("ix_outbox_entry_waiting", "outbox_entry")
    op.drop_column("outbox_entry", "tried_at")
    op.drop_column("outbox_entry", "priority")
