"""The top of a scanned page in the preview, with what was read of it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost

TALL, LOW = 278, 120
"""Design px of height."""


class ScanThumb(QWidget):
    """The top of the first page, as wide as the preview, with what was read of it."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        self._scan: QPixmap | None = None
        self._scaled: QPixmap | None = None
        self._words = ""
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self._on_theme_changed)

    def show_scan(self, scan: QPixmap | None, words: str, *, low: bool = False) -> None:
        """Another page; `words` says how it was read, or why there is none. `low`: alerts below need the room."""
        self._low = low
        self._scan, self._scaled, self._words = scan, None, words
        self.setAccessibleName(words)
        self._on_theme_changed()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """The page down to 278 px, or a line without one."""
        return QSize(self._host.px(432), self._height_in(self.width() or self._host.px(432)))

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another scale."""
        super().resizeEvent(event)
        self._on_theme_changed()

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Page, border, words."""
        host, painter = self._host, QPainter(self)
        frame = QRectF(self.rect())
        radius = host.px(8)
        if self._scan is None:
            draw.box(painter, frame, radius, None, host.colour("border_control"), 1.2, (host.px(4), host.px(3)))
            draw.text(painter, host, self.rect(), self._words, Role.SMALL, "text_2", None, draw.CENTRE)
            return
        shape = QPainterPath()
        shape.addRoundedRect(frame, radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(shape)
        painter.drawPixmap(0, 0, self._fitted())
        if host.theme.paper_dim < 1:
            painter.fillRect(self.rect(), QColor(0, 0, 0, round(255 * (1 - host.theme.paper_dim))))
        painter.setClipping(False)
        draw.box(painter, frame, radius, None, host.colour("border"), host.theme.border_width)
        self._draw_words(painter)

    def _draw_words(self, painter: QPainter) -> None:
        host, px = self._host, self._host.px
        if not self._words:
            return
        wide = host.font_metrics(Role.SMALL, 600).horizontalAdvance(self._words) + px(36)
        tag = QRectF(px(9), self.height() - px(9) - px(22), wide, px(22))
        edge = host.colour("border_control")
        draw.box(painter, tag, px(4), host.colour("surface"), edge, host.theme.border_width)
        used = draw.icon(painter, host, tag.left() + px(7), tag.center().y(), "boxes", 14, "text_2") + px(13)
        line = tag.toRect().adjusted(used, 0, 0, 0)
        draw.text(painter, host, line, self._words, Role.SMALL, "text", 600)

    def _fitted(self) -> QPixmap:
        if self._scaled is None and self._scan is not None:
            ratio = self.devicePixelRatioF()
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled = self._scan.scaledToWidth(round(self.width() * ratio), smooth)
            self._scaled.setDevicePixelRatio(ratio)
        assert self._scaled is not None
        return self._scaled

    def _height_in(self, width: int) -> int:
        if self._scan is None or self._scan.width() == 0:
            return self._host.px(40)
        return min(self._host.px(LOW if self._low else TALL), width * self._scan.height() // self._scan.width())

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._height_in(self.width()))
        self._scaled = None
        self.update()
