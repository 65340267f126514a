"""A scan that the page in front has no use for: the number of a prescription of ours opens it, the rest is said."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from workstation.app.bindings import Session
from workstation.domain.errors import Refused
from workstation.domain.scanned_code import InternalToken, TokenKind, token_of
from workstation.domain.users import User
from workstation.services.bags import waiting_bags
from workstation.services.site import Site
from workstation.ui.components.severity import Severity
from workstation.ui.handover.model import bag_for_code, numbers_in
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.sounds import Sound, Sounds
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.words import Words


class ScanDesk(QObject):
    """Listens to one window. Nothing is recorded here."""

    prescription_wanted = Signal(object)
    """UUID: it is to be opened where the work on it goes on."""

    def __init__(
        self, site: Site, session: Session, window: MainWindow, tasks: TaskRunner, words: Words, sounds: Sounds
    ) -> None:
        super().__init__(window)
        self._site, self._session, self._window = site, session, window
        self._tasks, self._words, self._sounds = tasks, words, sounds
        self._finding: Task | None = None
        window.code_not_wanted.connect(self._on_code)

    @Slot(str)
    def _on_code(self, code: str) -> None:
        """The newest scan counts."""
        if self._finding is not None:
            self._finding.abandon()
        user = self._session.user
        if user is None:
            self._say("sign_in")
            return
        work = partial(_prescriptions, self._site, user, code)
        self._finding = self._tasks.run(Lane.STORE_READ, work, self._on_found, on_refused=self._on_refused)

    def _on_found(self, found: Sequence[UUID]) -> None:
        if self._session.user is None:
            return
        if len(found) == 1:
            self.prescription_wanted.emit(found[0])
        else:
            self._say("several" if found else "unwanted")

    def _on_refused(self, refusal: Refused) -> None:
        self._sounds.play(Sound.LOOK)
        self._window.toast(self._words.refusal(refusal.code, refusal.facts), Severity.MODERATE)

    def _say(self, what: str) -> None:
        self._sounds.play(Sound.LOOK)
        self._window.toast(self._words.text(f"shell.scan.{what}"), Severity.MODERATE)


def _prescriptions(site: Site, user: User, code: str) -> Sequence[UUID]:
    """Those that a bin, a bag, a label or a number means. The store holds one number twice when a server sent so."""
    token = token_of(code.strip())
    if isinstance(token, InternalToken) and token.kind is TokenKind.BIN:
        bag = bag_for_code(waiting_bags(site, user), code)
        return (bag.id,) if bag is not None else ()
    with site.store.read() as tx:
        return [one.id for number in numbers_in(code) for one in tx.prescriptions.with_number(number)]
