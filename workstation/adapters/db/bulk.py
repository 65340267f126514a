"""Inserting or changing many rows at once, past SQLAlchemy's way through each of them, which takes longer than the
database does.

The statement and the way of every value into the database (our column types) are worked out once; then a row is a
tuple.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, Update, insert

Way = Callable[[Any], Any]
"""From a value of ours to what the driver takes; None stays None."""


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """All rows have the columns of the first one. Columns that are not named get what the database gives them."""
    names, dialect = tuple(rows[0]), connection.dialect
    if not dialect.positional or any(table.c[name].default is not None for name in set(table.c.keys()) - set(names)):
        connection.execute(insert(table), rows)
        return
    sql, order, ways = _prepared(table, names, dialect)
    columns = ([row[name] for row in rows] for name in order)
    connection.exec_driver_sql(sql, list(zip(*map(_converted, ways, columns), strict=True)))


def update_all(connection: Connection, statement: Update, rows: Sequence[Mapping[str, Any]]) -> None:
    """Runs one statement for each row of its named parameters. `statement` is made once and kept: it is the key."""
    dialect = connection.dialect
    if not dialect.positional:
        connection.execute(statement, rows)
        return
    sql, order, fixed, ways = _prepared_update(statement, dialect)
    columns = ([fixed[name]] * len(rows) if name in fixed else [row[name] for row in rows] for name in order)
    connection.exec_driver_sql(sql, list(zip(*map(_converted, ways, columns), strict=True)))


def _converted(way: Way | None, column: Sequence[Any]) -> Sequence[Any]:
    return column if way is None else list(map(way, column))


@lru_cache(maxsize=512)
def _prepared(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, list[str], list[Way | None]]:
    """(statement, columns in its order, the way of each column's values)."""
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    order = list(compiled.positiontup or ())
    return str(compiled), order, [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order]


@lru_cache(maxsize=64)
def _prepared_update(statement: Update, dialect: Dialect) -> tuple[str, list[str], Mapping[str, Any], list[Way | None]]:
    """(statement, parameters in its order, those that are the same for each row, the way of each one's values)."""
    compiled = statement.compile(dialect=dialect)
    order = list(compiled.positiontup or ())
    fixed = {name: one.value for name, one in compiled.binds.items() if not one.required}
    ways: list[Way | None] = [compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order]
    return str(compiled), order, fixed, ways
