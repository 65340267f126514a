"""The parts of the queue screen, what they are given and how they fold; what its keys do is in `panel`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from workstation.domain.queue import QueueFilter, QueueRow, View
from workstation.ui.components.keycap import KeyHint
from workstation.ui.guards import called_by_qt
from workstation.ui.queue.bars import QueueHead
from workstation.ui.queue.keys import queue_keys
from workstation.ui.queue.known import Known
from workstation.ui.queue.list import QueueList
from workstation.ui.queue.preview import PreviewPanel, QueuePreview
from workstation.ui.queue.rows import RowMaker
from workstation.ui.queue.settled import Settled
from workstation.ui.shell.page import Page
from workstation.ui.shell.statusbar import SyncView
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

NARROW, LOW = 1500, 640
"""Design width and height under which the preview is a drawer, and the bars make room for rows."""
_HINTED = frozenset({"Up Down", "Enter", "C", "F"})


class QueueFrame(Page):
    """`clock` gives aware time; `zone` is the pharmacy's."""

    prescription_opened = Signal(object)
    """UUID: Enter or double click."""
    claim_requested = Signal(object)
    hold_requested = Signal(object)
    decline_requested = Signal(object, object, str)
    """UUID, RoutingReason, words."""
    hand_back_requested = Signal(object, object, str)
    row_selected = Signal(object)
    """UUID of the row for which a preview is wanted, or None."""
    filter_changed = Signal(object)
    """QueueFilter: load from the start."""
    more_wanted = Signal(object)
    """The last QueueRow shown: load the page after it."""
    look_wanted = Signal()
    """The order server has told everything: what was read before that is read again."""
    search_cleared = Signal()
    """The search was taken away here: the search box is emptied."""

    def __init__(self, host: ThemeHost, words: Words, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._filter = QueueFilter()
        self._counts: Mapping[View, int] = {}
        self._drawer, self._low = False, False
        self._rows_are_old = self._first_wanted = False
        self._known = Known()
        self._settled = Settled(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = QueueHead(host, words)
        outer.addWidget(self.head)
        across = QHBoxLayout()
        across.setSpacing(0)
        outer.addLayout(across, 1)
        self.list = QueueList(host, words, RowMaker(words, zone), clock, ())
        self.preview = PreviewPanel(host, words)
        across.addWidget(self.list, 1)
        across.addWidget(self.preview)
        host.theme_changed.connect(self._fold)
        self.head.set_counts({})
        self._refresh_state()
        self._fold()

    # --- what it is given ---------------------------------------------------------------------------------

    def set_user(self, user_id: UUID | None) -> None:
        """Whose work is "mine"."""
        self.list.set_user(user_id)
        self._filter = replace(self._filter, user_id=user_id)

    def set_rows(self, rows: Sequence[QueueRow], *, complete: bool = True) -> None:
        """The rows for the present filter; new ones wait while the list is scrolled."""
        self.list.set_rows(rows, complete=complete)
        self._rows_are_old = False
        self._known.rows_read()
        if self._first_wanted:
            self._first_wanted = False
            self.list.choose_first()
        self._refresh_state()

    def set_sync(self, view: SyncView) -> None:
        """How the order server is: an empty list means "nothing open" only after a complete look."""
        if self._known.take(view):
            self.look_wanted.emit()
        self._refresh_state()

    def append_rows(self, rows: Sequence[QueueRow], *, complete: bool) -> None:
        """The next page."""
        self.list.append_rows(rows, complete=complete)
        self._refresh_state()

    def set_counts(self, counts: Mapping[View, int]) -> None:
        """Numbers of all views."""
        if counts != self._counts:
            self._counts = counts
            self.head.set_counts(counts)
        self._refresh_state()

    def set_preview(self, preview: QueuePreview | None) -> None:
        """The preview of the chosen row; one for another row is stale and dropped."""
        if (preview is None or preview.id == self.selected()) and preview != self.preview.preview:
            self.preview.show_preview(preview)

    def set_search(self, text: str) -> None:
        """The words of the search box narrow the queue; empty takes that away."""
        self.list.filters.set_search(text)

    # --- what it says -------------------------------------------------------------------------------------

    @property
    def filter(self) -> QueueFilter:
        """What is asked for."""
        return self._filter

    def selected(self) -> UUID | None:
        """The chosen prescription."""
        return self.list.selected()

    def select(self, prescription_id: UUID) -> None:
        """Chooses a row, as a scan of a label does."""
        self.list.select(prescription_id)

    # --- Page and Qt --------------------------------------------------------------------------------------

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of the queue."""
        return queue_keys(self._words)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The preview becomes a drawer."""
        super().resizeEvent(event)
        self._fold()

    @called_by_qt
    def showEvent(self, event: QShowEvent) -> None:
        """Folds before the first paint."""
        super().showEvent(event)
        self._fold()

    # --- inside -------------------------------------------------------------------------------------------

    def _refresh_state(self) -> None:
        shown = self.list.model.rowCount()
        total = shown if self._is_filtered() else max(shown, self._counts.get(self._filter.view, shown))
        said = self._words.text("queue.shown", shown=shown, total=total) if self._known.is_read else ""
        self.list.show_state(said, *self._known.empty(self._words, self._filter))

    def _is_filtered(self) -> bool:
        return bool(self._filter.text or self._filter.flag)

    def _is_narrow(self) -> bool:
        return self._host.metrics.design(self.width()) < NARROW

    def _fold(self) -> None:
        narrow = self._is_narrow()
        self.preview.setFixedWidth(self._host.px(400 if narrow else 480))
        self.preview.setVisible(self._drawer or not narrow)
        hinted = _HINTED | {"Right"} if narrow else _HINTED
        self.list.show_hints(tuple(hint for hint in self.key_hints() if hint.keys in hinted))
        low = self._host.metrics.design(self.height()) < LOW
        if low != self._low:
            self._low = low
            self.list.set_low(low, self.head)

    def _show_drawer(self, on: bool) -> None:
        self._drawer = on
        self._fold()
        if not on:
            self.list.table.setFocus()
