"""The DataMatrix of a label, as modules."""

from functools import lru_cache

import numpy
import zxingcpp
from PySide6.QtGui import QPainterPath


@lru_cache(maxsize=64)
def modules_of(text: str) -> tuple[str, ...]:
    """The square DataMatrix of a text: one string per row, "#" for a dark module."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    image = numpy.asarray(barcode.to_image(scale=1, add_quiet_zones=False))
    return tuple("".join("." if light else "#" for light in row) for row in image.tolist())


def matrix_path(modules: tuple[str, ...], left: float, top: float, side: float) -> QPainterPath:
    """The dark modules as one path, runs of a row joined so that no hairlines stand between them."""
    path = QPainterPath()
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end] == "#":
                end += 1
            if end > x:
                path.addRect(left + x * side, top + y * side, (end - x) * side, side)
            x = max(end, x + 1)
    return path
