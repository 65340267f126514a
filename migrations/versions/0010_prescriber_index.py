"""Prescriptions are looked up by who wrote them: what was chosen for a hand before orders its candidates.

Revision ID: 0010_prescriber_index
Revises: 0009_substitution
"""

from alembic import op

revision = "0010_prescriber_index"
down_revision = "0009_substitution"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_prescription_prescriber", "prescription", ["prescriber_registration", "prescriber_name"])


def downgrade() -> None:
    op.drop_index("ix_prescription_prescriber", "prescription")
