"""The window of one counter: sign-in, queue, review, dispense, hand-over, outbox, wired to the use cases."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Slot

from workstation.app.counter_parts import CounterParts
from workstation.app.people import user_view
from workstation.app.where_next import where_next
from workstation.domain.queue import View
from workstation.domain.users import User
from workstation.services.sync.once import SyncReport
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.shell.page import PageSpec
from workstation.ui.shell.statusbar import SyncView
from workstation.ui.tasks import Lane


class Counter(CounterParts):
    """Owns the window and everything that runs for it. Panels show; use cases decide; this only connects them."""

    _review_page: ReviewPanel | None = None

    def start(self) -> None:
        """Begins to sync, to read ahead and to look for scans."""
        self._interruptions.started()
        self._outbox_desk.start()
        self._background.start()
        self._offline.start()

    # --- building -----------------------------------------------------------------------------------------

    def _pages(self) -> tuple[PageSpec, ...]:
        text = self._words.text
        return (
            PageSpec("queue", "queue", text("shell.page.queue"), self._make_queue, "Q"),
            PageSpec("review", "review", text("shell.page.review"), self._make_review),
            PageSpec("dispense", "dispense", text("shell.page.dispense"), self._make_dispense),
            PageSpec("handover", "handover", text("shell.page.handover"), self._make_handover, "H"),
            PageSpec("outbox", "inbox", text("shell.page.outbox"), self._make_outbox, "O"),
            PageSpec("connection", "server", text("shell.page.connection"), self.pair_desk.make_page, "C", True),
            *self._scanner.pages(),
            *self._printers.pages(),
            *self._offline.pages(),
        )

    def _make_queue(self) -> QueuePanel:
        panel = QueuePanel(self._host, self._words, self._bindings.local_now, self._site.zone)
        panel.prescription_opened.connect(self.open_prescription)
        self._desk.take(panel)
        return panel

    def _make_review(self) -> ReviewPanel:
        panel = ReviewPanel(self._host, self._words, self._bindings.review_actions(self._tall_man), self._tasks)
        panel.closed.connect(self.window.go_back)
        panel.approved.connect(self._on_approved)
        panel.rejected.connect(self._on_left_review)
        panel.put_aside.connect(self._on_left_review)
        panel.next_requested.connect(self._on_next)
        self._review_page = panel
        return panel

    def _make_dispense(self) -> DispensePanel:
        actions = self._bindings.dispense_actions(self._sounds.play, self._sounds.answered)
        panel = DispensePanel(self._host, self._words, actions, self._tasks)
        panel.back_requested.connect(self.window.go_back)
        panel.review_requested.connect(self._on_back_to_review)
        panel.hand_over_requested.connect(self._on_made_ready)
        panel.changed.connect(self._on_recorded)
        panel.missed.connect(self._on_missed)
        return panel

    def _make_handover(self) -> HandOverPanel:
        actions = self._bindings.handover_actions(self._sounds.play, self._sounds.answered)
        panel = HandOverPanel(self._host, self._words, actions, self._tasks)
        panel.changed.connect(self._on_handed_over)
        panel.bags_counted.connect(self._on_bags_counted)
        panel.dispense_requested.connect(self._on_dispense_wanted)
        return panel

    def _make_outbox(self) -> OutboxPanel:
        return self._outbox_desk.make(self._host, self._words)

    def _connect(self) -> None:
        self._sign_in.signed_in.connect(self._on_signed_in)
        self._sign_in.page.side.keys_requested.connect(self.window.show_keys)
        self._desk.counted.connect(self._on_counts)
        self._desk.refused.connect(self._on_refused)
        self._desk.changed.connect(self._on_desk_changed)
        self._interruptions.changed.connect(self._on_interrupted)
        self._offline.changed.connect(self._on_desk_changed)
        self._offline.prescription_wanted.connect(self.open_prescription)
        self._scan_desk.prescription_wanted.connect(self.open_prescription)
        self._scan_desk.badge_scanned.connect(self._on_badge)
        self._tasks.unavailable.connect(self._on_unavailable)
        self._offline.take(self.window)
        self.window.page_changed.connect(self._on_page)
        self.window.page_changed.connect(self.duty_desk.refresh)
        self._background.synced.connect(self.duty_desk.refresh)
        self.window.sync_requested.connect(self._background.sync_now)
        self.window.switch_requested.connect(self.lock)
        self.window.lock_requested.connect(self.lock)
        self._desk.watch(self.window)
        self.window.status.outbox_requested.connect(self._on_outbox_wanted)
        self.window.stopped.action_requested.connect(self._on_outbox_wanted)
        self.window.closing.connect(self._on_closing)
        self._background.synced.connect(self._outbox_desk.on_synced)
        self._background.synced.connect(self._on_synced)
        self._background.taking_in.connect(self._on_taking_in)
        self._outbox_desk.stands.connect(self._on_sync_stands)
        self._outbox_desk.prescription_opened.connect(self.open_prescription)
        self._background.scan_read.connect(self._on_scan_read)

    # --- who works ----------------------------------------------------------------------------------------

    @Slot(object)
    def _on_signed_in(self, user: User) -> None:
        self._session.user = user
        self.window.set_user(user_view(user, self._site.today()))
        self._queue().set_user(user.id)
        if self._review_page is not None:
            self._review_page.set_user(user.id)
        self.window.set_gate(None)
        self.window.open("queue")
        self.duty_desk.refresh()
        self.refresh_queue()
        self._review_ahead.start()

    @Slot()
    def lock(self) -> None:
        """Another person, or nobody: the work pages are kept behind the sign-in page; half a pick is not."""
        self._interruptions.locked()
        if self._review_page is not None:
            # While it is still known who typed it.
            self._review_page.save_drafts()
        self._session.user = None
        self._scan_desk.note.close_note()
        self.window.set_user(None)
        self._sign_in.show_time()
        self.window.set_gate(self._sign_in.page)

    @Slot(object)
    def _on_badge(self, user_id: UUID) -> None:
        """Who comes is chosen at the sign-in; the work of whoever was here is locked first."""
        if self._session.user is not None:
            self.lock()
        self._sign_in.choose(user_id)

    # --- queue --------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_counts(self, counts: Mapping[View, int]) -> None:
        self._claimed = counts.get(View.MINE, 0)
        self.window.rail.set_counts({"queue": counts.get(View.ALL_OPEN, 0), "handover": counts.get(View.READY, 0)})

    @Slot(int)
    def _on_bags_counted(self, bags: int) -> None:
        self.window.rail.set_counts({"handover": bags})

    def _on_changed_and_send(self, _result: object) -> None:
        self.refresh_queue()
        self._background.sync_now()

    @Slot()
    def _on_desk_changed(self) -> None:
        self._on_changed_and_send(None)

    # --- from screen to screen ----------------------------------------------------------------------------

    @Slot(object)
    def open_prescription(self, prescription_id: UUID) -> None:
        """Opens the screen on which this prescription is worked on next."""
        work = partial(where_next, self._site, prescription_id)
        self._tasks.run(Lane.STORE_READ, work, self._on_where, on_refused=self._on_refused)

    def _on_where(self, found: tuple[UUID, str]) -> None:
        prescription_id, key = found
        page = self._handover() if key == "handover" else self._dispense() if key == "dispense" else self._review()
        page.open_prescription(prescription_id)
        self.window.open(key)

    @Slot(object)
    def _on_approved(self, prescription_id: UUID) -> None:
        self._background.sync_now()
        self._dispense().open_prescription(prescription_id)
        self.window.open("dispense")

    @Slot(object)
    def _on_left_review(self, _prescription_id: UUID) -> None:
        self.window.open("queue")
        self._on_changed_and_send(None)

    @Slot()
    def _on_next(self) -> None:
        self.window.open("queue")
        self.refresh_queue()

    @Slot(object)
    def _on_back_to_review(self, prescription_id: UUID) -> None:
        self._review().open_prescription(prescription_id)
        self.window.open("review")

    @Slot(object)
    def _on_made_ready(self, prescription_id: UUID) -> None:
        self._background.sync_now()
        self._handover().open_prescription(prescription_id)
        self.window.open("handover")

    @Slot()
    def _on_interrupted(self) -> None:
        self._dispense().look_again()
        self.refresh_queue()

    @Slot(object)
    def _on_recorded(self, _prescription_id: UUID) -> None:
        self.refresh_queue()

    @Slot(object)
    def _on_dispense_wanted(self, prescription_id: UUID) -> None:
        self._dispense().open_prescription(prescription_id)
        self.window.open("dispense")

    @Slot(object)
    def _on_handed_over(self, _prescription_id: UUID) -> None:
        self._on_changed_and_send(None)

    @Slot(str)
    def _on_page(self, key: str) -> None:
        if key == "queue":
            self.refresh_queue()
        else:
            self._open_pages.look()

    @Slot()
    def _on_outbox_wanted(self) -> None:
        self.window.open("outbox")

    # --- what happens by itself ---------------------------------------------------------------------------

    @Slot(object)
    def _on_synced(self, report: SyncReport) -> None:
        if report.pulled or report.pushed:
            self.refresh_queue()
            self._open_pages.look()

    @Slot(int)
    def _on_taking_in(self, count: int) -> None:
        """What a long pull has taken in can be worked on at once."""
        if count and not self._queue_due.isActive():
            self._queue_due.start()

    @Slot(object)
    def _on_sync_stands(self, view: SyncView) -> None:
        self.window.set_sync(view, self._claimed)
        self.window.rail.set_counts({"outbox": view.needs_you + view.look_after})

    @Slot(object)
    def _on_scan_read(self, prescription_id: UUID) -> None:
        self.refresh_queue()
        if self._session.user is not None and self.window.open_key == "review":
            shown = self._review().shown_view
            if shown is not None and shown.prescription.id == prescription_id:
                self._review().refresh()

    @Slot()
    def _on_closing(self) -> None:
        if self._review_page is not None and self._session.user is not None:
            self._review_page.save_drafts_before_the_end()
        self._background.stop()
        self._review_ahead.stop()
        self._queue_due.stop()
        self._offline.stop()
        self._scanner.stop()
        self.duty_desk.stop()
        self._tasks.shutdown()
