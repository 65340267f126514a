"""Parts of an alert card that only some alerts have: who overrides it, and how it was answered before."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Picture
from workstation.ui.theme import Role, ThemeHost


class ProofField(QWidget):
    """PIN or passphrase of whoever is signed in. What is typed is never shown, and gone once it was handed on."""

    changed = Signal()
    entered = Signal()
    """Enter."""

    def __init__(self, host: ThemeHost, label: str) -> None:
        super().__init__()
        self._host = host
        column = Column(host, (8, 2, 8, 6), 4, self)
        self._edit = QLineEdit()
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._edit.setAccessibleName(label)
        heading = Label(host, label, Role.NOTE, weight=600, wrap=True)
        heading.setBuddy(self._edit)
        self._edit.textChanged.connect(self.changed)
        self._edit.returnPressed.connect(self.entered)
        column.add(heading, self._edit)
        self.setFocusProxy(self._edit)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def is_given(self) -> bool:
        """Whether something was typed."""
        return bool(self._edit.text())

    def take(self) -> str:
        """What was typed; the field is empty from now on."""
        typed = self._edit.text()
        self._edit.clear()
        return typed

    def _on_theme_changed(self) -> None:
        self._edit.setFont(self._host.font(Role.NOTE))


class MeasureField(QWidget):
    """A value that settles the question: label, field and button. Enter takes it."""

    measured = Signal(str)
    """What was typed."""

    def __init__(self, host: ThemeHost, label: str, button: str) -> None:
        super().__init__()
        self._host = host
        column = Column(host, (8, 2, 4, 2), 4, self)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(label)
        heading = Label(host, label, Role.NOTE, weight=600, wrap=True)
        heading.setBuddy(self.edit)
        self.button = SecondaryButton(host, button, small=True)
        self.button.setEnabled(False)
        self.edit.textChanged.connect(self._on_typed)
        self.edit.returnPressed.connect(self._on_given)
        self.button.clicked.connect(self._on_given)
        row = Row(host, gap=4)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        column.addWidget(heading)
        column.addLayout(row)
        self.setFocusProxy(self.edit)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_typed(self, typed: str) -> None:
        self.button.setEnabled(bool(typed.strip()))

    def _on_given(self) -> None:
        if self.edit.text().strip():
            self.measured.emit(self.edit.text())

    def _on_theme_changed(self) -> None:
        self.edit.setFont(self._host.font(Role.NOTE))


class EarlierBox(Card):
    """How the same thing was answered before, and the key that says it again."""

    wanted = Signal()

    def __init__(self, host: ThemeHost, lead: str, said: str, button: str, keys: str) -> None:
        super().__init__(host, CardLook(edge="border_control", ground="surface", radius=6))
        column = Column(host, (11, 7, 7, 7), 4, self)
        row = Row(host, gap=9)
        row.addWidget(Picture(host, "clock", 18, "text_2"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(host, (bold(f"{lead} "), Run(said)), Role.NOTE, wrap=True), 1)
        column.addLayout(row)
        self.button = SecondaryButton(host, button, keys=keys, small=True)
        self.button.clicked.connect(self.wanted)
        below = Row(host, gap=0)
        below.addStretch(1)
        below.addWidget(self.button)
        column.addLayout(below)
