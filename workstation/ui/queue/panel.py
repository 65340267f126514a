"""The queue screen: views, filter, table, preview, keys. It asks by signals and shows what it is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from workstation.domain.queue import Flag, QueueFilter, QueueRow, View
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.filterchip import FilterChip
from workstation.ui.components.keycap import KeyHint, KeyHints
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.table import RowTableView
from workstation.ui.components.tabs import Tab, TabStrip
from workstation.ui.queue.model import QueueTableModel
from workstation.ui.queue.preview import PreviewPanel, QueuePreview
from workstation.ui.queue.rows import RowMaker
from workstation.ui.shell.page import Page
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_MARKS: dict[View, str] = {
    View.LATE: "shape-major",
    View.DUE_SOON: "half-diamond",
    View.CLARIFICATION: "hold",
}
NARROW = 1500


class QueuePanel(Page):
    """`clock` gives aware time; `zone` is the pharmacy's."""

    prescription_opened = Signal(object)
    """UUID: Enter or double click."""
    claim_requested = Signal(object)
    hold_requested = Signal(object)
    row_selected = Signal(object)
    """UUID of the row for which a preview is wanted, or None."""
    filter_changed = Signal(object)
    """QueueFilter: load from the start."""
    more_wanted = Signal(object)
    """The last QueueRow shown: load the page after it."""

    def __init__(self, host: ThemeHost, words: Words, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._host, self._words, self._clock = host, words, clock
        self._maker = RowMaker(words, zone)
        self._filter = QueueFilter()
        self._user_id: UUID | None = None
        self._counts: Mapping[View, int] = {}
        self._waiting: tuple[QueueRow, ...] | None = None
        self._complete = True
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._build_head())
        across = QHBoxLayout()
        across.setSpacing(0)
        outer.addLayout(across, 1)
        across.addWidget(self._build_list(), 1)
        self.preview = PreviewPanel(host, words)
        self.preview.open_requested.connect(self.prescription_opened)
        self.preview.claim_requested.connect(self.claim_requested)
        self.preview.hold_requested.connect(self.hold_requested)
        across.addWidget(self.preview)
        for number, view in enumerate(View, start=1):
            if number <= 9:
                shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
                shortcut.setProperty("view", view.value)
                shortcut.activated.connect(self._on_view_key)
        host.theme_changed.connect(self._fold)
        self.set_counts({})
        self._refresh_state()
        self._fold()

    # --- what it is given ---------------------------------------------------------------------------------

    def set_user(self, user_id: UUID | None) -> None:
        """Whose work is "mine"."""
        self._user_id = user_id
        self._filter = replace(self._filter, user_id=user_id)

    def set_rows(self, rows: Sequence[QueueRow], *, complete: bool = True) -> None:
        """The rows for the present filter. Nothing jumps under the cursor: new ones wait while the list is scrolled."""
        self._complete = complete
        if self._is_scrolled() and {row.id for row in rows} - {row.id for row in self._model.rows}:
            self._hold_back(tuple(rows))
            return
        self._show_rows(tuple(rows))

    def append_rows(self, rows: Sequence[QueueRow], *, complete: bool) -> None:
        """The next page."""
        self._complete = complete
        now = self._clock()
        self._model.append_rows([self._maker.make(row, now, self._user_id) for row in rows])
        self._refresh_state()

    def set_counts(self, counts: Mapping[View, int]) -> None:
        """Numbers of all views."""
        self._counts = counts
        tabs = [
            Tab(
                view.value,
                self._words.word(view),
                counts.get(view),
                _MARKS.get(view, ""),
                {View.LATE: "major", View.DUE_SOON: "moderate"}.get(view, "text_2"),  # type: ignore[arg-type]
            )
            for view in View
        ]
        self._tabs.set_tabs(tuple(tabs))
        self._refresh_state()

    def set_preview(self, preview: QueuePreview | None) -> None:
        """The preview of the chosen row; one for another row is stale and dropped."""
        if preview is None or preview.id == self.selected():
            self.preview.show_preview(preview)

    def set_search(self, text: str) -> None:
        """The words of the search box narrow the queue; empty takes that away."""
        self._search.set_options((("", self._words.text("queue.any")), (text, text)) if text else ())
        self._search.setVisible(bool(text))
        if text:
            self._search.choose(text)
        else:
            self._change(text="")

    # --- what it says -------------------------------------------------------------------------------------

    @property
    def filter(self) -> QueueFilter:
        """What is asked for."""
        return self._filter

    def selected(self) -> UUID | None:
        """The chosen prescription."""
        row = self._table.current_row
        return self._model.row(row).id if 0 <= row < self._model.rowCount() else None

    def select(self, prescription_id: UUID) -> None:
        """Chooses a row, as a scan of a label does."""
        self._table.select_row(self._model.find(prescription_id))

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Review."""
        return self.preview.review

    def step_back(self) -> bool:
        """Closes the drawer of a narrow window."""
        if self._is_narrow() and not self.preview.isHidden():
            self._show_drawer(False)
            return True
        return False

    def page_shown(self) -> None:
        """The keys work at once."""
        self._table.setFocus()

    def minute_passed(self) -> None:
        """Due times anew, nothing reordered."""
        now = self._clock()
        self._model.set_rows([self._maker.again(row, now) for row in self._model.rows])

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of the queue."""
        text = self._words.text
        return (
            KeyHint("Up Down", text("queue.move")),
            KeyHint("Enter", text("queue.review_key")),
            KeyHint("C", text("queue.claim_key")),
            KeyHint("F", text("queue.explain")),
            KeyHint("Right", text("queue.preview_key")),
            *(KeyHint(f"Ctrl+{n}", self._words.word(view)) for n, view in enumerate(View, start=1) if n <= 9),
        )

    # --- Qt -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F explains the flags, right opens the preview."""
        if event.key() == Qt.Key.Key_F and not event.modifiers():
            self._explain()
        elif event.key() == Qt.Key.Key_Right and self._is_narrow():
            self._show_drawer(True)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The preview becomes a drawer."""
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        """Folds before the first paint."""
        super().showEvent(event)
        self._fold()

    # --- inside -------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        host = self._host
        head = ground(QFrame(), "surface", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(host, (24, 0, 24, 0), 0, head)
        self._bars = [(head, 104)]
        title = Row(host, gap=16)
        title.addWidget(Label(host, self._words.text("queue.title"), Role.TITLE, elide=False))
        self._summary = Label(host, "", Role.MEDICINE, "text_2", 400)
        title.addWidget(self._summary, 1)
        column.addStretch(1)
        column.addLayout(title)
        column.addStretch(1)
        self._tabs = TabStrip(host)
        self._tabs.tab_chosen.connect(self._on_tab)
        column.addWidget(self._tabs)
        return head

    def _build_list(self) -> QWidget:
        host = self._host
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_filters())
        self._model = QueueTableModel(host, self._words, self._maker)
        self._table = RowTableView(host, self._model, self._words.text("queue.table"))
        self._table.width_changed.connect(self._model.painters.set_width)
        self._table.row_changed.connect(self._on_row)
        self._table.row_activated.connect(self._on_activated)
        self._table.end_reached.connect(self._on_end)
        self._table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._empty = EmptyState(host, "inbox", "", "", self._words.text("queue.empty.link"), "Ctrl+1")
        self._empty.link_activated.connect(self._on_empty_link)
        empty_page = QWidget()
        around = Column(host, (24, 48, 24, 24), 0, empty_page)
        around.addWidget(self._empty)
        around.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(empty_page)
        column.addWidget(self._stack, 1)
        column.addWidget(self._build_hints())
        return widget

    def _build_filters(self) -> QWidget:
        host, text = self._host, self._words.text
        bar = ground(QFrame(), "surface", "bottom")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (24, 0, 24, 0), 8, bar)
        self._bars.append((bar, 48))
        flags = tuple((flag.value, self._words.word(flag)) for flag in Flag if flag is not Flag.INTERACTION_MODERATE)
        self._flag = FilterChip(host, text("queue.flag_filter"), (("", text("queue.any")), *flags), "filter")
        self._flag.chosen.connect(self._on_flag)
        self._search = FilterChip(host, text("queue.search_filter"), (), "search")
        self._search.setVisible(False)
        self._search.chosen.connect(self._on_search)
        row.add(self._flag, self._search)
        row.addStretch(1)
        self._new = QuietButton(host, "", small=True)
        self._new.setVisible(False)
        self._new.clicked.connect(self._on_show_new)
        row.addWidget(self._new)
        return bar

    def _build_hints(self) -> QWidget:
        host = self._host
        bar = ground(QFrame(), "bg", "top")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (24, 0, 24, 0), 16, bar)
        self._bars.append((bar, 40))
        self._shown = Label(host, "", Role.SMALL, "text_2")
        hints = tuple(hint for hint in self.key_hints() if not hint.keys.startswith("Ctrl"))
        row.addWidget(self._shown)
        row.addWidget(KeyHints(host, tuple(hint for hint in hints if hint.keys != "Right")), 1)
        return bar

    def _show_rows(self, rows: tuple[QueueRow, ...]) -> None:
        self._waiting = None
        self._new.setVisible(False)
        chosen, now = self.selected(), self._clock()
        self._model.set_rows([self._maker.make(row, now, self._user_id) for row in rows])
        if rows and self.selected() is None:
            self._table.select_row(max(0, self._model.find(chosen)))
        if not rows:
            self.row_selected.emit(None)
            self.preview.show_preview(None)
        self._refresh_state()

    def _hold_back(self, rows: tuple[QueueRow, ...]) -> None:
        self._waiting = rows
        known, now = {row.id: row for row in rows}, self._clock()
        kept = [
            self._maker.make(known[row.id], now, self._user_id) if row.id in known else row for row in self._model.rows
        ]
        self._model.set_rows(kept)
        fresh = len(known.keys() - {row.id for row in kept})
        self._new.set_text(self._words.text("queue.new_since", count=fresh))
        self._new.setVisible(True)

    def _refresh_state(self) -> None:
        text, counts = self._words.text, self._counts
        late = counts.get(View.LATE, 0)
        runs = [Run(text("queue.open", count=counts.get(View.ALL_OPEN, 0)))]
        if late:
            runs += [Run(" · "), bold(text("queue.late", count=late), "major")]
        if counts.get(View.DUE_SOON):
            runs.append(Run(f" · {text('queue.due_soon', count=counts[View.DUE_SOON])}"))
        self._summary.set_words(tuple(runs))
        shown = self._model.rowCount()
        total = max(shown, counts.get(self._filter.view, shown)) if not self._is_filtered() else shown
        self._shown.set_words(text("queue.shown", shown=shown, total=total))
        self._stack.setCurrentIndex(0 if shown else 1)
        view = self._filter.view.value
        prefix = "queue.empty.filtered" if self._is_filtered() else f"queue.empty.{view}"
        self._empty.set_words(text(f"{prefix}_title"), text(prefix))

    def _is_filtered(self) -> bool:
        return bool(self._filter.text or self._filter.flag)

    def _is_scrolled(self) -> bool:
        return self._table.verticalScrollBar().value() > 0

    def _is_narrow(self) -> bool:
        return self._host.metrics.design(self.width()) < NARROW

    def _fold(self) -> None:
        for bar, height in self._bars:
            bar.setFixedHeight(self._host.px(height))
        self.preview.setFixedWidth(self._host.px(480 if not self._is_narrow() else 400))
        if not self._is_narrow():
            self.preview.setVisible(True)
        elif not self.property("drawer"):
            self.preview.setVisible(False)

    def _show_drawer(self, on: bool) -> None:
        self.setProperty("drawer", on)
        self.preview.setVisible(on)
        if not on:
            self._table.setFocus()

    def _explain(self) -> None:
        row = self._table.current_row
        if row < 0:
            return
        flags = self._model.row(row).source.flags
        why = [f"{self._words.word(flag)}: {self._words.text(f'queue.why.{flag.value}')}" for flag in flags]
        if why:
            top = self._table.rowViewportPosition(row) + self._table.rowHeight(row)
            at = self._table.viewport().mapToGlobal(QPoint(self._table.width() // 2, top))
            QToolTip.showText(at, "\n".join(why), self._table)

    def _change(self, **changes: object) -> None:
        changed = replace(self._filter, after=None, **changes)  # type: ignore[arg-type]  # names of its fields
        if changed != self._filter:
            self._filter = changed
            self._waiting = None
            self._new.setVisible(False)
            self._table.verticalScrollBar().setValue(0)
            self.filter_changed.emit(changed)

    def _on_tab(self, code: str) -> None:
        self._change(view=View(code))

    def _on_view_key(self) -> None:
        self._tabs.choose(str(self.sender().property("view")))

    def _on_flag(self, code: str) -> None:
        self._change(flag=Flag(code) if code else None)

    def _on_search(self, code: str) -> None:
        self._search.setVisible(bool(code))
        self._change(text=code)

    def _on_empty_link(self) -> None:
        if self._is_filtered():
            self._flag.choose("")
            self.set_search("")
        else:
            self._tabs.choose(View.ALL_OPEN.value)

    def _on_row(self, row: int) -> None:
        self.row_selected.emit(self._model.row(row).id if row >= 0 else None)

    def _on_activated(self, row: int) -> None:
        self.prescription_opened.emit(self._model.row(row).id)

    def _on_end(self) -> None:
        if not self._complete and self._model.rowCount():
            self.more_wanted.emit(self._model.row(self._model.rowCount() - 1).source)

    def _on_scrolled(self, value: int) -> None:
        if value == 0 and self._waiting is not None:
            self._on_show_new()

    def _on_show_new(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._table.verticalScrollBar().setValue(0)
            self._show_rows(waiting)
