"""All tables about the store, people, the catalogue and the sync.

Revision ID: 0001_initial
Revises:
"""

import sqlalchemy as sa
from alembic import op

from workstation.adapters.db.migration_words import (
    BYTES,
    DATE,
    DECIMAL,
    INSTANT,
    INTEGER,
    KEY,
    MICRO,
    SEQUENCE,
    SORTABLE,
    TEXT,
    YES_NO,
    may,
    need,
    where,
)

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for create in TABLES.values():
        create()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _counter() -> None:
    op.create_table(
        "counter", *need(TEXT, "name"), *need(INTEGER, "value"), sa.PrimaryKeyConstraint("name", name="pk_counter")
    )


def _outbox_entry() -> None:
    op.create_table(
        "outbox_entry",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id"),
        *need(TEXT, "kind"),
        *need(KEY, "group_id"),
        *need(TEXT, "what", "target", "body"),
        *need(INSTANT, "created_at"),
        *need(TEXT, "state"),
        *need(INTEGER, "attempts"),
        *may(INSTANT, "next_try_at"),
        *need(TEXT, "answer", "sent_reference"),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_entry_attempts")),
        sa.PrimaryKeyConstraint("sequence", name="pk_outbox_entry"),
        sa.UniqueConstraint("id", name="uq_outbox_entry_id"),
    )
    op.create_index("ix_outbox_entry_group_id", "outbox_entry", ["group_id", "sequence"])
    op.create_index("ix_outbox_entry_state", "outbox_entry", ["state", "sequence"])


def _patient() -> None:
    op.create_table(
        "patient",
        *need(KEY, "id"),
        *need(TEXT, "reference", "name"),
        *may(DATE, "birth_date"),
        *need(TEXT, "sex", "phone", "number"),
        *may(DECIMAL, "weight_value"),
        *may(TEXT, "weight_unit"),
        *may(DATE, "weight_date"),
        *need(TEXT, "search_text"),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
    )
    op.create_index("ix_patient_reference", "patient", ["reference"], unique=True, **where("reference <> ''"))


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("key", SEQUENCE, autoincrement=True, nullable=False),
        *need(KEY, "id"),
        *need(TEXT, "gtin", "name", "ingredients", "form"),
        *need(DECIMAL, "pack_value"),
        *need(TEXT, "pack_unit", "manufacturer", "schedule"),
        *may(DECIMAL, "price_amount"),
        *may(TEXT, "price_currency"),
        *need(YES_NO, "cold_chain"),
        *need(TEXT, "shelf"),
        *need(YES_NO, "modified_release"),
        *need(TEXT, "ingredient_key"),
        *need(SORTABLE, "search_name"),
        *need(TEXT, "search_ingredients", "search_details"),
        sa.CheckConstraint("length(gtin) = 14", name=op.f("ck_product_gtin")),
        sa.PrimaryKeyConstraint("key", name="pk_product"),
        sa.UniqueConstraint("gtin", name="uq_product_gtin"),
        sa.UniqueConstraint("id", name="uq_product_id"),
    )
    op.create_index("ix_product_ingredient_key", "product", ["ingredient_key"])
    op.create_index("ix_product_search_name", "product", ["search_name"])


def _server_resource() -> None:
    op.create_table(
        "server_resource",
        *need(TEXT, "reference", "resource_type", "version_id", "last_updated", "body"),
        sa.PrimaryKeyConstraint("reference", name="pk_server_resource"),
    )
    op.create_index("ix_server_resource_resource_type", "server_resource", ["resource_type"])


def _station() -> None:
    op.create_table(
        "station",
        *need(KEY, "id"),
        *need(TEXT, "letter", "name"),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
        sa.UniqueConstraint("letter", name="uq_station_letter"),
        sa.UniqueConstraint("name", name="uq_station_name"),
    )


def _store_mark() -> None:
    op.create_table("store_mark", *need(TEXT, "key", "value"), sa.PrimaryKeyConstraint("key", name="pk_store_mark"))


def _sync_note() -> None:
    op.create_table("sync_note", *need(TEXT, "key", "value"), sa.PrimaryKeyConstraint("key", name="pk_sync_note"))


def _user_account() -> None:
    op.create_table(
        "user_account",
        *need(KEY, "id"),
        *need(TEXT, "name", "role", "licence_number"),
        *may(DATE, "licence_expiry"),
        *need(YES_NO, "responsible"),
        *need(INTEGER, "wrong_tries"),
        *may(INSTANT, "last_try_at"),
        sa.CheckConstraint("wrong_tries >= 0", name=op.f("ck_user_account_tries")),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
    )


def _audit_row() -> None:
    op.create_table(
        "audit_row",
        *need(KEY, "station_id"),
        sa.Column("sequence", MICRO, autoincrement=False, nullable=False),
        *need(BYTES, "content", "hash"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_audit_row_station_id"),
        sa.PrimaryKeyConstraint("station_id", "sequence", name="pk_audit_row"),
        sqlite_with_rowid=False,
    )


def _patient_context() -> None:
    op.create_table(
        "patient_context",
        *need(KEY, "patient_id"),
        *may(TEXT, "allergies", "conditions", "current_medicines"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_patient_context_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patient_context"),
    )


def _user_secret() -> None:
    op.create_table(
        "user_secret",
        *need(KEY, "user_id"),
        *need(TEXT, "kind", "hashed"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_user_secret_user_id"),
        sa.PrimaryKeyConstraint("user_id", "kind", name="pk_user_secret"),
    )


TABLES = {
    "counter": _counter,
    "outbox_entry": _outbox_entry,
    "patient": _patient,
    "product": _product,
    "server_resource": _server_resource,
    "station": _station,
    "store_mark": _store_mark,
    "sync_note": _sync_note,
    "user_account": _user_account,
    "audit_row": _audit_row,
    "patient_context": _patient_context,
    "user_secret": _user_secret,
}
"""In the order in which they refer to each other."""
