"""Column types: extremes come back exactly as they went, on both backends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select

from tests.adapters.db.conftest import BACKENDS
from tests.adapters.postgres import PostgresServer
from workstation.adapters.db.backends.port import Backend
from workstation.adapters.db.backends.postgres import PostgresBackend
from workstation.adapters.db.backends.sqlcipher import SqlcipherBackend
from workstation.adapters.db.types import ExactDecimal, UtcInstant, UuidKey, Word, instant_text
from workstation.domain.workflow import Status

TABLE = Table(
    "extremes",
    MetaData(),
    Column("key", Integer, primary_key=True),
    Column("number", ExactDecimal),
    Column("instant", UtcInstant),
    Column("id", UuidKey),
    Column("status", Word(Status)),
)
# Python itself cannot move an instant of the first or the last day of the calendar into every zone.
ZONES = st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
INSTANTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001  # bounds
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)


@pytest.fixture(scope="module", params=BACKENDS)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One table for all examples of this module."""
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


def stored(engine: Engine, name: str, value: object) -> object:
    """The value after a round trip."""
    with engine.begin() as connection:
        key = connection.execute(insert(TABLE).values({name: value})).inserted_primary_key
        assert key is not None
        return connection.scalar(select(TABLE.c[name]).where(TABLE.c.key == key[0]))


@given(value=DECIMALS)
def test_a_decimal_keeps_every_digit(engine: Engine, value: Decimal) -> None:
    assert str(stored(engine, "number", value)) == str(value)


@pytest.mark.parametrize("text", ["12345678901.123456", "1.50", "0E-10", "-0", "1E+30", "1E-21"])
def test_numbers_that_others_round_come_back_as_written(engine: Engine, text: str) -> None:
    assert str(stored(engine, "number", Decimal(text))) == text


@given(value=INSTANTS)
def test_an_instant_comes_back_as_the_same_instant_in_utc(engine: Engine, value: datetime) -> None:
    found = stored(engine, "instant", value)
    assert found == value
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


@given(one=INSTANTS, other=INSTANTS)
def test_stored_instants_sort_as_text(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) is (one < other)
    assert len(instant_text(one)) == 32


@given(value=st.uuids())
def test_a_uuid_comes_back(engine: Engine, value: UUID) -> None:
    assert stored(engine, "id", value) == value


@pytest.mark.parametrize("name", ["number", "instant", "id", "status"])
def test_nothing_comes_back_as_nothing(engine: Engine, name: str) -> None:
    assert stored(engine, name, None) is None


def test_a_word_comes_back_as_its_member(engine: Engine) -> None:
    assert stored(engine, "status", Status.ON_HOLD) is Status.ON_HOLD


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant_text(datetime(2026, 11, 22))  # noqa: DTZ001  # what is refused


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        ExactDecimal().process_bind_param(Decimal(text), SqlcipherBackend.in_memory().writer.dialect)


def test_a_uuid_as_text_is_refused() -> None:
    with pytest.raises(TypeError, match=r"uuid\.UUID"):
        UuidKey().process_bind_param(str(uuid4()), SqlcipherBackend.in_memory().writer.dialect)  # type: ignore[arg-type]  # text is refused
