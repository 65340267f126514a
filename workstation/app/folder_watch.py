"""Looks into the watched folder every two seconds, on a background lane, and says what came of it."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from workstation.app.watched_folder import FolderReport, WatchedFolder
from workstation.domain.errors import Unavailable
from workstation.ui.tasks import Lane, TaskRunner

EVERY_MS = 2_000


class FolderWatch(QObject):
    """One look at a time. What is in the way is said once, and again when it was away in between."""

    taken_in = Signal(int)
    refused = Signal(str)
    """Why, in words, without the name of the file."""
    troubled = Signal(str)
    stack_came = Signal()
    """A file with several pages waits for a person."""

    def __init__(self, folder: WatchedFolder, tasks: TaskRunner) -> None:
        super().__init__()
        self._folder, self._tasks = folder, tasks
        self._looking, self._trouble = False, ""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begins to look."""
        self._timer.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """One look, unless one is under way."""
        if not self._looking:
            self._looking = True
            self._tasks.run(Lane.BACKGROUND, self._folder.look, self._on_report, on_unavailable=self._on_unavailable)

    def _on_report(self, report: FolderReport) -> None:
        self._looking = False
        if report.taken_in:
            self.taken_in.emit(len(report.taken_in))
        if report.stacks:
            self.stack_came.emit()
        for why in report.refused:
            self.refused.emit(why)
        self._say(report.trouble)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        """The store is busy, or gone for a while: the file waits in the folder for the next look."""
        self._looking = False
        self._say(trouble.why)

    def _say(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            self.troubled.emit(trouble)
        self._trouble = trouble
