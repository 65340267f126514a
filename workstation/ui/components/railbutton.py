"""A quiet button on the dark ground of the rail."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost


class RailButton(QAbstractButton):
    """Icon, words, key."""

    def __init__(self, host: ThemeHost, text: str, icon: str, keys: str = "") -> None:
        super().__init__()
        self._host, self._icon, self._keys = host, icon, keys
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._short = False
        self.set_text(text)
        host.theme_changed.connect(self.updateGeometry)

    def set_text(self, text: str) -> None:
        """Shows other words."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_short(self, short: bool) -> None:
        """The icon alone, with the words as tooltip."""
        self._short = short
        self.setToolTip(self.text() if short else "")
        self.updateGeometry()
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Icon, words, caps."""
        host = self._host
        if self._short:
            return QSize(host.px(36), host.px(36))
        width = host.px(8 + 18 + 8 + 8) + host.font_metrics(Role.BODY).horizontalAdvance(self.text()) + 2
        return QSize(width + (draw.caps_width(host, self._keys) + host.px(8) if self._keys else 0), host.px(36))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws them."""
        host, painter, px = self._host, QPainter(self), self._host.px
        if self.underMouse() or self.isDown():
            draw.box(painter, self.rect(), px(6), host.colour("rail_active"))
        if self.hasFocus():
            draw.ring(painter, host, self.rect(), px(6), "rail_focus")
        x = px(8) + draw.icon(painter, host, px(8), self.height() / 2, self._icon, 18, "rail_text") + px(8)
        if self._short:
            return
        draw.text(painter, host, self.rect().adjusted(x, 0, 0, 0), self.text(), Role.BODY, "rail_text")
        if self._keys:
            left = self.width() - px(8) - draw.caps_width(host, self._keys)
            draw.draw_caps(painter, host, left, self.height() / 2, self._keys, "rail_text", "rail", "rail_text")
