"""The dispense screen without its work: bar of the prescription, page strip, columns, action bar; and how they fold."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from workstation.ui.components.card import ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.components.tabs import PageStrip, Tab, TabStrip
from workstation.ui.dispense.bar import DispenseBar
from workstation.ui.dispense.bar_views import bar_view
from workstation.ui.dispense.columns import PAGED_BELOW, Columns
from workstation.ui.dispense.session import Session
from workstation.ui.dispense.views import prescription_head
from workstation.ui.guards import called_by_qt
from workstation.ui.shell.prescription_bar import PrescriptionBar
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

SHORT_BELOW = 1200
"""Design width of the page below which buttons have short words."""


class DispenseFrame(QWidget):
    """Shows a session, or that nothing is open. The panel connects `columns` and `bar`."""

    back_requested = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._session: Session | None = None
        self._news: tuple[object, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = PrescriptionBar(host, words.text("shell.page.queue"))
        self.head.back_requested.connect(self.back_requested)
        self.columns = Columns(host, words)
        self._tabs = TabStrip(host)
        self._strip = PageStrip(host, self._tabs)
        self._tabs.set_tabs(tuple(Tab(code, words.text(f"dispense.page.{code}")) for code in ("scan", "list", "label")))
        self._tabs.tab_chosen.connect(self._on_tab)
        self._pages = QStackedWidget()
        for page in (self.columns, self._build_empty(), QWidget()):
            self._pages.addWidget(page)
        self._reason = self._build_reason()
        self.bar = DispenseBar(host, words)
        outer.addWidget(self.head)
        outer.addWidget(self._strip)
        outer.addWidget(self._pages, 1)
        outer.addWidget(self._reason)
        outer.addWidget(self.bar)
        # What is asked and what a scan shows stands on the first page.
        self.bar.hold_wanted.connect(self._to_scan)
        self.bar.undo_wanted.connect(self._to_scan)
        self.columns.side.by_hand_wanted.connect(self._to_scan)
        self.columns.side.file_wanted.connect(self._to_scan)
        self._label_key = QShortcut(QKeySequence("Ctrl+L"), self)
        self._label_key.activated.connect(self._on_label_key)

    def show_session(self, session: Session, now: datetime) -> None:
        """Everything but the label itself, which has to be drawn first."""
        self._session = session
        news = (session.matched, session.stopped, session.checked)
        if news != self._news and any(news):
            self._tabs.choose("scan")
        self._news = news
        self._pages.setCurrentIndex(0)
        self.head.show_head(prescription_head(self._words, session.view, now))
        self.columns.show_session(session, now)
        if not self._reason_in_bar():
            # It goes before the buttons come: Qt lays out in between, and both at once would widen the window.
            self.bar.show_reason(shown=False)
        self.refresh_bar()
        self._show_parts()

    def show_counts(self, session: Session) -> None:
        """The counts and the action bar alone."""
        self._session = session
        self.columns.show_counts(session)
        self.refresh_bar()

    def show_nothing(self, *, opening: bool) -> None:
        """Nothing is open, or what is opened is not read yet."""
        self._session = None
        self._pages.setCurrentIndex(2 if opening else 1)
        self._show_parts()

    def refresh_bar(self) -> None:
        """What the action bar says, with the bin that stands in its field."""
        if self._session is not None:
            view = bar_view(self._words, self._session, self.columns.stage.ask_bin.text())
            self.bar.show_bar(view)
            printed = self._session.printed_to if self._session.labels_printed else ""
            self._reason_words.set_words(" · ".join(part for part in (view.reason, printed) if part))

    def fold(self) -> None:
        """Folds what does not fit."""
        width = self._host.metrics.design(self.width())
        self.columns.fold(width)
        self.bar.set_short(width < SHORT_BELOW)
        self._show_parts()

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self.fold()

    def _on_label_key(self) -> None:
        """The button has its key while it is seen. From the scan the verdict stays in sight and the strip says where
        the labels went; from the list the key brings the label."""
        if self._tabs.code() != "scan":
            self._tabs.choose("label")
        if not self.columns.side.print_button.isHidden():
            self.columns.side.print_button.click()

    def _on_tab(self, tab: str) -> None:
        self.columns.choose_tab(tab)
        self._show_parts()

    def _to_scan(self) -> None:
        self._tabs.choose("scan")

    def _build_reason(self) -> QFrame:
        """Why the primary is off, above the bar: there is no room for it inside at large text."""
        strip = QFrame()
        ground(strip, "surface", "top")
        line = Row(self._host, (24, 4, 24, 4), 8, strip)
        self._reason_words = Label(self._host, "", Role.SMALL, wrap=True)
        line.add(SeverityShape(self._host, Severity.INFORMATION, 16))
        line.addWidget(self._reason_words, 1)
        return strip

    def _build_empty(self) -> QWidget:
        text = self._words.text
        page = QWidget()
        column = Column(self._host, (24, 48, 24, 24), 0, page)
        title, words = text("dispense.none_open_title"), text("dispense.none_open")
        empty = EmptyState(self._host, "dispense", title, words, text("dispense.to_queue"), "Esc")
        empty.link_activated.connect(self.back_requested)
        column.addWidget(empty)
        column.addStretch(1)
        return page

    def _show_parts(self) -> None:
        shown = self._session is not None
        stopped = self._session is not None and self._session.stopped is not None
        paged = self._host.metrics.design(self.width()) < PAGED_BELOW
        self.head.setVisible(shown)
        self.bar.setVisible(shown)
        self._strip.setVisible(paged and shown and not stopped)
        # Two shortcuts on one key, and neither fires.
        self._label_key.setEnabled(paged and shown and not stopped and self._tabs.code() != "label")
        self._reason.setVisible(paged and shown and not stopped)
        self.bar.show_reason(shown=self._reason_in_bar())

    def _reason_in_bar(self) -> bool:
        stopped = self._session is not None and self._session.stopped is not None
        return stopped or self._host.metrics.design(self.width()) >= PAGED_BELOW
