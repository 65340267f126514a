"""What runs by itself while the window is open: rounds of sync, and reading scans ahead. Each in its own process."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from workstation.domain.errors import Unavailable
from workstation.services.page_marks import Marker, MarksToFetch
from workstation.services.reading import ReadAhead, Reader
from workstation.services.site import Site
from workstation.services.sync.once import SyncReport
from workstation.ui.tasks import Lane, TaskRunner

SYNC_EVERY_MS = 15_000
"""Between rounds while there is something to do."""
SYNC_IDLE_MS = 60_000
"""Between rounds after several that found nothing."""
READ_EVERY_MS = 4_000

Round = Callable[[Callable[[int], None]], SyncReport]
"""One round of sync. It tells, on its own thread, how many prescriptions it has taken in so far."""


class Background(QObject):
    """Starts rounds on the background lane and tells what came of them. `round` blocks its lane, never the window."""

    began = Signal()
    """A round of sync begins."""
    taking_in = Signal(int)
    """So many prescriptions were taken in so far in the round under way; emitted from the thread of the round."""
    synced = Signal(object)
    """SyncReport."""
    sync_failed = Signal(str)
    """The sync process itself cannot work; the sentence says why."""
    scan_read = Signal(object)
    """UUID of the prescription."""
    hinted = Signal()
    """The order server says that something changed; emitted from the thread that listens."""

    def __init__(
        self, site: Site, tasks: TaskRunner, round_: Round, reader: Reader, marker: Marker | None = None
    ) -> None:
        super().__init__()
        self._tasks, self._round, self._ahead = tasks, round_, ReadAhead(site, reader)
        self._marks = MarksToFetch(site, marker) if marker is not None else None
        self._syncing = self._reading = self._again = False
        self._stopped = False
        self.hinted.connect(self.sync_now, Qt.ConnectionType.QueuedConnection)
        self._sync_timer = self._timer(SYNC_EVERY_MS, self.sync_now)
        self._read_timer = self._timer(READ_EVERY_MS, self.read_now)

    def _timer(self, every: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every)
        timer.timeout.connect(slot)
        return timer

    def one_round(self) -> None:
        """One round on the calling thread, for an action of a screen that waits for it on its own lane."""
        self._round(self.taking_in.emit)

    def start(self) -> None:
        """Begins at once and goes on."""
        self._stopped = False
        self._sync_timer.start()
        self._read_timer.start()
        self.sync_now()
        self.read_now()

    def stop(self) -> None:
        """Begins nothing more: a hint may still be on its way when the window is closed to open the store again."""
        self._stopped = True
        self._sync_timer.stop()
        self._read_timer.stop()

    @property
    def sync_interval_ms(self) -> int:
        """Milliseconds between rounds as they are now."""
        return self._sync_timer.interval()

    @property
    def round_under_way(self) -> bool:
        """A round of sync is under way."""
        return self._syncing

    @property
    def until_next_round(self) -> timedelta | None:
        """How long until the next round begins; None while one is under way, or nothing is done any more."""
        left = self._sync_timer.remainingTime()
        return None if self._syncing or left < 0 else timedelta(milliseconds=left)

    @property
    def busy(self) -> bool:
        """A round or a reading is under way."""
        return self._syncing or self._reading

    @property
    def under_way(self) -> int:
        """How many of the pieces of work under way are its own: a round, a reading."""
        return self._syncing + self._reading

    @Slot()
    def sync_now(self) -> None:
        """One round; right after the one under way, when there is one: it may have passed the news already."""
        if self._stopped:
            return
        if self._syncing:
            self._again = True
            return
        self._syncing = True
        self.began.emit()
        work = partial(self._round, self.taking_in.emit)
        self._tasks.run(Lane.BACKGROUND, work, self._on_synced, on_unavailable=self._on_sync_failed)

    @Slot()
    def read_now(self) -> None:
        """Reads the next scan, unless one is being read."""
        if not self._reading and not self._stopped:
            self._reading = True
            self._tasks.run(Lane.BACKGROUND, self._ahead.read_next, self._on_read, on_unavailable=self._on_read_failed)

    def _on_synced(self, report: SyncReport) -> None:
        self._syncing = False
        self._pace(report)
        self.synced.emit(report)
        if report.pulled:
            self.read_now()
        self._round_again()

    def _pace(self, report: SyncReport) -> None:
        """15 s while there is something to do or the server is away; up to 60 s while there is not."""
        busy = report.pulled or report.pushed or report.waiting or report.offline
        now = self._sync_timer.interval()
        self._sync_timer.setInterval(SYNC_EVERY_MS if busy else min(2 * now, SYNC_IDLE_MS))

    def _round_again(self) -> None:
        if self._again:
            self._again = False
            self.sync_now()

    def _on_sync_failed(self, why: Unavailable) -> None:
        self._syncing = self._again = False
        self.sync_failed.emit(why.why)

    def _on_read(self, prescription_id: object) -> None:
        self._reading = False
        if prescription_id is not None:
            self.scan_read.emit(prescription_id)
            self.read_now()
        elif self._marks is not None and not self._stopped:
            # Nothing waits to be read: the time is used for the scans that were read before there were marks.
            self._reading = True
            work = self._marks.fetch_next
            self._tasks.run(Lane.BACKGROUND, work, self._on_marked, on_unavailable=self._on_read_failed)

    def _on_marked(self, prescription_id: object) -> None:
        self._reading = False
        if prescription_id is None:
            self._marks = None
        else:
            self.scan_read.emit(prescription_id)
            self.read_now()

    def _on_read_failed(self, _why: Unavailable) -> None:
        self._reading = False
