"""Labels on the screen and on paper, by one painter: what the preview shows is what is printed."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from workstation.adapters.printing.layout import Layout, lay_out
from workstation.adapters.printing.matrix import matrix_path
from workstation.adapters.printing.pictograms import paint_pictogram
from workstation.adapters.printing.template import LabelTemplate, load_template
from workstation.adapters.printing.text import UNITS
from workstation.domain.errors import Unavailable
from workstation.domain.label import LabelContent
from workstation.file_words import in_words

PDF_DOTS_PER_INCH = 1200
MILLIMETRES_PER_INCH = 25.4


def paint_label(painter: QPainter, content: LabelContent, template: LabelTemplate | None = None) -> Layout:
    """Paints one label. One unit of the painter is 1/100 mm: scale it before, for instance to the dots of a printer.

    Raises Refused(MISSING_TEXT / MISSING_GLYPH / TEXT_DOES_NOT_FIT) before anything is painted.
    """
    layout = lay_out(content, template or load_template())
    painter.save()
    painter.setPen(Qt.GlobalColor.black)
    for text in layout.texts:
        text.draw(painter, QPointF(0, 0))
    for rule in layout.rules:
        painter.fillRect(rule, Qt.GlobalColor.black)
    for pictogram, frame in layout.pictures:
        paint_pictogram(painter, pictogram, frame)
    # Edges of modules on whole dots read better than soft ones.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    side = layout.code.width() / len(layout.modules)
    path = matrix_path(layout.modules, layout.code.left(), layout.code.top(), side)
    painter.fillPath(path, Qt.GlobalColor.black)
    painter.restore()
    return layout


def label_image(content: LabelContent, width_px: int, template: LabelTemplate | None = None) -> QImage:
    """The label as an opaque picture `width_px` wide, for the preview. Raises as `paint_label`."""
    chosen = template or load_template()
    scale = width_px / (chosen.width * UNITS)
    image = QImage(width_px, round(chosen.height * UNITS * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        paint_label(painter, content, chosen)
    finally:
        painter.end()
    return image


def write_label_pdf(contents: Sequence[LabelContent], path: Path, template: LabelTemplate | None = None) -> None:
    """One PDF, one page per label; the file appears whole or not at all, readable by its owner only.

    Raises as `paint_label` when any label is refused, Unavailable("printer", ...) when the file cannot be written.
    """
    if not contents:
        raise ValueError("a label file without labels")
    document = _pdf(contents, template or load_template())
    try:
        write_whole(document, path)
    except OSError as problem:
        raise Unavailable("printer", f"The label file cannot be written: {in_words(problem)}") from problem


def write_whole(document: bytes, path: Path) -> None:
    """The file appears whole or not at all, readable by its owner only. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _pdf(contents: Sequence[LabelContent], template: LabelTemplate) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # No title: it would carry a name into print queues and file managers.
    writer.setCreator("pharmacist workstation")
    writer.setResolution(PDF_DOTS_PER_INCH)
    size = QPageSize(
        QSizeF(template.width, template.height),
        QPageSize.Unit.Millimeter,
        template.name,
        QPageSize.SizeMatchPolicy.ExactMatch,
    )
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    try:
        scale = PDF_DOTS_PER_INCH / MILLIMETRES_PER_INCH / UNITS
        painter.scale(scale, scale)
        for place, content in enumerate(contents):
            if place:
                writer.newPage()
            paint_label(painter, content, template)
    finally:
        painter.end()
    buffer.close()
    return bytes(data.data())
