"""Opening a store: which backend, the right key, the right schema, this station."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from workstation.adapters.db import key_check, schema, stations
from workstation.adapters.db.backends.port import Backend
from workstation.adapters.db.backends.postgres import PostgresBackend
from workstation.adapters.db.backends.sqlcipher import DAMAGED, KEY_BYTES, SqlcipherBackend
from workstation.adapters.db.store import SqlStore, trouble_explained
from workstation.domain.errors import Unavailable
from workstation.services.ports import Clock, NewId

DEFAULT_STATION = "Counter 1"


def open_store(
    url_or_path: str | Path,
    key: bytes,
    *,
    new_id: NewId,
    clock: Clock,
    station_name: str = DEFAULT_STATION,
    demo: bool = False,
    backup_confirmed: bool = False,
) -> SqlStore:
    """Opens the encrypted file (made when it is not there) or the PostgreSQL database; migrates an older one.

    `key` has 32 bytes and is not used for PostgreSQL. `station_name` tells PCs on one PostgreSQL apart.
    `demo` marks a store that is made now. Raises Unavailable("store", sentence) for a wrong key, a damaged
    file, a newer database, a server that does not answer, and for a PostgreSQL that must be migrated
    without `backup_confirmed` (a file gets a backup copy beside it).
    """
    wanted = _Wanted(new_id, clock, station_name, demo, backup_confirmed)
    if str(url_or_path).startswith("postgresql"):
        return _opened(PostgresBackend(_with_driver(str(url_or_path))), None, wanted)
    path = Path(url_or_path)
    _require_key(path, key)
    return _opened(SqlcipherBackend.of_file(path, key), path, wanted)


def memory_store(*, new_id: NewId, clock: Clock, station_name: str = DEFAULT_STATION, demo: bool = False) -> SqlStore:
    """A new empty store in memory for tests: the same tables, triggers and code as the encrypted file."""
    backend = SqlcipherBackend.in_memory()
    with backend.writer.begin() as connection:
        schema.create(backend, connection)
    return _at_station(backend, _Wanted(new_id, clock, station_name, demo, backup_confirmed=False))


@dataclass(frozen=True, slots=True)
class _Wanted:
    new_id: NewId
    clock: Clock
    station_name: str
    demo: bool
    backup_confirmed: bool


def _opened(backend: Backend, path: Path | None, wanted: _Wanted) -> SqlStore:
    try:
        with trouble_explained(backend, writing=True):
            schema.bring_up_to_date(backend, path, wanted.clock, wanted.backup_confirmed)
            return _at_station(backend, wanted)
    except BaseException:
        backend.close()
        raise


def _at_station(backend: Backend, wanted: _Wanted) -> SqlStore:
    station_id = stations.find_or_register(backend, wanted.new_id, wanted.station_name, wanted.demo)
    return SqlStore(backend, station_id, wanted.clock)


def _with_driver(url: str) -> str:
    return url if url.startswith("postgresql+") else url.replace("postgresql", "postgresql+psycopg", 1)


def _require_key(path: Path, key: bytes) -> None:
    """Makes sure that `key` opens the file, or that there is no file yet."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"the store key has {KEY_BYTES} bytes")
    if not path.exists() or path.stat().st_size == 0:
        _prepare(path, key)
        return
    right = key_check.is_right(path, key)
    if right is False:
        raise Unavailable("store", f"This key does not open the store {path.name}: it belongs to another one.")
    backend = SqlcipherBackend.of_file(path, key)
    try:
        with backend.writer.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except DBAPIError as error:
        raise Unavailable("store", _why(path, backend, error, right)) from error
    finally:
        backend.close()
    if right is None:
        key_check.write(path, key)


def _prepare(path: Path, key: bytes) -> None:
    try:
        key_check.write(path, key)
        path.touch(mode=0o600)
    except OSError as error:
        why = f"The store cannot be made in the folder {path.parent}: {error.strerror}."
        raise Unavailable("store", why) from error


def _why(path: Path, backend: Backend, error: DBAPIError, right: bool | None) -> str:
    with path.open("rb") as file:
        if file.read(15) == b"SQLite format 3":
            return f"{path.name} is not encrypted: it is not a store of this program. Nothing was changed."
    why = backend.why_unavailable(error, writing=True)
    if why is None:
        raise error
    if why == DAMAGED and right is None:
        return f"Either this key does not belong to {path.name}, or the file is damaged. Nothing was changed."
    return why
