"""What the order server did to a prescription under the hands of people: ended, held, taken away, or edited."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workstation.domain.edits import Edit
from workstation.services.server_changes import ServerStop
from workstation.ui.components.card import Card
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.review.difference_rows import LOOK, EditsCard
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


def stop_words(words: Words, stop: ServerStop) -> str:
    """What happened, in a sentence without its full stop: also why a button is off."""
    return words.text(f"server_changes.stop.{stop.kind.value}.title")


class ServerStopCard(Card):
    """What happened and since when, the server's reason, what is safe and what to do."""

    def __init__(self, host: ThemeHost, words: Words, stop: ServerStop) -> None:
        super().__init__(host, LOOK)
        title = stop_words(words, stop)
        meaning = words.text(f"server_changes.stop.{stop.kind.value}.meaning")
        reason = words.text("server_changes.stop.reason", reason=stop.reason) if stop.reason else ""
        column = Column(host, (16, 10, 12, 10), 6, self)
        head = Row(host, gap=10)
        head.addWidget(SeverityShape(host, Severity.MODERATE, 20), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Label(host, title, Role.LEAD, weight=600, wrap=True, elide=False), 1)
        head.addWidget(Label(host, words.text("server_changes.stop.at", at=stop.at), tone="text_2", elide=False))
        column.addLayout(head)
        for said in (reason, meaning):
            if said:
                column.addWidget(Label(host, said, wrap=True, elide=False))
        self.setAccessibleName(" ".join(part for part in (f"{title}.", reason, meaning) if part))


class ServerNews(QWidget):
    """Both, one above the other, on a page where the work goes on or does not. Hidden while there is nothing."""

    def __init__(self, host: ThemeHost, words: Words, way_on: str) -> None:
        super().__init__()
        self._host, self._words, self._way_on = host, words, way_on
        self._shown: tuple[tuple[Edit, ...], ServerStop | None] = ((), None)
        self._column = Column(host, gap=12, parent=self)
        self.edits: EditsCard | None = None
        self.stop: ServerStopCard | None = None
        self.setVisible(False)

    @property
    def halted(self) -> bool:
        """Whether the work stops here."""
        return self._shown != ((), None)

    def show_news(self, edits: tuple[Edit, ...], stop: ServerStop | None) -> bool:
        """Shows what there is. False when it is the same as before."""
        if (edits, stop) == self._shown:
            return False
        self._shown = (edits, stop)
        for card in (self.stop, self.edits):
            if card is not None:
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
        self.stop = ServerStopCard(self._host, self._words, stop) if stop is not None else None
        # What has stopped for good is not approved again: the way on is there only while there is one.
        way_on = self._way_on if stop is None else ""
        self.edits = EditsCard(self._host, self._words, edits, way_on) if edits else None
        for made in (self.stop, self.edits):
            if made is not None:
                self._column.addWidget(made)
        self.setVisible(self.halted)
        return True
