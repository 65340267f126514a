"""The outbox page at work, and how the sync stands for the status bar and the banners."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from workstation.app.background import Background
from workstation.app.bindings import Bindings
from workstation.domain.users import User
from workstation.services.outbox import Standing, outbox_standing
from workstation.services.site import Site
from workstation.services.sync.once import SyncReport
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

Export = Callable[[User, str], tuple[int, Path]]
"""Writes the open outbox for a user and a purpose: how many entries, and the file."""


class OutboxDesk(QObject):
    """Makes the panel, and tells after each round how things stand."""

    stands = Signal(object)
    """SyncView."""
    prescription_opened = Signal(object)
    """UUID."""

    def __init__(
        self, site: Site, bindings: Bindings, background: Background, tasks: TaskRunner, export: Export
    ) -> None:
        super().__init__()
        self._site, self._bindings, self._background = site, bindings, background
        self._tasks, self._export = tasks, export
        self._panel: OutboxPanel | None = None
        self._offline = False
        self._offline_since: datetime | None = None

    def make(self, host: ThemeHost, words: Words) -> OutboxPanel:
        """The page."""
        actions = self._bindings.outbox_actions(self._background.one_round, self._export)
        self._panel = OutboxPanel(host, words, actions, self._tasks)
        self._panel.changed.connect(self._background.sync_now)
        self._panel.prescription_opened.connect(self.prescription_opened)
        return self._panel

    @Slot(object)
    def on_synced(self, report: SyncReport) -> None:
        """A round has ended."""
        self._offline = bool(report.offline)
        if not self._offline:
            self._offline_since = None
        elif self._offline_since is None:
            self._offline_since = self._site.clock()
        self._tasks.run(Lane.STORE_READ, self._standing, self._on_standing)

    def _standing(self) -> Standing:
        return outbox_standing(self._site)

    def _on_standing(self, standing: Standing) -> None:
        view = SyncView(
            Connection.OFFLINE if self._offline else Connection.ONLINE,
            standing.waiting,
            self._offline_since,
            standing.needs_you,
            standing.look_after,
            standing.blocked_since,
            standing.stopped,
        )
        self.stands.emit(view)
        if self._panel is not None:
            self._panel.set_connection(view)
            if self._panel.isVisible():
                self._panel.reload()
