"""Six digits, one line edit painted as cells. The digits are never shown and go when the field is hidden."""

from PySide6.QtCore import QRectF, QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import ThemeHost

DIGITS = 6
_CELL_WIDTH, _CELL_HEIGHT, _GAP = 56, 64, 8


class PinField(QLineEdit):
    """Emits `completed` with the sixth digit."""

    completed = Signal(str)

    def __init__(self, host: ThemeHost, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._refused = False
        self.setProperty("bare", "true")
        self.setMaxLength(DIGITS)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d*"), self))
        self.setEchoMode(QLineEdit.EchoMode.NoEcho)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_changed)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def digits_left(self) -> int:
        """How many are still to come."""
        return DIGITS - len(self.text())

    @property
    def takes_digits(self) -> bool:
        """Whether typing does anything: not for somebody without a PIN, not while one is compared."""
        return self.isEnabled() and not self.isReadOnly()

    def set_refused(self, refused: bool) -> None:
        """The edges say that it was not right; the next digit takes that away."""
        self._refused = refused
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Six cells."""
        px = self._host.px
        return QSize(DIGITS * px(_CELL_WIDTH) + (DIGITS - 1) * px(_GAP), px(_CELL_HEIGHT))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @called_by_qt
    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed does not outlive the page."""
        self.clear()
        super().hideEvent(event)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Cells and dots; the next cell has the focus edge."""
        host, painter = self._host, QPainter(self)
        px = host.px
        for index in range(DIGITS):
            rect = QRectF(index * (px(_CELL_WIDTH) + px(_GAP)), 0, px(_CELL_WIDTH), px(_CELL_HEIGHT))
            is_next = self.hasFocus() and index == min(len(self.text()), DIGITS - 1)
            edge = host.colour("focus" if is_next else ("major" if self._refused else "border_control"))
            width = host.theme.focus_width if is_next or self._refused else host.theme.border_width
            ground = host.colour("surface" if self.isEnabled() else "sunken")
            draw.box(painter, rect, px(8), ground, edge, width)
            if index < len(self.text()):
                side = px(8)
                dot = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
                draw.box(painter, dot, side / 2, host.colour("text"))

    def _on_changed(self, text: str) -> None:
        if text:
            self._refused = False
        self.update()
        if len(text) == DIGITS:
            self.completed.emit(text)

    def _on_theme_changed(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
