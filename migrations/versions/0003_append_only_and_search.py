"""What happened stays (append-only triggers), and the search index of the catalogue.

Revision ID: 0003_append_only_and_search
Revises: 0002_prescriptions_and_stock
"""

from alembic import op

revision = "0003_append_only_and_search"
down_revision = "0002_prescriptions_and_stock"
branch_labels = None
depends_on = None

# INSERT OR REPLACE deletes the old row without firing delete triggers: by these keys it could.
SAME_ROW = {
    "dispense": "id = NEW.id OR sequence = NEW.sequence OR reverses = NEW.reverses",
    "stock_movement": "id = NEW.id OR sequence = NEW.sequence OR (dispense_id = NEW.dispense_id AND kind = NEW.kind)",
    "prescription_event": "id = NEW.id OR sequence = NEW.sequence",
    "alert_answer": "id = NEW.id OR sequence = NEW.sequence",
    "audit_row": "station_id = NEW.station_id AND sequence = NEW.sequence",
}
ADD = (
    "INSERT INTO product_search (rowid, name, ingredients, details)"
    " VALUES (NEW.key, NEW.search_name, NEW.search_ingredients, NEW.search_details);"
)
REMOVE = "DELETE FROM product_search WHERE rowid = OLD.key;"
SEARCHED = "search_name, search_ingredients, search_details"
VECTOR = (
    "(setweight(to_tsvector('simple', search_name), 'A')"
    " || setweight(to_tsvector('simple', search_ingredients), 'B')"
    " || setweight(to_tsvector('simple', search_details), 'D'))"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgresql()
    else:
        _upgrade_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in SAME_ROW:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP INDEX product_search")
        return
    for table in SAME_ROW:
        for what in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER {table}_no_{what}")
    for what in ("add", "change", "remove"):
        op.execute(f"DROP TRIGGER product_search_{what}")
    op.execute("DROP TABLE product_search")


def _upgrade_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE product_search USING fts5(name, ingredients, details, content='',"
        " contentless_delete=1, prefix='1 2 3',"
        " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
    )
    # Products that are there already (after a downgrade) are searched like new ones.
    op.execute(
        f"INSERT INTO product_search (rowid, name, ingredients, details) SELECT key, {SEARCHED} FROM product"  # noqa: S608  # our own names
    )
    op.execute(f"CREATE TRIGGER product_search_add AFTER INSERT ON product BEGIN {ADD} END")
    op.execute(f"CREATE TRIGGER product_search_change AFTER UPDATE OF {SEARCHED} ON product BEGIN {REMOVE} {ADD} END")
    op.execute(f"CREATE TRIGGER product_search_remove AFTER DELETE ON product BEGIN {REMOVE} END")
    for table, same_row in SAME_ROW.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608  # our own names
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {when} {refuse}")


def _upgrade_postgresql() -> None:
    op.execute(f"CREATE INDEX product_search ON product USING gin ({VECTOR})")
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    for table in SAME_ROW:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
