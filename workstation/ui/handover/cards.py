"""The cards of the middle and the right: items of the bag, the inline STOP, what was handed over, what to tell."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, CardLook, Rule
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Picture, Severity, SeverityShape
from workstation.ui.components.threeway import ThreeWayStrip
from workstation.ui.handover.model import Item
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import ThreeParts, Words

_STOP = CardLook(edge="major", ground="major_soft", width=3)
_DONE = CardLook(edge="ok", ground="ok_soft", width=2)


class ItemsCard(Card):
    """What is in the bag, line by line."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host)
        self._host, self._words = host, words
        column = Column(host, gap=0, parent=self)
        head = Row(host, (17, 12, 17, 12), 10)
        head.addWidget(Picture(host, "handover", 22, "accent"))
        head.addWidget(Label(host, words.text("handover.in_bag"), Role.MEDICINE, elide=False))
        head.addWidget(Label(host, words.text("handover.in_bag_note"), tone="text_2", wrap=True), 1)
        self._count = Label(host, "", Role.HEADING, elide=False)
        head.addWidget(self._count)
        column.addLayout(head)
        self._rows = Column(host, gap=0)
        column.addLayout(self._rows)

    def show_items(self, items: tuple[Item, ...], packs: int) -> None:
        """Another bag."""
        self._count.set_words(self._words.text("handover.packs", count=packs))
        clear(self._rows)
        for item in items:
            self._rows.addWidget(Rule())
            self._rows.addWidget(self._line(item))

    def _line(self, item: Item) -> QWidget:
        host = self._host
        line = QWidget()
        line.setMinimumHeight(host.px(64))
        line.setAccessibleName(f"{item.name}, {item.detail}, {item.packs}, {item.owed}, {item.cut}".rstrip(", "))
        row = Row(host, (17, 8, 17, 8), 16, line)
        row.addWidget(Picture(host, "pill", 22, "text_2"))
        column = Column(host, gap=1)
        column.addWidget(Label(host, item.name, Role.MEDICINE, wrap=True, elide=False))
        column.addWidget(Label(host, item.detail, Role.SMALL, "text_2", wrap=True))
        if item.cut:
            column.addWidget(Label(host, item.cut, Role.SMALL, "moderate", 600, wrap=True, elide=False))
        row.addLayout(column, 2)
        if item.chain is not None:
            strip = ThreeWayStrip(host)
            strip.set_parts(*item.chain)
            row.addWidget(strip)
        if item.owed:
            owed = Row(host, gap=6)
            owed.addWidget(Picture(host, "owing", 17, "minor"))
            owed.addWidget(Label(host, item.owed, Role.SMALL, "minor", 600, wrap=True), 1)
            row.addLayout(owed, 1)
        if item.packs:
            row.addWidget(Label(host, item.packs, weight=600, elide=False))
        return line


class StopCard(Card):
    """STOP between the list and the next step: why, that nothing was recorded, what to do. Esc clears it."""

    cleared = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, _STOP)
        row = Row(host, (17, 12, 13, 12), 16, self)
        row.addWidget(SeverityShape(host, Severity.CONTRAINDICATED, 40))
        column = Column(host, gap=4)
        head = Row(host, gap=12)
        self._word = words.text("dispense.stop.word")
        head.addWidget(Label(host, self._word, Role.TITLE, "stop", 700, elide=False), 0, Qt.AlignmentFlag.AlignTop)
        self._happened = Label(host, "", Role.HEADING, wrap=True, elide=False)
        head.addWidget(self._happened, 1)
        column.addLayout(head)
        self._rest = Label(host, "", wrap=True)
        column.addWidget(self._rest)
        row.addLayout(column, 1)
        self._clear = SecondaryButton(host, words.text("handover.understood"), keys="Esc", small=True)
        self._clear.clicked.connect(self.cleared)
        row.addWidget(self._clear)
        self.setVisible(False)

    def show_stop(self, parts: ThreeParts) -> None:
        """Shows the three parts and says them at once to screen readers."""
        self._happened.set_words(parts.happened.removesuffix("."))
        self._rest.set_words((bold(f"{parts.safe} "), Run(parts.todo)))
        said = f"{self._word}. {parts.sentence}"
        self.setAccessibleName(said)
        self.setVisible(True)
        event = QAccessibleAnnouncementEvent(self, said)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def words(self) -> str:
        """What is said."""
        return self.accessibleName() if not self.isHidden() else ""


class DoneCard(Card):
    """What the last hand-over recorded."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__(host, _DONE)
        row = Row(host, (17, 12, 17, 12), 16, self)
        row.addWidget(Picture(host, "shape-ok", 40, "ok"))
        column = Column(host, gap=2)
        self._title = Label(host, "", Role.HEADING, "ok", wrap=True)
        self._sentence = Label(host, "", wrap=True)
        column.add(self._title, self._sentence)
        row.addLayout(column, 1)
        self.setVisible(False)

    def show_done(self, title: str, sentence: str) -> None:
        """Shows it until the next bag is chosen."""
        self._title.set_words(title)
        self._sentence.set_words(sentence)
        self.setAccessibleName(f"{title} {sentence}")
        self.setVisible(True)


class TellCard(Card):
    """What to say to the person: warnings first, then how to take each medicine."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__(host)
        self._host = host
        self._column = Column(host, gap=0, parent=self)

    def show_telling(self, warnings: tuple[tuple[str, str], ...], items: tuple[Item, ...]) -> None:
        """(pair, what to do) of answered alerts; the items with their directions."""
        clear(self._column)
        for title, sentence in warnings:
            self._add(SeverityShape(self._host, Severity.MAJOR, 20), title, sentence)
        for item in items:
            if item.owed:
                self._add(Picture(self._host, "owing", 20, "minor"), item.name, item.owed)
        for item in items:
            if item.to_say:
                self._add(SeverityShape(self._host, Severity.MODERATE, 20), item.name, item.to_say)
        for item in items:
            if item.directions and item.packs:
                self._add(Picture(self._host, "clock", 20, "text_2"), item.name, item.directions)

    def _add(self, mark: QWidget, title: str, sentence: str) -> None:
        if self._column.count():
            self._column.addWidget(Rule())
        line = QWidget()
        row = Row(self._host, (15, 10, 15, 10), 12, line)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = Column(self._host, gap=2)
        words.addWidget(Label(self._host, title, weight=600, wrap=True, elide=False))
        words.addWidget(Label(self._host, sentence, Role.SMALL, "text_2", wrap=True))
        row.addLayout(words, 1)
        self._column.addWidget(line)
