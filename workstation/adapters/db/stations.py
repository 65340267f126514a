"""Which station this PC is: registered once, with the next free letter."""

from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from workstation.adapters.db.backends.port import Backend
from workstation.adapters.db.store import DEMO
from workstation.adapters.db.tables import StationRow, StoreMarkRow
from workstation.services.ports import NewId

STATION = "station"
"""The mark that names the station of a file with more than one."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are read as digits."""


def find_or_register(backend: Backend, new_id: NewId, name: str, demo: bool) -> UUID:
    """The id of this station. `demo` marks a store without stations, that is a new one."""
    with Session(backend.reader) as session:
        known = _find(session, name)
    if known is not None:
        return known
    with Session(backend.writer) as session, session.begin():
        backend.lock_writer(session)
        return _find(session, name) or _register(session, new_id, name, demo)


def register_another(backend: Backend, new_id: NewId, name: str) -> UUID:
    """From now on the file belongs to a new station, with a letter and an audit chain of its own: for a copied file.

    The rows of the old station stay. Takes effect when the store is opened again.
    """
    with Session(backend.writer) as session, session.begin():
        backend.lock_writer(session)
        number = session.scalar(select(func.count()).select_from(StationRow)) or 0
        station_id = _register(session, new_id, f"{name} ({letters(number)})", demo=False)
        session.merge(StoreMarkRow(key=STATION, value=str(station_id)))
        return station_id


def _find(session: Session, name: str) -> UUID | None:
    wanted = select(StationRow.id)
    marked = session.get(StoreMarkRow, STATION)
    if marked is not None:
        return UUID(marked.value)
    # A file belongs to one PC, whatever that PC is called today; a server's stations are told apart by name.
    if session.get_bind().dialect.name == "postgresql":
        wanted = wanted.where(StationRow.name == name)
    return session.scalar(wanted.limit(1))


def _register(session: Session, new_id: NewId, name: str, demo: bool) -> UUID:
    number = session.scalar(select(func.count()).select_from(StationRow)) or 0
    station_id = new_id()
    session.execute(insert(StationRow).values(id=station_id, letter=letters(number), name=name))
    if number == 0 and demo:
        session.execute(insert(StoreMarkRow).values(key=DEMO, value="1"))
    return station_id


def letters(number: int) -> str:
    """0 -> A, 23 -> Z, 24 -> AA."""
    more, last = divmod(number, len(_LETTERS))
    return (letters(more - 1) if more else "") + _LETTERS[last]
