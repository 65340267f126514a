"""Staff as the sign-in page and the status bar show them."""

from collections.abc import Sequence
from datetime import date, timedelta

from workstation.adapters.samplepharmacy.models import SampleUser
from workstation.domain.users import PERMISSIONS, Permission, Role, User
from workstation.ui.shell.statusbar import LicenceState, UserView
from workstation.ui.signin.model import DemoUser, UserCard
from workstation.ui.words import day

SOON = timedelta(days=30)
_ROLES = {
    Role.PHARMACIST: "Pharmacist",
    Role.COUNTER_STAFF: "Counter staff",
    Role.ADMINISTRATOR: "Administrator",
}
_SHOWN = {
    Permission.APPROVE: "approve",
    Permission.CHECK_ACCURACY: "accuracy check",
    Permission.PICK: "pick and scan",
    Permission.HAND_OVER: "hand over",
    Permission.SET_UP: "set up",
}
_WITHOUT_LICENCE = {
    Role.COUNTER_STAFF: "May pick, scan, hand over",
    Role.ADMINISTRATOR: "May set up. Sees no patients",
    Role.PHARMACIST: "No licence recorded",
}


def licence_state(user: User, today: date) -> LicenceState:
    """Valid, ends within 30 days, expired, or none needed."""
    if user.licence_expiry is None:
        return LicenceState.NONE
    if user.licence_expiry < today:
        return LicenceState.EXPIRED
    return LicenceState.ENDS if user.licence_expiry <= today + SOON else LicenceState.VALID


def _licence_words(user: User, today: date) -> str:
    if user.licence_expiry is None:
        return _WITHOUT_LICENCE[user.role]
    left = (user.licence_expiry - today).days
    if left < 0:
        return "Licence expired: may pick, may not approve"
    return f"Licence ends in {left} days" if left <= SOON.days else f"Licence valid to {day(user.licence_expiry)}"


def user_card(user: User, today: date, *, has_pin: bool) -> UserCard:
    """A card of the sign-in page."""
    return UserCard(
        id=user.id,
        name=user.name,
        initials=user.initials,
        role=_ROLES[user.role] + (", responsible" if user.responsible else ""),
        licence=licence_state(user, today),
        licence_words=_licence_words(user, today),
        registration=f"Reg. {user.licence_number}" if user.licence_number else "",
        has_pin=has_pin,
        allowed=tuple(word for permission, word in _SHOWN.items() if permission in PERMISSIONS[user.role]),
    )


def user_view(user: User, today: date) -> UserView:
    """The user part of the status bar."""
    return UserView(user.name, user.initials, _ROLES[user.role], user.licence_number, licence_state(user, today))


def demo_users(people: Sequence[SampleUser]) -> tuple[DemoUser, ...]:
    """The demo box of a sample store."""
    return tuple(DemoUser(one.user.name, _ROLES[one.user.role], one.pin or "none", one.passphrase) for one in people)
