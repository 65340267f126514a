"""F12: the responsible pharmacist signs on and off, wired to the use cases; who it is stands in the status bar."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from workstation.app.bindings import Session
from workstation.domain.errors import Refused
from workstation.domain.users import Permission, User, require
from workstation.services.duty import DutyView, come_back, duty_view, leave, sign_off, sign_on
from workstation.services.site import Site
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.severity import Severity
from workstation.ui.shell.duty import DutyShown
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.words import Words

ASKED_MS = 10_000
"""So long a question waits for the second press of the key."""

Act = Callable[[], DutyView]


class DutyDesk(QObject):
    """Owns the part of the status bar and the banner of one window."""

    changed = Signal()
    """Somebody signed on or off here."""

    def __init__(self, site: Site, session: Session, window: MainWindow, tasks: TaskRunner, words: Words) -> None:
        super().__init__(window)
        self._site, self._session, self._window = site, session, window
        self._tasks, self._words = tasks, words
        self.view: DutyView | None = None
        self._asked: Act | None = None
        self._asked_ends = QTimer(self)
        self._asked_ends.setSingleShot(True)
        self._asked_ends.setInterval(ASKED_MS)
        self._asked_ends.timeout.connect(self._forget_question)
        if not site.compliance.duty.needed:
            return
        for keys, slot in (("F12", self._on_key), ("Shift+F12", self._on_away_key)):
            QShortcut(QKeySequence(keys), window).activated.connect(slot)
        hints = [KeyHint("F12", words.text("duty.key"))]
        if site.compliance.duty.absence_minutes:
            hints.append(KeyHint("Shift+F12", words.text("duty.away_key")))
        window.explain_keys(tuple(hints))
        window.duty.action_requested.connect(self._on_key)
        window.status.duty_requested.connect(self._on_key)

    @Slot()
    def refresh(self) -> None:
        """Reads who is responsible: another PC of the pharmacy may have changed it."""
        if self._site.compliance.duty.needed and self._session.user is not None:
            self._tasks.run(Lane.STORE_READ, partial(duty_view, self._site), self._on_view)

    @Slot()
    def stop(self) -> None:
        """The window closes."""
        self._asked_ends.stop()

    # --- keys ---------------------------------------------------------------------------------------------

    @Slot()
    def _on_key(self) -> None:
        user, view = self._session.user, self.view
        if user is None or view is None or not self._may(user):
            return
        asked, self._asked = self._asked, None
        if asked is not None:
            self._run(asked)
        elif view.who is None:
            self._run(partial(sign_on, self._site, user))
        elif view.who.id != user.id:
            self._ask(partial(sign_on, self._site, user, take_over=True), "over")
        elif view.absent_since is not None:
            self._run(partial(come_back, self._site, user))
        else:
            self._ask(partial(sign_off, self._site, user), "off")

    @Slot()
    def _on_away_key(self) -> None:
        user, view = self._session.user, self.view
        if user is None or view is None or not self._may(user):
            return
        away = view.who is not None and view.who.id == user.id and view.absent_since is not None
        self._run(partial(come_back if away else leave, self._site, user))

    def _may(self, user: User) -> bool:
        try:
            require(user, Permission.BE_RESPONSIBLE, self._site.today())
        except Refused:
            self._window.toast(self._words.text("duty.not_you"), Severity.MODERATE)
            return False
        return True

    def _ask(self, act: Act, what: str) -> None:
        """One key alone neither signs off nor takes over."""
        assert self.view is not None
        assert self.view.who is not None
        text, view = self._words.text, self.view
        facts = {"name": view.who.name if view.who else "", "since": self._since(view)}
        note = ""
        minutes = int(view.absence_left.total_seconds() // 60)
        if what == "off" and minutes:
            note = text("duty.banner.off_away", minutes=minutes)
        title, detail = text(f"duty.banner.{what}_title", **facts), text(f"duty.banner.{what}_detail", **facts)
        self._window.duty.set_content(title, detail, note)
        self._asked = act
        self._asked_ends.start()

    @Slot()
    def _forget_question(self) -> None:
        self._asked = None
        self._show()

    def _run(self, act: Act) -> None:
        self._asked_ends.stop()
        self._asked = None
        self._tasks.run(Lane.STORE_WRITE, act, self._on_done, on_refused=self._on_refused)

    # --- answers ------------------------------------------------------------------------------------------

    def _on_done(self, view: DutyView) -> None:
        before, user = self.view, self._session.user
        self._on_view(view)
        own = user is not None and view.who is not None and view.who.id == user.id
        if not own:
            said = "off"
        elif view.absent_since is not None:
            said = "left"
        else:
            said = "back" if before is not None and before.absent_since is not None else "on"
        self._window.toast(self._words.text(f"duty.{said}"), Severity.MATCH if own else Severity.MODERATE)
        self.changed.emit()

    def _on_refused(self, refusal: Refused) -> None:
        self._window.toast(self._words.refusal(refusal.code, refusal.facts), Severity.MODERATE)
        self.refresh()

    def _on_view(self, view: DutyView) -> None:
        self.view = view
        if self._asked is None:
            self._show()

    # --- showing ------------------------------------------------------------------------------------------

    def _show(self) -> None:
        view = self.view
        if view is None:
            return
        since = self._since(view)
        away = self._window.status.since_words(view.absent_since) if view.absent_since else ""
        self._window.status.set_duty(DutyShown(view.who.name if view.who else "", since, away))
        self._show_banner(view, away)

    def _since(self, view: DutyView) -> str:
        return self._window.status.since_words(view.since) if view.since else ""

    def _show_banner(self, view: DutyView, away: str) -> None:
        text, banner, user = self._words.text, self._window.duty, self._session.user
        if view.who is None:
            may = user is not None and user.role.value == "pharmacist"
            note = "" if may else text("duty.banner.other")
            banner.set_content(text("duty.banner.title"), text("duty.banner.detail"), note)
        elif away:
            own = user is not None and view.who.id == user.id
            facts = {"name": view.who.name, "since": away}
            note = text("duty.banner.away_own") if own else text("duty.banner.away_other", **facts)
            banner.set_content(text("duty.banner.away_title", **facts), text("duty.banner.away_detail"), note)
        else:
            banner.clear()
