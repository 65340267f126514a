"""What the window says around its pages: who works here, how the order server is, banners and short messages."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow

from workstation.ui.components.banner import Banner
from workstation.ui.components.severity import Severity
from workstation.ui.components.toast import Toast, ToastHost
from workstation.ui.shell.page import PageSpec
from workstation.ui.shell.rail import Rail
from workstation.ui.shell.statusbar import Connection, StatusBar, SyncView, UserView
from workstation.ui.shell.topbar import TopBar
from workstation.ui.shell.work_area import Place, WorkArea
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class WindowState(QMainWindow):
    """Rail, bars, banners, toasts. `mainwindow` adds pages and keys."""

    toast_action = Signal(str)
    sync_shown = Signal(object)
    """SyncView: how the order server is, whoever found it out."""

    def __init__(self, host: ThemeHost, words: Words, place: Place, pages: tuple[PageSpec, ...]) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._work = WorkArea(host, words, place, pages)
        self.toasts = ToastHost(self, host)
        self.toasts.action_chosen.connect(self.toast_action)

    @property
    def rail(self) -> Rail:
        """The pages, with counts."""
        return self._work.rail

    @property
    def top_bar(self) -> TopBar:
        """Search, DEMO tag, bell, user."""
        return self._work.top_bar

    @property
    def status(self) -> StatusBar:
        """Server, printer, scanner, user, time."""
        return self._work.status

    @property
    def offline(self) -> Banner:
        """The banner that comes and goes with the order server."""
        return self._work.offline

    @property
    def stopped(self) -> Banner:
        """The banner while nothing is sent until a person has decided."""
        return self._work.stopped

    @property
    def unpaired(self) -> Banner:
        """The banner while no order server is paired, or the store is a copy."""
        return self._work.unpaired

    @property
    def duty(self) -> Banner:
        """The banner while no responsible pharmacist is signed on, or is away."""
        return self._work.duty

    def set_user(self, view: UserView | None) -> None:
        """Who works here; None when nobody is signed in."""
        self.top_bar.user.set_user(view.name if view else "", view.initials if view else "")
        self.status.set_user(view)

    def set_sync(self, view: SyncView, claimed: int = 0) -> None:
        """State of the order server; offline shows the banner, which goes by itself. Stopped has one of its own."""
        self.status.set_sync(view)
        self.sync_shown.emit(view)
        if view.stopped:
            self.stopped.set_content(self._words.text("shell.stopped.title"), self._words.text("shell.stopped.detail"))
        else:
            self.stopped.clear()
        if view.connection is not Connection.OFFLINE or view.since is None:
            self.offline.clear()
            return
        text = self._words.text
        note = text("shell.offline.next_try", next_try=view.next_try) if view.next_try else ""
        self.offline.set_content(
            text("shell.offline.title", since=self.status.since_words(view.since)),
            " ".join(_while_offline(self._words, claimed, view.waiting)),
            text("shell.offline.trying") if view.trying else note,
        )

    def toast(
        self,
        text: str,
        severity: Severity | None = None,
        icon: str = "refresh",
        action: str = "",
        code: str = "",
    ) -> None:
        """A short message at the bottom right."""
        self.toasts.show_toast(Toast(text, severity, icon, action, code))


def _while_offline(words: Words, claimed: int, waiting: int) -> tuple[str, str, str]:
    """What still works, what does not, what waits."""
    works = words.text("shell.offline.works", claimed=claimed) if claimed else words.text("shell.offline.works_none")
    waits = words.text("shell.offline.waits", waiting=waiting) if waiting else words.text("shell.offline.waits_none")
    return works, words.text("shell.offline.not_now"), waits
