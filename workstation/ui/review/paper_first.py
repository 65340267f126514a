"""The paper is painted before the rest of the review is worked out.

Both were worked on at once, and then each of the many small paintings of the paper waited for the interpreter that the
screening held: 2.2 times the processor time on the clock, on a machine with nothing else to do.
"""

from PySide6.QtCore import QObject, QTimer, Signal

LONGEST_MS = 150
"""The rest is not held up longer than this by a paper that takes its time: a PDF is drawn by another process."""


class PaperFirst(QObject):
    """Says when the rest is to be worked out: when the paper was painted, or when that takes too long."""

    rest_due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.rest_due)

    def paper_coming(self) -> None:
        """The paper is being decoded."""
        self._timer.start(LONGEST_MS)

    def paper_there(self) -> None:
        """It is shown: paintings that are due come before this timer."""
        if self._timer.isActive():
            self._timer.start(0)

    def forget(self) -> None:
        """Another prescription."""
        self._timer.stop()
