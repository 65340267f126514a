"""The outbox screen: what waits, what needs a person, what each row means, and the actions for it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.services.conflicts import Decision, Settled, Versions
from workstation.ui.components.banner import Banner
from workstation.ui.components.buttons import Button, SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.components.tabs import PageStrip, Tab, TabStrip
from workstation.ui.guards import called_by_qt
from workstation.ui.outbox.actions import Exported, OutboxActions, OutboxShown
from workstation.ui.outbox.acts import KEYS, Act
from workstation.ui.outbox.detail import OutboxDetail
from workstation.ui.outbox.foot import Foot
from workstation.ui.outbox.model import OutboxRow, outbox_rows
from workstation.ui.outbox.table import OutboxTable
from workstation.ui.shell.page import Page
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

WIDE_FROM, PAGED_BELOW, STACKED_BELOW = 1500, 960, 800
_CONNECTIONS: dict[Connection, tuple[str, Token]] = {
    Connection.ONLINE: ("online", "ok"),
    Connection.OFFLINE: ("offline", "moderate"),
    Connection.ALONE: ("server", "text_2"),
}
_PAGES = {Qt.Key.Key_PageDown: 0.8, Qt.Key.Key_PageUp: -0.8}
_LETTERS = (Act.KEEP_OURS, Act.KEEP_THEIRS, Act.PARK, Act.OPEN, Act.EXPORT)


class OutboxPanel(Page):
    """List left, the chosen row explained at the right."""

    changed = Signal()
    """A person has done something that the next sync must know of."""
    prescription_opened = Signal(object)
    """UUID."""

    def __init__(self, host: ThemeHost, words: Words, actions: OutboxActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._shown: OutboxShown | None = None
        self._reading: Task | None = None
        self._busy = False
        self._row_key = ""
        self._build()
        self.export.clicked.connect(self._on_export)
        self.sync.clicked.connect(self.sync_now)
        self.foot.wanted.connect(self._on_wanted)
        self.foot.asked.connect(self._on_asked)
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
        """Reads everything again."""
        if self._reading is not None:
            self._reading.abandon()
        self._reading = self._run(Lane.STORE_READ, self._actions.read, self._on_read)

    def sync_now(self) -> None:
        """F5: pulls and sends."""
        if not self._busy:
            self._set_busy(True)
            self._run(Lane.WORK, self._actions.sync_now, self._on_synced)

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """The named action of the row, or the one that a reason was asked for."""
        return self.foot.primary()

    def step_back(self) -> bool:
        """Esc: closes the question."""
        if self.foot.ask.act is None:
            return False
        self.foot.ask.close_box()
        self.table.setFocus()
        return True

    def page_shown(self) -> None:
        """The rows as they are now."""
        self.table.setFocus()
        self.reload()

    def minute_passed(self) -> None:
        """Ages."""
        self._refresh()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this screen."""
        text = self._words.text
        letters = tuple(KeyHint(KEYS[act], text(f"outbox.act.{act.value}.button")) for act in _LETTERS)
        return (
            KeyHint("Up Down", text("outbox.move_key")),
            KeyHint("Enter", text("outbox.named_key")),
            *letters,
            KeyHint("D", text("outbox.details")),
            KeyHint("PgDown", text("outbox.read_on")),
            KeyHint("F5", text("outbox.sync")),
        )

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where the list has not the focus, page up and down read on in the detail."""
        pages = _PAGES.get(Qt.Key(event.key()))
        if pages is None or not self.detail.isVisible():
            super().keyPressEvent(event)
            return
        self.detail.read_on(pages)

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
        self._done = Banner(self._host, "shape-ok", "minor")
        outer.addWidget(self._trouble)
        outer.addWidget(self._done)
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
        self.detail = OutboxDetail(self._host, self._words)
        self.foot = Foot(self._host, self._words)
        self.detail.column.addWidget(self.foot)
        across.addWidget(self.detail)

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
        self.export: Button = SecondaryButton(
            host, text("outbox.act.export.button"), icon="upload", keys=KEYS[Act.EXPORT], small=True
        )
        self.sync: Button = SecondaryButton(
            host, text("outbox.sync"), icon="refresh", keys="F5", small=True, bind=False
        )
        row.add(self.export, self.sync)
        self._head = head
        return head

    def _build_empty(self) -> QWidget:
        text = self._words.text
        page = QWidget()
        column = Column(self._host, (8, 16, 24, 24), 0, page)
        column.addWidget(EmptyState(self._host, "send", text("outbox.empty_title"), text("outbox.empty")))
        column.addStretch(1)
        return page

    # --- work ---------------------------------------------------------------------------------------------

    def _run(self, lane: Lane, work: Work, on_done: Answer) -> Task:
        return self._tasks.run(lane, work, on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        because = self._words.text("outbox.working") if busy else ""
        self.sync.set_locked(because)
        self.foot.set_busy(because)

    def _on_wanted(self, act: Act, said: str) -> None:
        row = self.table.chosen()
        if act is Act.OPEN and row is not None and row.prescription_id is not None:
            self.prescription_opened.emit(row.prescription_id)
        elif not self._busy and act is Act.EXPORT:
            self._set_busy(True)
            self._run(Lane.WORK, partial(self._actions.export, said), self._on_exported)
        elif not self._busy and row is not None and (work := self._work(act, row, said)) is not None:
            self._set_busy(True)
            self._run(Lane.STORE_WRITE, work, self._on_acted)

    def _work(self, act: Act, row: OutboxRow, said: str) -> Work | None:
        actions = self._actions
        match act:
            case Act.SEND_AGAIN if row.entry is not None and row.can_go_again:
                return partial(actions.send_again, row.entry.id)
            case Act.PARK if row.entry is not None:
                return partial(actions.park, row.entry.id, said)
            case Act.KEEP_OURS | Act.KEEP_THEIRS if row.conflict is not None:
                settled = Settled.OURS if act is Act.KEEP_OURS else Settled.THEIRS
                return partial(actions.settle_conflict, Decision(row.conflict.id, settled, said))
            case Act.SETTLED if row.attention is not None:
                return partial(actions.settle_attention, row.attention.id, said)
            case Act.ACCEPT_STORE:
                return partial(actions.accept_store, said)
            case _:
                return None

    def _on_read(self, shown: OutboxShown) -> None:
        self._shown = shown
        self._refresh()

    def _on_acted(self, _answer: object) -> None:
        self._trouble.clear()
        self._set_busy(False)
        self.foot.ask.close_box()
        self.table.setFocus()
        self.reload()
        self.changed.emit()

    def _on_exported(self, exported: Exported) -> None:
        text = self._words.text
        self._trouble.clear()
        self._set_busy(False)
        self.foot.ask.close_box()
        title = text("outbox.exported_title", count=exported.entries)
        self._done.set_content(title, text("outbox.exported", path=exported.path))

    def _on_synced(self, _answer: object) -> None:
        self._trouble.clear()
        self._set_busy(False)
        self.reload()

    def _on_refused(self, refusal: Refused) -> None:
        self._set_busy(False)
        if self.foot.ask.act is not None:
            self.foot.ask.refuse(refusal)
        parts = self._words.parts(refusal.code, refusal.facts)
        self._trouble.set_content(parts.happened, f"{parts.safe} {parts.todo}".strip())
        self.reload()

    def _on_unavailable(self, trouble: Unavailable) -> None:
        """Why the server does not answer stands in the details of each entry: here only what it means."""
        text = self._words.text
        self._set_busy(False)
        if trouble.what == "file":
            self._trouble.set_content(text("outbox.not_written"), trouble.why)
            return
        self._trouble.set_content(text("outbox.unavailable_title"), text("outbox.unavailable"))
        self.reload()

    # --- showing ------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        shown = self._shown
        rows = outbox_rows(self._words, shown.view, self._actions.now()) if shown is not None else ()
        self.table.show_rows(rows)
        # Before it was read nobody knows whether everything is sent: the list is there, with nothing in it yet.
        self._list.setCurrentIndex(0 if rows or shown is None else 1)
        self.export.set_locked("" if rows else self._words.text("outbox.empty_title"))
        self._show_row(self.table.chosen())
        self._show_parts()

    def _show_row(self, row: OutboxRow | None) -> None:
        self.foot.show_row(row)
        if row is None or row.is_head:
            return
        self.detail.show_row(row, self._versions(row), self._actions.now())
        if row.key != self._row_key:
            self._row_key = row.key
            self.detail.to_top()

    def _versions(self, row: OutboxRow) -> Versions | None:
        key: UUID | None = row.conflict.id if row.conflict is not None else None
        return self._shown.versions.get(key) if self._shown is not None and key is not None else None

    def _fold(self) -> None:
        width = self._host.metrics.design(self.width())
        wide, paged = width >= WIDE_FROM, width < PAGED_BELOW
        fixed = self._host.px(480 if wide else 400)
        self.detail.setMinimumWidth(0 if paged else fixed)
        self.detail.setMaximumWidth(16_777_215 if paged else fixed)
        # Page by page the actions stand below both pages: Enter means the same on each.
        (self._outer if paged else self.detail.column).addWidget(self.foot)
        self.foot.lay_out(beside=paged and width >= STACKED_BELOW)
        self._subtitle.setVisible(not paged)
        self._head.setMinimumHeight(self._host.px(56 if paged else 72))
        self._show_parts()

    def _show_parts(self) -> None:
        paged = self._host.metrics.design(self.width()) < PAGED_BELOW
        anything = self.table.chosen() is not None
        self._strip.setVisible(paged and anything)
        on_entry = paged and self._tabs.code() == "entry"
        self.detail.setVisible(anything and (not paged or on_entry))
        self._list.setVisible(not on_entry or not anything)

    # --- slots --------------------------------------------------------------------------------------------

    def _on_row(self, _row: int) -> None:
        self._show_row(self.table.chosen())

    def _on_tab(self, _code: str) -> None:
        self._show_parts()

    def _on_export(self) -> None:
        self._done.clear()
        self.foot.ask_about(Act.EXPORT)

    def _on_asked(self) -> None:
        """A question asks for room: old news go."""
        if self.foot.ask.act is not None:
            self._trouble.clear()

    def _on_theme_changed(self) -> None:
        self._refresh()
        self._fold()
