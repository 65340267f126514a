"""The review page is made before anybody opens a prescription, while the window is at rest, a small piece at a time.

The first prescription of a day took twice as long as the second: the page, its icons and letters and the decoder of
pictures were made while somebody waited (`python -m tests.benchmarks.overlay`, `first_unprepared`).
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, QTimer, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.scene import picture_of
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.tasks import Lane, TaskRunner

KEY = "review"
EVERY_MS = 150
REST = 3
"""Looks in a row that find nothing under way before the next piece begins: who types or turns pages comes first."""


class ReviewAhead(QObject):
    """`start` when somebody has signed in. Ends by itself when all is made, and for good with `stop`."""

    def __init__(self, window: MainWindow, tasks: TaskRunner, at_rest: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._tasks, self._at_rest = window, tasks, at_rest
        self._quiet = 0
        self._pieces = self._all_pieces()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._done = False

    @property
    def is_done(self) -> bool:
        """Everything is made, or it was stopped."""
        return self._done

    def start(self) -> None:
        """Begins, or goes on."""
        if not self._done:
            self._timer.start()

    def stop(self) -> None:
        """Makes nothing more."""
        self._done = True
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """One turn of the timer: makes the next piece if nothing has been under way for a while."""
        if self._done:
            return
        self._quiet = self._quiet + 1 if self._at_rest() else 0
        if self._quiet < REST:
            return
        self._quiet = 0
        if next(self._pieces, None) is None:
            self.stop()

    def _all_pieces(self) -> Iterator[bool]:
        """One piece of work per turn."""
        self._tasks.run(Lane.WORK, _decode_once, self._on_decoded)
        yield True
        page = self._window.page(KEY)
        yield True
        if self._window.open_key == KEY or not isinstance(page, ReviewPanel):
            return  # somebody was faster
        page.resize(_room_of(page))
        yield True
        for part in (page.bar, page.scan, page.lines, page.patient, page.actions_bar):
            part.grab()  # lays out and paints: letters and icons are kept
            yield True

    def _on_decoded(self, _result: object) -> None:
        """The lane has its thread and Qt its decoder."""


def _room_of(page: QWidget) -> QSize:
    pages = page.parentWidget()
    return pages.size() if pages is not None else page.size()


def _decode_once() -> bool:
    """A picture of one dot, by the way a scan takes."""
    device = QBuffer()
    device.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(device, QByteArray(b"jpeg")).write(QImage(1, 1, QImage.Format.Format_RGB32))
    return picture_of(bytes(device.data().data()), None) is not None
