"""The audit chains, append-only."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base


class AuditChainRow(Base):
    """One audit row. `content` is the canonical bytes exactly as hashed; nothing else is trusted."""

    __tablename__ = "audit_row"
    # Clustered by its key: verification reads one tree from end to end instead of an index and a table.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  # SQLAlchemy reads a plain class attribute

    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[bytes]
    hash: Mapped[bytes]
