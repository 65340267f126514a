"""How long the GUI thread was away: the gaps between the ticks of a timer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Slot

BEAT_MS = 10
SLOW = 0.1
"""Seconds from which on a person notices that the window does not answer."""


@dataclass(slots=True)
class Turns:
    """The turns of the event loop during one kind of work, in seconds. `wall` is by the clock, `own` by the thread's
    processor time: what other programs took is in the first only."""

    wall: float = 0.0
    own: float = 0.0
    slow: int = 0


class Heartbeat(QObject):
    """Ticks on the GUI thread while it lives; `doing` is what the caller says is being played."""

    def __init__(self) -> None:
        super().__init__()
        self.doing = ""
        self.turns: dict[str, Turns] = {}
        self._wall, self._own = time.monotonic(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def stop(self) -> None:
        """Ends it."""
        self._timer.stop()

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """What the test itself does on the GUI thread does not count."""
        self._on_beat()
        yield
        self._wall, self._own = time.monotonic(), time.thread_time()

    @property
    def slowest(self) -> tuple[str, Turns]:
        """The kind of work with the longest turn of the thread's own time."""
        return max(self.turns.items(), key=lambda each: each[1].own)

    @Slot()
    def _on_beat(self) -> None:
        wall, own = time.monotonic(), time.thread_time()
        took, worked = max(0.0, wall - self._wall - BEAT_MS / 1000), own - self._own
        self._wall, self._own = wall, own
        turns = self.turns.setdefault(self.doing, Turns())
        turns.wall, turns.own = max(turns.wall, took), max(turns.own, worked)
        turns.slow += worked > SLOW
