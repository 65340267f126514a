"""The queue page at work: rows, counts, preview, claim and hold, each read or written on a task lane."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from workstation.app.bindings import Session
from workstation.app.preview import preview_of, scan_image
from workstation.domain.errors import Refused
from workstation.domain.queue import QueueFilter, QueueRow
from workstation.domain.users import User
from workstation.services.approval import hold
from workstation.services.claim import claim_prescription
from workstation.services.queue_view import PreviewView, QueueView, preview_view, queue_view
from workstation.services.routing import RoutingReason, decline_order, hand_back
from workstation.services.site import Site
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.statusbar import SyncView
from workstation.ui.tasks import Lane, Task, TaskRunner, Work
from workstation.ui.words import Words

PAGE = QueueFilter().limit


class QueueDesk(QObject):
    """Feeds one queue panel."""

    counted = Signal(object)
    """Mapping of View to how many."""
    refused = Signal(object)
    changed = Signal()
    """Something was written that the order server must hear of."""

    def __init__(self, site: Site, session: Session, tasks: TaskRunner, words: Words) -> None:
        super().__init__()
        self._site, self._session, self._tasks, self._words = site, session, tasks, words
        self._panel: QueuePanel | None = None
        self._listing: Task | None = None
        self._paging: Task | None = None
        self._previewing: Task | None = None
        self._window: MainWindow | None = None
        self._sync: SyncView | None = None

    def take(self, panel: QueuePanel) -> None:
        """The panel that is fed from now on."""
        self._panel = panel
        panel.claim_requested.connect(self._on_claim)
        panel.hold_requested.connect(self._on_hold)
        panel.decline_requested.connect(self._on_decline)
        panel.hand_back_requested.connect(self._on_hand_back)
        panel.row_selected.connect(self._on_row)
        panel.filter_changed.connect(self._on_filter)
        panel.more_wanted.connect(self._on_more)
        panel.look_wanted.connect(self.refresh)
        panel.search_cleared.connect(self._on_search_cleared)
        if self._sync is not None:
            panel.set_sync(self._sync)

    @Slot(str)
    def _on_search(self, text: str) -> None:
        if self._panel is not None and self._window is not None and self._window.open_key == "queue":
            self._panel.set_search(text)

    @Slot(str)
    def _on_search_elsewhere(self, text: str) -> None:
        """The hits are in the queue."""
        if self._window is not None and self._session.user is not None:
            self._window.open("queue")
            if self._panel is not None:
                self._panel.set_search(text)
                self._panel.search_down()

    @Slot()
    def _on_search_cleared(self) -> None:
        if self._window is not None:
            self._window.top_bar.search.field.clear()

    @Slot(object)
    def _on_sync_shown(self, view: SyncView) -> None:
        self._sync = view
        if self._panel is not None:
            self._panel.set_sync(view)

    def watch(self, window: MainWindow) -> None:
        """The search box of this window narrows the queue; how its server is decides what an empty one means."""
        self._window = window
        window.search_changed.connect(self._on_search)
        window.search_elsewhere.connect(self._on_search_elsewhere)
        window.sync_shown.connect(self._on_sync_shown)

    @Slot()
    def refresh(self) -> None:
        """Reads rows and counts anew; what is selected stays selected and its preview follows."""
        if self._panel is not None and self._session.user is not None:
            self._on_filter(self._panel.filter)
            self._on_row(self._panel.selected())

    @Slot(object)
    def _on_filter(self, wanted: QueueFilter) -> None:
        """Two are read at once: rows that were asked for before must not come after those that are wanted now."""
        if self._session.user is not None:
            for task in (self._listing, self._paging):
                if task is not None:
                    task.abandon()
            work = partial(queue_view, self._site, self._session.user, wanted)
            self._listing = self._tasks.run(Lane.STORE_READ, work, self._on_queue, on_refused=self._on_refused)

    def _on_queue(self, view: QueueView) -> None:
        if self._panel is not None:
            self._panel.set_rows(view.rows, complete=len(view.rows) < PAGE)
            self._panel.set_counts(view.counts)
            self.counted.emit(view.counts)

    @Slot(object)
    def _on_more(self, last: QueueRow) -> None:
        if self._panel is not None and self._session.user is not None:
            wanted = replace(self._panel.filter, after=(last.cursor, last.id))
            work = partial(queue_view, self._site, self._session.user, wanted)
            self._paging = self._tasks.run(Lane.STORE_READ, work, self._on_more_rows, on_refused=self._on_refused)

    def _on_more_rows(self, view: QueueView) -> None:
        if self._panel is not None:
            self._panel.append_rows(view.rows, complete=len(view.rows) < PAGE)

    @Slot(object)
    def _on_row(self, prescription_id: UUID | None) -> None:
        if self._panel is None or self._session.user is None:
            return
        if self._previewing is not None:
            self._previewing.abandon()  # who holds a key down passes more rows than anybody reads
        if prescription_id is None:
            self._panel.set_preview(None)
            return
        work = partial(_preview, self._site, self._session.user, prescription_id)
        self._previewing = self._tasks.run(Lane.STORE_READ, work, self._on_preview, on_refused=self._on_refused)

    def _on_preview(self, found: tuple[PreviewView, QImage | None]) -> None:
        view, scan = found
        if self._panel is not None and self._session.user is not None:
            self._panel.set_preview(preview_of(view, scan, self._session.user, self._words))

    @Slot(object)
    def _on_claim(self, prescription_id: UUID) -> None:
        work = partial(claim_prescription, self._site, self._session.require(), prescription_id)
        self._tasks.run(Lane.STORE_WRITE, work, self._on_changed, on_refused=self._on_refused)

    @Slot(object)
    def _on_hold(self, prescription_id: UUID) -> None:
        reason = self._words.text("queue.hold_reason")
        work = partial(hold, self._site, self._session.require(), prescription_id, reason)
        self._tasks.run(Lane.STORE_WRITE, work, self._on_changed, on_refused=self._on_refused)

    @Slot(object, object, str)
    def _on_decline(self, prescription_id: UUID, reason: RoutingReason, words: str) -> None:
        self._route(partial(decline_order, self._site, self._session.require(), prescription_id, reason, words))

    @Slot(object, object, str)
    def _on_hand_back(self, prescription_id: UUID, reason: RoutingReason, words: str) -> None:
        self._route(partial(hand_back, self._site, self._session.require(), prescription_id, reason, words))

    def _route(self, work: Work) -> None:
        self._tasks.run(Lane.STORE_WRITE, work, self._on_routed, on_refused=self._on_route_refused)

    def _on_routed(self, _result: object) -> None:
        if self._panel is not None:
            self._panel.preview.routing.close_box()
            self._panel.preview.routing.forget()
        self.changed.emit()

    def _on_route_refused(self, refusal: Refused) -> None:
        if self._panel is not None:
            self._panel.preview.routing.refuse(refusal)

    def _on_changed(self, _result: object) -> None:
        self.changed.emit()

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(refusal)


def _preview(site: Site, user: User, prescription_id: UUID) -> tuple[PreviewView, QImage | None]:
    view = preview_view(site, user, prescription_id)
    return view, scan_image(view)
