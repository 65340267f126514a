"""The encrypted file: one SQLCipher database in WAL mode, many readers, one writer (ADR 0021)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workstation.adapters.db.backends import sqlite_append_only, sqlite_search
from workstation.adapters.db.backends.port import BUSY_SECONDS, Finding, Tier

KEY_BYTES = 32

RawConnect = Callable[[], Any]
"""Makes a DBAPI connection (sqlcipher3 has no type hints)."""


def connect_file(path: Path, key: bytes) -> Any:
    """A connection to an encrypted file. A wrong key shows at the first statement that reads."""
    if len(key) != KEY_BYTES:
        raise ValueError("the store key has 32 bytes")
    connection = sqlcipher.connect(
        str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    # SQLCipher's own log would name the file and its troubles on stderr.
    connection.execute("PRAGMA cipher_log_level = NONE")
    # A raw key: deriving one from a passphrase would cost 105 ms for every connection.
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -16000")
    _common(connection)
    return connection


def connect_memory() -> Any:
    """A connection to a new database in memory, not encrypted because it never reaches a disk."""
    connection = sqlcipher.connect(":memory:", isolation_level=None, check_same_thread=False, cached_statements=512)
    _common(connection)
    return connection


def _common(connection: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA recursive_triggers = ON")


def _engine(connect: RawConnect, begin: Sequence[str], end: Sequence[str], **pool: Any) -> Engine:
    # hide_parameters: an error's text may end up in a log, its parameters name patients.
    engine = create_engine("sqlite://", module=sqlcipher, creator=connect, hide_parameters=True, **pool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        for statement in begin:
            connection.exec_driver_sql(statement)

    def _end(connection: Connection) -> None:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        for statement in end:
            raw.cursor().execute(statement)

    if end:
        event.listen(engine, "rollback", _end)
        event.listen(engine, "commit", _end)
    return engine


class SqlcipherBackend:
    """An open SQLCipher file, or a database in memory for tests."""

    def __init__(self, writer: Engine, reader: Engine, *, one_connection: bool) -> None:
        self.writer = writer
        self.reader = reader
        self.one_connection = one_connection

    @classmethod
    def of_file(cls, path: Path, key: bytes) -> "SqlcipherBackend":
        """Connections to `path`; nothing is opened yet."""

        def connect_reader() -> Any:
            connection = connect_file(path, key)
            connection.execute("PRAGMA query_only = ON")
            return connection

        writer = _engine(
            lambda: connect_file(path, key),
            ["BEGIN IMMEDIATE"],
            [],
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
        )
        reader = _engine(connect_reader, ["BEGIN"], [], poolclass=QueuePool, pool_size=3, max_overflow=5)
        return cls(writer, reader, one_connection=False)

    @classmethod
    def in_memory(cls) -> "SqlcipherBackend":
        """A new empty database: reader and writer share its one connection."""
        raw = connect_memory()
        writer = _engine(lambda: raw, ["BEGIN IMMEDIATE"], [], poolclass=StaticPool)
        reader = _engine(
            lambda: raw,
            ["PRAGMA query_only = ON", "BEGIN"],
            ["PRAGMA query_only = OFF"],
            poolclass=StaticPool,
        )
        return cls(writer, reader, one_connection=True)

    def lock_writer(self, session: Session) -> None:
        """BEGIN IMMEDIATE has done it."""

    def lock_batch(self, session: Session, batch_id: UUID) -> None:
        """There is one writer at a time."""

    def install(self, connection: Connection) -> None:
        """See `Backend.install`."""
        for statement in (*sqlite_search.statements(), *sqlite_append_only.statements()):
            connection.exec_driver_sql(statement)

    def matching_products(self, session: Session, words: Sequence[str], limit: int, tier: Tier) -> Sequence[int]:
        """See `Backend.matching_products`."""
        return sqlite_search.matching(session, words, limit, tier)

    def integrity(self, session: Session) -> Sequence[Finding]:
        """Page authentication by SQLCipher, structure by SQLite, foreign keys."""
        connection = session.connection()
        pages = [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
        structure = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
        keys = [f"{row[0]} row {row[1]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        return (
            Finding("encryption", not pages, "; ".join(pages[:20]) or "every page is authentic"),
            Finding("integrity", structure == ["ok"], "; ".join(structure)),
            Finding("foreign_keys", not keys, "; ".join(keys[:20]) or "every reference leads somewhere"),
        )

    def why_unavailable(self, error: DBAPIError, *, writing: bool) -> str | None:
        """By the words of SQLite: its error classes do not tell a full disk from a bug."""
        words = str(error.orig)
        if not writing and _WRITE_REFUSED in words:
            return None
        for part, sentence in _SENTENCES:
            if part in words:
                return sentence
        return None

    def close(self) -> None:
        """See `Backend.close`."""
        self.writer.dispose()
        self.reader.dispose()


DAMAGED = (
    "The store file is damaged. Nothing was changed. Restore the latest backup, or ask support;"
    " `workstation db check` says what is damaged."
)
_WRITE_REFUSED = "attempt to write a readonly database"
_SENTENCES = (
    (
        "database is locked",
        f"Somebody else has been writing to the store for {BUSY_SECONDS} seconds. Try again.",
    ),
    ("database or disk is full", "The disk is full. Nothing was saved; make room and try again."),
    ("disk I/O error", "The disk does not answer. Nothing was saved; check the disk and try again."),
    (
        "unable to open database file",
        "The store file cannot be opened: is its folder there, and may it be written?",
    ),
    (
        _WRITE_REFUSED,
        "The store may only be read: the file or its folder is write-protected.",
    ),
    ("file is not a database", DAMAGED),
    ("database disk image is malformed", DAMAGED),
)
