"""`db check`: a sound store passes every check, and each kind of damage fails its own."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.adapters.db.samples import NOW, open_pharmacy
from tests.factories import new_id, tablets
from workstation.adapters.db import SqlStore, check_store
from workstation.domain.workflow import Event, EventKind, Status


@pytest.fixture
def used(store: SqlStore) -> SqlStore:
    """A store with something of everything that is checked."""
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        key = pharmacy.prescription.id
        transaction.stock.allocate(pharmacy.allocation(tablets(3)))
        transaction.dispenses.add(pharmacy.dispense(tablets(2)))
        transaction.prescriptions.add_event(Event(new_id(), key, EventKind.CLAIM_ACKNOWLEDGED, NOW))
        transaction.prescriptions.show(key, Status.PICKING, [], None)
        transaction.audit.append(NOW, None, "a", "b", {})
    return store


def failed(store: SqlStore) -> dict[str, str]:
    """Checks that failed, with their details."""
    return {finding.name: finding.detail for finding in check_store(store) if not finding.ok}


def tampered(store: SqlStore, *statements: str) -> None:
    """Does what no program of ours can: changes rows past the triggers."""
    postgresql = store.backend.writer.dialect.name == "postgresql"
    with store.backend.writer.begin() as connection:
        if postgresql:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            if postgresql and statement.startswith("DROP TRIGGER"):
                continue
            connection.execute(text(statement))
        if postgresql:
            connection.execute(text("SET session_replication_role = origin"))


def test_a_sound_store_passes(used: SqlStore) -> None:
    findings = check_store(used)
    assert failed(used) == {}
    assert {"foreign_keys", "stock", "quantities", "audit", "status"} <= {finding.name for finding in findings}


def test_stock_below_its_allocations_is_found(used: SqlStore) -> None:
    tampered(used, "DROP TRIGGER stock_movement_no_update", "UPDATE stock_movement SET quantity_micro = 2999999")
    assert failed(used) == {"stock": "B1: 2999999 on hand, 3000000 allocated (millionths)"}


def test_a_dispense_whose_figures_disagree_is_found(used: SqlStore) -> None:
    tampered(used, "DROP TRIGGER dispense_no_update", "UPDATE dispense SET quantity_value = '20'")
    assert failed(used).keys() == {"quantities"}


def test_a_broken_chain_is_found(used: SqlStore) -> None:
    tampered(used, "DROP TRIGGER audit_row_no_update", "UPDATE audit_row SET hash = content")
    assert failed(used) == {"audit": f"row 1 of station {used.station().id} is not what was written"}


@pytest.mark.parametrize("change", ["status = 'ready'", "is_open = false", "status = 'cancelled', is_open = false"])
def test_a_status_that_does_not_follow_from_its_events_is_found(used: SqlStore, change: str) -> None:
    tampered(used, f"UPDATE prescription SET {change}")
    assert failed(used).keys() == {"status"}


@pytest.mark.parametrize("location", ["sqlcipher"], indirect=True)
def test_a_reference_that_leads_nowhere_is_found(used: SqlStore) -> None:
    with used.backend.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("DELETE FROM patient")
        cursor.execute("PRAGMA foreign_keys = ON")
    assert failed(used).keys() == {"foreign_keys"}


@pytest.mark.parametrize("location", ["sqlcipher"], indirect=True)
def test_a_damaged_page_fails_the_check_and_not_the_program(used: SqlStore, location: Path) -> None:
    with used.begin() as transaction:
        transaction.sync_notes.set("big", "x" * 200_000)
    used.close()
    content = bytearray(location.read_bytes())
    content[-20_000:-16_000] = bytes(4000)
    location.write_bytes(bytes(content))
    assert "encryption" in failed(used) or "integrity" in failed(used)
