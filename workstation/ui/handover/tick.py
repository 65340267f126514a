"""A box to tick, large enough for a finger, with what it stands for and what it is compared with."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost

_BOX, _GAP, PAD = 20, 10, 6


class TickBox(QAbstractButton):
    """Space or a click ticks it."""

    def __init__(self, host: ThemeHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._detail = host, ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self._on_theme_changed)

    def set_words(self, words: str, detail: str) -> None:
        """What is ticked, and the value on record."""
        self._detail = detail
        self.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(detail)
        self._on_theme_changed()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; Enter is the primary action of the screen on every platform."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Box, words, value."""
        host = self._host
        words = host.font_metrics(Role.BODY, 600).horizontalAdvance(self.text())
        detail = host.font_metrics(Role.BODY).horizontalAdvance(self._detail)
        return QSize(words + detail + host.px(_BOX + 2 * _GAP + 2 * PAD), host.px(36))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """The value may elide; it has its tooltip."""
        words = self._host.font_metrics(Role.BODY, 600).horizontalAdvance(self.text())
        return QSize(words + self._host.px(_BOX + 2 * _GAP + 2 * PAD + 40), self._host.px(36))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, words, value, ring."""
        host, painter, px = self._host, QPainter(self), self._host.px
        side = px(_BOX)
        box = QRectF(px(PAD), (self.height() - side) / 2, side, side)
        if self.isChecked():
            draw.box(painter, box, px(4), host.colour("ok_fill"))
            draw.icon(painter, host, box.left() + px(2), box.center().y(), "check", 16, "on_fill")
        else:
            draw.box(painter, box, px(4), host.colour("surface"), host.colour("border_control"), 1.5)
        line = self.rect().adjusted(px(PAD + _BOX + _GAP), 0, -px(PAD), 0)
        draw.text(painter, host, line, self.text(), Role.BODY, "text", 600)
        used = host.font_metrics(Role.BODY, 600).horizontalAdvance(self.text()) + px(_GAP)
        draw.text(painter, host, line.adjusted(used, 0, 0, 0), self._detail, Role.BODY, "text_2")
        if self.hasFocus():
            draw.ring(painter, host, self.rect(), px(6))

    def _on_theme_changed(self) -> None:
        self.setToolTip(self._detail)
        self.updateGeometry()
        self.update()
