"""Pictures for the gallery and the tests of the dispense screen: a label, and the crop of a written line."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QFont, QImage, QPainter


def _png(width: int, height: int, paint: Callable[[QPainter], None], ground: str = "#FFFFFF") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows names only as bytes
    return bytes(buffer.data().data())


def _hand(size: int, *, bold: bool = False) -> QFont:
    font = QFont("Inter")
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def label_picture(width: int) -> bytes:
    """A picture of a label, only for its place on the screen: the real one is drawn by the printing adapter."""
    unit = width / 70

    def paint(painter: QPainter) -> None:
        painter.setPen(Qt.GlobalColor.black)
        texts = (
            ("Neem Tree Pharmacy", 2.6, True, 3.0),
            ("Ramesh K. Deshpande", 2.6, True, 8.4),
            ("Warf 5  warfarin 5 mg · 15 tablets", 2.8, True, 12.4),
            ("Take 1 tablet at bedtime.", 2.6, True, 17.5),
            ("RX-26-004821/1 · Batch WF2419 · Exp 31 Mar 2027", 2.0, False, 33.0),
        )
        for words, size, bold, y in texts:
            painter.setFont(_hand(round(size * unit), bold=bold))
            painter.drawText(round(2.2 * unit), round((y + 1.5) * unit), words)

    return _png(width, round(width * 36 / 70), paint)


def crop_picture(written: str, dosage: str) -> bytes:
    """A picture of a written line."""

    def paint(painter: QPainter) -> None:
        font = QFont("Kristi")
        font.setPixelSize(64)
        font.setItalic(True)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.darkBlue)
        painter.drawText(16, 62, f"{written}     {dosage}")

    return _png(560, 96, paint, "#F1EBDD")
