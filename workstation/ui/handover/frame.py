"""The hand-over screen without its work: bar, bags, the open bag, what to tell, action bar; and how they fold."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.banner import Banner
from workstation.ui.components.buttons import Button, PrimaryButton, SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.tabs import PageStrip, Tab, TabStrip
from workstation.ui.guards import called_by_qt
from workstation.ui.handover.cards import DoneCard, ItemsCard, StopCard, TellCard
from workstation.ui.handover.collector import CollectorCard
from workstation.ui.handover.head import HandOverHead
from workstation.ui.handover.will_call import WillCall
from workstation.ui.leaflet import LeafletPart
from workstation.ui.review.server_stop import ServerNews
from workstation.ui.shell.page import Page
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

WIDE_FROM, PAGED_BELOW = 1500, 960


class HandOverFrame(Page):
    """The parts and their places; `panel` fills and connects them."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._reveal_stop)
        self._build()

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit."""
        super().resizeEvent(event)
        self._fold()

    @called_by_qt
    def showEvent(self, event: QShowEvent) -> None:
        """A STOP that came while another page was open is seen at once."""
        super().showEvent(event)
        self._later.start()

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        host, words = self._host, self._words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._head = HandOverHead(host, words)
        outer.addWidget(self._head)
        self._tabs = TabStrip(host)
        self._strip = PageStrip(host, self._tabs)
        self._tabs.set_tabs(tuple(Tab(code, words.text(f"handover.page.{code}")) for code in ("list", "bag")))
        outer.addWidget(self._strip)
        across = QHBoxLayout()
        across.setSpacing(0)
        outer.addLayout(across, 1)
        self._list = WillCall(host, words)
        across.addWidget(self._list)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._build_middle())
        self._middle.addWidget(self._build_none())
        across.addWidget(self._middle, 1)
        self._right = QFrame()
        ground(self._right, "bg", "left")
        self._right_column = Column(host, (24, 14, 24, 16), 10, self._right)
        self._tell = self._build_tell()
        self._right_column.addWidget(self._tell)
        self._right_column.addStretch(1)
        across.addWidget(self._right)
        outer.addWidget(self._build_bar())

    def _build_middle(self) -> QWidget:
        host, words = self._host, self._words
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        self._inside = Column(host, (24, 16, 24, 16), 16, inside)
        self._trouble = Banner(host, "offline")
        self.collector = CollectorCard(host, words)
        self._items = ItemsCard(host, words)
        self.stop = StopCard(host, words)
        self.news = ServerNews(host, words, words.text("server_changes.edits.in_bag"))
        self._inside.add(self.news, self._trouble, self.collector, self._items, self.stop)
        self._inside.addStretch(1)
        scroll.setWidget(inside)
        self._scroll = scroll
        return scroll

    def _reveal_stop(self) -> None:
        """Scrolls so far that the STOP is seen whole; called when the layout has made room for it."""
        if self.stop.isVisible():
            self._scroll.ensureWidgetVisible(self.stop, 0, self._host.px(16))

    def _build_none(self) -> QWidget:
        host, text = self._host, self._words.text
        page = QWidget()
        column = Column(host, (24, 16, 24, 16), 16, page)
        self.lone_stop = StopCard(host, self._words)
        self.done = DoneCard(host)
        empty = EmptyState(host, "handover", text("handover.none_title"), text("handover.none"))
        column.add(self.done, self.lone_stop, empty)
        column.addStretch(1)
        return page

    def _build_tell(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=10, parent=part)
        head = Row(host, gap=8)
        head.addWidget(Label(host, text("handover.tell"), Role.HEADING, elide=False))
        head.addWidget(Label(host, text("handover.tell_note"), tone="text_2"), 1)
        column.addLayout(head)
        self._telling = TellCard(host)
        column.addWidget(self._telling)
        self.leaflet = LeafletPart(host, self._words)
        column.addWidget(self.leaflet)
        return part

    def _build_bar(self) -> ActionBar:
        host, text = self._host, self._words.text
        self._bar = ActionBar(host)
        self._back: Button = SecondaryButton(host, text("handover.back"), icon="undo", keys="F3")
        self.go: Button = PrimaryButton(host, text("handover.action"), keys="Enter")
        self._bar.add_left(self._back)
        self._bar.set_primary(self.go)
        return self._bar

    # --- folding ------------------------------------------------------------------------------------------

    def _is_wide(self) -> bool:
        return self._host.metrics.design(self.width()) >= WIDE_FROM

    def _fold(self) -> None:
        """Side by side, without what to tell at the right, or page by page."""
        width = self._host.metrics.design(self.width())
        wide, paged = width >= WIDE_FROM, width < PAGED_BELOW
        self._list.setMinimumWidth(0 if paged else self._host.px(520 if wide else 400))
        self._list.setMaximumWidth(16_777_215 if paged else self._host.px(520 if wide else 400))
        self._right.setFixedWidth(self._host.px(448))
        self._right.setVisible(wide and self._middle.currentIndex() == 0 and not self.news.halted)
        self._place_tell(beside=wide)
        self._strip.setVisible(paged)
        self._list.setVisible(not paged or self._tabs.code() == "list")
        self._middle.setVisible(not paged or self._tabs.code() == "bag")

    def _place_tell(self, *, beside: bool) -> None:
        target = self._right_column if beside else self._inside
        if target.indexOf(self._tell) < 0:
            target.insertWidget(max(0, target.count() - 1), self._tell)
