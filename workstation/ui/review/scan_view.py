"""The view on the paper: zoom, pan, rotate, hover, click, tabs of fields, and the link to the open card."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView

from workstation.domain.reading.model import Decision
from workstation.ui.components import draw
from workstation.ui.review.marks import FieldKind, FieldMark, WordMark
from workstation.ui.review.overlay import FIELD_INKS, as_rect
from workstation.ui.review.scene import PaperScene
from workstation.ui.theme import Role, ThemeHost

_STEP, _SMALLEST, _LARGEST = 1.2, 0.05, 8.0
_PAN = 60
_TAB, _PAD, _AROUND = 18, 8, 6
_LABELS_FROM = 0.6
"""Share of the fitting zoom below which only the selected field keeps its tab."""


@dataclass(frozen=True, slots=True)
class ScanTexts:
    """The words painted on the paper."""

    fields: dict[str, str]
    """By name of a field; "line" holds {number}."""
    unreadable: str
    hover: dict[Decision, str]


class ScanView(QGraphicsView):
    """Shows a PaperScene. `set_link` draws the connector to the right edge."""

    word_clicked = Signal(str)
    line_clicked = Signal(int)
    zoom_changed = Signal(int)
    """Percent of the scan's own pixels."""
    boxes_requested = Signal()

    def __init__(self, host: ThemeHost, scene: PaperScene, texts: ScanTexts) -> None:
        super().__init__(scene)
        self._host, self._paper, self._texts = host, scene, texts
        self._turned, self._fitting = 0, True
        self._hover: WordMark | None = None
        self._drag: QPoint | None = None
        self._link_y: int | None = None
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        host.theme_changed.connect(self._on_theme_changed)
        scene.changed_pages.connect(self._on_pages)
        self._on_theme_changed()

    # --- what it can do -----------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Screen px per px of the scan."""
        transform = self.transform()
        return float((transform.m11() ** 2 + transform.m12() ** 2) ** 0.5)

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller, within limits."""
        factor = min(max(self.zoom * factor, _SMALLEST), _LARGEST) / self.zoom
        self._fitting = False
        self.scale(factor, factor)
        self._tell_zoom()

    def fit(self) -> None:
        """The width of the paper fills the view, its top is shown."""
        self._fitting = True
        rect = self._paper.sceneRect()
        if rect.isEmpty():
            return
        turned = QTransform().rotate(self._turned)
        shape = turned.mapRect(rect)
        margin = self._host.px(24)
        factor = max(_SMALLEST, (self.viewport().width() - 2 * margin) / shape.width())
        self.setTransform(turned.scale(factor, factor))
        self._room()
        self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())
        bar = self.horizontalScrollBar()
        bar.setValue((bar.minimum() + bar.maximum()) // 2)
        self._tell_zoom()

    def rotate_right(self) -> None:
        """A quarter turn clockwise."""
        self._turned = (self._turned + 90) % 360
        self.fit()

    def pan(self, across: int, down: int) -> None:
        """Moves the window over the paper, in px of the screen."""
        for bar, step in ((self.horizontalScrollBar(), across), (self.verticalScrollBar(), down)):
            bar.setValue(bar.value() + step)

    def show_line(self) -> None:
        """Scrolls so far that the selected line is seen."""
        mark = self._selected()
        if mark is not None:
            margin = self._host.px(72)
            self.ensureVisible(as_rect(mark.box), self._host.px(24), margin)

    def set_link(self, y: int | None) -> None:
        """Height at the right edge at which the open card stands (view px); None hides the connector."""
        if y != self._link_y:
            self._link_y = y
            self.viewport().update()

    def hovered(self) -> str:
        """What the hover says of the word under the cursor; empty when there is none."""
        if self._hover is None:
            return ""
        percent = round(self._hover.confidence * 100)
        said = self._texts.hover[self._hover.decision]
        return f"“{self._hover.text}” {percent} % · {said}" if self._hover.text else said

    # --- Qt -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ − zoom, Ctrl+0 and F fit, Ctrl+arrows pan, R rotates, B boxes."""
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        plain = {
            Qt.Key.Key_Plus: partial(self.zoom_by, _STEP),
            Qt.Key.Key_Equal: partial(self.zoom_by, _STEP),
            Qt.Key.Key_Minus: partial(self.zoom_by, 1 / _STEP),
            Qt.Key.Key_R: self.rotate_right,
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_B: self.boxes_requested.emit,
        }
        with_control = {
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_Left: partial(self.pan, -_PAN, 0),
            Qt.Key.Key_Right: partial(self.pan, _PAN, 0),
            Qt.Key.Key_Up: partial(self.pan, 0, -_PAN),
            Qt.Key.Key_Down: partial(self.pan, 0, _PAN),
        }
        action = (with_control if held else plain).get(Qt.Key(event.key()))
        if action is None:
            event.ignore()
            return
        action()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms, the wheel alone pans."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A word goes into the editor; a line opens its card; anything else starts a drag."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = self.mapToScene(event.position().toPoint())
        index = self._paper.word_at(point) if self._paper.overlay.isVisible() else None
        line = self._paper.line_at(point)
        if line and line != self._paper.selected_line:
            self.line_clicked.emit(line)
        elif index is not None:
            self.word_clicked.emit(self._paper.marks.words[index].text)
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._drag = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags, or shows what is under the cursor."""
        here = event.position().toPoint()
        if self._drag is not None:
            self.pan(self._drag.x() - here.x(), self._drag.y() - here.y())
            self._drag = here
            return
        index = self._paper.word_at(self.mapToScene(here)) if self._paper.overlay.isVisible() else None
        word = self._paper.marks.words[index] if index is not None else None
        if word is not self._hover:
            self._hover = word
            shape = Qt.CursorShape.PointingHandCursor if word else Qt.CursorShape.OpenHandCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Ends a drag."""
        self._drag = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the cursor."""
        self._hover = None
        self.viewport().update()
        super().leaveEvent(event)  # type: ignore[arg-type]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps fitting while nobody zoomed."""
        super().resizeEvent(event)
        if self._fitting:
            self.fit()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The desk, and a shadow under the paper."""
        painter.fillRect(rect, self._host.colour("desk"))
        paper = self._paper.sceneRect()
        if not paper.isEmpty():
            edge = draw.mix(self._host.colour("text"), self._host.colour("desk"), 0.12)
            painter.fillRect(paper.adjusted(-1, -1, 3 / self.zoom, 4 / self.zoom), edge)

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        """Tabs, the word "unreadable", the connector and the hover, in px of the screen."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._paper.overlay.isVisible():
            self._draw_tabs(painter)
            self._draw_unreadable(painter)
            self._draw_link(painter)
            self._draw_hover(painter)
        painter.restore()
        if self.hasFocus():
            painter.save()
            painter.resetTransform()
            draw.ring(painter, self._host, self.viewport().rect().adjusted(1, 1, -1, -1), 2)
            painter.restore()

    # --- inside -------------------------------------------------------------------------------------------

    def on_screen(self, mark: FieldMark | WordMark) -> QRectF:
        """Where a mark is in the view, as an upright rectangle."""
        return QRectF(self.mapFromScene(as_rect(mark.box)).boundingRect())

    def _draw_tabs(self, painter: QPainter) -> None:
        host = self._host
        paper = self._paper.sceneRect()
        roomy = paper.width() * self.zoom >= self.viewport().width() * _LABELS_FROM
        taken = [self.on_screen(field) for field in self._paper.marks.fields]
        for place, field in enumerate(self._paper.marks.fields):
            chosen = field.number and field.number == self._paper.selected_line
            if not roomy and not chosen:
                continue
            template = self._texts.fields.get(field.name, field.name)
            words = template.replace("{number}", str(field.number))
            width = host.font_metrics(Role.TINY, 600).horizontalAdvance(words) + 2 * host.px(_PAD)
            rect = self.on_screen(field).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
            tab = QRectF(rect.left(), rect.top() - host.px(_TAB) + 1, width, host.px(_TAB))
            others = (other for index, other in enumerate(taken) if index != place)
            if not chosen and any(other.intersects(tab) for other in others):
                continue
            taken.append(tab)
            radius = tab.height() / 2 if field.kind is FieldKind.PERSON else host.px(2)
            draw.box(painter, tab, radius, host.colour(FIELD_INKS[field.kind]))
            painter.setPen(Qt.GlobalColor.white)
            painter.setFont(host.font(Role.TINY, 600))
            painter.drawText(tab, draw.CENTRE, words)

    def _draw_unreadable(self, painter: QPainter) -> None:
        host = self._host
        for word in self._paper.marks.words:
            rect = self.on_screen(word)
            if word.decision is not Decision.UNREADABLE or rect.width() < host.px(36):
                continue
            width = host.font_metrics(Role.TINY, 600).horizontalAdvance(self._texts.unreadable) + 2 * host.px(7)
            tab = QRectF(rect.left(), rect.bottom() + 1, width, host.px(_TAB))
            draw.box(painter, tab, host.px(3), host.colour("paper_unreadable"))
            painter.setPen(Qt.GlobalColor.white)
            painter.setFont(host.font(Role.TINY, 600))
            painter.drawText(tab, draw.CENTRE, self._texts.unreadable)

    def _selected(self) -> FieldMark | None:
        number = self._paper.selected_line
        return next((one for one in self._paper.marks.fields if number and one.number == number), None)

    def _draw_link(self, painter: QPainter) -> None:
        mark = self._selected()
        if mark is None or self._link_y is None:
            return
        ink, tip = self._host.colour("paper_link"), self._host.px(8)
        rect = self.on_screen(mark)
        right = self.viewport().width()
        start = QPointF(min(rect.right() + _AROUND, right - 3 * tip), rect.center().y())
        bend = right - self._host.px(22)
        painter.setPen(QPen(ink, 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(
            QPolygonF([start, QPointF(bend, start.y()), QPointF(bend, self._link_y), QPointF(right, self._link_y)])
        )
        painter.setBrush(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(start, tip / 2, tip / 2)
        y = self._link_y
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(right - tip - 4, y - tip / 1.4),
                    QPointF(right - 4, y),
                    QPointF(right - tip - 4, y + tip / 1.4),
                ]
            )
        )

    def _draw_hover(self, painter: QPainter) -> None:
        if self._hover is None:
            return
        host, words = self._host, self.hovered()
        metrics = host.font_metrics(Role.SMALL, 600)
        under = self.on_screen(self._hover)
        width, height = metrics.horizontalAdvance(words) + 2 * host.px(10), host.px(28)
        left = max(4.0, min(under.left(), self.viewport().width() - width - 4.0))
        top = under.bottom() + host.px(8)
        if top + height > self.viewport().height():
            top = under.top() - height - host.px(8)
        rect = QRectF(left, top, width, height)
        draw.box(painter, rect, host.px(5), host.colour("rail"), host.colour("rail_text"), 1)
        painter.setPen(host.colour("rail_title"))
        painter.setFont(host.font(Role.SMALL, 600))
        painter.drawText(rect, draw.CENTRE, words)

    def _tell_zoom(self) -> None:
        self.zoom_changed.emit(round(self.zoom * 100))
        self.viewport().update()

    def _room(self) -> None:
        """A margin around the paper, more at the top and bottom for tool strip and legend."""
        px, zoom = self._host.px, self.zoom
        side, top, bottom = px(24) / zoom, px(76) / zoom, px(76) / zoom
        self.setSceneRect(self._paper.sceneRect().adjusted(-side, -top, side, bottom))

    def _on_pages(self) -> None:
        self._turned = self._paper.upright
        self._hover = None
        self.fit()

    def _on_theme_changed(self) -> None:
        self.viewport().update()
