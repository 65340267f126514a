"""Many rows at once are the rows that SQLAlchemy's own way would have stored, on both backends."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Engine

from tests.adapters.db.conftest import BACKENDS
from tests.adapters.postgres import PostgresServer
from workstation.adapters.db.backends.port import Backend
from workstation.adapters.db.backends.postgres import PostgresBackend
from workstation.adapters.db.backends.sqlcipher import SqlcipherBackend
from workstation.adapters.db.bulk import insert_all, update_all
from workstation.adapters.db.types import ExactDecimal, UtcInstant, UuidKey, Word
from workstation.domain.workflow import Status

TABLE = Table(
    "many",
    MetaData(),
    Column("key", Integer, primary_key=True),
    Column("id", UuidKey),
    Column("number", ExactDecimal),
    Column("instant", UtcInstant),
    Column("day", Date),
    Column("status", Word(Status)),
    Column("is_open", Boolean),
    Column("body", Text),
    Column("from_server", Integer, server_default="7"),
    Column("from_us", Integer, default=9),
)
AT = datetime(2026, 11, 23, 4, 58, 26, 123456, tzinfo=UTC)
FULL = {
    "id": UUID(int=1),
    "number": Decimal("1.50"),
    "instant": AT,
    "day": AT.date(),
    "status": Status.RECEIVED,
    "is_open": True,
    "body": "Müller; ' \" {}",
    "from_us": 1,
}
EMPTY = dict.fromkeys(FULL)


@pytest.fixture(scope="module", params=BACKENDS)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty table on each backend."""
    if request.param == "sqlcipher":
        yield from _with_table(SqlcipherBackend.in_memory())
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield from _with_table(PostgresBackend(url))


def _with_table(backend: Backend) -> Iterator[Engine]:
    TABLE.metadata.create_all(backend.writer)
    yield backend.writer
    backend.close()


def kept(engine: Engine, rows: list[dict[str, object]], *, at_once: bool) -> list[tuple[object, ...]]:
    """What stands in the table after these rows; nothing of it stays."""
    with engine.connect() as connection, connection.begin() as transaction:
        if at_once:
            insert_all(connection, TABLE, rows)
        else:
            connection.execute(insert(TABLE), rows)
        columns = [column for column in TABLE.c if column.name != "key"]
        found = [tuple(row) for row in connection.execute(select(*columns).order_by(TABLE.c.key))]
        transaction.rollback()
    return found


@pytest.mark.parametrize("rows", [[FULL], [FULL, EMPTY], [EMPTY, FULL, FULL], [{"body": "one"}, {"body": "two"}]])
def test_rows_inserted_at_once_are_those_of_the_usual_way(engine: Engine, rows: list[dict[str, object]]) -> None:
    assert kept(engine, rows, at_once=True) == kept(engine, rows, at_once=False)


def test_the_columns_of_a_row_may_stand_in_any_order(engine: Engine) -> None:
    turned = dict(reversed(FULL.items()))
    assert kept(engine, [FULL, turned], at_once=True) == kept(engine, [FULL, FULL], at_once=False)


def test_a_row_that_lacks_a_column_of_the_first_one_is_a_bug() -> None:
    engine = create_engine("sqlite://")
    TABLE.metadata.create_all(engine)
    with engine.begin() as connection, pytest.raises(KeyError):
        insert_all(connection, TABLE, [FULL, {"id": UUID(int=2)}])
    engine.dispose()


def test_many_rows_are_one_statement() -> None:
    engine, statements = create_engine("sqlite://"), list[str]()
    TABLE.metadata.create_all(engine)
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    with engine.begin() as connection:
        insert_all(connection, TABLE, [FULL] * 50)
    engine.dispose()
    assert len(statements) == 1


CHANGE = (
    update(TABLE)
    .where(TABLE.c.key == bindparam("number_of_row"))
    .values(status=Status.CLAIMED, body="", id=bindparam("id"), from_us=TABLE.c.from_us + 1)
)


def test_rows_changed_at_once_are_those_of_the_usual_way(engine: Engine) -> None:
    changes: list[dict[str, object]] = [{"number_of_row": 1, "id": UUID(int=7)}, {"number_of_row": 2, "id": None}]
    found = []
    for at_once in (True, False):
        with engine.connect() as connection, connection.begin() as transaction:
            rows = [{**FULL, "key": number, "from_us": number} for number in (1, 2, 3)]
            connection.execute(insert(TABLE), rows)
            if at_once:
                update_all(connection, CHANGE, changes)
            else:
                connection.execute(CHANGE, changes)
            found.append([tuple(row) for row in connection.execute(select(TABLE).order_by(TABLE.c.key))])
            transaction.rollback()
    assert found[0] == found[1]
    assert [row.count(Status.CLAIMED) for row in found[0]] == [1, 1, 0]


def test_many_changes_are_one_statement() -> None:
    engine, statements = create_engine("sqlite://"), list[str]()
    TABLE.metadata.create_all(engine)
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    with engine.begin() as connection:
        update_all(connection, CHANGE, [{"number_of_row": number, "id": None} for number in range(50)])
    engine.dispose()
    assert len(statements) == 1
