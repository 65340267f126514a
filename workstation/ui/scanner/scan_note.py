"""What was scanned, below the search box: where the eye goes with a scan that no page has asked for."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.severity import SEVERITY_LOOKS, Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.scanner.scan_words import ScanNoteView
from workstation.ui.theme import Role, ThemeHost

SECONDS = 30
WIDTH = 640
PRESCRIPTION_BAR = 56


class ScanNote(Card):
    """A child of the window. Stays until Esc, the next scan or half a minute; it never takes the focus."""

    def __init__(self, window: QWidget, host: ThemeHost, below: QWidget, close: str) -> None:
        super().__init__(host, CardLook(edge="border_control", ground="raised"), window)
        self._below = below
        self._under_bar = False
        row = self._row = Row(host, (16, 12, 8, 12), 12, self)
        self._shape = SeverityShape(host, Severity.INFORMATION, 24)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=4)
        self._title = Label(host, "", Role.MEDICINE, wrap=True, elide=False)
        column.addWidget(self._title)
        self._lines = Column(host, gap=2)
        column.addLayout(self._lines)
        row.addLayout(column, 1)
        button = QuietButton(host, close, keys="Esc", small=True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.close_note)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.activated.connect(self.close_note)
        self._escape.setEnabled(False)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(SECONDS * 1000)
        self._clock.timeout.connect(self.close_note)
        self.setVisible(False)
        window.installEventFilter(self)

    def show_note(self, view: ScanNoteView, *, under_bar: bool = False) -> None:
        """The newest scan. `under_bar`: a prescription is open, whose bar with patient and allergies stays seen."""
        self._under_bar = under_bar
        self._shape.set_severity(view.severity)
        warns = view.severity in (Severity.MODERATE, Severity.MAJOR)
        ink = SEVERITY_LOOKS[view.severity].ink if warns else "border_control"
        self.set_look(CardLook(edge=ink, ground="raised", width=2 if warns else 1))
        self._title.set_words(view.title)
        clear(self._lines)
        labels = [Label(self._host, said, wrap=True, elide=False) for said in view.lines]
        for label in labels:
            self._lines.addWidget(label)
        said = [view.title, *(label.words() for label in labels)]
        self.setAccessibleName(". ".join(one.removesuffix(".") for one in said) + ".")
        self._escape.setEnabled(True)
        self._clock.start()
        self.setVisible(True)
        self._place()
        self.raise_()

    def words(self) -> str:
        """What is shown; "" for nothing."""
        return "" if self.isHidden() else self.accessibleName()

    def close_note(self) -> None:
        """Esc, the button, or time."""
        self._clock.stop()
        self._escape.setEnabled(False)
        self.setVisible(False)

    @called_by_qt
    def event(self, event: QEvent) -> bool:
        """Words of another size get their room."""
        if event.type() is QEvent.Type.LayoutRequest and not self.isHidden():
            self._place()
        return super().event(event)

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the window's size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self.window()
        corner = self._below.mapTo(window, self._below.rect().bottomLeft())
        left = corner.x() + self._host.px(24)
        width = min(self._host.px(WIDTH), window.width() - left - self._host.px(16))
        height = self._row.heightForWidth(width) if self._row.hasHeightForWidth() else self.sizeHint().height()
        down = self._host.px(4 + (PRESCRIPTION_BAR if self._under_bar else 0))
        self.setGeometry(left, corner.y() + down, width, height)
