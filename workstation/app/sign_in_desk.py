"""The sign-in page, wired to the use case: who may work here, with the look that is chosen before anybody works."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.app.people import user_card
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.users import User
from workstation.services.sign_in import SecretKind, sign_in
from workstation.services.site import Site
from workstation.ui.signin.model import DemoUser, UserCard
from workstation.ui.signin.panel import SignInPanel
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeChoice, ThemeHost
from workstation.ui.words import Words

TEXT_SIZES = (80, 100, 125, 150, 200)
"""Per cent."""


@dataclass(frozen=True, slots=True)
class SignInParts:
    """What the page is made of."""

    host: ThemeHost
    words: Words
    tasks: TaskRunner
    local_now: Callable[[], datetime]
    pharmacy_name: str
    demo_people: tuple[DemoUser, ...] = ()


class SignInDesk(QObject):
    """Owns the page."""

    signed_in = Signal(object)
    """User."""

    def __init__(self, site: Site, parts: SignInParts) -> None:
        super().__init__()
        self._site, self._parts = site, parts
        self._hasher = Argon2Hasher()
        self._last_kind = SecretKind.PIN
        self._badge: UUID | None = None
        self._cards, self._somebody_worked = self._read_cards(), False
        self.page = SignInPanel(
            parts.host, parts.words, parts.pharmacy_name, site.station.name, self._cards, parts.demo_people
        )
        self.page.sign_in_requested.connect(self._on_sign_in)
        self.page.came_to_front.connect(self._on_front)
        self.page.second_passed.connect(self.show_time)
        self.page.side.text_size_requested.connect(self._on_text_size)
        self.page.side.theme_requested.connect(self._on_theme)
        self.page.side.show_choices(parts.host.metrics.scale, parts.host.choice.value)
        self.show_time()

    @Slot()
    def show_time(self) -> None:
        """The time as it is now."""
        self.page.set_time(self._parts.local_now())

    def choose(self, user_id: UUID) -> None:
        """Whose badge was scanned; their card may only come with those that are read anew."""
        self._badge = user_id
        self.page.choose(user_id)

    def _read_cards(self) -> tuple[UserCard, ...]:
        """The responsible pharmacist first, then pharmacists, then the others."""
        today = self._site.today()
        with self._site.store.read() as tx:
            users = sorted(tx.users.all(), key=lambda one: (not one.responsible, one.role.value != "pharmacist"))
            return tuple(
                user_card(user, today, has_pin=tx.users.secret(user.id, SecretKind.PIN.value) is not None)
                for user in users
            )

    @Slot(object, str, object)
    def _on_sign_in(self, user_id: UUID, secret: str, kind: SecretKind) -> None:
        self._last_kind = kind
        self.page.set_busy(True)
        work = partial(sign_in, self._site, self._hasher, user_id, kind, secret)
        self._parts.tasks.run(
            Lane.STORE_WRITE,
            work,
            self._on_signed_in,
            on_refused=self._on_refused,
            on_unavailable=self._on_unavailable,
        )

    @Slot()
    def _on_front(self) -> None:
        """Licences end and people come and go while somebody works: the cards are read anew."""
        if self._somebody_worked:
            self.page.side.set_locked(self._parts.local_now())
            self._somebody_worked = False
        self._parts.tasks.run(Lane.STORE_READ, self._read_cards, self._on_cards, on_unavailable=self._on_unavailable)

    def _on_cards(self, cards: tuple[UserCard, ...]) -> None:
        if cards == self._cards:
            return
        self._cards, chosen = cards, self.page.chosen()
        self.page.set_users(cards)
        wanted = self._badge or (chosen.id if chosen is not None else None)
        if wanted is not None:
            self.page.choose(wanted)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.page.refuse(trouble.why, self._last_kind)

    def _on_signed_in(self, user: User) -> None:
        self._somebody_worked, self._badge = True, None
        self.page.set_busy(False)
        self.signed_in.emit(user)

    def _on_refused(self, refusal: Refused) -> None:
        self.page.set_busy(False)
        self.page.refuse(self._parts.words.refusal(refusal.code, refusal.facts), self._last_kind)

    @Slot()
    def _on_text_size(self) -> None:
        """The next text size, after the largest the smallest again."""
        host = self._parts.host
        now = host.metrics.scale
        host.choose(scale=next((one for one in TEXT_SIZES if one > now), TEXT_SIZES[0]))
        self.page.side.show_choices(host.metrics.scale, host.choice.value)

    @Slot()
    def _on_theme(self) -> None:
        """The next theme in turn."""
        host, themes = self._parts.host, list(ThemeChoice)
        following = themes[(themes.index(host.choice) + 1) % len(themes)]
        host.choose(choice=following)
        self.page.side.show_choices(host.metrics.scale, following.value)
