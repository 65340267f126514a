"""Staff and the hashes of their secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from workstation.adapters.db.tables import UserRow, UserSecretRow
from workstation.adapters.db.work import Work
from workstation.domain.users import User


@dataclass(frozen=True, slots=True)
class SqlUsers:
    """Implements ports.Users."""

    work: Work

    def save(self, user: User) -> None:
        """Inserts or replaces; secrets and wrong tries stay."""
        self.work.put(
            UserRow,
            {"id": user.id},
            name=user.name,
            role=user.role,
            licence_number=user.licence_number,
            licence_expiry=user.licence_expiry,
            responsible=user.responsible,
        )

    def get(self, user_id: UUID) -> User:
        """Raises KeyError when there is no such user."""
        return _user(self._row(user_id))

    def all(self) -> Sequence[User]:
        """By name."""
        return [_user(row) for row in self.work.rows(select(UserRow).order_by(UserRow.name, UserRow.id))]

    def set_secret(self, user_id: UUID, kind: str, hashed: str) -> None:
        """Replaces the hash of this kind."""
        self.work.put(UserSecretRow, {"user_id": user_id, "kind": kind}, hashed=hashed)

    def secret(self, user_id: UUID, kind: str) -> str | None:
        """The hash, or None when the user has no secret of this kind."""
        wanted = select(UserSecretRow.hashed)
        return self.work.connection.scalar(wanted.where(UserSecretRow.user_id == user_id, UserSecretRow.kind == kind))

    def tries(self, user_id: UUID) -> tuple[int, datetime | None]:
        """Wrong tries in a row and the time of the last one. Raises KeyError when there is no such user."""
        row = self._row(user_id)
        return row.wrong_tries, row.last_try_at

    def set_tries(self, user_id: UUID, tries: int, at: datetime | None) -> None:
        """Raises KeyError when there is no such user."""
        if not self.work.change(UserRow, {"id": user_id}, wrong_tries=tries, last_try_at=at):
            raise KeyError(user_id)

    def _row(self, user_id: UUID) -> UserRow:
        return self.work.need(select(UserRow).where(UserRow.id == user_id), user_id)


def _user(row: UserRow) -> User:
    return User(row.id, row.name, row.role, row.licence_number, row.licence_expiry, row.responsible)
