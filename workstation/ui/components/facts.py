"""Short facts: boxes side by side (age, weight, eGFR), rows of label and value, and a list of what is left."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components.card import Card, CardLook, Rule
from workstation.ui.components.label import Label, Said, as_runs
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.runs import plain
from workstation.ui.components.severity import Picture
from workstation.ui.theme import Role, ThemeHost, Token


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: Said
    tone: Token = "text"
    note: str = ""


class FactTiles(Card):
    """Facts side by side in one card, a line between them."""

    def __init__(self, host: ThemeHost, facts: tuple[Fact, ...] = (), role: Role = Role.MEDICINE) -> None:
        super().__init__(host)
        self._role = role
        self._row = Row(host, gap=0, parent=self)
        self.set_facts(facts)

    def set_facts(self, facts: tuple[Fact, ...]) -> None:
        """Shows other facts."""
        clear(self._row)
        for index, fact in enumerate(facts):
            if index:
                self._row.addWidget(Rule(vertical=True))
            self._row.addWidget(self._tile(fact), len(plain(as_runs(fact.value))) + 6)
        self.setAccessibleName(", ".join(f"{fact.label} {plain(as_runs(fact.value))}" for fact in facts))

    def _tile(self, fact: Fact) -> QWidget:
        tile = QWidget()
        column = Column(self._host, (11, 8, 8, 8), 1, tile)
        column.addWidget(Label(self._host, fact.label, Role.SMALL, "text_2"))
        column.addWidget(Label(self._host, fact.value, self._role, fact.tone, elide=False))
        if fact.note:
            column.addWidget(Label(self._host, fact.note, Role.SMALL, "text_2"))
        return tile


class FactRows(QWidget):
    """Rows of a label (grey) and a wrapped value, a line between them."""

    def __init__(
        self, host: ThemeHost, facts: tuple[Fact, ...] = (), label_width: float = 96, *, ruled: bool = True
    ) -> None:
        super().__init__()
        self._host, self._label_width, self._ruled = host, label_width, ruled
        self._column = Column(host, gap=4, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_facts(facts)

    def set_facts(self, facts: tuple[Fact, ...]) -> None:
        """Shows other facts."""
        clear(self._column)
        for index, fact in enumerate(facts):
            if index and self._ruled:
                self._column.addWidget(Rule())
            self._column.addWidget(self._line(fact))

    def _line(self, fact: Fact) -> QWidget:
        line = QWidget()
        row = Row(self._host, gap=0, parent=line)
        name = Label(self._host, fact.label, Role.NOTE, "text_3")
        name.setFixedWidth(self._host.px(self._label_width))
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(self._host, fact.value, Role.NOTE, fact.tone, wrap=True), 1)
        return line


class StepState(StrEnum):
    """Done, being done, or later."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


_MARKS: dict[StepState, tuple[str, Token]] = {
    StepState.DONE: ("shape-ok", "ok"),
    StepState.NOW: ("mark-now", "accent"),
    StepState.LATER: ("mark-later", "border_control"),
}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing of a list of what is left; `note` stands at the right."""

    text: str
    state: StepState
    note: str = ""


class TodoList(Card):
    """What is done, being done, and left: mark, words, note."""

    def __init__(self, host: ThemeHost, todos: tuple[Todo, ...] = ()) -> None:
        super().__init__(host)
        self._column = Column(host, gap=0, parent=self)
        self._todos: tuple[Todo, ...] = ()
        self.set_todos(todos)

    def set_todos(self, todos: tuple[Todo, ...]) -> None:
        """Shows other things. The same ones stay as they are: a new row is not seen before the next event."""
        if todos == self._todos:
            return
        self._todos = todos
        clear(self._column)
        for index, todo in enumerate(todos):
            if index:
                self._column.addWidget(Rule())
            self._column.addWidget(self._line(todo))

    def _line(self, todo: Todo) -> QWidget:
        line = QWidget()
        line.setAccessibleName(f"{todo.text}, {todo.state.value}, {todo.note}")
        row = Row(self._host, (16, 10, 16, 10), 12, line)
        icon, tone = _MARKS[todo.state]
        row.addWidget(Picture(self._host, icon, 20, tone))
        weight = 600 if todo.state is StepState.NOW else 400
        row.addWidget(Label(self._host, todo.text, Role.BODY, "text", weight, wrap=True), 1)
        row.addWidget(Label(self._host, todo.note, Role.SMALL, "text_2"))
        return line


NOTE_LOOK = CardLook(edge="border", ground="bg")
"""A quiet box inside a card."""
