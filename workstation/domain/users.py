"""Who works here and what each may do. Denied unless listed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused


class Role(StrEnum):
    """Roles of the first version; the compliance pack decides later what each may do."""

    PHARMACIST = "pharmacist"
    COUNTER_STAFF = "counter_staff"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """Single rights, checked in the services."""

    SEE_PATIENTS = "see_patients"
    CLAIM = "claim"
    TRANSCRIBE = "transcribe"
    APPROVE = "approve"
    OVERRIDE_ALERT = "override_alert"
    BE_RESPONSIBLE = "be_responsible"
    """Signs on as the responsible pharmacist."""
    PICK = "pick"
    CHECK_ACCURACY = "check_accuracy"
    HAND_OVER = "hand_over"
    EMERGENCY_SUPPLY = "emergency_supply"
    REVERSE_DISPENSE = "reverse_dispense"
    RECEIVE_STOCK = "receive_stock"
    SEND_OUTBOX = "send_outbox"
    RESTART_SYNC = "restart_sync"
    """Says how it goes on after this store was set back to an older state."""
    PAIR = "pair"
    """Chooses the order server, and says what a copied store is."""
    SET_UP = "set_up"


_COUNTER = frozenset(
    {
        Permission.SEE_PATIENTS,
        Permission.CLAIM,
        Permission.TRANSCRIBE,
        Permission.PICK,
        Permission.HAND_OVER,
        Permission.RECEIVE_STOCK,
        Permission.SEND_OUTBOX,
    }
)
_PHARMACIST = _COUNTER | {
    Permission.APPROVE,
    Permission.BE_RESPONSIBLE,
    Permission.OVERRIDE_ALERT,
    Permission.CHECK_ACCURACY,
    Permission.EMERGENCY_SUPPLY,
    Permission.REVERSE_DISPENSE,
    Permission.RESTART_SYNC,
    Permission.PAIR,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PHARMACIST: _PHARMACIST,
    Role.COUNTER_STAFF: _COUNTER,
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.SET_UP,
            Permission.RECEIVE_STOCK,
            Permission.SEND_OUTBOX,
            Permission.RESTART_SYNC,
            Permission.PAIR,
        }
    ),
}


class AccessRefusal(StrEnum):
    """Why somebody may not do something."""

    NOT_ALLOWED = "not_allowed"
    LICENCE_EXPIRED = "licence_expired"
    WRONG_SECRET = "wrong_secret"
    UNKNOWN_USER = "unknown_user"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True, slots=True)
class User:
    """A member of staff. Secrets are hashed and live in the store only."""

    id: UUID
    name: str
    role: Role
    licence_number: str = ""
    licence_expiry: date | None = None
    responsible: bool = False

    @property
    def initials(self) -> str:
        """First letters of the first and the last name."""
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


_NEEDS_LICENCE = frozenset(
    {
        Permission.APPROVE,
        Permission.BE_RESPONSIBLE,
        Permission.OVERRIDE_ALERT,
        Permission.CHECK_ACCURACY,
        Permission.EMERGENCY_SUPPLY,
    }
)


def require(user: User, permission: Permission, today: date) -> None:
    """Raises Refused unless `user` may do this today (an expired licence stops approving and checking)."""
    if permission not in PERMISSIONS[user.role]:
        raise Refused(AccessRefusal.NOT_ALLOWED, permission=permission.value, role=user.role.value)
    expired = user.licence_expiry is not None and user.licence_expiry < today
    if permission in _NEEDS_LICENCE and expired:
        raise Refused(AccessRefusal.LICENCE_EXPIRED, expired_on=user.licence_expiry)
