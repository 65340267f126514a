"""The base of all mappings: our column types, and names of constraints for migrations to speak of."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from sqlalchemy import BigInteger, Date, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from workstation.adapters.db.types import ExactDecimal, RowNumber, SortableText, UtcInstant, UuidKey


class Base(DeclarativeBase):
    """All tables. A class named ...Row is never seen outside adapters/db."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it as a plain class attribute
        UUID: UuidKey,
        Decimal: ExactDecimal,
        datetime: UtcInstant,
        date: Date,
        str: Text,
    }


Id = Annotated[UUID, mapped_column(UuidKey, primary_key=True)]
"""The primary key of a table whose rows change."""
Sequence = Annotated[int, mapped_column(RowNumber, primary_key=True, autoincrement=True)]
"""The primary key of a table whose order of adding matters; its `id` is unique beside it."""
Micro = Annotated[int, mapped_column(BigInteger)]
"""A quantity in millionths of its unit."""
Sortable = Annotated[str, mapped_column(SortableText)]
"""Text that is sorted or searched by its beginning."""
