"""A row of choices of which one is on: "The patient | Someone else | Courier"."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token


class SegmentedControl(QWidget):
    """Choose by click, arrows or Space. `options` are (code, text) or (code, text, icon)."""

    chosen = Signal(str)

    def __init__(self, host: ThemeHost, options: tuple[tuple[str, ...], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._options = host, options
        self._index = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name()
        host.theme_changed.connect(self.updateGeometry)

    def code(self) -> str:
        """The one that is on."""
        return self._options[self._index][0]

    def choose(self, code: str) -> None:
        """Switches one on; tells when that is a change."""
        for index, option in enumerate(self._options):
            if option[0] == code and index != self._index:
                self._index = index
                self._name()
                self.update()
                self.chosen.emit(code)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """All choices side by side."""
        return QSize(sum(self._natural()), self._host.metrics.small_button)

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """The same: no word is cut."""
        return self.sizeHint()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.choose(self._options[(self._index + step) % len(self._options)][0])

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        x = 0.0
        for option, width in zip(self._options, self._widths(), strict=True):
            x += width
            if event.position().x() < x:
                self.choose(option[0])
                return

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, the one that is on, words."""
        host, painter = self._host, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect())
        radius = host.px(6)
        draw.box(painter, frame, radius, host.colour("surface"))
        shape = QPainterPath()
        shape.addRoundedRect(frame, radius, radius)
        x = 0.0
        for index, (option, width) in enumerate(zip(self._options, self._widths(), strict=True)):
            on = index == self._index
            part = QRectF(x, 0, width, frame.height())
            if on:
                painter.save()
                painter.setClipPath(shape)
                painter.fillRect(part, host.colour("accent_soft"))
                painter.restore()
            if index:
                painter.fillRect(QRectF(x, 0, host.theme.border_width, frame.height()), host.colour("border_control"))
            self._draw_option(painter, part, option, "accent" if on else "text", 600 if on else 500)
            x += width
        draw.box(painter, frame, radius, None, host.colour("border_control"), host.theme.border_width)
        if self.hasFocus():
            draw.ring(painter, host, frame, radius)

    def _draw_option(self, painter: QPainter, part: QRectF, option: tuple[str, ...], tone: Token, weight: int) -> None:
        host = self._host
        words = host.font_metrics(Role.SMALL, weight).horizontalAdvance(option[1])
        icon = option[2] if len(option) > 2 else ""
        used = words + (host.px(22) if icon else 0)
        x = part.center().x() - used / 2
        if icon:
            x += draw.icon(painter, host, x, part.center().y(), icon, 16, tone) + host.px(6)
        rect = part.toRect()
        rect.setLeft(round(x))
        draw.text(painter, host, rect, option[1], Role.SMALL, tone, weight)

    def _natural(self) -> list[int]:
        metrics = self._host.font_metrics(Role.SMALL, 600)
        return [
            metrics.horizontalAdvance(option[1]) + self._host.px(24 + (22 if len(option) > 2 else 0))
            for option in self._options
        ]

    def _widths(self) -> list[float]:
        natural = self._natural()
        spare = (self.width() - sum(natural)) / len(natural)
        return [width + spare for width in natural]

    def _name(self) -> None:
        self.setAccessibleName(self._options[self._index][1])
        self.setAccessibleDescription(", ".join(option[1] for option in self._options))
