"""Python's cycle collector on the GUI thread only.

Panels, models and graphics items hang together in cycles. When the collector happens to run on a worker thread it
destroys Qt objects there, and Qt aborts (seen as a crash while painting). So automatic collection is off and a timer
of the GUI thread collects, by the interpreter's own thresholds.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 500


class GuiCollector(QObject):
    """Collects while it lives; `stop` gives automatic collection back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._on_time)
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Ends the timer and turns automatic collection on again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _on_time(self) -> None:
        """The oldest generation that is due, at most one per tick."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(zip(gc.get_count(), self._thresholds, strict=True))
            if threshold and count > threshold
        ]
        if due:
            gc.collect(due[-1])
