"""Empty stores in memory, fast: the schema is copied, and what SQLAlchemy learnt about its statements is shared.

Every store has a database and connections of its own; only compiled SQL passes from one to the next.
"""

from functools import cache
from typing import Any

from sqlalchemy import Engine

from workstation.adapters.db import SqlStore, schema, stations
from workstation.adapters.db.backends.sqlcipher import SqlcipherBackend
from workstation.adapters.db.opening import DEFAULT_STATION
from workstation.services.ports import Clock, NewId


def empty_store(*, new_id: NewId, clock: Clock) -> SqlStore:
    """As `memory_store`, in a fifth of its time."""
    backend, pattern = SqlcipherBackend.in_memory(), _pattern()
    _raw(pattern.writer).backup(_raw(backend.writer))
    for engine in (backend.writer, backend.reader):
        engine.dialect = pattern.writer.dialect
        engine.pool._dialect = engine.dialect
        engine._compiled_cache = pattern.writer._compiled_cache
    return SqlStore(backend, stations.find_or_register(backend, new_id, DEFAULT_STATION, False), clock)


@cache
def _pattern() -> SqlcipherBackend:
    """A store with its schema and without any row."""
    backend = SqlcipherBackend.in_memory()
    with backend.writer.begin() as connection:
        schema.create(backend, connection)
    return backend


def _raw(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.connection.dbapi_connection
