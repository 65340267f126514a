"""What a backend must offer; everything else in adapters/db is the same on both."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

BUSY_SECONDS = 10
"""How long a writer waits for another one before it says that the store is busy."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Outcome of one check of the database file or server."""

    name: str
    ok: bool
    detail: str


class Tier(Enum):
    """Where the words of a search must stand, best first."""

    NAME = "name"
    INGREDIENTS = "name or ingredients"
    ANYWHERE = "name, ingredients, strength or form"


class Backend(Protocol):
    """One open database."""

    @property
    def writer(self) -> Engine:
        """Its transactions may write; on SQLite they begin with BEGIN IMMEDIATE."""
        ...

    @property
    def reader(self) -> Engine:
        """Its transactions see one snapshot and cannot write."""
        ...

    @property
    def one_connection(self) -> bool:
        """True when reader and writer share a connection (a store in memory): they take turns."""
        ...

    def lock_writer(self, session: Session) -> None:
        """Makes this transaction the only writing one of the store until it ends."""
        ...

    def lock_batch(self, session: Session, batch_id: UUID) -> None:
        """Keeps others from allocating of this batch until the transaction ends."""
        ...

    def install(self, connection: Connection) -> None:
        """Append-only triggers and search index, where no migration makes them (a store in memory)."""
        ...

    def matching_products(self, session: Session, words: Sequence[str], limit: int, tier: Tier) -> Sequence[int]:
        """Keys of products where each of `words` (folded) begins a word within the tier, in order of key."""
        ...

    def integrity(self, session: Session) -> Sequence[Finding]:
        """Is the database whole, and does every foreign key lead somewhere."""
        ...

    def why_unavailable(self, error: DBAPIError, *, writing: bool) -> str | None:
        """A sentence when the database cannot answer just now or is damaged; None when the error is a bug.

        A statement that writes in a reading transaction is a bug.
        """
        ...

    def close(self) -> None:
        """Closes all connections."""
        ...
