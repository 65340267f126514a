"""The window of one counter: sign-in, queue, review, dispense, hand-over, outbox, wired to the use cases."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from workstation import paths
from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.samplepharmacy.catalogue import look_alikes
from workstation.app.background import Background
from workstation.app.bindings import Bindings, Session
from workstation.app.interruptions import Interruptions
from workstation.app.labels import Labels, PharmacyText
from workstation.app.offline_desk import DeskParts, OfflineDesk
from workstation.app.open_pages import OpenPages
from workstation.app.opening import Opened
from workstation.app.outbox_desk import Export, OutboxDesk
from workstation.app.pair_desk import PairDesk
from workstation.app.people import user_view
from workstation.app.queue_desk import QueueDesk
from workstation.app.review_ahead import ReviewAhead
from workstation.app.scan_desk import ScanDesk
from workstation.app.scanner_desk import ScannerDesk
from workstation.app.sign_in_desk import SignInDesk, SignInParts
from workstation.app.sound_key import SoundKey
from workstation.app.where_next import where_next
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.queue import View
from workstation.domain.users import User
from workstation.services.site import Site
from workstation.services.sync.once import SyncReport
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.shell.statusbar import DeviceView, SyncView
from workstation.ui.signin.model import DemoUser
from workstation.ui.sounds import Sounds, find_player
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

QUEUE_EVERY_MS = 3_000
"""Between two looks at the queue while a long pull goes on."""


class Counter(QObject):
    """Owns the window and everything that runs for it. Panels show; use cases decide; this only connects them."""

    def __init__(
        self,
        app: QApplication,
        site: Site,
        host: ThemeHost,
        pharmacy: PharmacyText,
        background: Background,
        tasks: TaskRunner,
        *,
        label_folder: Path,
        scan_folder: Path | None = None,
        export_outbox: Export,
        pairing: Opened,
        demo_people: tuple[DemoUser, ...] = (),
        looks: RemoteLooks | None = None,
    ) -> None:
        super().__init__()
        self._app, self._site, self._host = app, site, host
        self._background, self._tasks = background, tasks
        self._session = Session()
        self._words = Words(paths.resources() / "translations", "en", site.zone)
        self._bindings = Bindings(site, self._session, Labels(site, pharmacy), label_folder)
        self._tall_man_names = {name.casefold(): name for one in look_alikes() for name in one.names}
        self._sounds = Sounds(paths.resources() / "sounds", find_player())
        self._claimed = 0
        self._queue_due = QTimer(self)
        self._queue_due.setSingleShot(True)
        self._queue_due.setInterval(QUEUE_EVERY_MS)
        self._queue_due.timeout.connect(self.refresh_queue)
        self._desk = QueueDesk(site, self._session, tasks, self._words)
        self.pair_desk = PairDesk(pairing, self._session, host, self._words, tasks)
        self._outbox_desk = OutboxDesk(site, self._bindings, background, tasks, export_outbox)
        folder, demo = label_folder.with_name("downtime"), bool(demo_people)
        now = self._bindings.local_now
        parts = DeskParts(host, self._words, tasks, self._sounds, now, pharmacy.name, folder, demo, scan_folder, looks)
        self._offline = OfflineDesk(site, self._session, parts)
        self._scanner = ScannerDesk(app, site, self._session, host, self._words, tasks)
        place = Place(pharmacy.name, site.station.name, bool(demo_people))
        self.window = MainWindow(host, self._words, place, self._pages(), self._bindings.local_now)
        self._review_ahead = ReviewAhead(self.window, tasks, self.at_rest)
        self._open_pages = OpenPages(site, self._session, self.window, tasks, self._words)
        self._scan_desk = ScanDesk(site, self._session, self.window, tasks, self._words, self._sounds, host)
        SoundKey(self.window, self._sounds, self._words)
        self._scanner.watch(self.window)
        people = SignInParts(host, self._words, tasks, now, pharmacy.name, demo_people)
        self._sign_in = SignInDesk(site, people)
        self.pair_desk.watch(self.window, background)
        self._interruptions = Interruptions(self, site, self._session, tasks, lambda: self._dispense().session)
        self._connect()
        self.window.set_gate(self._sign_in.page)

    def start(self) -> None:
        """Begins to sync, to read ahead and to look for scans."""
        self._interruptions.started()
        self._outbox_desk.start()
        self._background.start()
        self._offline.start()

    def at_rest(self) -> bool:
        """Whether no screen waits for an answer; rounds of sync and reading ahead go on by themselves."""
        return self._tasks.running <= self._background.under_way

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

    def _tall_man(self, name: str) -> str:
        """The name with the look-alike list's capitals in its first word."""
        first, space, rest = name.partition(" ")
        return self._tall_man_names.get(first.casefold(), first) + space + rest

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
        self._tasks.unavailable.connect(self._on_unavailable)
        self._offline.take(self.window)
        self.window.page_changed.connect(self._on_page)
        self.window.sync_requested.connect(self._background.sync_now)
        self.window.switch_requested.connect(self.lock)
        self.window.lock_requested.connect(self.lock)
        self._desk.watch(self.window)
        self.window.status.set_printer(DeviceView(ok=True, word=self._words.text("shell.status.to_file")))
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
        self.window.set_gate(None)
        self.window.open("queue")
        self.refresh_queue()
        self._review_ahead.start()

    @Slot()
    def lock(self) -> None:
        """Another person, or nobody: the work pages are kept behind the sign-in page; half a pick is not."""
        self._interruptions.locked()
        self._session.user = None
        self._scan_desk.note.close_note()
        self.window.set_user(None)
        self._sign_in.show_time()
        self.window.set_gate(self._sign_in.page)

    # --- queue --------------------------------------------------------------------------------------------

    def _queue(self) -> QueuePanel:
        page = self.window.page("queue")
        assert isinstance(page, QueuePanel)
        return page

    @Slot()
    def refresh_queue(self) -> None:
        """Reads rows and counts anew; what is selected stays selected."""
        self.window.page("queue")
        self._desk.refresh()

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

    @Slot(object)
    def _on_refused(self, refusal: Refused) -> None:
        self._on_missed(self._words.refusal(refusal.code, refusal.facts))

    @Slot(object)
    def _on_unavailable(self, trouble: Unavailable) -> None:
        """What no screen says itself: the store is kept busy by another PC, a file cannot be reached."""
        self._on_missed(trouble.why)

    @Slot(str)
    def _on_missed(self, said: str) -> None:
        self.window.toast(said, Severity.MODERATE)

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

    def _review(self) -> ReviewPanel:
        page = self.window.page("review")
        assert isinstance(page, ReviewPanel)
        page.set_user(self._session.user.id if self._session.user else None)
        return page

    def _dispense(self) -> DispensePanel:
        page = self.window.page("dispense")
        assert isinstance(page, DispensePanel)
        return page

    def _handover(self) -> HandOverPanel:
        page = self.window.page("handover")
        assert isinstance(page, HandOverPanel)
        return page

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
        self._background.stop()
        self._review_ahead.stop()
        self._queue_due.stop()
        self._offline.stop()
        self._scanner.stop()
        self._tasks.shutdown()
