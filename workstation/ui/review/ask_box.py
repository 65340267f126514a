"""A reason or a question asked for in place, above the action bar: never a dialogue window."""

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from workstation.domain.errors import Refused
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.ui.components.buttons import DangerButton, QuietButton, SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.field import Field
from workstation.ui.components.layouts import Row
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class Asking(StrEnum):
    """What is asked for."""

    REJECT = "reject"
    PRESCRIBER = "prescriber"
    HOLD = "hold"
    ANSWERED = "answered"
    """What the prescriber said."""


class AskBox(QFrame):
    """Closed at first. What was typed stays when it is closed with Esc, per purpose."""

    given = Signal(object, str)
    """Asking, words."""
    closed = Signal()
    route_wanted = Signal()
    """No clinical reason: it is only not done here."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._asking = Asking.REJECT
        self._typed: dict[Asking, str] = {}
        ground(self, "surface", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = Row(host, (24, 12, 20, 12), 8, self)
        self.field_edit = QLineEdit()
        self._field = Field(host, " ", self.field_edit)
        self._row.addWidget(self._field, 1)
        self._give: SecondaryButton | DangerButton | None = None
        self._cancel = QuietButton(host, words.text("review.ask.cancel"), keys="Esc", bind=False)
        self._cancel.clicked.connect(self.close_box)
        self.route = QuietButton(host, words.text("server_changes.routing.open"), keys="Shift+F7", bind=False)
        self.route.clicked.connect(self.route_wanted)
        self.route.setParent(self)
        self.route.setVisible(False)
        self.field_edit.returnPressed.connect(self._on_give)
        self.setVisible(False)

    @property
    def asking(self) -> Asking | None:
        """What is asked for; None while it is closed."""
        return self._asking if not self.isHidden() else None

    def open_box(self, asking: Asking, proposal: str = "") -> None:
        """Asks. `proposal` stands there when nothing was typed before."""
        self._keep()
        self._asking = asking
        text = self._words.text
        self._clear()
        self._field = Field(
            self._host, text(f"review.ask.{asking.value}"), self.field_edit, text(f"review.ask.{asking.value}_note")
        )
        self._field.accept()  # the editor is the same for every question, and so is its red
        self.field_edit.setAccessibleName(text(f"review.ask.{asking.value}"))
        self.field_edit.setText(self._typed.get(asking) or proposal)
        button_class = DangerButton if asking is Asking.REJECT else SecondaryButton
        self._give = button_class(self._host, text(f"review.ask.{asking.value}_button"), keys="Enter", bind=False)
        self._give.clicked.connect(self._on_give)
        self._row.addWidget(self._field, 1)
        self._row.addWidget(self._give, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.route, 0, Qt.AlignmentFlag.AlignVCenter)
        self.route.setVisible(asking is Asking.REJECT)
        self._row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setVisible(True)
        self.field_edit.setFocus()

    def close_box(self) -> None:
        """Closes; nothing was done."""
        if not self.isHidden():
            self._keep()
            self.setVisible(False)
            self.closed.emit()

    def finish(self) -> None:
        """It was taken: what was typed is not needed any more."""
        self.field_edit.clear()
        self._typed.pop(self._asking, None)
        self.setVisible(False)

    def forget(self) -> None:
        """Another prescription."""
        self.finish()
        self._typed.clear()

    def refuse(self, refused: Refused) -> None:
        """Under the field."""
        self.ask_again()
        self._field.refuse(self._words.refusal(refused.code, refused.facts))
        self.field_edit.setFocus()

    def ask_again(self) -> None:
        """It was not taken: it can be given again."""
        if self._give is not None:
            self._give.setEnabled(True)

    def refusal(self) -> str:
        """The sentence under the field."""
        return self._field.refusal()

    def _on_give(self) -> None:
        said = self.field_edit.text().strip()
        if len(said) < SHORTEST_REASON:
            self.refuse(Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON))
            return
        if self._give is None or not self._give.isEnabled():
            return
        self._field.accept()
        self._give.setEnabled(False)
        self.given.emit(self._asking, said)

    def _keep(self) -> None:
        if not self.isHidden() and self.field_edit.text().strip():
            self._typed[self._asking] = self.field_edit.text()

    def _clear(self) -> None:
        # The editor and the way out live on; the field around the editor and the button are made for each purpose.
        self.field_edit.setParent(None)
        self._row.removeWidget(self._cancel)
        self._row.removeWidget(self.route)
        for old in (self._field, self._give):
            if old is not None:
                self._row.removeWidget(old)
                old.hide()
                old.deleteLater()
