"""Where codes go in: the search box of the top bar, and the box that says what to scan next."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import LISTENING, PLAIN, Card
from workstation.ui.components.keycap import KeyCap
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost


class _SearchField(QLineEdit):
    """Keeps Enter to itself: it searches, it is not the primary action of the screen. Down and Esc lead out of it."""

    moved_down = Signal()
    left = Signal()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Down: self.moved_down, Qt.Key.Key_Escape: self.left}
        way = None if event.modifiers() else ways.get(Qt.Key(event.key()))
        if way is not None:
            way.emit()
            event.accept()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class ScanBox(QWidget):
    """A search field with its key and the sign that a scan is taken here too."""

    search_changed = Signal(str)
    search_entered = Signal(str)
    moved_down = Signal()
    """Down: to the hits."""
    left = Signal()
    """Esc: the words are gone, the keys go back to the page."""

    def __init__(self, host: ThemeHost, placeholder: str, keys: str = "Ctrl+K", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._width = host, 640.0
        row = Row(host, (13, 0, 13, 0), 10, self)
        row.addWidget(Picture(host, "search", 18, "text_2"))
        self.field = _SearchField()
        self.field.setProperty("bare", "true")
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self.field.textChanged.connect(self.search_changed)
        self.field.returnPressed.connect(self._on_return)
        self.field.moved_down.connect(self.moved_down)
        self.field.left.connect(self._on_left)
        self.field.installEventFilter(self)
        row.addWidget(self.field, 1)
        row.addWidget(KeyCap(host, keys))
        row.addWidget(Picture(host, "scan", 18, "text_2"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_width(self, width: float) -> None:
        """The width it would like, in design px; it gets narrower where there is less room."""
        self._width = width
        self.setMaximumWidth(self._host.px(width))
        self.updateGeometry()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """The width it would like."""
        return QSize(self._host.px(self._width), self._host.px(40))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Room for one word."""
        return QSize(self._host.px(200), self._host.px(40))

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaints the frame when the field inside gets or loses the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, with the focus edge while typing."""
        host, painter = self._host, QPainter(self)
        focused = self.field.hasFocus()
        edge = host.colour("focus" if focused else "border_control")
        width = host.theme.focus_width if focused else host.theme.border_width
        draw.box(painter, self.rect(), host.px(6), host.colour("surface"), edge, width)

    def _on_return(self) -> None:
        self.search_entered.emit(self.field.text())

    def _on_left(self) -> None:
        self.field.clear()
        self.left.emit()

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._host.px(40))


class NextScan(Card):
    """ "Next: scan pack 2 of 2": a dashed box while the scanner listens, a plain one while it waits."""

    type_code_requested = Signal()

    def __init__(
        self, host: ThemeHost, no_scanner: str = "No scanner? Type the code", keys: str = "Ctrl+G",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(host, LISTENING, parent)
        row = Row(host, (24, 12, 14, 12), 20, self)
        row.addWidget(Picture(host, "scan", 34, "accent"))
        words = Column(host, gap=2)
        self._title = Label(host, "", Role.MEDICINE_TILE, wrap=True, elide=False)
        self._detail = Label(host, "", tone="text_2", wrap=True)
        words.addStretch(1)
        words.add(self._title, self._detail)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._type = Button(host, no_scanner, ButtonKind.PLAIN, keys=keys, small=True)
        self._type.clicked.connect(self.type_code_requested)
        row.addWidget(self._type)
        row.setAlignment(self._type, Qt.AlignmentFlag.AlignVCenter)

    def set_next(self, title: str, detail: str, *, listening: bool = True) -> None:
        """Says what to scan."""
        self._title.set_words(title)
        self._detail.set_words(detail)
        self.set_look(LISTENING if listening else PLAIN)
        self.setAccessibleName(f"{title}. {detail}")
