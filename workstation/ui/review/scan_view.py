"""The view on the paper: zoom, pan, rotate, hover, click, tabs of fields, and the link to the open card."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.review.labels import PaperLabels, ScanTexts
from workstation.ui.review.marks import FieldMark, WordMark
from workstation.ui.review.overlay import as_rect
from workstation.ui.review.scene import PaperScene
from workstation.ui.theme import ThemeHost

_STEP, _SMALLEST, _LARGEST = 1.2, 0.05, 8.0
_PAN = 60


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
        self._labels = PaperLabels(host, scene, texts, self.on_screen)
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

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ − zoom, Ctrl+0 and F fit, Ctrl+arrows pan, R rotates, B boxes."""
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        plain: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Plus: partial(self.zoom_by, _STEP),
            Qt.Key.Key_Equal: partial(self.zoom_by, _STEP),
            Qt.Key.Key_Minus: partial(self.zoom_by, 1 / _STEP),
            Qt.Key.Key_R: self.rotate_right,
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_B: self.boxes_requested.emit,
        }
        with_control: dict[Qt.Key, Callable[[], None]] = {
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

    @called_by_qt
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms, the wheel alone pans."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
        else:
            super().wheelEvent(event)

    @called_by_qt
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

    @called_by_qt
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

    @called_by_qt
    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Ends a drag."""
        self._drag = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor."""
        self._hover = None
        self.viewport().update()
        super().leaveEvent(event)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps fitting while nobody zoomed, with the open line in sight."""
        super().resizeEvent(event)
        if self._fitting:
            self.fit()
            self.show_line()

    @paints
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The desk, and a shadow under the paper."""
        painter.fillRect(rect, self._host.colour("desk"))
        paper = self._paper.sceneRect()
        if not paper.isEmpty():
            edge = draw.mix(self._host.colour("text"), self._host.colour("desk"), 0.12)
            painter.fillRect(paper.adjusted(-1, -1, 3 / self.zoom, 4 / self.zoom), edge)

    @paints
    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        """Tabs, the word "unreadable", the connector and the hover, in px of the screen."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._paper.overlay.isVisible():
            self._labels.draw_tabs(painter, self.zoom, self.viewport().width())
            self._labels.draw_unreadable(painter)
            selected = self._selected()
            if selected is not None and self._link_y is not None:
                self._labels.draw_link(painter, self.on_screen(selected), self.viewport().width(), self._link_y)
            if self._hover is not None:
                self._labels.draw_hover(painter, self.on_screen(self._hover), self.hovered(), self.viewport().size())
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

    def _selected(self) -> FieldMark | None:
        number = self._paper.selected_line
        return next((one for one in self._paper.marks.fields if number and one.number == number), None)

    def _tell_zoom(self) -> None:
        self.zoom_changed.emit(round(self.zoom * 100))
        self.viewport().update()

    def _room(self) -> None:
        """A margin around the paper, more at the top and bottom for tool strip and legend."""
        px, zoom = self._host.px, self.zoom
        side, end = px(24) / zoom, px(76) / zoom
        if self._turned % 180:
            side, end = end, side
        self.setSceneRect(self._paper.sceneRect().adjusted(-side, -end, side, end))

    def _on_pages(self) -> None:
        self._turned = self._paper.upright
        self._hover = None
        self.fit()

    def _on_theme_changed(self) -> None:
        self.viewport().update()
