"""A reason that has to be given: radio buttons, the last of which asks for words."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from workstation.ui.components import draw
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost

SHORTEST_TEXT = 10


@dataclass(frozen=True, slots=True)
class ReasonOption:
    """A reason to choose. `needs_text` asks for at least ten characters."""

    code: str
    text: str
    needs_text: bool = False


class ReasonChoice(QWidget):
    """Heading, reasons, and a field for words. Nothing is chosen at first."""

    changed = Signal()

    def __init__(
        self, host: ThemeHost, heading: str, options: tuple[ReasonOption, ...],
        placeholder: str = "At least 10 characters: what was checked", how: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self._host, self._options = host, options
        self.setAccessibleName(f"{heading}. {how}" if how else heading)
        column = Column(host, (8, 6, 8, 6), 2, self)
        head = Row(host, gap=8)
        head.addWidget(Label(host, heading, Role.NOTE, weight=600), 1)
        if how:
            head.addWidget(Label(host, how, Role.SMALL, "text_2"))
        column.addLayout(head)
        self._group = QButtonGroup(self)
        for index, option in enumerate(options):
            button = QRadioButton(option.text)
            self._group.addButton(button, index)
            column.addWidget(button)
        self._group.idToggled.connect(self._on_toggled)
        self._words = QLineEdit()
        self._words.setPlaceholderText(placeholder)
        self._words.setAccessibleName(placeholder)
        self._words.setVisible(self._always_needs_text())
        self._words.textChanged.connect(self.changed)
        column.addWidget(self._words)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def code(self) -> str:
        """Code of the chosen reason, empty when none is."""
        index = self._group.checkedId()
        return self._options[index].code if index >= 0 else ""

    def text(self) -> str:
        """What was typed, for reasons that ask for words; otherwise empty."""
        return self._words.text().strip() if self._needs_text() else ""

    def is_complete(self) -> bool:
        """Whether a reason is chosen and, where it asks for words, long enough."""
        return bool(self.code()) and (not self._needs_text() or len(" ".join(self.text().split())) >= SHORTEST_TEXT)

    def choose(self, code: str, text: str = "") -> None:
        """Chooses a reason, as autosave does when it brings a draft back."""
        for index, option in enumerate(self._options):
            if option.code == code:
                self._group.button(index).setChecked(True)
                self._words.setText(text)

    def focus_first(self) -> None:
        """Puts the focus where something is missing."""
        if self._needs_text():
            self._words.setFocus()
        else:
            self._group.button(max(0, self._group.checkedId())).setFocus()

    def focus_heading(self) -> None:
        """The same where one key must not choose: while nothing is chosen the heading has the focus, no reason."""
        if self.code():
            self.focus_first()
        else:
            self.setFocus()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the heading Down leads to the first reason, Up to the last."""
        places = {Qt.Key.Key_Down: 0, Qt.Key.Key_Up: -1}
        place = places.get(Qt.Key(event.key())) if self.hasFocus() else None
        if place is None:
            super().keyPressEvent(event)
        else:
            self._group.buttons()[place].setFocus(Qt.FocusReason.TabFocusReason)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring around all of it."""
        if self.hasFocus():
            draw.ring(QPainter(self), self._host, self.rect(), self._host.px(6))

    def _always_needs_text(self) -> bool:
        return bool(self._options) and all(option.needs_text for option in self._options)

    def _needs_text(self) -> bool:
        index = self._group.checkedId()
        return index >= 0 and self._options[index].needs_text

    def _on_theme_changed(self) -> None:
        self._words.setFont(self._host.font(Role.NOTE))
        for button in self._group.buttons():
            button.setFont(self._host.font(Role.NOTE))
            button.setMinimumHeight(self._host.px(24))

    def _on_toggled(self, _index: int, checked: bool) -> None:
        if checked:
            self._words.setVisible(self._needs_text() or self._always_needs_text())
            self.changed.emit()
