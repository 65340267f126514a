"""Migrations on both backends: head = mappings, up and down work with data, a copy comes first."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from tests.adapters.db.conftest import KEY
from tests.adapters.db.samples import NOW, open_pharmacy
from tests.adapters.postgres import PostgresServer
from tests.factories import new_id as fresh_id
from tests.factories import tablets
from workstation import paths
from workstation.adapters.db import SqlStore, check_store, memory_store, open_store, schema
from workstation.adapters.db.migration_scope import belongs_to_the_mappings
from workstation.adapters.db.tables import Base
from workstation.domain.elsewhere import DispenseElsewhere
from workstation.domain.errors import Unavailable
from workstation.domain.line_draft import DraftContent, LineDraft
from workstation.services.document_ports import PageMark, ScanDocument


@pytest.fixture(params=["sqlcipher", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | Path]:
    """Where an empty database is."""
    if request.param == "sqlcipher":
        yield tmp_path / "store.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


def opened(place: str | Path, *, backup_confirmed: bool = False) -> SqlStore:
    """Opens (and migrates) the store there."""
    return open_store(place, KEY, new_id=fresh_id, clock=lambda: NOW, backup_confirmed=backup_confirmed)


def test_the_program_works_with_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_head_is_what_the_mappings_say(place: str | Path) -> None:
    store = opened(place)
    with store.backend.writer.connect() as connection:
        options = {"compare_type": True, "include_object": belongs_to_the_mappings}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    store.close()
    assert differences == []


def test_a_migrated_store_and_one_made_from_the_mappings_have_the_same_schema(place: str | Path) -> None:
    """Triggers, checks, search index and all: what Alembic does not compare."""
    store = opened(place)
    with store.backend.writer.connect() as connection:
        migrated = definitions(connection)
    with store.backend.writer.begin() as connection:
        if isinstance(place, str):
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            schema.create(store.backend, connection)
            made = definitions(connection)
        else:
            memory = memory_store(new_id=fresh_id, clock=lambda: NOW)
            with memory.backend.writer.connect() as other:
                made = definitions(other)
            memory.close()
    store.close()
    assert migrated == made
    assert any("append" in definition for definition in made)


def definitions(connection: Connection) -> set[str]:
    """Everything the database holds besides data, one text each, spacing and order of columns aside."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(text(_POSTGRESQL))
        return {" ".join(map(str, row)) for row in found if "alembic_version" not in str(row)}
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {_normal(row.sql) for row in rows if row.name != "alembic_version"}


def _normal(sql: str) -> str:
    plain = re.sub(r'[\s"]+', " ", sql)
    inner = re.search(r"\((.*)\)", plain)
    if not plain.startswith("CREATE TABLE") or inner is None:
        return plain
    parts = sorted(part.strip() for part in re.split(r",(?![^(]*\))", inner[1]))
    return plain[: inner.start()] + str(parts)


_POSTGRESQL = """
SELECT 'column', table_name, column_name, data_type, is_nullable, coalesce(collation_name, '')
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef, '', ''
FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', ''
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc, '', '', ''
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def test_data_outlives_a_step_down_and_up_again(place: str | Path) -> None:
    store = opened(place)
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        transaction.dispenses.add(pharmacy.dispense(tablets(2)))
        transaction.audit.append(NOW, None, "a", "b", {})
    schema.migrate(store.backend, "0002_prescriptions_and_stock", down=True)
    store.close()
    again = opened(place, backup_confirmed=True)
    with again.read() as transaction:
        assert transaction.prescriptions.get(pharmacy.prescription.id) == pharmacy.prescription
        assert transaction.products.search("warf") == [pharmacy.product]
        assert transaction.audit.verify().ok
    assert [finding for finding in check_store(again) if not finding.ok] == []
    again.close()


def test_every_migration_can_be_undone_with_data_and_leaves_nothing(place: str | Path) -> None:
    store = opened(place)
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        transaction.dispenses.add(pharmacy.dispense(tablets(2)))
        transaction.audit.append(NOW, None, "a", "b", {})
    schema.migrate(store.backend, "base", down=True)
    with store.backend.writer.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    schema.migrate(store.backend, schema.HEAD)
    store.close()
    opened(place).close()


def test_what_came_down_goes_with_its_tables_and_everything_else_stays(place: str | Path) -> None:
    store = opened(place)
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
        transaction.dispenses.add(pharmacy.dispense(tablets(2)))
        where = (pharmacy.prescription.id, pharmacy.line.id)
        three = tablets(3)
        theirs = DispenseElsewhere("MedicationDispense/1", *where, None, "completed", three, None, NOW, three)
        transaction.elsewhere.save(theirs)
        transaction.patients.add_link(fresh_id(), pharmacy.patient.id, "Patient/2", NOW)
    schema.migrate(store.backend, "0004_sync_order", down=True)
    store.close()
    again = opened(place, backup_confirmed=True)
    with again.read() as transaction:
        assert transaction.prescriptions.get(pharmacy.prescription.id) == pharmacy.prescription
        assert transaction.elsewhere.of_prescription(pharmacy.prescription.id) == []
        assert transaction.patients.links(pharmacy.patient.id) == frozenset()
        assert [row.dispensed for row in transaction.prescriptions.progress(pharmacy.prescription.id)] == [tablets(2)]
    again.close()


def test_what_tells_scans_apart_goes_with_its_tables_and_the_scans_stay(place: str | Path) -> None:
    store = opened(place)
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        scans = [
            ScanDocument(fresh_id(), pharmacy.prescription.id, "", "", "image/png", b"scan", "one") for _ in range(2)
        ]
        for scan in scans:
            transaction.documents.save(scan)
        transaction.lookalikes.add_pages([PageMark(scans[0].id, 0, "pixels", "00000000000000ff")])
        transaction.lookalikes.add_alike(scans[0].id, scans[1].id, 2)
    schema.migrate(store.backend, "0005_what_comes_down", down=True)
    store.close()
    again = opened(place, backup_confirmed=True)
    with again.read() as transaction:
        assert [transaction.documents.get(scan.id) for scan in scans] == scans
        assert transaction.lookalikes.pages() == []
    again.close()


def test_drafts_go_with_their_table_and_the_lines_stay(place: str | Path) -> None:
    store = opened(place)
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        where = (pharmacy.prescription.id, pharmacy.line.id, pharmacy.user.id)
        transaction.line_drafts.save(LineDraft(*where, fresh_id(), NOW, NOW, DraftContent("1-0-")))
    schema.migrate(store.backend, "0010_prescriber_index", down=True)
    store.close()
    again = opened(place, backup_confirmed=True)
    with again.read() as transaction:
        assert transaction.prescriptions.get(pharmacy.prescription.id) == pharmacy.prescription
        assert transaction.line_drafts.of_prescription(pharmacy.prescription.id) == []
    again.close()


def test_a_migration_that_fails_leaves_the_old_schema(place: str | Path) -> None:
    store = opened(place)
    schema.migrate(store.backend, "0002_prescriptions_and_stock", down=True)
    with store.backend.writer.begin() as connection:
        connection.execute(text("ALTER TABLE alert_answer RENAME TO in_the_way"))
    with pytest.raises(Exception, match="alert_answer"):
        schema.migrate(store.backend, schema.HEAD)
    with store.backend.writer.connect() as connection:
        assert schema.revision_of(connection) == "0002_prescriptions_and_stock"
        assert "product_search" not in inspect(connection).get_table_names()
    store.close()


def test_an_older_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    store = opened(tmp_path / "store.db")
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
    schema.migrate(store.backend, "0002_prescriptions_and_stock", down=True)
    store.close()
    opened(tmp_path / "store.db").close()
    copy = tmp_path / "store-0002_prescriptions_and_stock-20261122T110203Z.bak"
    assert copy.stat().st_mode & 0o077 == 0
    assert pharmacy.patient.name.encode() not in copy.read_bytes()
    copy.rename(tmp_path / "restored.db")
    restored = opened(tmp_path / "restored.db")
    with restored.read() as transaction:
        assert transaction.patients.get(pharmacy.patient.id) == pharmacy.patient
    restored.close()


def test_an_older_server_database_is_not_migrated_without_a_confirmed_backup(postgres_url: str) -> None:
    store = opened(postgres_url)
    schema.migrate(store.backend, "0002_prescriptions_and_stock", down=True)
    store.close()
    with pytest.raises(Unavailable, match="Make a backup"):
        opened(postgres_url)
    opened(postgres_url, backup_confirmed=True).close()
