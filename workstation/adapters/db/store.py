"""The store: `begin` for use cases, `read` for questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workstation.adapters.db.backends.port import Backend
from workstation.adapters.db.tables import StationRow, StoreMarkRow
from workstation.adapters.db.transaction import SqlTransaction
from workstation.adapters.db.turns import Turns
from workstation.adapters.db.work import Work
from workstation.domain.errors import Unavailable
from workstation.services.ports import Clock
from workstation.services.station import Station

DEMO = "demo"


class SqlStore:
    """Implements ports.Store on any backend. May be used from several threads; one per process is enough."""

    def __init__(self, backend: Backend, station_id: UUID, clock: Clock) -> None:
        self.backend = backend
        self._station_id = station_id
        self._clock = clock
        self._turns = Turns(one_connection=backend.one_connection)

    @contextmanager
    def begin(self) -> Iterator[SqlTransaction]:
        """A transaction that is committed at the end of the block, or undone by any exception.

        Raises Unavailable when the store is busy for 10 s, full, damaged or gone. Blocks do not nest.
        """
        writing = self._session(self.backend.writer, writing=True)
        with self._turns.write(), writing as session, session.begin():
            # BEGIN now and not with the first statement: the turn starts here.
            connection = session.connection()
            self.backend.lock_writer(session)
            yield self._transaction(session, connection)

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        """A consistent snapshot that cannot write. Raises Unavailable as `begin` does."""
        with self._turns.read(), self._session(self.backend.reader, writing=False) as session:
            connection = session.connection()
            try:
                yield self._transaction(session, connection)
            finally:
                session.rollback()

    def station(self) -> Station:
        """This PC, as registered in the store when it was opened first."""
        with self.read() as transaction:
            row = transaction.work.need(select(StationRow).where(StationRow.id == self._station_id), self._station_id)
            return Station(row.id, row.letter, row.name)

    def is_demo(self) -> bool:
        """True for a store with sample data."""
        with self.read() as transaction:
            wanted = select(StoreMarkRow.value).where(StoreMarkRow.key == DEMO)
            return transaction.work.connection.scalar(wanted) == "1"

    def close(self) -> None:
        """Closes all connections; the store is not used afterwards."""
        self.backend.close()

    def _transaction(self, session: Session, connection: Connection) -> SqlTransaction:
        return SqlTransaction(Work(session, connection, self.backend, self._station_id, self._clock))

    @contextmanager
    def _session(self, engine: Engine, *, writing: bool) -> Iterator[Session]:
        session = Session(engine, autoflush=False, expire_on_commit=False)
        with trouble_explained(self.backend, writing=writing), session:
            yield session


@contextmanager
def trouble_explained(backend: Backend, *, writing: bool) -> Iterator[None]:
    """Turns what the database cannot help into Unavailable; a broken constraint stays the bug it is."""
    try:
        yield
    except DBAPIError as error:
        why = backend.why_unavailable(error, writing=writing)
        if why is None:
            raise
        raise Unavailable("store", why) from error
