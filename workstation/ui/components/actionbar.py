"""The bar at the bottom of a screen: ways out left, the reason, the primary action at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from workstation.ui.components.buttons import Button, QuietButton
from workstation.ui.components.card import Rule, ground
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import ThemeHost


class ActionBar(QFrame):
    """Buttons left; shape, reason and "take me there"; buttons and the one primary right.

    `set_reason` says what is left before the primary opens; give the same reason to `primary.set_locked`.
    """

    take_me_there = Signal()

    def __init__(self, host: ThemeHost, *, reason_left: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        ground(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(host, gap=0, parent=self)
        self._line = Rule()
        column.addWidget(self._line)
        row = Row(host, (20, 8, 20, 8), 0)
        column.addLayout(row)
        self._left = Row(host, gap=4)
        self._right = Row(host, gap=4)
        row.addLayout(self._left)
        if reason_left:
            row.addWidget(self._build_reason(), 1)
        else:
            row.addWidget(self._build_reason(pushed=True), 1)
        row.addLayout(self._right)
        self._primary: Button | None = None
        self.set_reason("")
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def primary(self) -> Button | None:
        """The filled button."""
        return self._primary

    def add_left(self, *buttons: QWidget) -> None:
        """Ways out: undo, hold, back."""
        for button in buttons:
            self._left.addWidget(button)

    def add_right(self, *buttons: QWidget) -> None:
        """Other actions, left of the primary."""
        for button in buttons:
            self._right.addWidget(button)

    def set_primary(self, button: Button) -> None:
        """The one filled button, at the far right."""
        self._primary = button
        self._right.addWidget(button)

    def set_reason(self, words: Said, severity: Severity = Severity.INFORMATION, link: str = "") -> None:
        """Why the primary is off, or what it will do; empty hides it. `link` jumps to the first cause."""
        self._words.set_words(words)
        self._shape.set_severity(severity)
        shown = bool(self._words.words())
        for part in (self._shape, self._words):
            part.setVisible(shown)
        self._link.setVisible(bool(link))
        if link:
            self._link.set_text(link)
        self.setAccessibleDescription(self._words.words())

    def set_alarm(self, on: bool) -> None:
        """A red line on top while a STOP is shown."""
        colour = self._host.theme.major_fill
        self._line.setStyleSheet(f"background: {colour}; min-height: 3px; max-height: 3px;" if on else "")

    def _build_reason(self, *, pushed: bool = False) -> QWidget:
        self._reason = QWidget()
        row = Row(self._host, (4, 0, 8, 0), 12, self._reason)
        if pushed:
            row.addStretch(1)
        self._shape = SeverityShape(self._host, Severity.INFORMATION, 18)
        self._words = Label(self._host, "", wrap=True)
        self._link = QuietButton(self._host, "Take me there", keys="F8", bind=False)
        self._link.clicked.connect(self.take_me_there)
        row.add(self._shape, self._words, self._link)
        if not pushed:
            row.addStretch(1)
        return self._reason

    def _on_theme_changed(self) -> None:
        self.setMinimumHeight(self._host.px(64))
