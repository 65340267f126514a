"""Pictures beside words: own drawings (resources/labels/pictograms), the same on screen and on paper."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from workstation import paths
from workstation.domain.errors import Unavailable
from workstation.domain.label import Pictogram


def paint_pictogram(painter: QPainter, pictogram: Pictogram, frame: QRectF) -> None:
    """Draws one picture in black into the frame. Raises Unavailable("labels", ...) when its drawing is not there."""
    # Made anew each time: a renderer is a QObject and belongs to the thread that made it.
    renderer = QSvgRenderer(QByteArray(_drawing(pictogram)))
    if not renderer.isValid():
        raise Unavailable("labels", f"The drawing {pictogram.value}.svg cannot be read")
    renderer.render(painter, frame)


@cache
def _drawing(pictogram: Pictogram) -> bytes:
    path = paths.resources() / "labels" / "pictograms" / f"{pictogram.value}.svg"
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Unavailable("labels", f"The drawing {path.name} is not there") from problem
