"""Several PCs on one PostgreSQL (ADR 0021): the same schema, chosen by one setting."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workstation.adapters.db.backends import postgres_append_only, postgres_search
from workstation.adapters.db.backends.port import BUSY_SECONDS, Finding, Tier
from workstation.adapters.db.tables import StockBatchRow

_WRITER_LOCK = 0x70686172
"""Number of the advisory lock that makes a transaction the only writer ("phar" in ASCII)."""
_TIMEOUTS = f"-c lock_timeout={BUSY_SECONDS}s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"


class PostgresBackend:
    """An open PostgreSQL database."""

    one_connection = False

    def __init__(self, url: str) -> None:
        options = {"options": _TIMEOUTS, "connect_timeout": BUSY_SECONDS}
        # pre-ping: a server that was restarted is found again without an error for the person at the counter.
        # hide_parameters: an error's text may end up in a log, its parameters name patients.
        self.writer: Engine = create_engine(
            url, pool_size=1, max_overflow=2, pool_pre_ping=True, hide_parameters=True, connect_args=options
        )
        readers = create_engine(
            url, pool_size=3, max_overflow=5, pool_pre_ping=True, hide_parameters=True, connect_args=options
        )
        self.reader: Engine = readers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def lock_writer(self, session: Session) -> None:
        """READ COMMITTED: what is read after the lock was got is what the last writer left."""
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _WRITER_LOCK})

    def lock_batch(self, session: Session, batch_id: UUID) -> None:
        """A row lock, so that the guard holds even for a program that does not take the writer's lock."""
        session.execute(select(StockBatchRow.id).where(StockBatchRow.id == batch_id).with_for_update())

    def install(self, connection: Connection) -> None:
        """See `Backend.install`."""
        for statement in (*postgres_search.statements(), *postgres_append_only.statements()):
            connection.execute(text(statement))

    def matching_products(self, session: Session, words: Sequence[str], limit: int, tier: Tier) -> Sequence[int]:
        """See `Backend.matching_products`."""
        return postgres_search.matching(session, words, limit, tier)

    def integrity(self, session: Session) -> Sequence[Finding]:
        """The server checks its own pages; foreign keys hold unless somebody switched a constraint off."""
        unvalidated = session.scalars(text("SELECT conname FROM pg_constraint WHERE NOT convalidated")).all()
        detail = "; ".join(unvalidated) or "every constraint is in force"
        return (Finding("foreign_keys", not unvalidated, detail),)

    def why_unavailable(self, error: DBAPIError, *, writing: bool) -> str | None:
        """By SQLSTATE; none at all means that the connection itself failed."""
        state = getattr(error.orig, "sqlstate", None)
        if state is None:
            return _NOT_REACHED if error.connection_invalidated or _is_operational(error) else None
        return next((sentence for start, sentence in _SENTENCES.items() if state.startswith(start)), None)

    def close(self) -> None:
        """See `Backend.close`."""
        self.writer.dispose()
        self.reader.dispose()


def _is_operational(error: DBAPIError) -> bool:
    return type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")


_NOT_REACHED = "The database server does not answer. Nothing was lost; check the network and the server."
_SENTENCES = {
    "55P03": f"Another counter has been writing to the store for {BUSY_SECONDS} seconds. Try again.",
    "40": "Two counters changed the same thing at the same moment. Nothing was saved; try again.",
    "08": _NOT_REACHED,
    "57P": _NOT_REACHED,
    "25P03": _NOT_REACHED,
    "53": "The database server has no room left (disk, memory or connections). Nothing was saved.",
    "XX001": "The database server reports damaged data. Nothing was saved; ask support before going on.",
}
