"""The two ways in: six digits, or the passphrase."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.ui.components import chips
from workstation.ui.components.buttons import Button, ButtonKind, PrimaryButton, QuietButton, SecondaryButton
from workstation.ui.components.card import OPEN, PLAIN, Card
from workstation.ui.components.chips import Chip, ChipLabel
from workstation.ui.components.facts import NOTE_LOOK
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import marked
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.signin.model import UserCard
from workstation.ui.signin.pin import PinField
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class _Refusal(QWidget):
    """Shape and sentence under a field; no shake."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        row = Row(host, gap=8, parent=self)
        row.addWidget(SeverityShape(host, Severity.MAJOR, 18), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Label(host, "", tone="major", wrap=True)
        row.addWidget(self._words, 1)
        self.setVisible(False)

    def say(self, sentence: str) -> None:
        self._words.set_words(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def sentence(self) -> str:
        return self._words.words() if not self.isHidden() else ""


class QuickUnlock(Card):
    """Six digits for the chosen user. Emits them with the sixth."""

    pin_entered = Signal(str)
    other_user_requested = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, OPEN)
        self._words = words
        outer = Column(host, gap=12, parent=self)
        column = Column(host, (25, 20, 25, 0), 16)
        outer.addLayout(column, 1)
        head = Row(host, gap=8)
        self._who = Label(host, "", tone="text_2", wrap=True)
        head.addWidget(Label(host, words.text("signin.quick"), Role.HEADING))
        head.addWidget(self._who, 1)
        column.addLayout(head)
        column.addWidget(Label(host, words.text("signin.pin_heading"), tone="text_2"))
        self.pin = PinField(host, words.text("signin.pin_name"))
        self.pin.completed.connect(self.pin_entered)
        self.pin.textChanged.connect(self._on_changed)
        column.addWidget(self.pin)
        self.refusal = _Refusal(host)
        self._no_pin = Label(host, "", tone="text_2", wrap=True)
        column.add(self.refusal, self._no_pin)
        column.addWidget(Label(host, words.text("signin.pin_note"), Role.SMALL, "text_2", wrap=True))
        self._opens = Card(host, NOTE_LOOK)
        opens = Column(host, (16, 12, 16, 14), 8, self._opens)
        self._opens_for = Label(host, "", Role.SMALL, "text_2")
        self._allowed = Flow(host)
        opens.add(self._opens_for, self._allowed)
        column.addWidget(self._opens)
        column.addStretch(1)
        outer.addLayout(self._build_foot())
        self._on_changed("")

    def show_user(self, card: UserCard) -> None:
        """Somebody else is chosen."""
        self.pin.clear()
        self.refusal.say("")
        self.pin.setEnabled(card.has_pin)
        self._who.set_words(card.name)
        self._no_pin.set_words("" if card.has_pin else self._words.text("signin.no_pin", name=card.name))
        self._no_pin.setVisible(not card.has_pin)
        self._opens_for.set_words(self._words.text("signin.opens_for", name=card.name))
        self._allowed.clear()
        self._allowed.add(*(ChipLabel(self._host, Chip(what, chips.GOOD)) for what in card.allowed))
        self._opens.setVisible(bool(card.allowed))
        self._other.set_text(self._words.text("signin.not_me", name=card.first_name))

    def set_busy(self, busy: bool) -> None:
        """The secret is being compared."""
        self.pin.setReadOnly(busy)
        self._left.set_words(self._words.text("signin.checking") if busy else "")

    def _build_foot(self) -> Row:
        foot = Row(self._host, (13, 0, 21, 16), 8)
        self._other = QuietButton(self._host, "", keys="Esc")
        self._other.clicked.connect(self.other_user_requested)
        self._left = Label(self._host, "", tone="text_2", wrap=True)
        self.unlock = PrimaryButton(self._host, self._words.text("signin.unlock"), keys="Enter")
        self.unlock.clicked.connect(self._on_unlock)
        foot.addWidget(self._other)
        foot.addStretch(1)
        foot.add(self._left, self.unlock)
        return foot

    def _on_changed(self, text: str) -> None:
        if text:
            self.refusal.say("")
        left = self._words.text("signin.digits_left", count=self.pin.digits_left)
        self._left.set_words(left if self.pin.digits_left else "")
        self.unlock.set_locked(left if self.pin.digits_left else "")

    def _on_unlock(self) -> None:
        if self.pin.takes_digits and not self.pin.digits_left:
            self.pin_entered.emit(self.pin.text())


class PassphraseWay(Card):
    """The passphrase of the chosen user."""

    passphrase_entered = Signal(str)

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, PLAIN)
        self._words = words
        outer = Column(host, gap=12, parent=self)
        column = Column(host, (25, 20, 25, 0), 16)
        outer.addLayout(column, 1)
        head = Row(host, gap=8)
        head.addWidget(Label(host, words.text("signin.passphrase"), Role.HEADING))
        head.addWidget(Label(host, words.text("signin.passphrase_note"), tone="text_2", wrap=True), 1)
        column.addLayout(head)
        field = Column(host, gap=6)
        field.addWidget(Label(host, words.text("signin.passphrase_label"), Role.SMALL, "text_2"))
        entry = Row(host, gap=4)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(words.text("signin.passphrase_hint"))
        self.field.setAccessibleName(words.text("signin.passphrase_label"))
        self.field.returnPressed.connect(self._on_sign_in)
        self.field.textChanged.connect(self._on_changed)
        self._show = Button(host, words.text("signin.show"), ButtonKind.SECONDARY, icon="eye", keys="Alt+P", small=True)
        self._show.clicked.connect(self._on_show)
        entry.addWidget(self.field, 1)
        entry.addWidget(self._show)
        field.addLayout(entry)
        column.addLayout(field)
        self.refusal = _Refusal(host)
        column.addWidget(self.refusal)
        note = Card(host, NOTE_LOOK)
        inside = Column(host, (16, 12, 16, 12), 4, note)
        inside.addWidget(Label(host, marked(words.text("signin.wrong_often")), wrap=True))
        column.addWidget(note)
        column.addStretch(1)
        foot = Row(host, (21, 0, 21, 16), 0)
        foot.addStretch(1)
        self.sign_in = SecondaryButton(host, words.text("signin.sign_in"))
        self.sign_in.clicked.connect(self._on_sign_in)
        foot.addWidget(self.sign_in)
        outer.addLayout(foot)
        self._on_changed("")

    def set_busy(self, busy: bool) -> None:
        """The secret is being compared."""
        self.field.setReadOnly(busy)
        self.sign_in.setEnabled(not busy and bool(self.field.text()))

    @called_by_qt
    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed does not outlive the page."""
        self.field.clear()
        self._set_shown(False)
        super().hideEvent(event)

    def _on_show(self) -> None:
        self._set_shown(self.field.echoMode() is QLineEdit.EchoMode.Password)

    def _set_shown(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show.set_text(self._words.text("signin.hide" if shown else "signin.show"))

    def _on_changed(self, text: str) -> None:
        if text:
            self.refusal.say("")
        self.sign_in.setEnabled(bool(text))

    def _on_sign_in(self) -> None:
        if self.field.text() and not self.field.isReadOnly():
            self.passphrase_entered.emit(self.field.text())
