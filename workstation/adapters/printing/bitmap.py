"""A label as the dots of a printer: what is shown is what is printed, in every script, whatever fonts it has."""

from dataclasses import dataclass

import numpy
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from workstation.adapters.printing.label import paint_label
from workstation.adapters.printing.template import LabelTemplate
from workstation.adapters.printing.text import UNITS
from workstation.domain.label import LabelContent

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4, 600: 600 / 25.4}
"""A head of "203 dpi" has 8 dots to the millimetre. One of "300 dpi" has 11.8 or 12, by maker: the smaller number
never runs off the label."""
_HALF = 128


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black dots. Rows are padded to whole bytes; the first dot is the highest bit, 1 is black."""

    width: int
    height: int
    row_bytes: int
    rows: bytes


def label_bitmap(content: LabelContent, template: LabelTemplate, dots: int) -> Bitmap:
    """The label in the dots of a head with `dots` per inch. Raises as `paint_label`, before anything is painted."""
    scale = DOTS_PER_MM[dots] / UNITS
    width, height = round(template.width * UNITS * scale), round(template.height * UNITS * scale)
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        paint_label(painter, content, template)
    finally:
        painter.end()
    grey = numpy.frombuffer(image.constBits(), numpy.uint8).reshape(height, image.bytesPerLine())[:, :width]
    packed = numpy.packbits(grey < _HALF, axis=1)
    return Bitmap(width, height, packed.shape[1], packed.tobytes())
