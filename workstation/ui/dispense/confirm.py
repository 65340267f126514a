"""A question that one key answers: what it is about, what follows, one button. Never a dialog."""

from PySide6.QtCore import Qt, Signal

from workstation.ui.components.buttons import Button, ButtonKind, QuietButton
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import ThemeHost

_ASKS = CardLook(edge="moderate", ground="moderate_soft", width=2)


class ConfirmCard(Card):
    """Shown while it is asked. Its key is a letter: it counts while no field has the focus."""

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, host: ThemeHost, button: str, keys: str, *, cancel: str = "") -> None:
        super().__init__(host, _ASKS)
        row = Row(host, (24, 10, 16, 10), 12, self)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(SeverityShape(host, Severity.MODERATE), 0, middle)
        words = Column(host, gap=2)
        self._title = Label(host, "", weight=600, wrap=True, elide=False)
        self._detail = Label(host, "", tone="text_2", wrap=True, elide=False)
        words.add(self._title, self._detail)
        row.addLayout(words, 1)
        self.button: Button = Button(host, button, ButtonKind.OUTLINED, keys=keys, small=True)
        self.button.clicked.connect(self.confirmed)
        row.addWidget(self.button, 0, middle)
        if cancel:
            back = QuietButton(host, cancel, keys="Esc", small=True)
            back.clicked.connect(self.cancelled)
            row.addWidget(back, 0, middle)
        self.setVisible(False)

    def ask(self, title: str, detail: str) -> None:
        """Opens the question."""
        self._title.set_words(title)
        self._detail.set_words(detail)
        self.setAccessibleName(f"{title} {detail}".strip())
        self.setVisible(True)

    def asked(self) -> str:
        """What it is about; "" while it is not open."""
        return "" if self.isHidden() else self._title.words()

    def close_question(self) -> bool:
        """Closes it. False when it was not open."""
        was_open = not self.isHidden()
        self.setVisible(False)
        return was_open
