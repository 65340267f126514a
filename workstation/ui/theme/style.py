"""Fusion with our marks: a focus ring that is always visible, and round and square marks from the tokens."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget

from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme.metrics import CHIP_RADIUS, Metrics
from workstation.ui.theme.tokens import Theme

_Metric = QStyle.PixelMetric
_Element = QStyle.PrimitiveElement
_State = QStyle.StateFlag
_LENGTHS = {
    _Metric.PM_IndicatorWidth: 18,
    _Metric.PM_IndicatorHeight: 18,
    _Metric.PM_ExclusiveIndicatorWidth: 18,
    _Metric.PM_ExclusiveIndicatorHeight: 18,
    _Metric.PM_RadioButtonLabelSpacing: 8,
    _Metric.PM_CheckBoxLabelSpacing: 8,
}


class MarkStyle(QProxyStyle):
    """Draws the focus ring (PE_FrameFocusRect), radio and check marks; leaves the rest to Fusion."""

    def __init__(self, theme: Theme, metrics: Metrics) -> None:
        super().__init__("Fusion")
        self._theme = theme
        self._metrics = metrics

    def retheme(self, theme: Theme, metrics: Metrics) -> None:
        """Uses other tokens and sizes from now on."""
        self._theme = theme
        self._metrics = metrics

    @paints
    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Ring and marks; everything else as Fusion does it."""
        draw = {
            _Element.PE_FrameFocusRect: self._draw_ring,
            _Element.PE_IndicatorRadioButton: self._draw_radio,
            _Element.PE_IndicatorCheckBox: self._draw_check,
        }.get(element)
        if draw is None:
            super().drawPrimitive(element, option, painter, widget)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, option.rect, option.state)
        painter.restore()

    @called_by_qt
    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Marks grow with the text."""
        length = _LENGTHS.get(metric)
        return self._metrics.px(length) if length is not None else super().pixelMetric(metric, option, widget)

    @called_by_qt
    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        """No underlined letters in menus and buttons: the key caps say the keys."""
        if hint is QStyle.StyleHint.SH_UnderlineShortcut:
            return 0
        return super().styleHint(hint, option, widget, returnData)

    def _draw_ring(self, painter: QPainter, rect: QRect, _state: QStyle.StateFlag) -> None:
        width = self._theme.focus_width
        painter.setPen(QPen(QColor(self._theme.focus), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), CHIP_RADIUS, CHIP_RADIUS)

    def _draw_radio(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        box = QRectF(rect).adjusted(1, 1, -1, -1)
        self._edge(painter, state)
        painter.drawEllipse(box)
        if state & _State.State_On:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.on_accent))
            inset = box.width() * 0.32
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))

    def _draw_check(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        box = QRectF(rect).adjusted(1, 1, -1, -1)
        self._edge(painter, state)
        painter.drawRoundedRect(box, CHIP_RADIUS, CHIP_RADIUS)
        if state & _State.State_On:
            pen = QPen(QColor(self._theme.on_accent), max(1.8, box.width() / 8))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(_tick(box))

    def _edge(self, painter: QPainter, state: QStyle.StateFlag) -> None:
        on, enabled = bool(state & _State.State_On), bool(state & _State.State_Enabled)
        ground = self._theme.accent_fill if on else self._theme.surface
        edge = self._theme.accent_fill if on else self._theme.border_control
        painter.setPen(QPen(QColor(edge if enabled else self._theme.border), 1.4))
        painter.setBrush(QColor(ground if enabled else self._theme.sunken))


def _tick(box: QRectF) -> QPolygonF:
    points = ((0.24, 0.52), (0.43, 0.71), (0.78, 0.31))
    return QPolygonF([QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in points])
