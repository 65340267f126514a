"""A scan that the page in front has no use for: the number of a prescription of ours opens it, a pack is shown for what
it is, the rest is said below the search box."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from workstation.adapters.scanner.codes import parse_code
from workstation.app.bindings import Session
from workstation.domain.errors import Refused
from workstation.domain.scanned_code import InternalToken, TokenKind, token_of
from workstation.domain.users import User
from workstation.services.badges import badge_holder, badge_in
from workstation.services.bags import waiting_bags
from workstation.services.known_code import PackMeaning, meaning_of
from workstation.services.label_codes import prescription_named
from workstation.services.site import Site
from workstation.ui.components.severity import Severity
from workstation.ui.handover.model import bag_for_code, numbers_in
from workstation.ui.scanner.scan_note import ScanNote
from workstation.ui.scanner.scan_words import note_of
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.sounds import Sound, Sounds
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@dataclass(frozen=True, slots=True)
class _Found:
    """Prescriptions that the code means; without any, what else it is."""

    prescriptions: Sequence[UUID]
    meaning: PackMeaning | None = None


class ScanDesk(QObject):
    """Listens to one window. Nothing is recorded here."""

    prescription_wanted = Signal(object)
    """UUID: it is to be opened where the work on it goes on."""
    badge_scanned = Signal(object)
    """UUID of a user: somebody says who comes to this PC. Nothing is unlocked by it."""

    def __init__(
        self,
        site: Site,
        session: Session,
        window: MainWindow,
        tasks: TaskRunner,
        words: Words,
        sounds: Sounds,
        host: ThemeHost,
    ) -> None:
        super().__init__(window)
        self._site, self._session, self._window = site, session, window
        self._tasks, self._words, self._sounds = tasks, words, sounds
        self._finding: Task | None = None
        self.note = ScanNote(window, host, window.top_bar, words.text("scanner.note.close"))
        window.code_not_wanted.connect(self._on_code)
        window.page_changed.connect(self._on_page)

    @Slot(str)
    def _on_code(self, code: str) -> None:
        """The newest scan counts."""
        if self._finding is not None:
            self._finding.abandon()
        user, badge = self._session.user, badge_in(code)
        if badge is not None:
            self._finding = self._tasks.run(Lane.STORE_READ, partial(badge_holder, self._site, badge), self._on_badge)
            return
        if user is None:
            self._say("sign_in")
            return
        work = partial(_look_up, self._site, user, code)
        self._finding = self._tasks.run(Lane.STORE_READ, work, self._on_found, on_refused=self._on_refused)

    @Slot(str)
    def _on_page(self, _key: str) -> None:
        self.note.close_note()

    def _on_badge(self, holder: UUID | None) -> None:
        user = self._session.user
        if holder is None:
            self._say("badge_unknown")
        elif user is not None and user.id == holder:
            self._say("badge_same")
        else:
            self._sounds.play(Sound.OK)
            self.badge_scanned.emit(holder)

    def _on_found(self, found: _Found) -> None:
        if self._session.user is None:
            return
        self.note.close_note()
        if len(found.prescriptions) == 1:
            self.prescription_wanted.emit(found.prescriptions[0])
        elif found.meaning is not None:
            view = note_of(self._words, found.meaning, self._site.today())
            if view.severity is not Severity.INFORMATION:
                self._sounds.play(Sound.LOOK)
            page = self._window.open_page
            self.note.show_note(view, under_bar=page is not None and page.opens_prescription)
        else:
            self._say("several")

    def _on_refused(self, refusal: Refused) -> None:
        self._sounds.play(Sound.LOOK)
        self._window.toast(self._words.refusal(refusal.code, refusal.facts), Severity.MODERATE)

    def _say(self, what: str) -> None:
        self._sounds.play(Sound.LOOK)
        self._window.toast(self._words.text(f"shell.scan.{what}"), Severity.MODERATE)


def _look_up(site: Site, user: User, code: str) -> _Found:
    found = _prescriptions(site, user, code)
    return _Found(found, None if found else meaning_of(site, parse_code(code, site.today())))


def _prescriptions(site: Site, user: User, code: str) -> Sequence[UUID]:
    """Those that a bin, a bag, a label or a number means. The store holds one number twice when a server sent so."""
    token = token_of(code.strip())
    if isinstance(token, InternalToken) and token.kind is TokenKind.BIN:
        bag = bag_for_code(waiting_bags(site, user), code)
        return (bag.id,) if bag is not None else ()
    with site.store.read() as tx:
        found = [one.id for number in numbers_in(code) for one in tx.prescriptions.with_number(number)]
        named = prescription_named(tx, token) if isinstance(token, InternalToken) else None
        return found or ([named] if named is not None else [])
