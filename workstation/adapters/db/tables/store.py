"""The store itself: its stations, its marks, its counters."""

from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Id


class StationRow(Base):
    """A PC that works on this store. `letter` starts its human numbers."""

    __tablename__ = "station"

    id: Mapped[Id]
    letter: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)


class StoreMarkRow(Base):
    """Facts about the store: "demo" = "1" for sample data."""

    __tablename__ = "store_mark"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class CounterRow(Base):
    """Numbers without gaps: `value` is the last one given."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
