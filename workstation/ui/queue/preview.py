"""The selected prescription at the right of the queue: scan, lines, alerts, what to do with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from workstation.domain.queue import Flag, Gap
from workstation.services.routing import RoutingReason
from workstation.services.server_changes import NOTHING_LEFT, ServerChanges
from workstation.ui.components.alerts import AlertLine
from workstation.ui.components.buttons import Button, PrimaryButton, QuietButton, SecondaryButton
from workstation.ui.components.card import Card, Rule, ground
from workstation.ui.components.chips import CLAIMED, SCHEDULE, Chip, ChipLabel, ChipLook, Edge
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.severity import Picture, Severity
from workstation.ui.queue.gaps import GapCard
from workstation.ui.queue.scan_thumb import ScanThumb
from workstation.ui.review.routing_box import RoutingBox
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

CROWDED = 2
"""Alerts from which on the paper gets lower: an alert is not cut for it."""
_OTHERS = ChipLook("text_2", None, "person", Edge.FULL)


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line: what, schedule code ("Sch H", empty for none), and directions or what is missing."""

    title: str
    schedule: str
    detail: str


@dataclass(frozen=True, slots=True)
class PreviewAlert:
    """One alert: severity, medicines, one sentence, and the lines it concerns that nobody has confirmed."""

    severity: Severity
    title: str
    sentence: str
    unconfirmed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class QueuePreview:
    """What the preview shows. `scan` is the first page, None without one; `action` names what Enter does."""

    id: UUID
    name: str
    facts: Said
    scan: QPixmap | None
    scan_words: str
    lines: tuple[PreviewLine, ...]
    alerts: tuple[PreviewAlert, ...]
    allergy: str
    measured: str
    claimed: str
    mine: bool
    can_claim: bool
    action: str
    counted: str = ""
    """ "1 major · 2 moderate": how many alerts there are, as the review counts them."""
    minor: int = 0
    """Minor alerts: they are counted here and read in the review."""
    gaps: tuple[Gap, ...] = ()
    """What was not screened."""
    why: Mapping[Flag, tuple[str, ...]] = field(default_factory=dict)
    """What stands behind each flag: medicines, lines, what is missing."""
    unchecked: int = 0
    """Checks of single rules that lack a fact (eGFR, weight, dose): counted here and read in the review."""
    server: ServerChanges = NOTHING_LEFT
    """Whether it can be declined or handed back."""


class PreviewPanel(QFrame):
    """480 px wide at the right of the queue; in a narrow window a drawer."""

    open_requested = Signal(object)
    claim_requested = Signal(object)
    hold_requested = Signal(object)
    decline_requested = Signal(object, object, str)
    """UUID, RoutingReason, words."""
    hand_back_requested = Signal(object, object, str)
    routing_closed = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._preview: QueuePreview | None = None
        ground(self, "bg", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = Column(host, gap=0, parent=self)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        self._column = Column(host, (24, 14, 24, 12), 12, inside)
        self._scroll.setWidget(inside)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self._build_head())
        self._build_body()
        outer.addLayout(self._build_routing())
        outer.addLayout(self._build_buttons())
        self._empty = EmptyState(host, "inbox", words.text("queue.pick_one"), words.text("queue.pick_one_note"))
        self._column.insertWidget(0, self._empty)
        self._column.addStretch(1)
        self.show_preview(None)

    @property
    def preview(self) -> QueuePreview | None:
        """What is shown."""
        return self._preview

    def show_preview(self, preview: QueuePreview | None) -> None:
        """Another prescription; None when none is chosen. The same one again leaves what is typed."""
        if preview is None or self._preview is None or preview.id != self._preview.id:
            self.routing.forget()
        self._preview = preview
        self._empty.setVisible(preview is None)
        self._body.setVisible(preview is not None)
        self._show_buttons()
        if preview is None:
            return
        self._name.set_words(preview.name)
        self._facts.set_words(preview.facts)
        self._claimed.set_chip(Chip(preview.claimed, CLAIMED if preview.mine else _OTHERS))
        self._claimed.setVisible(bool(preview.claimed))
        crowded = len(preview.alerts) + bool(preview.gaps) >= CROWDED
        self._thumb.show_scan(preview.scan, preview.scan_words, low=crowded)
        self._show_lines(preview.lines)
        self._show_alerts(preview)
        self._allergy.setVisible(bool(preview.allergy))
        self._allergy_words.set_words(preview.allergy)
        self._measured.set_words(preview.measured)
        self.review.set_text(preview.action)
        self.routing.show_changes(preview.server)

    def _build_head(self) -> Row:
        host = self._host
        self._body = QWidget()
        self._name = Label(host, "", Role.HEADING)
        self._facts = Label(host, "", tone="text_2", wrap=True)
        self._claimed = ChipLabel(host, Chip("", CLAIMED))
        self.routing = RoutingBox(host, self._words, narrow=True)
        self.routing.declined.connect(self._on_decline)
        self.routing.handed_back.connect(self._on_hand_back)
        self.routing.closed.connect(self._on_routing_closed)
        return Row(host)

    def _build_body(self) -> None:
        host = self._host
        column = Column(host, gap=12, parent=self._body)
        head = Row(host, gap=8)
        head.addWidget(self._name, 1)
        head.addWidget(self._claimed)
        names = Column(host, gap=2)
        names.addLayout(head)
        names.addWidget(self._facts)
        column.addLayout(names)
        column.addWidget(self.routing)
        self._thumb = ScanThumb(host)
        column.addWidget(self._thumb)
        self._lines = Card(host)
        self._lines_column = Column(host, gap=0, parent=self._lines)
        column.addWidget(self._lines)
        self._alerts = Column(host, gap=12)
        column.addLayout(self._alerts)
        notes = Row(host, gap=8)
        self._allergy = Picture(host, "allergy", 16, "stop")
        self._allergy_words = Label(host, "", Role.SMALL, "stop", 600, elide=False)
        self._measured = Label(host, "", Role.SMALL, "text_2")
        notes.add(self._allergy, self._allergy_words)
        notes.space(8)
        notes.addWidget(self._measured, 1)
        column.addLayout(notes)
        self._column.addWidget(self._body)

    def open_routing(self) -> None:
        """Asks why the chosen order is not done here; nothing where it cannot be declined any more."""
        if self._preview is not None and self._preview.server.can_decline:
            self.routing.open_box()
            self._scroll.verticalScrollBar().setValue(0)
            self._show_buttons()

    def _build_routing(self) -> Row:
        host = self._host
        self.route = QuietButton(host, self._words.text("queue.route"), keys="Shift+F7", bind=False, small=True)
        self.route.clicked.connect(self.open_routing)
        row = Row(host, (16, 4, 20, 0), 0)
        row.addStretch(1)
        row.addWidget(self.route)
        return row

    def _show_buttons(self) -> None:
        """The question stands alone: what else could be pressed goes while it is asked."""
        preview = self._preview
        shown = preview is not None and not self.routing.is_open
        for button in (self.hold, self.review):
            button.setVisible(shown)
        self.claim.setVisible(shown and preview is not None and preview.can_claim)
        self.route.setVisible(shown and preview is not None and preview.server.can_decline)

    def _build_buttons(self) -> Row:
        host, text = self._host, self._words.text
        row = Row(host, (20, 8, 20, 12), 0)
        self.hold = SecondaryButton(host, text("queue.hold"), keys="F9")
        self.claim = SecondaryButton(host, text("queue.claim"), keys="C")
        self.review: Button = PrimaryButton(host, text("queue.review"), keys="Enter")
        self.hold.clicked.connect(self._on_hold)
        self.claim.clicked.connect(self._on_claim)
        self.review.clicked.connect(self._on_review)
        row.add(self.hold, self.claim)
        row.addWidget(self.review, 1)
        return row

    def _show_lines(self, lines: tuple[PreviewLine, ...]) -> None:
        clear(self._lines_column)
        self._lines.setVisible(bool(lines))
        for number, line in enumerate(lines, start=1):
            if number > 1:
                self._lines_column.addWidget(Rule())
            self._lines_column.addWidget(self._line(number, line))

    def _line(self, number: int, line: PreviewLine) -> QWidget:
        host = self._host
        widget = QWidget()
        row = Row(host, (12, 4, 12, 5), 0, widget)
        index = Label(host, str(number), Role.SMALL, "text_2", 600)
        index.setFixedWidth(host.px(32))
        row.addWidget(index)
        words = Column(host, gap=0)
        title = Row(host, gap=6)
        title.addWidget(Label(host, line.title, weight=600, wrap=not line.schedule, elide=False))
        if line.schedule:
            title.addWidget(ChipLabel(host, Chip(line.schedule, SCHEDULE), height=20))
            title.addStretch(1)
        words.addLayout(title)
        if line.detail:
            words.addWidget(Label(host, line.detail, Role.SMALL, "text_2", wrap=True))
        row.addLayout(words, 1)
        return widget

    def _show_alerts(self, preview: QueuePreview) -> None:
        clear(self._alerts)
        if preview.counted:
            self._alerts.addWidget(Label(self._host, preview.counted, Role.SMALL, "text_2", 600, wrap=True))
        for alert in preview.alerts:
            self._alerts.addWidget(AlertLine(self._host, alert.severity, alert.title, self._sentence(alert)))
        if preview.gaps:
            self._alerts.addWidget(GapCard(self._host, self._words, preview.gaps))
        counted = {"queue.minor": preview.minor, "queue.unchecked": preview.unchecked}
        for key, count in counted.items():
            if count:
                self._alerts.addWidget(Label(self._host, self._words.text(key, count=count), Role.SMALL, wrap=True))

    def _sentence(self, alert: PreviewAlert) -> str:
        """What happens, and that it stands on lines that nobody has confirmed."""
        if not alert.unconfirmed:
            return alert.sentence
        lines = ", ".join(map(str, alert.unconfirmed))
        return f"{alert.sentence} {self._words.text('queue.if_confirmed', lines=lines, count=len(alert.unconfirmed))}"

    def _on_decline(self, reason: RoutingReason, words: str) -> None:
        if self._preview is not None:
            self.decline_requested.emit(self._preview.id, reason, words)

    def _on_hand_back(self, reason: RoutingReason, words: str) -> None:
        if self._preview is not None:
            self.hand_back_requested.emit(self._preview.id, reason, words)

    def _on_routing_closed(self) -> None:
        self._show_buttons()
        self.routing_closed.emit()

    def _on_hold(self) -> None:
        if self._preview is not None:
            self.hold_requested.emit(self._preview.id)

    def _on_claim(self) -> None:
        if self._preview is not None:
            self.claim_requested.emit(self._preview.id)

    def _on_review(self) -> None:
        if self._preview is not None:
            self.open_requested.emit(self._preview.id)
