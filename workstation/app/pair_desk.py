"""The pairing screens at work: the page of the connection, the wizard in place of all work, and the banner."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from workstation.app.background import Background
from workstation.app.bindings import Session
from workstation.app.opening import Opened
from workstation.app.pair_binding import PairBinding
from workstation.domain.errors import Unavailable
from workstation.domain.users import PERMISSIONS, Permission
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.actions import ConnectionView
from workstation.ui.pairing.connection import ConnectionPage
from workstation.ui.pairing.wizard import PairingWizard
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

PAGE = "connection"


class PairDesk(QObject):
    """One for a window. The wizard is kept while it is left half-way, so that it goes on where it was."""

    def __init__(self, here: Opened, session: Session, host: ThemeHost, words: Words, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._tasks, self._session = host, words, tasks, session
        self._binding = PairBinding(here, session.require, sample=here.store.is_demo())
        self._opened_for = self._binding.connection().organization
        self._window: MainWindow | None = None
        self._page: ConnectionPage | None = None
        self._wizard: PairingWizard | None = None
        self._why = self._said = ""
        self._background: Background | None = None
        self._asking: Task | None = None
        self.reopens = False
        """The window was closed because the store has to be opened again: it belongs to another station, or works for
        another pharmacy, than it was opened for.
        """

    def make_page(self) -> ConnectionPage:
        """The page of the connection."""
        self._page = ConnectionPage(self._host, self._words)
        self._page.pair_requested.connect(self.open_wizard)
        self._page.reload_requested.connect(self.refresh)
        return self._page

    def watch(self, window: MainWindow, background: Background) -> None:
        """The window whose banner offers the pairing, and in whose place the wizard is shown."""
        self._window, self._background = window, background
        window.unpaired.action_requested.connect(self.open_page)
        window.closing.connect(self.stop)
        background.sync_failed.connect(self.on_sync_failed)
        background.synced.connect(self._on_synced)
        self.refresh()

    @Slot()
    def open_page(self) -> None:
        """From the banner."""
        if self._window is not None:
            self._window.open(PAGE)

    @Slot()
    def refresh(self) -> None:
        """Reads the connection anew."""
        self._read(self._on_connection)

    def _read(self, on_read: Callable[[ConnectionView], None]) -> Task:
        """The connection as it stands, off the GUI thread."""
        return self._tasks.run(Lane.STORE_READ, self._binding.connection, on_read, on_unavailable=self._on_unavailable)

    @Slot(str)
    def on_sync_failed(self, why: str) -> None:
        """Not paired and copied are said by the banner, which stays; the rest is a message."""
        self._why = why
        self.refresh()

    @Slot()
    def open_wizard(self) -> None:
        """In place of all work, for those who may pair; where it was left, when it was left half-way."""
        user = self._session.user
        if self._window is None or user is None or Permission.PAIR not in PERMISSIONS[user.role]:
            return
        if self._wizard is not None:
            self._window.set_gate(self._wizard)
            return
        if self._asking is not None:
            self._asking.abandon()
        self._asking = self._read(self._on_wizard_wanted)

    def _on_wizard_wanted(self, view: ConnectionView) -> None:
        if self._window is None or self._session.user is None:
            return
        wizard = PairingWizard(self._host, self._words, self._binding.actions(), self._tasks, view)
        wizard.finished.connect(self._on_finished)
        wizard.left.connect(self._on_left)
        wizard.new_station.connect(self._reopen)
        for keys, page in self._window.rail_keys.items():
            shortcut = QShortcut(QKeySequence(keys), wizard)
            shortcut.setProperty("page", page)
            shortcut.activated.connect(self._on_page_key)
        self._wizard = wizard
        self._window.set_gate(wizard)

    @Slot()
    def stop(self) -> None:
        """The window closes: a check under way ends at its next step."""
        if self._wizard is not None:
            self._wizard.check.stop()

    def _on_connection(self, view: ConnectionView) -> None:
        self._show_banner(view)
        if self._page is not None:
            user = self._session.user
            may_pair = user is not None and Permission.PAIR in PERMISSIONS[user.role]
            self._page.show_connection(view, may_pair=may_pair)
        why, self._why = self._why, ""
        if why and view.is_paired and not view.copied:
            self._say(why)

    def _show_banner(self, view: ConnectionView) -> None:
        window, text = self._window, self._words.text
        if window is None:
            return
        if view.is_paired and not view.copied:
            window.unpaired.clear()
            return
        state = "copied" if view.copied else "unpaired"
        window.unpaired.set_content(text(f"pairing.banner.{state}"), text(f"pairing.banner.{state}_detail"))
        window.set_sync(SyncView(Connection.ALONE))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._say(trouble.why)

    def _say(self, why: str) -> None:
        """Once, until a round has ended well: whoever tries every 15 s has nothing new to say. How the connection
        stands is the status bar's to say (app.outbox_desk): a station that is paired is not alone.
        """
        if self._window is not None and why != self._said:
            self._said = why
            self._window.toast(why, Severity.MODERATE)

    @Slot(object)
    def _on_synced(self, _report: object) -> None:
        self._said = ""

    @Slot()
    def _on_left(self) -> None:
        if self._window is not None:
            self._window.set_gate(None)
        self.refresh()
        if self._background is not None:
            self._background.sync_now()  # a copy may have been said to have moved here: it goes on at once

    @Slot()
    def _on_page_key(self) -> None:
        """The rail is not seen beside the wizard; its keys lead out as they do everywhere."""
        page = str(self.sender().property("page"))
        if self._wizard is not None and self._window is not None:
            self._wizard.left.emit()
            self._window.open(page)

    @Slot()
    def _on_finished(self) -> None:
        wizard, self._wizard = self._wizard, None
        if wizard is not None and self._window is not None:
            self._window.set_gate(None)
            wizard.deleteLater()
        self._read(self._on_paired)

    def _on_paired(self, view: ConnectionView) -> None:
        if self._window is not None:
            self._window.toast(self._words.text("pairing.result.toast", server=view.url), Severity.MATCH)
        self._on_connection(view)
        if view.organization != self._opened_for:
            self._reopen()
        elif self._background is not None:
            self._background.sync_now()

    @Slot()
    def _reopen(self) -> None:
        self.reopens = True
        if self._window is not None:
            QTimer.singleShot(0, self._window.close)
