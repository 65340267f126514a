"""Why? Asked in place of the actions, never in a window of its own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.errors import Refused
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.ui.components.buttons import Button, PrimaryButton, QuietButton
from workstation.ui.components.field import Field
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.outbox.acts import ICONS, Act
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class AskBox(QWidget):
    """Question, field, what follows from it, and the action itself. Hidden while nothing is asked."""

    given = Signal(object, str)
    """Act, words."""
    closed = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._words = words
        self._act: Act | None = None
        self._row_key = ""
        column = Column(host, (4, 0, 4, 0), 6, self)
        self._question = Label(host, "", weight=600, wrap=True)
        column.addWidget(self._question)
        self.field_edit = QLineEdit()
        self._field = Field(host, words.text("outbox.ask_field"), self.field_edit)
        column.addWidget(self._field)
        self._note = Label(host, "", Role.SMALL, "text_2", wrap=True)
        column.addWidget(self._note)
        self._buttons: dict[Act, Button] = {}
        row = Row(host, gap=0)
        for act, icon in ICONS.items():
            text = words.text(f"outbox.act.{act.value}.button")
            self._buttons[act] = PrimaryButton(host, text, icon=icon, keys="Enter", bind=False)
            self._buttons[act].clicked.connect(self._on_give)
        self._cancel = QuietButton(host, words.text("outbox.ask_cancel"), keys="Esc", bind=False)
        self._cancel.clicked.connect(self.close_box)
        row.add(*self._buttons.values(), self._cancel)
        row.addStretch(1)
        column.addLayout(row)
        self.field_edit.returnPressed.connect(self._on_give)
        self.setVisible(False)

    @property
    def act(self) -> Act | None:
        """What is asked about; None while it is closed."""
        return self._act

    @property
    def row_key(self) -> str:
        """The row it was opened for."""
        return self._row_key

    def button(self) -> Button | None:
        """The action itself."""
        return self._buttons[self._act] if self._act is not None else None

    def open_box(self, act: Act, row_key: str) -> None:
        """Asks. What was typed for the same question about the same row is still there."""
        if (act, row_key) != (self._act, self._row_key):
            self.field_edit.clear()
        self._act, self._row_key = act, row_key
        text = self._words.text
        self._question.set_words(text(f"outbox.act.{act.value}.ask"))
        self._note.set_words(text(f"outbox.act.{act.value}.note"))
        for one, button in self._buttons.items():
            button.setVisible(one is act)
        self._field.accept()
        self.set_busy("")
        self.setVisible(True)
        self.field_edit.setFocus()

    def close_box(self) -> None:
        """Nothing was done, or it is done."""
        if self._act is not None:
            self._act = None
            self.field_edit.clear()
            self.setVisible(False)
            self.closed.emit()

    def set_busy(self, because: str) -> None:
        """The action is under way, or can be taken again ("")."""
        for button in self._buttons.values():
            button.set_locked(because)

    def refuse(self, refused: Refused) -> None:
        """Under the field; what was typed stays."""
        self._field.refuse(self._words.refusal(refused.code, refused.facts))
        self.field_edit.setFocus()

    def refusal(self) -> str:
        """The sentence under the field."""
        return self._field.refusal()

    def _on_give(self) -> None:
        button, said = self.button(), self.field_edit.text().strip()
        if button is None or not button.isEnabled():
            return
        if len(said) < SHORTEST_REASON:
            self.refuse(Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON))
            return
        self._field.accept()
        self.given.emit(self._act, said)
