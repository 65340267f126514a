"""What happened stays: raw SQL cannot change or remove a row, on either backend."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.adapters.db.samples import NOW, open_pharmacy
from tests.factories import new_id, tablets
from workstation.adapters.db import SqlStore
from workstation.adapters.db.tables import APPEND_ONLY, Base
from workstation.domain.duty import DutyEntry, DutyKind
from workstation.domain.returns import DemandCause, UnmetDemand
from workstation.domain.stock import MovementKind
from workstation.domain.workflow import Event, EventKind
from workstation.services.ports import AlertAnswer


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    """One row in each append-only table."""
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        key = pharmacy.prescription.id
        dispense = pharmacy.dispense(tablets(2))
        transaction.dispenses.add(dispense)
        transaction.dispenses.add(pharmacy.dispense(tablets(-2), reverses=dispense.id))
        out = pharmacy.movement(tablets(-2), kind=MovementKind.DISPENSE, dispense_id=dispense.id)
        transaction.stock.add_movement(out)
        transaction.prescriptions.add_event(Event(new_id(), key, EventKind.CLAIM_ASKED, NOW))
        transaction.alert_answers.add(AlertAnswer(new_id(), key, "k", "major", "", pharmacy.user.id, NOW, ""))
        transaction.audit.append(NOW, None, "a", "b", {})
        user = pharmacy.user.id
        transaction.duties.add(DutyEntry(new_id(), DutyKind.SIGNED_ON, user, NOW, user))
        line, product = pharmacy.line.id, pharmacy.product.id
        unmet = UnmetDemand(new_id(), NOW, user, DemandCause.OWED, key, line, product, "Warfarin", tablets(3))
        transaction.demand.add(unmet)
    return store


def changed(store: SqlStore, statement: str) -> None:
    """Runs a statement that is meant to fail, and shows that nothing changed."""
    table = next(name for name in APPEND_ONLY if name in statement)
    before = rows(store, table)
    assert before
    with pytest.raises(IntegrityError, match="append-only"), store.begin() as transaction:
        transaction.work.session.execute(text(statement))
    assert rows(store, table) == before


def rows(store: SqlStore, table: str) -> list[object]:
    """All rows of a table."""
    with store.read() as transaction:
        found = transaction.work.session.execute(Base.metadata.tables[table].select())
        return [tuple(row) for row in found]


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_cannot_be_changed(filled: SqlStore, table: str) -> None:
    column = Base.metadata.tables[table].columns.keys()[-1]
    changed(filled, f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_cannot_be_removed(filled: SqlStore, table: str) -> None:
    changed(filled, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_cannot_be_replaced(filled: SqlStore, table: str) -> None:
    if filled.backend.writer.dialect.name == "postgresql":
        names = ", ".join(f'"{column.name}"' for column in Base.metadata.tables[table].columns)
        key = ", ".join(column.name for column in Base.metadata.tables[table].primary_key)
        target = f"ON CONFLICT ({key}) DO UPDATE SET {key.split(', ')[-1]} = 1"
        changed(filled, f"INSERT INTO {table} ({names}) SELECT * FROM {table} {target}")
    else:
        changed(filled, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize("location", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize(
    ("table", "same"),
    [
        ("dispense", {"id": "randomblob(16)", "sequence": "99"}),
        ("dispense", {"reverses": "NULL", "sequence": "99", "quantity_micro": "1"}),
        ("stock_movement", {"id": "randomblob(16)", "sequence": "99"}),
        ("prescription_event", {"id": "randomblob(16)"}),
        ("alert_answer", {"sequence": "99"}),
        ("duty_entry", {"sequence": "99"}),
        ("unmet_demand", {"id": "randomblob(16)"}),
    ],
)
def test_replacing_by_any_unique_key_is_refused(filled: SqlStore, table: str, same: dict[str, str]) -> None:
    columns = Base.metadata.tables[table].columns.keys()
    values = ", ".join(same.get(name, f'"{name}"') for name in columns)
    changed(filled, f"INSERT OR REPLACE INTO {table} SELECT {values} FROM {table}")


@pytest.mark.parametrize("location", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_table_cannot_be_emptied_at_once(filled: SqlStore, table: str) -> None:
    changed(filled, f"TRUNCATE {table} CASCADE")


def test_names_of_patients_stand_in_one_table_only() -> None:
    with_names = [
        table.name
        for table in Base.metadata.tables.values()
        if table.name not in ("patient", "station", "user_account", "counter", "product")
        if any(word in column.name for column in table.columns for word in ("name", "phone", "birth"))
    ]
    assert with_names == ["prescription"], "prescriber_name: the prescriber's, not the patient's"
    assert [c.name for c in Base.metadata.tables["prescription"].columns if "name" in c.name] == ["prescriber_name"]


def test_a_row_that_refers_to_nothing_is_refused(store: SqlStore) -> None:
    event = Event(new_id(), new_id(), EventKind.CLAIM_ASKED, NOW)
    with pytest.raises(DBAPIError), store.begin() as transaction:
        transaction.prescriptions.add_event(event)
