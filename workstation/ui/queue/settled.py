"""A choice that somebody made, told apart from those that a held key passes."""

from PySide6.QtCore import QObject, QTimer, Signal

REST_MS = 90
"""Longer than between two steps of a held key (15 to 30 a second), too short to be noticed."""


class Settled(QObject):
    """Hands a choice on: at once after a rest, else as soon as no other one has come for REST_MS.

    To read and show a preview takes longer than a step of a held key: without this the list waits for previews that
    nobody reads.
    """

    settled = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[object] = []
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._on_rest)

    def take(self, choice: object) -> None:
        """The choice now. None, which asks for nothing, is handed on at once."""
        if choice is None or not self._timer.isActive():
            self._waiting.clear()
            self.settled.emit(choice)
        else:
            self._waiting = [choice]
        self._timer.start()

    def _on_rest(self) -> None:
        if self._waiting:
            self.settled.emit(self._waiting.pop())
