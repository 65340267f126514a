"""Append-only on PostgreSQL: one statement trigger per table refuses UPDATE, DELETE and TRUNCATE."""

from collections.abc import Iterator

_TABLES = (
    "dispense",
    "stock_movement",
    "prescription_event",
    "alert_answer",
    "audit_row",
    "duty_entry",
    "unmet_demand",
)


def statements() -> Iterator[str]:
    """The function and the triggers. ON CONFLICT DO UPDATE fires them as well."""
    yield (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    for table in _TABLES:
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
