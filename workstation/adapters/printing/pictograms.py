"""Pictures of the parts of the day in a rounded frame, drawn as paths: the same on screen and on paper."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from workstation.domain.label import Pictogram


def paint_pictogram(painter: QPainter, pictogram: Pictogram, frame: QRectF) -> None:
    """Draws one picture in black into the frame."""
    painter.save()
    side = frame.width()
    line = QPen(Qt.GlobalColor.black, side * 0.06, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = side * 0.03
    painter.drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), side * 0.18, side * 0.18)
    painter.setClipRect(frame)
    if pictogram is Pictogram.NIGHT:
        painter.fillPath(_moon(frame), Qt.GlobalColor.black)
    else:
        _paint_sun(painter, pictogram, frame)
    painter.restore()


def _moon(frame: QRectF) -> QPainterPath:
    side = frame.width()
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(frame.center(), side * 0.29, side * 0.29)
    bite.addEllipse(frame.center() + QPointF(side * 0.15, -side * 0.11), side * 0.25, side * 0.25)
    return whole.subtracted(bite)


def _paint_sun(painter: QPainter, pictogram: Pictogram, frame: QRectF) -> None:
    """Noon: the whole sun with rays. Morning: half a sun over a horizon. Evening: the same without rays."""
    side = frame.width()
    low = pictogram is not Pictogram.NOON
    centre = frame.center() + QPointF(0, side * (0.14 if low else 0))
    radius = side * (0.19 if low else 0.15)
    disc = QPainterPath()
    if low:
        disc.moveTo(centre + QPointF(-radius, 0))
        disc.arcTo(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 180, -180)
        disc.closeSubpath()
        painter.drawLine(centre + QPointF(-side * 0.3, side * 0.06), centre + QPointF(side * 0.3, side * 0.06))
    else:
        disc.addEllipse(centre, radius, radius)
    painter.fillPath(disc, Qt.GlobalColor.black)
    if pictogram is Pictogram.EVENING:
        painter.drawLine(centre + QPointF(-side * 0.18, side * 0.19), centre + QPointF(side * 0.18, side * 0.19))
        return
    angles = (30, 60, 90, 120, 150) if low else range(0, 360, 45)
    for angle in angles:
        direction = QPointF(math.cos(math.radians(angle)), -math.sin(math.radians(angle)))
        painter.drawLine(centre + direction * (radius + side * 0.08), centre + direction * (radius + side * 0.15))
