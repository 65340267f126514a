"""The parts of the outbox screen and how they stand; what they do is in `panel`."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

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
from workstation.ui.outbox.acts import KEYS, Act
from workstation.ui.outbox.detail import OutboxDetail
from workstation.ui.outbox.foot import Foot
from workstation.ui.outbox.table import OutboxTable
from workstation.ui.shell.page import Page
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

WIDE_FROM, PAGED_BELOW, STACKED_BELOW = 1500, 960, 800
_CONNECTIONS: dict[Connection, tuple[str, Token]] = {
    Connection.ONLINE: ("online", "ok"),
    Connection.OFFLINE: ("offline", "moderate"),
    Connection.ALONE: ("server", "text_2"),
    Connection.UNKNOWN: ("server", "text_2"),
}
_PAGES = {Qt.Key.Key_PageDown: 0.8, Qt.Key.Key_PageUp: -0.8}
_LETTERS = (Act.KEEP_OURS, Act.KEEP_THEIRS, Act.PARK, Act.OPEN, Act.EXPORT)


class OutboxFrame(Page):
    """Head, banners, page strip, list left, the chosen row explained at the right."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._build()
        self._tabs.tab_chosen.connect(self._on_tab)
        for part in (self._connection, self._connection_words):  # until somebody knows
            part.hide()

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
        self.export_why = Label(host, "", Role.SMALL, "text_2")
        row.add(self.export_why, self.export, self.sync)
        self._head = head
        return head

    def _build_empty(self) -> QWidget:
        text = self._words.text
        page = QWidget()
        column = Column(self._host, (8, 16, 24, 24), 0, page)
        column.addWidget(EmptyState(self._host, "send", text("outbox.empty_title"), text("outbox.empty")))
        column.addStretch(1)
        return page

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

    def _on_tab(self, _code: str) -> None:
        self._show_parts()
