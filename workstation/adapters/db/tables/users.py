"""Staff and the hashes of their secrets."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Id
from workstation.adapters.db.types import Word
from workstation.domain.users import Role


class UserRow(Base):
    """A member of staff. `user` alone is a reserved word of PostgreSQL."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("wrong_tries >= 0", name="tries"),)

    id: Mapped[Id]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(Word(Role))
    licence_number: Mapped[str]
    licence_expiry: Mapped[date | None]
    responsible: Mapped[bool]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    last_try_at: Mapped[datetime | None]


class UserSecretRow(Base):
    """A hash by Argon2id, never the secret. `kind` is "passphrase" or "pin"."""

    __tablename__ = "user_secret"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    hashed: Mapped[str]
