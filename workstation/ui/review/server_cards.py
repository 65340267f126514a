"""Questions that the order server leaves to a pharmacist, each with its answer in place."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity, counted
from workstation.services.approval import SHORTEST_REASON
from workstation.services.server_changes import SameNumber, SupplyInDoubt
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Card
from workstation.ui.components.field import Field
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.review.card_parts import RefusalNote
from workstation.ui.review.difference_rows import LOOK
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, day


class AnswerEdit(QLineEdit):
    """Keeps Enter to itself: it answers its question, it is not the primary action of the screen."""

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class QuestionCard(Card):
    """Title, what it is about, fields with a button. The answer goes out by the signals of those that derive."""

    def __init__(self, host: ThemeHost, words: Words, title: str, said: str, button: str) -> None:
        super().__init__(host, LOOK)
        self._host, self._words = host, words
        column = Column(host, (16, 10, 12, 10), 6, self)
        head = Row(host, gap=10)
        head.addWidget(SeverityShape(host, Severity.MODERATE, 20), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Label(host, title, Role.LEAD, weight=600, wrap=True, elide=False), 1)
        column.addLayout(head)
        column.addWidget(Label(host, said, wrap=True, elide=False))
        # Above the fields: it needs the width of the card, and the field that has the focus keeps it in sight.
        self._refusal = RefusalNote(host, words)
        column.addWidget(self._refusal)
        self._row = Row(host, gap=12)
        column.addLayout(self._row)
        self.give = Button(host, button, ButtonKind.OUTLINED, keys="Enter", small=True, bind=False)
        self.give.clicked.connect(self.answer)
        self._fields: list[QLineEdit] = []
        self.setAccessibleName(f"{title}. {said}")

    def typed(self) -> tuple[str, ...]:
        """What stands in the fields."""
        return tuple(one.text() for one in self._fields)

    def put_back(self, typed: tuple[str, ...]) -> None:
        """Typing survives a new reading of the prescription."""
        for edit, text in zip(self._fields, typed, strict=False):
            edit.setText(text)

    def take_focus(self) -> QWidget:
        """The first field, which has the focus from now on."""
        first: QWidget = next(iter(self._fields), self.give)
        first.setFocus()
        return first

    def refuse(self, refused: Refused) -> None:
        """Why the answer was not taken; what was typed stays."""
        self.give.setEnabled(True)
        self._refusal.refuse(refused)

    def refusal(self) -> str:
        """The sentence above the fields, "" while there is none."""
        return self._refusal.sentence()

    def answer(self) -> None:
        """Enter, or the button."""
        raise NotImplementedError

    def _add_field(self, label: str, note: str = "", *, share: int = 1) -> QLineEdit:
        edit = AnswerEdit()
        edit.returnPressed.connect(self.answer)
        field = Field(self._host, label, edit, note)
        self._fields.append(edit)
        self._row.addWidget(field, share)
        return edit

    def _add_button(self) -> None:
        self._row.addWidget(self.give, 0, Qt.AlignmentFlag.AlignVCenter)

    def _refuse_field(self, edit: QLineEdit, sentence: str) -> None:
        self._refusal.say(sentence)
        edit.setAccessibleDescription(sentence)
        edit.setFocus()

    def _reason(self, edit: QLineEdit, sentence: str) -> str:
        """The reason, "" after saying that it is too short."""
        said = edit.text().strip()
        if len(said) < SHORTEST_REASON:
            self._refuse_field(edit, sentence)
            return ""
        self._refusal.say("")
        edit.setAccessibleDescription("")
        return said


class SupplyCard(QuestionCard):
    """How much of the line a supply of another pharmacy was."""

    counted = Signal(str, object, str)
    """Reference, Quantity, reason."""

    def __init__(self, host: ThemeHost, words: Words, supply: SupplyInDoubt) -> None:
        text = words.text
        said = text("server_changes.supply.said", line=supply.line, prescribed=supply.prescribed,
                    supplied=_supplied(words, supply))  # fmt: skip
        meaning = text("server_changes.supply.meaning" if supply.unit else "server_changes.supply.no_unit")
        title, button = text("server_changes.supply.title"), text("server_changes.supply.button")
        super().__init__(host, words, title, f"{said} {meaning}", button)
        self._supply = supply
        if not supply.unit:
            self.give.setVisible(False)
            self.give.setParent(self)
            return
        note = text("server_changes.supply.amount_note")
        self.amount = self._add_field(text("server_changes.supply.amount", unit=supply.unit), note)
        self.reason = self._add_field(text("server_changes.supply.reason"), share=3)
        self._add_button()

    def answer(self) -> None:
        """Exact numbers only: a comma is taken as the decimal point."""
        unit = self._supply.unit
        try:
            value = Decimal(self.amount.text().strip().replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0:
            self._refuse_field(self.amount, self._words.text("server_changes.supply.not_number", unit=unit))
            return
        self.amount.setAccessibleDescription("")
        reason = self._reason(self.reason, self._words.text("server_changes.supply.no_reason"))
        if reason and self.give.isEnabled():
            self.give.setEnabled(False)
            self.counted.emit(self._supply.reference, Quantity(value, unit), reason)


class NumberCard(QuestionCard):
    """Another patient's prescription has the same number: a pharmacist says that this one is right."""

    settled = Signal(object, str)
    """Id of the attention, reason."""

    def __init__(self, host: ThemeHost, words: Words, doubt: SameNumber) -> None:
        text = words.text
        detail = doubt.detail[:1].upper() + doubt.detail[1:]
        meaning = text("server_changes.number.meaning", detail=detail)
        super().__init__(
            host, words, text("server_changes.number.title"), meaning, text("server_changes.number.button")
        )
        self._doubt = doubt
        self.reason = self._add_field(text("server_changes.number.reason"))
        self._add_button()

    def answer(self) -> None:
        """The reason is kept with it."""
        reason = self._reason(self.reason, self._words.text("server_changes.supply.no_reason"))
        if reason and self.give.isEnabled():
            self.give.setEnabled(False)
            self.settled.emit(self._doubt.attention_id, reason)


def _supplied(words: Words, supply: SupplyInDoubt) -> str:
    text = words.text
    return text(
        "server_changes.supply.said_part",
        quantity=counted(supply.quantity) if supply.quantity is not None else text("server_changes.supply.no_quantity"),
        medicine=supply.supplied or text("server_changes.supply.no_medicine"),
        status=supply.status,
        when=text("server_changes.supply.on", day=day(supply.when.date())) if supply.when is not None else "",
    )
