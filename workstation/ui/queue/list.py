"""The list of the queue: filter bar, table or empty state, hints. Keeps the choice, and keeps the rows from jumping."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workstation.domain.queue import Flag, QueueRow
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.layouts import Column
from workstation.ui.components.table import RowTableView
from workstation.ui.queue.bars import FilterBar, HintBar, QueueHead
from workstation.ui.queue.flag_note import FlagNote, FlagWords
from workstation.ui.queue.model import QueueTableModel
from workstation.ui.queue.rows import RowMaker
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class QueueList(QWidget):
    """Rows in, choice out."""

    row_selected = Signal(object)
    """UUID, or None when there is no row."""
    row_activated = Signal(object)
    empty_link_activated = Signal()
    more_wanted = Signal(object)
    """The last QueueRow shown."""

    def __init__(
        self, host: ThemeHost, words: Words, maker: RowMaker, clock: Callable[[], datetime], hints: tuple[KeyHint, ...]
    ) -> None:
        super().__init__()
        self._words, self._maker, self._clock = words, maker, clock
        self._user_id: UUID | None = None
        self._waiting: tuple[QueueRow, ...] | None = None
        self._complete = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.filters = FilterBar(host, words)
        self.filters.new_wanted.connect(self.show_new)
        column.addWidget(self.filters)
        self.model = QueueTableModel(host, words, maker)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_table(host))
        self._stack.addWidget(self._build_empty(host))
        column.addWidget(self._stack, 1)
        self._hints = HintBar(host, hints)
        self.show_hints = self._hints.keys.set_hints
        column.addWidget(self._hints)
        self.note = FlagNote(host, words, self)

    def set_low(self, low: bool, head: QueueHead) -> None:
        """Few lines: the filters go beside the title and the bars get lower, so that more rows are seen."""
        if low:
            head.take(self.filters.content)
        else:
            self.filters.take_back()
        self.filters.setVisible(not low)
        for bar in (head, self._hints):
            bar.set_low(low)

    def set_user(self, user_id: UUID | None) -> None:
        """Whose rows are marked as mine."""
        self._user_id = user_id

    def set_rows(self, rows: Sequence[QueueRow], *, complete: bool) -> None:
        """Shows rows; while the list is scrolled, rows that are new wait and the others change in place."""
        self._complete = complete
        fresh = {row.id for row in rows} - {row.id for row in self.model.rows}
        if self.table.verticalScrollBar().value() > 0 and fresh:
            self._hold_back(tuple(rows), len(fresh))
        else:
            self._show(tuple(rows))

    def append_rows(self, rows: Sequence[QueueRow], *, complete: bool) -> None:
        """The next page."""
        self._complete = complete
        now = self._clock()
        self.model.append_rows([self._maker.make(row, now, self._user_id) for row in rows])

    def show_new(self) -> None:
        """Shows the rows that waited, from the top."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.table.verticalScrollBar().setValue(0)
            self._show(waiting)

    def start_over(self) -> None:
        """Another filter: nothing waits, the list begins at its top."""
        self._waiting = None
        self.filters.show_new(0)
        self.table.verticalScrollBar().setValue(0)

    def show_state(self, shown: str, empty_title: str, empty_words: str) -> None:
        """The line below the list, and what it says when there is no row."""
        self._hints.shown.set_words(shown)
        self.empty.set_words(empty_title, empty_words)
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)

    def minute_passed(self) -> None:
        """Due times anew, nothing reordered."""
        now = self._clock()
        self.model.set_rows([self._maker.again(row, now) for row in self.model.rows])

    def selected(self) -> UUID | None:
        """The chosen prescription."""
        row = self.table.current_row
        return self.model.row(row).id if 0 <= row < self.model.rowCount() else None

    def select(self, prescription_id: UUID) -> None:
        """Chooses a row."""
        self.table.select_row(self.model.find(prescription_id))

    def explain(self, facts: Mapping[Flag, tuple[str, ...]]) -> None:
        """Says why each flag of the chosen row is there, with what stands behind it; closes it when it is open."""
        row = self.table.current_row
        if self.close_note() or row < 0:
            return
        source, text = self.model.row(row).source, self._words.text
        why = [
            FlagWords(self._words.word(flag), text(f"queue.why.{flag.value}"), facts.get(flag, ()))
            for flag in source.shown_flags
        ]
        if source.draft_count:
            why.append(FlagWords(text("queue.unconfirmed"), text("queue.unconfirmed_why")))
        if why:
            top = self.table.viewport().mapTo(self, QPoint(0, self.table.rowViewportPosition(row))).y()
            self.note.show_flags(tuple(why), top, top + self.table.rowHeight(row))

    def close_note(self) -> bool:
        """Closes the explanation; False when there was none."""
        was_open = self.note.isVisible()
        self.note.hide()
        return was_open

    def choose_first(self) -> None:
        """The first row, with the keys on the list."""
        self.table.setFocus()
        if self.model.rowCount():
            self.table.select_row(0)

    def _build_table(self, host: ThemeHost) -> QWidget:
        self.table = RowTableView(host, self.model, self._words.text("queue.table"), even=True)
        self.table.width_changed.connect(self.model.painters.set_width)
        self.table.row_changed.connect(self._on_row)
        self.table.row_activated.connect(self._on_activated)
        self.table.end_reached.connect(self._on_end)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        return self.table

    def _build_empty(self, host: ThemeHost) -> QWidget:
        self.empty = EmptyState(host, "inbox", "", "", self._words.text("queue.empty.link"), "Ctrl+1")
        self.empty.link_activated.connect(self.empty_link_activated)
        page = QWidget()
        column = Column(host, (24, 48, 24, 24), 0, page)
        column.addWidget(self.empty)
        column.addStretch(1)
        return page

    def _show(self, rows: tuple[QueueRow, ...]) -> None:
        self._waiting = None
        self.filters.show_new(0)
        chosen, now = self.selected(), self._clock()
        self.model.set_rows([self._maker.make(row, now, self._user_id) for row in rows])
        if rows and self.selected() is None:
            self.table.select_row(max(0, self.model.find(chosen)))
        if not rows:
            self.row_selected.emit(None)

    def _hold_back(self, rows: tuple[QueueRow, ...], fresh: int) -> None:
        self._waiting = rows
        known, now = {row.id: row for row in rows}, self._clock()
        kept = [
            self._maker.make(known[row.id], now, self._user_id) if row.id in known else row for row in self.model.rows
        ]
        self.model.set_rows(kept)
        self.filters.show_new(fresh)

    def _on_row(self, row: int) -> None:
        self.note.hide()
        if row >= 0:
            self.row_selected.emit(self.model.row(row).id)

    def _on_activated(self, row: int) -> None:
        self.row_activated.emit(self.model.row(row).id)

    def _on_end(self) -> None:
        if not self._complete and self.model.rowCount():
            self.more_wanted.emit(self.model.row(self.model.rowCount() - 1).source)

    def _on_scrolled(self, value: int) -> None:
        self.note.hide()
        if value == 0:
            self.show_new()
