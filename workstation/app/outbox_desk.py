"""The outbox page at work, and how the sync stands for the status bar and the banners."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from workstation.app.background import Background
from workstation.app.bindings import Bindings
from workstation.app.pairing import pairing_of
from workstation.domain.users import User
from workstation.services.outbox import Standing, outbox_standing
from workstation.services.site import Site
from workstation.services.sync.once import OFFLINE_SINCE, SyncReport
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

TAKING_IN_FROM = 100
"""So many prescriptions in one round are a pull that people notice; fewer come and are there."""

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
        self._view: SyncView | None = None
        """How things stood after the last round; None before the first one."""
        background.began.connect(self._on_began)
        background.taking_in.connect(self._on_taking_in)
        background.sync_failed.connect(self._on_sync_failed)

    def make(self, host: ThemeHost, words: Words) -> OutboxPanel:
        """The page."""
        actions = self._bindings.outbox_actions(self._background.one_round, self._export)
        self._panel = OutboxPanel(host, words, actions, self._tasks)
        if self._view is not None:
            self._panel.set_connection(self._view)
        self.stands.connect(self._panel.set_connection)
        self._panel.changed.connect(self._background.sync_now)
        self._panel.changed.connect(self._on_acted)
        self._panel.prescription_opened.connect(self.prescription_opened)
        return self._panel

    def start(self) -> None:
        """An outage that began before the program did is said at once: the first answer may take its time."""
        self._tasks.run(Lane.STORE_READ, self._standing, self._on_kept)

    @Slot(object)
    def on_synced(self, report: SyncReport) -> None:
        """A round has ended."""
        self._offline = bool(report.offline)
        self._tasks.run(Lane.STORE_READ, self._standing, self._on_standing)

    @Slot(str)
    def _on_sync_failed(self, _why: str) -> None:
        """Nothing goes and nothing comes, though the server may be there: what waits is counted all the same."""
        self._tasks.run(Lane.STORE_READ, self._after_act, self._on_failed_standing)

    def _on_failed_standing(self, found: tuple[Standing, bool]) -> None:
        standing, paired = found
        if paired:  # without a pairing nobody is away, and the banner says so
            self._offline = True
            self._on_standing((standing, self._view.since if self._view is not None else None))

    def _standing(self) -> tuple[Standing, datetime | None]:
        """How the outbox stands, and since when the paired server has not answered, over every start of the program."""
        standing = outbox_standing(self._site)
        with self._site.store.read() as tx:
            since = tx.sync_notes.get(OFFLINE_SINCE) if pairing_of(tx) is not None else None
        return standing, datetime.fromisoformat(since) if since else None

    def _on_kept(self, found: tuple[Standing, datetime | None]) -> None:
        if self._view is None and found[1] is not None:
            self._offline = True
            self._on_standing(found)

    @Slot()
    def _on_acted(self) -> None:
        """What a person did counts at once: the next round may be far away, or never come."""
        self._tasks.run(Lane.STORE_READ, self._after_act, self._on_after_act)

    def _after_act(self) -> tuple[Standing, bool]:
        with self._site.store.read() as tx:
            paired = pairing_of(tx) is not None
        return outbox_standing(self._site), paired

    def _on_after_act(self, found: tuple[Standing, bool]) -> None:
        standing, paired = found
        known = self._view or SyncView(Connection.UNKNOWN if paired else Connection.ALONE)
        now = replace(
            known, waiting=standing.waiting, needs_you=standing.needs_you, look_after=standing.look_after,
            blocked_since=standing.blocked_since, stopped=standing.stopped,
        )  # fmt: skip
        if self._view is not None:
            self._view = now
        self.stands.emit(now)

    @Slot()
    def _on_began(self) -> None:
        if self._view is not None and self._view.connection is Connection.OFFLINE:
            self.stands.emit(replace(self._view, trying=True, next_try=None))

    @Slot(int)
    def _on_taking_in(self, count: int) -> None:
        """The server answers, whatever was before. Nothing is known before the first round: then the first are news."""
        if count >= TAKING_IN_FROM or (count and self._view is None):
            known = self._view or SyncView(Connection.ONLINE)
            self.stands.emit(replace(known, connection=Connection.ONLINE, since=None, taking_in=count))

    def _on_standing(self, found: tuple[Standing, datetime | None]) -> None:
        standing, since = found
        wait = self._background.until_next_round
        self._view = view = SyncView(
            Connection.OFFLINE if self._offline else Connection.ONLINE,
            standing.waiting,
            since if self._offline else None,
            standing.needs_you,
            standing.look_after,
            standing.blocked_since,
            standing.stopped,
            next_try=self._site.clock() + wait if self._offline and wait is not None else None,
            trying=self._offline and self._background.round_under_way,
        )
        self.stands.emit(view)
        if self._panel is not None and self._panel.isVisible():
            self._panel.reload()
