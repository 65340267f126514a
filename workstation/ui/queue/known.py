"""What the queue knows of its own completeness: an empty list means "nothing open" only after a complete look."""

from workstation.domain.queue import QueueFilter, View
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.words import Words

_OF_SERVER = frozenset({View.ALL_OPEN, View.TO_REVIEW, View.LATE, View.DUE_SOON})
"""Views that the order server fills; what the others show is made here."""


class Known:
    """Whether the rows were read, and whether they were read after the order server had told everything."""

    def __init__(self) -> None:
        self._is_read, self._is_old = False, True
        self._sync: SyncView | None = None

    @property
    def is_read(self) -> bool:
        """Whether the rows were read at all."""
        return self._is_read

    def rows_read(self) -> None:
        """Rows and counts are those of this moment."""
        self._is_read = True
        self._is_old = not self._is_told()

    def take(self, view: SyncView) -> bool:
        """How the sync stands now. True: everything was told, and the rows were read before that."""
        was_told, self._sync = self._is_told(), view
        if not self._is_told():
            self._is_old = True
        return self._is_told() and not was_told and self._is_old

    def empty(self, words: Words, wanted: QueueFilter) -> tuple[str, str]:
        """Title and sentence of a list without a row."""
        key, count = self._state(wanted), f"{self._sync.taking_in:,}" if self._sync is not None else ""
        return words.text(f"queue.empty.{key}_title"), words.text(f"queue.empty.{key}", count=count)

    def _is_told(self) -> bool:
        return self._sync is not None and self._sync.connection is not Connection.UNKNOWN and not self._sync.taking_in

    def _state(self, wanted: QueueFilter) -> str:
        if not self._is_read:
            return "loading"
        if wanted.text or wanted.flag:
            return "filtered"
        if wanted.view not in _OF_SERVER:
            return wanted.view.value
        if self._sync is not None and self._sync.taking_in:
            return "taking_in"
        if self._is_old or self._sync is None:
            return "unknown"
        if self._sync.connection is Connection.ONLINE:
            return wanted.view.value
        return self._sync.connection.value
