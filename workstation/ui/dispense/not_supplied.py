"""Why nothing (more) of a line is supplied: one key for each reason. Never a dialog."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from workstation.domain.returns import NotSuppliedReason
from workstation.ui.components.buttons import Button, ButtonKind, QuietButton
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

REASONS = (
    NotSuppliedReason.OUT_OF_STOCK,
    NotSuppliedReason.PATIENT_DECLINES,
    NotSuppliedReason.HAS_ENOUGH,
    NotSuppliedReason.TOO_EXPENSIVE,
    NotSuppliedReason.PRESCRIBER_STOPPED,
)
"""By their keys 1 to 5. What needs words is said in the review: reject, or ask the prescriber."""
_ASKS = CardLook(edge="moderate", ground="moderate_soft", width=2)


class NotSuppliedCard(Card):
    """Shown while it is asked. The keys count while no field has the focus."""

    chosen = Signal(object)
    """NotSuppliedReason."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, _ASKS)
        self._words = words
        column = Column(host, (24, 10, 16, 10), 6, self)
        head = Row(host, gap=12)
        self._title = Label(host, "", weight=600, wrap=True, elide=False)
        head.addWidget(self._title, 1)
        back = QuietButton(host, words.text("dispense.ask.cancel"), keys="Esc", small=True)
        back.clicked.connect(self._on_left)
        head.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.buttons: tuple[Button, ...] = tuple(
            Button(host, words.text(f"dispense.not_supplied.{one.value}"), ButtonKind.OUTLINED, keys=key, small=True)
            for key, one in zip("12345", REASONS, strict=True)
        )
        for button, reason in zip(self.buttons, REASONS, strict=True):
            button.setProperty("reason", reason.value)
            button.clicked.connect(self._on_clicked)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(False)

    def ask(self, medicine: str) -> None:
        """Opens the question about a line."""
        self._title.set_words(self._words.text("dispense.not_supplied.title", name=medicine))
        self.setAccessibleName(self._title.words())
        self.setVisible(True)

    def close_question(self) -> bool:
        """Closes it. False when it was not open."""
        was_open = not self.isHidden()
        self.setVisible(False)
        return was_open

    def _on_clicked(self) -> None:
        button = self.sender()
        assert isinstance(button, QWidget)
        self.close_question()
        self.chosen.emit(NotSuppliedReason(str(button.property("reason"))))

    def _on_left(self) -> None:
        self.close_question()
