"""One item that paints every mark: words by decision, fields as brackets. Sizes stay the same at every zoom."""

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from workstation.domain.reading.geometry import Box
from workstation.domain.reading.model import Decision
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.review.marks import FieldKind, Marks
from workstation.ui.theme import ThemeHost, Token

INKS: dict[Decision, Token] = {
    Decision.READ: "paper_read",
    Decision.CONFIRM: "paper_confirm",
    Decision.UNREADABLE: "paper_unreadable",
}
FIELD_INKS: dict[FieldKind, Token] = {FieldKind.PERSON: "paper_person", FieldKind.LINE: "paper_line"}
_DASH = [9 / 2, 5 / 2]
_DOTS = [0.5, 1.5]
_BRACKET, _AROUND = 14, 6
"""Px on the screen: arm of a bracket, and its distance from the words."""


def as_rect(box: Box) -> QRectF:
    """A box as Qt has it."""
    return QRectF(box.x, box.y, box.w, box.h)


def word_pen(ink: QColor, decision: Decision) -> QPen:
    """Solid, dashed or dotted: the decision without its colour."""
    pen = QPen(ink, 2)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if decision is Decision.CONFIRM:
        pen.setDashPattern(_DASH)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    elif decision is Decision.UNREADABLE:
        pen.setDashPattern(_DOTS)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def veil(ink: QColor, strength: float) -> QColor:
    """The ink, nearly transparent."""
    shade = QColor(ink)
    shade.setAlphaF(strength)
    return shade


class OverlayItem(QGraphicsItem):
    """Words and fields of all pages."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        self._marks = Marks()
        self._bounds = QRectF()
        self._line = 0
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_marks(self, marks: Marks, bounds: QRectF) -> None:
        """Paints other marks."""
        self.prepareGeometryChange()
        self._marks, self._bounds = marks, bounds
        self.update()

    def select_line(self, number: int) -> None:
        """The line with a full frame and handles; 0 = none."""
        self._line = number
        self.update()

    @called_by_qt
    def boundingRect(self) -> QRectF:
        """The paper."""
        return self._bounds

    @paints
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Fields below, words above."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        if zoom <= 0:
            return
        seen = painter.clipBoundingRect() if painter.hasClipping() else self._bounds
        for field in self._marks.fields:
            rect = as_rect(field.box).adjusted(*_outset(_AROUND / zoom))
            if rect.intersects(seen):
                ink = self._host.colour(FIELD_INKS[field.kind])
                if field.number and field.number == self._line:
                    _draw_selected(painter, rect, ink, zoom)
                else:
                    _draw_brackets(painter, rect, ink, _BRACKET / zoom)
        for word in self._marks.words:
            rect = as_rect(word.box)
            if rect.intersects(seen):
                _draw_word(painter, rect, self._host.colour(INKS[word.decision]), word.decision, zoom)


def _outset(length: float) -> tuple[float, float, float, float]:
    return -length, -length, length, length


def _draw_word(painter: QPainter, rect: QRectF, ink: QColor, decision: Decision, zoom: float) -> None:
    painter.setPen(word_pen(ink, decision))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if decision is Decision.CONFIRM:
        painter.setBrush(veil(ink, 0.10))
    elif decision is Decision.UNREADABLE:
        hatch = QBrush(veil(ink, 0.55), Qt.BrushStyle.BDiagPattern)
        hatch.setTransform(QTransform.fromScale(1 / zoom, 1 / zoom))
        painter.setBrush(hatch)
    painter.drawRoundedRect(rect, 3 / zoom, 3 / zoom)


def _draw_brackets(painter: QPainter, rect: QRectF, ink: QColor, arm: float) -> None:
    pen = QPen(ink, 2)
    pen.setCosmetic(True)
    painter.setPen(pen)
    arm = min(arm, rect.width() / 3, rect.height() / 2)
    for x, across in ((rect.left(), arm), (rect.right(), -arm)):
        for y, down in ((rect.top(), arm), (rect.bottom(), -arm)):
            painter.drawLine(QLineF(x, y, x + across, y))
            painter.drawLine(QLineF(x, y, x, y + down))


def _draw_selected(painter: QPainter, rect: QRectF, ink: QColor, zoom: float) -> None:
    pen = QPen(ink, 2)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(veil(ink, 0.07))
    painter.drawRect(rect)
    painter.setBrush(Qt.GlobalColor.white)
    side = 7 / zoom
    for x in (rect.left(), rect.right()):
        for y in (rect.top(), rect.bottom()):
            painter.drawRect(QRectF(x - side / 2, y - side / 2, side, side))
