"""Append-only on SQLite: triggers that refuse UPDATE, DELETE and the hidden DELETE of INSERT OR REPLACE."""

from collections.abc import Iterator

# By which keys a new row could replace an old one: REPLACE deletes without firing delete triggers.
_SAME_ROW = {
    "dispense": "id = NEW.id OR sequence = NEW.sequence OR reverses = NEW.reverses",
    "stock_movement": "id = NEW.id OR sequence = NEW.sequence OR (dispense_id = NEW.dispense_id AND kind = NEW.kind)",
    "prescription_event": "id = NEW.id OR sequence = NEW.sequence",
    "alert_answer": "id = NEW.id OR sequence = NEW.sequence",
    "duty_entry": "id = NEW.id OR sequence = NEW.sequence",
    "unmet_demand": "id = NEW.id OR sequence = NEW.sequence",
    "audit_row": "station_id = NEW.station_id AND sequence = NEW.sequence",
}


def statements() -> Iterator[str]:
    """The triggers of all append-only tables."""
    for table, same_row in _SAME_ROW.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
        when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608  # our own names
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {when} {refuse}"
