"""The outbox screen: what waits, what needs a person, what each entry means, and one named action."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.outbox import OutboxEntry
from workstation.ui.components.banner import Banner
from workstation.ui.components.buttons import Button, PrimaryButton, SecondaryButton
from workstation.ui.components.card import Rule, ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.problem import ProblemBoxes
from workstation.ui.components.severity import Picture
from workstation.ui.components.tabs import PageStrip, Tab, TabStrip
from workstation.ui.guards import called_by_qt
from workstation.ui.outbox.actions import OutboxActions
from workstation.ui.outbox.model import OutboxRow, outbox_rows, technical, three_boxes
from workstation.ui.outbox.table import OutboxTable
from workstation.ui.shell.page import Page
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

WIDE_FROM, PAGED_BELOW = 1500, 960
_CONNECTIONS: dict[Connection, tuple[str, Token]] = {
    Connection.ONLINE: ("online", "ok"),
    Connection.OFFLINE: ("offline", "moderate"),
    Connection.ALONE: ("server", "text_2"),
}


class OutboxPanel(Page):
    """List left, the chosen entry explained at the right."""

    changed = Signal()
    """An entry was sent again, or a sync has ended."""

    def __init__(self, host: ThemeHost, words: Words, actions: OutboxActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._entries: Sequence[OutboxEntry] = ()
        self._reading: Task | None = None
        self._busy = False
        self._build()
        self.again.clicked.connect(self._on_again)
        self.sync.clicked.connect(self.sync_now)
        self.table.row_changed.connect(self._on_row)
        self._tabs.tab_chosen.connect(self._on_tab)
        host.theme_changed.connect(self._on_theme_changed)
        self.set_connection(SyncView(Connection.ONLINE))
        self._refresh()
        self._fold()

    # --- what it is given ---------------------------------------------------------------------------------

    def set_connection(self, view: SyncView) -> None:
        """State of the order server, as the status bar shows it."""
        icon, tone = _CONNECTIONS[view.connection]
        self._connection.show_icon(icon, tone)
        text = self._words.text
        said = text(f"outbox.connection.{view.connection.value}")
        if view.connection is Connection.OFFLINE and view.since is not None:
            said = text("outbox.connection.offline_since", since=view.since)
        self._connection_words.set_words(said, tone)
        # Offline the banner of the window says so, and has the same button with the same key: once is enough.
        self.sync.setVisible(view.connection is Connection.ONLINE)
        said_above = view.connection is Connection.OFFLINE and view.since is not None
        for part in (self._connection, self._connection_words):
            part.setVisible(not said_above)

    def reload(self) -> None:
        """Reads the entries again."""
        if self._reading is not None:
            self._reading.abandon()
        self._reading = self._run(Lane.STORE_READ, self._actions.entries, self._on_entries)

    def sync_now(self) -> None:
        """F5: pulls and sends."""
        if not self._busy:
            self._set_busy(True)
            self._run(Lane.WORK, self._actions.sync_now, self._on_synced)

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Send again, for an entry that needs a person."""
        return None if self.again.isHidden() else self.again

    def page_shown(self) -> None:
        """The entries as they are now."""
        self.table.setFocus()
        self.reload()

    def minute_passed(self) -> None:
        """Ages."""
        self._refresh()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this screen."""
        text = self._words.text
        return (
            KeyHint("Up Down", text("outbox.move_key")),
            KeyHint("Enter", text("outbox.again")),
            KeyHint("F5", text("outbox.sync")),
        )

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit."""
        super().resizeEvent(event)
        self._fold()

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._build_head())
        self._trouble = Banner(self._host, "offline")
        outer.addWidget(self._trouble)
        self._tabs = TabStrip(self._host)
        self._strip = PageStrip(self._host, self._tabs)
        self._tabs.set_tabs(tuple(Tab(code, self._words.text(f"outbox.page.{code}")) for code in ("list", "entry")))
        outer.addWidget(self._strip)
        across = QHBoxLayout()
        across.setSpacing(0)
        outer.addLayout(across, 1)
        self.table = OutboxTable(self._host, self._words)
        self._list = QStackedWidget()
        self._list.addWidget(self.table)
        self._list.addWidget(self._build_empty())
        across.addWidget(self._list, 1)
        self._detail = self._build_detail()
        across.addWidget(self._detail)

    def _build_head(self) -> QWidget:
        host, text = self._host, self._words.text
        head = QFrame()
        ground(head, "surface", "bottom")
        row = Row(host, (24, 12, 20, 12), 16, head)
        row.addWidget(Label(host, text("outbox.title"), Role.TITLE, elide=False))
        self._subtitle = Label(host, text("outbox.subtitle"), tone="text_2", wrap=True)
        row.addWidget(self._subtitle, 1)
        row.addStretch(0)
        self._connection = Picture(host, "online", 20, "ok")
        self._connection_words = Label(host, "", weight=600, elide=False)
        row.add(self._connection, self._connection_words)
        self.sync: Button = SecondaryButton(
            host, text("outbox.sync"), icon="refresh", keys="F5", small=True, bind=False
        )
        row.addWidget(self.sync)
        self._head = head
        return head

    def _build_empty(self) -> QWidget:
        text = self._words.text
        page = QWidget()
        column = Column(self._host, (8, 16, 24, 24), 0, page)
        column.addWidget(EmptyState(self._host, "send", text("outbox.empty_title"), text("outbox.empty")))
        column.addStretch(1)
        return page

    def _build_detail(self) -> QFrame:
        host, text = self._host, self._words.text
        frame = QFrame()
        ground(frame, "bg", "left")
        outer = Column(host, gap=0, parent=frame)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        column = Column(host, (24, 16, 24, 12), 12, inside)
        head = Row(host, gap=12)
        self._shape = Picture(host, "waits", 26, "text_2")
        head.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        names = Column(host, gap=2)
        self._what, self._since = Label(host, "", Role.HEADING, wrap=True), Label(host, "", tone="text_2", wrap=True)
        names.add(self._what, self._since)
        head.addLayout(names, 1)
        column.addLayout(head)
        self.boxes = ProblemBoxes(host, details=text("outbox.details"))
        column.addWidget(self.boxes)
        column.addStretch(1)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        self._detail_column = outer
        outer.addWidget(self._build_foot())
        return frame

    def _build_foot(self) -> QWidget:
        host, text = self._host, self._words.text
        self._foot = QWidget()
        column = Column(host, gap=0, parent=self._foot)
        column.addWidget(Rule())
        inside = Column(host, (20, 8, 20, 10), 4)
        note = Row(host, (4, 0, 4, 0), 0)
        note.addWidget(Label(host, text("outbox.kept"), Role.SMALL, "text_2", wrap=True))
        inside.addLayout(note, 1)
        self._foot_line = inside
        self.again: Button = PrimaryButton(host, text("outbox.again"), icon="send", keys="Enter")
        inside.addWidget(self.again)
        column.addLayout(inside)
        return self._foot

    # --- work ---------------------------------------------------------------------------------------------

    def _run(self, lane: Lane, work: Work, on_done: Answer) -> Task:
        return self._tasks.run(lane, work, on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        text = self._words.text
        self.sync.set_locked(text("outbox.working") if busy else "")
        self.again.set_locked(text("outbox.working") if busy else "")

    def _on_entries(self, entries: Sequence[OutboxEntry]) -> None:
        self._entries = entries
        self._refresh()

    def _on_synced(self, _answer: object) -> None:
        self._trouble.clear()
        self._set_busy(False)
        self.reload()
        self.changed.emit()

    def _on_refused(self, refusal: Refused) -> None:
        parts = self._words.parts(refusal.code, refusal.facts)
        self._set_busy(False)
        self._trouble.set_content(parts.happened, f"{parts.safe} {parts.todo}".strip())

    def _on_unavailable(self, _trouble: Unavailable) -> None:
        """Why it does not answer stands in the technical details of each entry: here only what it means."""
        text = self._words.text
        self._set_busy(False)
        self._trouble.set_content(text("outbox.unavailable_title"), text("outbox.unavailable"))
        self.reload()

    # --- showing ------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        rows = outbox_rows(self._words, self._entries, self._actions.now())
        self.table.show_rows(rows)
        self._list.setCurrentIndex(0 if rows else 1)
        self._show_entry(self.table.chosen())
        self._show_parts()

    def _show_entry(self, row: OutboxRow | None) -> None:
        can_go = row is not None and row.can_go_again
        self.again.setVisible(can_go)
        self._foot.setVisible(can_go)
        if row is None or row.entry is None:
            return
        self._shape.show_icon(row.icon, row.tone)
        self._what.set_words(row.what)
        self._since.set_words(f"{row.detail} · {row.state}")
        parts = three_boxes(self._words, row)
        self.boxes.set_problem(parts.happened, parts.safe, parts.todo, technical(row.entry))

    def _fold(self) -> None:
        width = self._host.metrics.design(self.width())
        wide, paged = width >= WIDE_FROM, width < PAGED_BELOW
        fixed = self._host.px(480 if wide else 400)
        self._detail.setMinimumWidth(0 if paged else fixed)
        self._detail.setMaximumWidth(16_777_215 if paged else fixed)
        # Page by page the named action stands below both pages: Enter means it on each.
        (self._outer if paged else self._detail_column).addWidget(self._foot)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._foot_line.setDirection(beside if paged else below)
        self._subtitle.setVisible(not paged)
        self._head.setMinimumHeight(self._host.px(56 if paged else 72))
        self._show_parts()

    def _show_parts(self) -> None:
        paged = self._host.metrics.design(self.width()) < PAGED_BELOW
        anything = self.table.chosen() is not None
        self._strip.setVisible(paged and anything)
        on_entry = paged and self._tabs.code() == "entry"
        self._detail.setVisible(anything and (not paged or on_entry))
        self._list.setVisible(not on_entry or not anything)

    # --- slots --------------------------------------------------------------------------------------------

    def _on_row(self, _row: int) -> None:
        self._show_entry(self.table.chosen())

    def _on_tab(self, _code: str) -> None:
        self._show_parts()

    def _on_again(self) -> None:
        row = self.table.chosen()
        if row is not None and row.entry is not None and row.can_go_again and not self._busy:
            self._set_busy(True)
            self._run(Lane.STORE_WRITE, partial(self._actions.send_again, row.entry.id), self._on_synced)

    def _on_theme_changed(self) -> None:
        self._refresh()
        self._fold()
