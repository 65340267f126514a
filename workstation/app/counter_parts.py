"""The parts of one counter's window: desks, pages and what says how things stand. `counter` connects them."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from workstation import paths
from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.samplepharmacy.catalogue import look_alikes
from workstation.app.background import Background
from workstation.app.bindings import Bindings, Session
from workstation.app.duty_desk import DutyDesk
from workstation.app.interruptions import Interruptions
from workstation.app.labels import Labels, PharmacyText
from workstation.app.offline_desk import DeskParts, OfflineDesk
from workstation.app.open_pages import OpenPages
from workstation.app.opening import Opened
from workstation.app.outbox_desk import Export, OutboxDesk
from workstation.app.pair_desk import PairDesk
from workstation.app.printer_desk import PrinterDesk
from workstation.app.queue_desk import QueueDesk
from workstation.app.review_ahead import ReviewAhead
from workstation.app.scan_desk import ScanDesk
from workstation.app.scanner_desk import ScannerDesk
from workstation.app.sign_in_desk import SignInDesk, SignInParts
from workstation.app.sound_key import SoundKey
from workstation.domain.errors import Refused, Unavailable
from workstation.services.site import Site
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.signin.model import DemoUser
from workstation.ui.sounds import Sounds, find_player
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

QUEUE_EVERY_MS = 3_000
"""Between two looks at the queue while a long pull goes on."""


class CounterParts(QObject):
    """Owns the window and everything that runs for it. `counter` makes the pages and connects them."""

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
        self._printers = PrinterDesk(site, self._session, self._bindings.printing, host, self._words, tasks)
        place = Place(pharmacy.name, site.station.name, bool(demo_people))
        self.window = MainWindow(host, self._words, place, self._pages(), self._bindings.local_now)
        self._review_ahead = ReviewAhead(self.window, tasks, self.at_rest)
        self._open_pages = OpenPages(site, self._session, self.window, tasks, self._words)
        self._scan_desk = ScanDesk(site, self._session, self.window, tasks, self._words, self._sounds, host)
        SoundKey(self.window, self._sounds, self._words)
        self._scanner.watch(self.window)
        self._printers.watch(self.window)
        people = SignInParts(host, self._words, tasks, now, pharmacy.name, demo_people)
        self._sign_in = SignInDesk(site, people)
        self.pair_desk.watch(self.window, background)
        self._interruptions = Interruptions(self, site, self._session, tasks, lambda: self._dispense().session)
        self.duty_desk = DutyDesk(site, self._session, self.window, tasks, self._words)
        self._connect()
        self.window.set_gate(self._sign_in.page)

    def _connect(self) -> None:
        """What follows from what."""
        raise NotImplementedError

    def _pages(self) -> tuple[PageSpec, ...]:
        """Which pages the window has."""
        raise NotImplementedError

    def at_rest(self) -> bool:
        """Whether no screen waits for an answer; rounds of sync and reading ahead go on by themselves."""
        return self._tasks.running <= self._background.under_way

    def _tall_man(self, name: str) -> str:
        """The name with the look-alike list's capitals in its first word."""
        first, space, rest = name.partition(" ")
        return self._tall_man_names.get(first.casefold(), first) + space + rest

    # --- pages that are asked for -------------------------------------------------------------------------

    def _queue(self) -> QueuePanel:
        page = self.window.page("queue")
        assert isinstance(page, QueuePanel)
        return page

    @Slot()
    def refresh_queue(self) -> None:
        """Reads rows and counts anew; what is selected stays selected."""
        self.window.page("queue")
        self._desk.refresh()

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

    # --- what is said -------------------------------------------------------------------------------------

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
