"""What the sign-in page shows, ready to paint."""

from dataclasses import dataclass
from uuid import UUID

from workstation.ui.shell.statusbar import LicenceState


@dataclass(frozen=True, slots=True)
class UserCard:
    """One member of staff. `licence_words` says the same as `licence` in words."""

    id: UUID
    name: str
    initials: str
    role: str
    licence: LicenceState
    licence_words: str
    registration: str = ""
    has_pin: bool = True
    allowed: tuple[str, ...] = ()
    """Words for what this user may do ("approve", "hand over")."""

    @property
    def first_name(self) -> str:
        """For "Not Asha?"."""
        return self.name.split()[0] if self.name else ""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A sample user with what opens the counter for him. Exists only where the store holds invented people."""

    name: str
    role: str
    pin: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """A line of the dark panel: printer, scanner, order server."""

    icon: str
    title: str
    detail: str
