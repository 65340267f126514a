"""The chosen row explained: three boxes, both versions where there are two, and the details on demand."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QWidget

from workstation.services.conflicts import Versions
from workstation.ui.components.buttons import Button, QuietButton
from workstation.ui.components.card import ground
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.problem import ProblemBoxes
from workstation.ui.components.severity import Picture
from workstation.ui.outbox.comparison import Difference, differences
from workstation.ui.outbox.conflict_view import ComparisonCard
from workstation.ui.outbox.meaning import technical, three_boxes
from workstation.ui.outbox.model import OutboxRow
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class Details(QWidget):
    """A button and the text that it unfolds."""

    def __init__(self, host: ThemeHost, title: str, keys: str) -> None:
        super().__init__()
        self._host = host
        column = Column(host, gap=4, parent=self)
        row = Row(host, gap=0)
        self.toggle: Button = QuietButton(host, title, icon="chevron-right", keys=keys, small=True, flush=True)
        self.toggle.clicked.connect(self._on_toggle)
        row.addWidget(self.toggle)
        row.addStretch(1)
        column.addLayout(row)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setTabChangesFocus(True)
        self.text.setVisible(False)
        column.addWidget(self.text)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_text(self, said: str) -> None:
        """Another text, folded again; the same one stays as it is."""
        if said != self.text.toPlainText():
            self.text.setPlainText(said)
            self.text.setVisible(False)

    def _on_toggle(self) -> None:
        self.text.setVisible(not self.text.isVisible())

    def _on_theme_changed(self) -> None:
        self.text.setFont(self._host.font(Role.CODE))
        self.text.setMinimumHeight(self._host.px(180))


class OutboxDetail(QFrame):
    """The right side of the outbox screen."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        ground(self, "bg", "left")
        self.column = Column(host, gap=0, parent=self)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        column = Column(host, (24, 16, 24, 12), 12, inside)
        column.addLayout(self._build_head())
        self.boxes = ProblemBoxes(host)
        column.addWidget(self.boxes)
        self.comparison = ComparisonCard(host, words)
        column.addWidget(self.comparison)
        self.details = Details(host, words.text("outbox.details"), "D")
        column.addWidget(self.details)
        column.addStretch(1)
        scroll.setWidget(inside)
        self.column.addWidget(scroll, 1)
        self._scroll = scroll

    def show_row(self, row: OutboxRow, versions: Versions | None, now: datetime) -> None:
        """Explains a row."""
        self._shape.show_icon(row.icon, row.tone)
        self._what.set_words(row.what)
        self._since.set_words(f"{row.detail} · {row.state}")
        parts = three_boxes(self._words, row)
        self.boxes.set_problem(parts.happened, parts.safe, parts.todo)
        compared: tuple[Difference, ...] = ()
        if versions is not None and row.entry is not None:
            compared = differences(self._words, versions, row.entry, now)
        self.comparison.set_differences(compared)
        self.details.toggle.set_text(self._words.text("outbox.raw" if compared else "outbox.details"))
        self.details.set_text(technical(row, versions))

    def read_on(self, pages: float) -> None:
        """Reads on, by keys."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * bar.pageStep()))

    def to_top(self) -> None:
        """Another row is read from its beginning."""
        self._scroll.verticalScrollBar().setValue(0)

    def _build_head(self) -> Row:
        head = Row(self._host, gap=12)
        self._shape = Picture(self._host, "waits", 26, "text_2")
        head.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        names = Column(self._host, gap=2)
        self._what = Label(self._host, "", Role.HEADING, wrap=True)
        self._since = Label(self._host, "", tone="text_2", wrap=True)
        names.add(self._what, self._since)
        head.addLayout(names, 1)
        return head
