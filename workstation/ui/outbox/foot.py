"""The actions of the chosen row, or the question that one of them asks."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from workstation.ui.components.buttons import Button, PrimaryButton, QuietButton, SecondaryButton
from workstation.ui.components.card import Rule
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.outbox.acts import ICONS, KEYS, ON_ENTER, WITHOUT_REASON, Act, acts_for
from workstation.ui.outbox.ask_box import AskBox
from workstation.ui.outbox.model import OutboxRow
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_SHOWN = (Act.SEND_AGAIN, Act.SETTLED, Act.ACCEPT_STORE, Act.KEEP_OURS, Act.KEEP_THEIRS, Act.PARK, Act.OPEN)


class Foot(QWidget):
    """At the bottom of the detail. `wanted` has the action and, where it asks for one, the reason."""

    wanted = Signal(object, str)
    asked = Signal()
    """The question was opened or closed."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._row: OutboxRow | None = None
        self._words = words
        column = Column(host, gap=0, parent=self)
        column.addWidget(Rule())
        inside = Column(host, (20, 8, 20, 10), 4)
        column.addLayout(inside)
        note = Row(host, (4, 0, 4, 0), 0)
        self._note = Label(host, "", Role.SMALL, "text_2", wrap=True)
        note.addWidget(self._note)
        inside.addLayout(note)
        self.buttons: dict[Act, Button] = {act: self._button(host, act) for act in _SHOWN}
        self._line = Column(host, gap=0)
        self._line.add(*self.buttons.values())
        inside.addLayout(self._line)
        self.ask = AskBox(host, words)
        self.ask.given.connect(self.wanted)
        self.ask.closed.connect(self._on_closed)
        inside.addWidget(self.ask)

    def show_row(self, row: OutboxRow | None) -> None:
        """The actions of another row. A question about a row that is not chosen any more is closed."""
        self._row = row
        if self.ask.act not in (None, Act.EXPORT) and (row is None or self.ask.row_key != row.key):
            self.ask.close_box()
        self._show()

    def primary(self) -> Button | None:
        """What Enter does."""
        if self.ask.act is not None:
            return self.ask.button()
        return next((self.buttons[act] for act in ON_ENTER if not self.buttons[act].isHidden()), None)

    def ask_about(self, act: Act) -> None:
        """Opens the question of an action."""
        self.ask.open_box(act, self._row.key if self._row is not None else "")
        self._show()
        self.asked.emit()

    def lay_out(self, *, beside: bool) -> None:
        """The actions beside or below each other."""
        direction = QBoxLayout.Direction
        self._line.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def set_busy(self, because: str) -> None:
        """All actions are off while one is under way."""
        for button in self.buttons.values():
            button.set_locked(because)
        self.ask.set_busy(because)

    def _button(self, host: ThemeHost, act: Act) -> Button:
        text, icon, keys = self._words.text(f"outbox.act.{act.value}.button"), ICONS[act], KEYS[act]
        button: Button
        if act is Act.OPEN:
            button = QuietButton(host, text, icon=icon, keys=keys)
        elif act in (*ON_ENTER, Act.ACCEPT_STORE):
            button = PrimaryButton(host, text, icon=icon, keys=keys)
        else:
            button = SecondaryButton(host, text, icon=icon, keys=keys)
        button.setProperty("act", act.value)
        button.clicked.connect(self._on_button)
        return button

    def _show(self) -> None:
        acts = acts_for(self._row) if self._row is not None else ()
        asking = self.ask.act is not None
        for act, button in self.buttons.items():
            button.setVisible(act in acts and not asking)
        waits = self._row is not None and not self._row.parked and not self._row.held
        self._note.set_words(self._words.text("outbox.by_itself" if waits else "outbox.kept"))
        self._note.setVisible(bool(acts) and not asking)
        self.setVisible(bool(acts) or asking)

    def _on_button(self) -> None:
        act = Act(str(self.sender().property("act")))
        if act in WITHOUT_REASON:
            self.wanted.emit(act, "")
        else:
            self.ask_about(act)

    def _on_closed(self) -> None:
        self._show()
        self.asked.emit()
