"""The queue screen: views, filter, list, preview, keys. It asks by signals and shows what it is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout

from workstation.domain.queue import Flag, QueueFilter, QueueRow, View
from workstation.ui.components.keycap import KeyHint
from workstation.ui.guards import called_by_qt
from workstation.ui.queue.bars import QueueHead
from workstation.ui.queue.list import QueueList
from workstation.ui.queue.preview import PreviewPanel, QueuePreview
from workstation.ui.queue.rows import RowMaker
from workstation.ui.queue.settled import Settled
from workstation.ui.shell.page import Page
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

NARROW, LOW = 1500, 640
"""Design width and height under which the preview is a drawer, and the bars make room for rows."""
_HINTED = frozenset({"Up Down", "Enter", "C", "F"})


class QueuePanel(Page):
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

    def __init__(self, host: ThemeHost, words: Words, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._filter = QueueFilter()
        self._counts: Mapping[View, int] = {}
        self._drawer, self._low = False, False
        self._settled = Settled(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = QueueHead(host, words)
        self.head.view_chosen.connect(self._on_view)
        outer.addWidget(self.head)
        across = QHBoxLayout()
        across.setSpacing(0)
        outer.addLayout(across, 1)
        self.list = QueueList(host, words, RowMaker(words, zone), clock, ())
        self.preview = PreviewPanel(host, words)
        across.addWidget(self.list, 1)
        across.addWidget(self.preview)
        self._connect()
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

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Review; nothing while it is asked why an order is not done here."""
        return None if self.preview.routing.is_open else self.preview.review

    def step_back(self) -> bool:
        """Closes the question, then the drawer of a narrow window."""
        if self.preview.routing.is_open:
            self.preview.routing.close_box()
            return True
        if self._drawer and self._is_narrow():
            self._show_drawer(False)
            return True
        return False

    def page_shown(self) -> None:
        """The keys work at once."""
        self.list.table.setFocus()

    def minute_passed(self) -> None:
        """Due times anew, nothing reordered."""
        self.list.minute_passed()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of the queue."""
        text = self._words.text
        return (
            KeyHint("Up Down", text("queue.move")),
            KeyHint("Enter", text("queue.review_key")),
            KeyHint("C", text("queue.claim_key")),
            KeyHint("F9", text("shell.key.hold")),
            KeyHint("F", text("queue.explain")),
            KeyHint("Shift+F7", text("queue.route_key")),
            KeyHint("Right", text("queue.preview_key")),
            *(KeyHint(f"Ctrl+{number}", self._words.word(view)) for number, view in enumerate(View, start=1)),
        )

    # --- Qt -----------------------------------------------------------------------------------------------

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F explains the flags, right opens the preview; while it is closed, its keys work without it."""
        chosen = None if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier else self.selected()
        key = event.key()
        if key == Qt.Key.Key_F and not event.modifiers():
            self.list.explain()
        elif key == Qt.Key.Key_Right and self._is_narrow():
            self._show_drawer(True)
        elif chosen is None or self.preview.isVisible() or not self._press_for(key, chosen):
            super().keyPressEvent(event)

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

    def _press_for(self, key: int, chosen: UUID) -> bool:
        """What the buttons of the closed preview do. False for any other key."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.prescription_opened.emit(chosen)
        elif key == Qt.Key.Key_C and self._can_claim(chosen):
            self.claim_requested.emit(chosen)
        elif key == Qt.Key.Key_F9:
            self.hold_requested.emit(chosen)
        else:
            return False
        return True

    def _can_claim(self, chosen: UUID) -> bool:
        preview = self.preview.preview
        return preview is not None and preview.id == chosen and preview.can_claim

    def _connect(self) -> None:
        self.list.row_selected.connect(self._on_row)
        self.list.row_activated.connect(self.prescription_opened)
        self.list.more_wanted.connect(self.more_wanted)
        self.list.empty_link_activated.connect(self._on_empty_link)
        self.list.filters.flag_chosen.connect(self._on_flag)
        self.list.filters.search_chosen.connect(self._on_search)
        self._settled.settled.connect(self.row_selected)
        self.preview.open_requested.connect(self._on_open)
        self.preview.claim_requested.connect(self._on_claim)
        self.preview.hold_requested.connect(self._on_hold)
        self.preview.decline_requested.connect(self.decline_requested)
        self.preview.hand_back_requested.connect(self.hand_back_requested)
        self.preview.routing_closed.connect(self.page_shown)
        QShortcut(QKeySequence("Shift+F7"), self).activated.connect(self._on_route)
        for number, view in enumerate(View, start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setProperty("view", view.value)
            shortcut.activated.connect(self._on_view_key)

    def _refresh_state(self) -> None:
        text, shown = self._words.text, self.list.model.rowCount()
        total = shown if self._is_filtered() else max(shown, self._counts.get(self._filter.view, shown))
        prefix = f"queue.empty.{'filtered' if self._is_filtered() else self._filter.view.value}"
        self.list.show_state(text("queue.shown", shown=shown, total=total), text(f"{prefix}_title"), text(prefix))

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

    def _change(self, changed: QueueFilter) -> None:
        if changed != self._filter:
            self._filter = replace(changed, after=None)
            self.list.start_over()
            self.filter_changed.emit(self._filter)

    def _on_view(self, view: View) -> None:
        self._change(replace(self._filter, view=view))

    def _on_view_key(self) -> None:
        self.head.tabs.choose(str(self.sender().property("view")))

    def _on_flag(self, flag: Flag | None) -> None:
        self._change(replace(self._filter, flag=flag))

    def _on_search(self, text: str) -> None:
        self._change(replace(self._filter, text=text))

    def _on_empty_link(self) -> None:
        if self._is_filtered():
            self.list.filters.flag.choose("")
            self.set_search("")
        else:
            self.head.tabs.choose(View.ALL_OPEN.value)

    def _on_route(self) -> None:
        preview = self.preview.preview
        if preview is None or preview.id != self.selected() or not preview.server.can_decline:
            return
        if self._is_narrow():
            self._show_drawer(True)
        self.preview.open_routing()

    def _on_row(self, prescription_id: UUID | None) -> None:
        if prescription_id is None:
            self.preview.show_preview(None)
        self._settled.take(prescription_id)

    def _on_open(self, shown: UUID) -> None:
        """What is chosen is opened: the preview may still be of the row before it."""
        self.prescription_opened.emit(self.selected() or shown)

    def _on_claim(self, shown: UUID) -> None:
        if shown == self.selected():  # whether another one may be claimed is not known yet
            self.claim_requested.emit(shown)

    def _on_hold(self, shown: UUID) -> None:
        if shown == self.selected():
            self.hold_requested.emit(shown)
