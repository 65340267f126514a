"""What a repository works with inside one transaction, and the few verbs that all of them need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection, Insert, Select, Table, and_, insert, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from workstation.adapters.db.backends.port import Backend
from workstation.adapters.db.bulk import insert_all
from workstation.adapters.db.tables import Base
from workstation.services.ports import Clock

RowT = TypeVar("RowT", bound=Base)

# Rows are read anew: a row that a statement of this transaction changed is never shown as it was before.
_FRESH = {"populate_existing": True}


def table_of(mapping: type[Base]) -> Table:
    """The table behind a mapping, for statements that bypass the unit of work."""
    return cast(Table, mapping.__table__)


@cache
def _insert_into(mapping: type[Base]) -> Insert:
    return insert(table_of(mapping))


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction. Statements run at once and in order; nothing is flushed later.

    The session reads rows as typed mappings; everything else runs on its connection, which costs less.
    """

    session: Session
    connection: Connection
    backend: Backend
    station_id: UUID
    clock: Clock

    def rows(self, statement: Select[RowT], **named: object) -> Sequence[RowT]:
        """All rows of a mapping. `named`: parameters of a statement that is made once and kept."""
        return self.session.scalars(statement, named, execution_options=_FRESH).all()

    def row(self, statement: Select[RowT], **named: object) -> RowT | None:
        """The first row, or None."""
        return self.session.scalars(statement, named, execution_options=_FRESH).first()

    def need(self, statement: Select[RowT], key: object, **named: object) -> RowT:
        """The row. Raises KeyError(key) when there is none."""
        found = self.row(statement, **named)
        if found is None:
            raise KeyError(key)
        return found

    def add(self, mapping: type[Base], **values: Any) -> None:
        """Inserts one row."""
        self.connection.execute(_insert_into(mapping), values)

    def add_all(self, mapping: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts many rows with one prepared statement; all of them have the columns of the first one."""
        if rows:
            insert_all(self.connection, table_of(mapping), rows)

    def change(self, mapping: type[Base], key: Mapping[str, Any], **values: Any) -> bool:
        """Updates the row with this key; False when there is none."""
        table = table_of(mapping)
        same = and_(*(table.c[name] == value for name, value in key.items()))
        result = self.connection.execute(update(table).where(same).values(**values))
        return cast("CursorResult[Any]", result).rowcount > 0

    def put(self, mapping: type[Base], key: Mapping[str, Any], **values: Any) -> None:
        """Updates the row with this key, or inserts it."""
        if not self.change(mapping, key, **values):
            self.add(mapping, **key, **values)
