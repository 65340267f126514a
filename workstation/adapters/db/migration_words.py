"""Words for migrations: column types and short hands. Migrations are history: nothing here changes."""

from typing import Any

import sqlalchemy as sa

from workstation.adapters.db.types import ExactDecimal, RowNumber, SortableText, UtcInstant, UuidKey

KEY = UuidKey()
INSTANT = UtcInstant()
DECIMAL = ExactDecimal()
SEQUENCE = RowNumber
SORTABLE = SortableText
TEXT = sa.Text()
INTEGER = sa.Integer()
MICRO = sa.BigInteger()
YES_NO = sa.Boolean()
DATE = sa.Date()
BYTES = sa.LargeBinary()


def need(kind: Any, *names: str) -> list[sa.Column[Any]]:
    """Columns of one kind that always have a value."""
    return [sa.Column(name, kind, nullable=False) for name in names]


def may(kind: Any, *names: str) -> list[sa.Column[Any]]:
    """Columns of one kind that may be NULL."""
    return [sa.Column(name, kind, nullable=True) for name in names]


def where(condition: str) -> dict[str, Any]:
    """Makes an index partial on both backends."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
