"""Small parts of the pairing steps: a heading with its sentence, a typing field, a page that scrolls, a notice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from workstation.ui.components.card import PLAIN, Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import Role, ThemeHost

_CODE_WIDTH = 8


def question(host: ThemeHost, title: str, why: str) -> tuple[QWidget, Column]:
    """The left side of a step, with its column to fill."""
    page = QWidget()
    column = Column(host, gap=16, parent=page)
    head = Column(host, gap=4)
    head.addWidget(Label(host, title, Role.HEADING, wrap=True))
    if why:
        head.addWidget(Label(host, why, tone="text_2", wrap=True))
    column.addLayout(head)
    return page, column


def typing(placeholder: str = "", *, most: int = 2000) -> QLineEdit:
    """A line to type into."""
    field = QLineEdit()
    field.setPlaceholderText(placeholder)
    field.setMaxLength(most)
    return field


def scrolling(host: ThemeHost, inside: QWidget) -> QScrollArea:
    """Room for what may be longer than the window."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    holder = QWidget()
    holder.setProperty("scrolled", "true")
    column = Column(host, gap=0, parent=holder)
    column.addWidget(inside)
    column.addStretch(1)
    scroll.setWidget(holder)
    return scroll


def grouped(digits: str) -> str:
    """Hex digits in groups of eight, so that two people can read them to each other."""
    return " ".join(digits[at : at + _CODE_WIDTH] for at in range(0, len(digits), _CODE_WIDTH))


class Notice(Card):
    """A shape and a sentence in a box; hidden while there is nothing to say."""

    def __init__(self, host: ThemeHost, look: CardLook = PLAIN) -> None:
        super().__init__(host, look)
        row = Row(host, (16, 12, 16, 12), 12, self)
        self._shape = SeverityShape(host, Severity.INFORMATION, 20)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        self._said = Label(host, "", wrap=True)
        row.addWidget(self._said, 1)
        self.setVisible(False)

    def say(self, words: str, severity: Severity = Severity.INFORMATION) -> None:
        """Another sentence; "" hides it."""
        self._said.set_words(words)
        self._shape.set_severity(severity)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def words(self) -> str:
        """What it says."""
        return self._said.words()
