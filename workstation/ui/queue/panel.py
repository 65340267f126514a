"""The queue screen at work: keys, views, filter, search, and what is asked of the rest by signals."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton

from workstation.domain.queue import Flag, QueueFilter, View
from workstation.ui.guards import called_by_qt
from workstation.ui.queue.frame import QueueFrame
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class QueuePanel(QueueFrame):
    """`clock` gives aware time; `zone` is the pharmacy's."""

    def __init__(self, host: ThemeHost, words: Words, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__(host, words, clock, zone)
        self._connect()

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Review; nothing while it is asked why an order is not done here."""
        return None if self.preview.routing.is_open else self.preview.review

    def step_back(self) -> bool:
        """Closes the explanation of flags, the question, the drawer of a narrow window; then takes the search away."""
        if self.list.close_note():
            return True
        if self.preview.routing.is_open:
            self.preview.routing.close_box()
            return True
        if self._drawer and self._is_narrow():
            self._show_drawer(False)
            return True
        if self._filter.text:
            self.set_search("")
            return True
        return False

    def search_down(self) -> bool:
        """To the first hit; when the hits are still on their way, as soon as they are there."""
        self._first_wanted = self._rows_are_old
        self.list.choose_first()
        return True

    def search_entered(self) -> bool:
        """The only hit is opened; of several, or of none yet, the list gets the keys."""
        if self._filter.text and not self._rows_are_old and self.list.model.rowCount() == 1:
            self.prescription_opened.emit(self.list.model.row(0).id)
            return True
        return self.search_down()

    def page_shown(self) -> None:
        """The keys work at once."""
        self.list.table.setFocus()

    def minute_passed(self) -> None:
        """Due times anew, nothing reordered."""
        self.list.minute_passed()

    # --- Qt -----------------------------------------------------------------------------------------------

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F explains the flags, right opens the preview; while it is closed, its keys work without it."""
        chosen = None if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier else self.selected()
        key = event.key()
        if key == Qt.Key.Key_F and not event.modifiers():
            self.list.explain(self._facts_of(self.selected()))
        elif key == Qt.Key.Key_Right and self._is_narrow():
            self._show_drawer(True)
        elif chosen is None or self.preview.isVisible() or not self._press_for(key, chosen):
            super().keyPressEvent(event)

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
        self.head.view_chosen.connect(self._on_view)
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

    def _facts_of(self, chosen: UUID | None) -> Mapping[Flag, tuple[str, ...]]:
        """What stands behind the flags of the chosen row, as far as its preview is there."""
        preview = self.preview.preview
        return preview.why if preview is not None and preview.id == chosen else {}

    def _change(self, changed: QueueFilter) -> None:
        if changed != self._filter:
            self._filter = replace(changed, after=None)
            self._rows_are_old = True
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
        if not text:
            self.search_cleared.emit()

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
