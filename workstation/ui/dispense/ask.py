"""A question asked in place: label, field, one button; never a dialog. For a code, a bin, the reason of a hold."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.ui.components.buttons import Button, ButtonKind, QuietButton
from workstation.ui.components.card import OPEN, Card
from workstation.ui.components.field import Field
from workstation.ui.components.layouts import Row
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import ThemeHost


class _AnswerField(QLineEdit):
    """Keeps Enter to itself: it answers the question, it is not the primary action of the screen."""

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class AskCard(Card):
    """Shown while something has to be typed. `answered` carries the text without blanks around it."""

    answered = Signal(str)
    cancelled = Signal()

    def __init__(
        self, host: ThemeHost, label: str, note: str, button: str, *, cancel: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(host, OPEN, parent)
        row = Row(host, (24, 12, 16, 12), 12, self)
        self.field = _AnswerField()
        self._asked = Field(host, label, self.field, note)
        row.addWidget(self._asked, 1)
        self.button: Button = Button(host, button, ButtonKind.OUTLINED, keys="Enter", small=True)
        self.button.clicked.connect(self._on_answer)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.button.setVisible(bool(button))
        if cancel:
            back = QuietButton(host, cancel, keys="Esc", small=True)
            back.clicked.connect(self.cancelled)
            row.addWidget(back, 0, Qt.AlignmentFlag.AlignVCenter)
        self.field.returnPressed.connect(self._on_answer)
        self.setVisible(False)

    def ask(self, proposal: str = "") -> None:
        """Opens the question with a proposal, which is selected: typing replaces it."""
        self._asked.accept()
        self.field.setText(proposal)
        self.field.selectAll()
        self.setVisible(True)
        self.field.setFocus()

    def set_note(self, note: str) -> None:
        """The quiet line below the field."""
        self._asked.set_note(note)

    def text(self) -> str:
        """What stands in the field."""
        return self.field.text().strip()

    def refuse(self, sentence: str) -> None:
        """Says why the answer is not taken; what was typed stays."""
        self._asked.refuse(sentence)
        self.field.setFocus()

    def refusal(self) -> str:
        """Why the last answer was not taken."""
        return self._asked.refusal()

    def close_question(self) -> bool:
        """Closes it. False when it was not open."""
        was_open = not self.isHidden()
        self.setVisible(False)
        return was_open

    def _on_answer(self) -> None:
        self.answered.emit(self.text())
