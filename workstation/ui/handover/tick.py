"""A box to tick, large enough for a finger, with what it stands for and what it is compared with."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost

_BOX, _GAP, PAD = 20, 10, 6
_SLACK = 4


class TickBox(QAbstractButton):
    """Space or a click ticks it."""

    def __init__(self, host: ThemeHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._detail, self._stacked = host, "", False
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
        """Box, words, value; the value below the words where there is no room beside them."""
        words, detail = self._widths()
        width = words + detail + self._host.px(_BOX + 2 * _GAP + 2 * PAD)
        return QSize(width, self._host.px(60 if self.stacked else 36))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Words or value, the longer one: what has to be compared is never cut."""
        return QSize(max(self._widths()) + self._host.px(_BOX + _GAP + 2 * PAD), self._host.px(36))

    @property
    def stacked(self) -> bool:
        """Whether words and value stand on two lines."""
        return self._stacked

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or two."""
        super().resizeEvent(event)
        words, detail = self._widths()
        stacked = self.width() < words + detail + self._host.px(_BOX + 2 * _GAP + 2 * PAD)
        if stacked != self._stacked:
            self._stacked = stacked
            self.updateGeometry()

    def _widths(self) -> tuple[int, int]:
        """Of words and value in px, rounded up: a text in a pixel too few is cut by four letters."""
        words = self._host.font_metrics(Role.BODY, 600).horizontalAdvance(self.text())
        detail = self._host.font_metrics(Role.BODY).horizontalAdvance(self._detail)
        return words + self._host.px(_SLACK), detail + self._host.px(_SLACK)

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
        if self._stacked:
            half = self.height() // 2
            draw.text(painter, host, line.adjusted(0, 0, 0, -half), self.text(), Role.BODY, "text", 600)
            draw.text(painter, host, line.adjusted(0, half, 0, 0), self._detail, Role.BODY, "text_2")
        else:
            draw.text(painter, host, line, self.text(), Role.BODY, "text", 600)
            used = self._widths()[0] + px(_GAP)
            draw.text(painter, host, line.adjusted(used, 0, 0, 0), self._detail, Role.BODY, "text_2")
        if self.hasFocus():
            draw.ring(painter, host, self.rect(), px(6))

    def _on_theme_changed(self) -> None:
        self.setToolTip(self._detail)
        self.updateGeometry()
        self.update()
