"""A made-up page, drawn here, with what a reader would find on it: for the developers' view and for tests."""

from decimal import Decimal
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QImage, QImageWriter, QPainter, QPen

from workstation.domain.reading.geometry import Box, around
from workstation.domain.reading.model import (
    Candidate,
    Decision,
    DosageReading,
    FieldReading,
    LineReading,
    MedicineReading,
    Page,
    StrengthReading,
    Word,
)

WIDTH, HEIGHT = 1240, 1700
_LINES = (
    (("Tab.", "Warf", "5", "mg"), "0-0-1", "x 30 d"),
    (("Tab.", "Ecosprin", "75"), "0-1-0", "x 28 d"),
    (("Tab.", "Augmentin", "625", "Duo"), "1-0-1", "x 5 d"),
    (("Tab.", "Glycomet", "500"), "1-0-1 p.c.", "x 30 d"),
)


class _Pen:
    """Draws words and remembers where they stand."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self.words: list[Word] = []

    def word(
        self, text: str, x: int, baseline: int, font: QFont, ink: str, confidence: float, printed: bool = True
    ) -> Box:
        metrics = QFontMetrics(font)
        self._painter.setFont(font)
        self._painter.setPen(QColor(ink))
        self._painter.drawText(x, baseline, text)
        top = baseline - round(metrics.ascent() * 0.86)
        box = Box(x - 5, top, metrics.horizontalAdvance(text) + 12, round(metrics.height() * 0.96))
        self.words.append(Word(text, confidence, box, "sample+sample" if printed else "sample", printed))
        return box


def _written_font(size: int) -> QFont:
    font = QFont("Breip")
    font.setFamilies(["Breip", "Inter"])
    font.setItalic(not QFontDatabase.hasFamily("Breip"))
    font.setPixelSize(size)
    return font


def _printed_font(size: int, weight: int = 400) -> QFont:
    font = QFont("Inter")
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    return font


def sample_page() -> tuple[bytes, Page]:
    """A prescription as PNG, and what was read on it."""
    return _drawn(frozenset(QFontDatabase.families()) & {"Breip", "Inter"})


@cache
def _drawn(_families: frozenset[str]) -> tuple[bytes, Page]:
    """Once for the fonts that are there."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("#F4F1E6"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = _Pen(painter)
    ink = "#1B2A6B"
    doctor = pen.word("Dr. Meera Joshi", 90, 130, _printed_font(44, 700), "#1B2540", 0.98)
    registration = pen.word("Reg. No. MMC 2011/04/1187", 90, 190, _printed_font(24), "#3D4855", 0.96)
    painter.drawText(900, 130, "Banyan Lane Clinic")
    painter.setPen(QPen(QColor("#1B2540"), 3))
    painter.drawLine(80, 230, 1160, 230)
    patient = pen.word("Ramesh K. Deshpande", 200, 320, _written_font(46), ink, 0.9, False)
    age = pen.word("67 / M", 760, 320, _written_font(46), ink, 0.92, False)
    dated = pen.word("22/11/26", 960, 320, _written_font(46), ink, 0.88, False)
    weight = pen.word("72 kg", 200, 420, _written_font(44), ink, 0.9, False)
    diagnosis = pen.word("AF, T2DM, HTN", 480, 420, _written_font(44), ink, 0.87, False)
    painter.setFont(_printed_font(64, 600))
    painter.drawText(90, 560, "Rx")
    lines = tuple(_draw_line(pen, number, 650 + number * 165) for number in range(len(_LINES)))
    pen.word("INR after 1 wk", 230, 1380, _written_font(46), ink, 0.62, False)
    pen.word("", 820, 1380, _written_font(46), ink, 0.1, False)
    scrawl = Box(820, 1335, 260, 70)
    pen.words[-1] = Word("", 0.1, scrawl, "sample")
    painter.setPen(QPen(QColor(ink), 4))
    for step in range(12):
        painter.drawArc(QRectF(830 + step * 19, 1345 + (step % 3) * 8, 34, 44), 0, 200 * 16)
    painter.end()
    fields = {
        "prescriber": _field("Dr. Meera Joshi", doctor),
        "registration_number": _field("MMC 2011/04/1187", registration),
        "patient": _field("Ramesh K. Deshpande", patient), "age": _field("67", age), "date": _field("22/11/26", dated),
        "weight": _field("72 kg", weight), "diagnosis": _field("AF, T2DM, HTN", diagnosis),
    }  # fmt: skip
    page = Page(WIDTH, HEIGHT, tuple(pen.words), fields, lines)
    return _png(image), page


def _field(value: str, box: Box) -> FieldReading:
    return FieldReading(value, 0.9, Decision.READ, box)


def _draw_line(pen: _Pen, number: int, baseline: int) -> LineReading:
    name, dose, days = _LINES[number]
    ink, font = "#1B2A6B", _written_font(52)
    x, boxes = 130, []
    for place, text in enumerate(name):
        sure = 0.95 if number != 1 or place == 0 else 0.72
        box = pen.word(text, x, baseline, font, ink, sure, False)
        boxes.append(box)
        x = box.right + 16
    dose_box = pen.word(dose, 720, baseline, font, ink, 0.93, False)
    boxes += [dose_box, pen.word(days, 990, baseline, font, ink, 0.5 if number == 2 else 0.91, False)]
    decision = Decision.CONFIRM if number == 1 else Decision.READ
    strength = {0: ("5 mg", "5"), 1: ("75", "75"), 2: ("625", "625"), 3: ("500", "500")}[number]
    return LineReading(
        text=" ".join([*name, dose, days]),
        box=around(boxes),
        medicine=MedicineReading(name[1], decision, _candidates(number), boxes[1], 0.72 if number == 1 else 0.95),
        strength=StrengthReading(strength[0], decision, ((Decimal(strength[1]), "mg"),), boxes[2]),
        form="tablet",
        dosage_instruction=DosageReading(dose, None, dose_box),
        quantity=None,
        quantity_unit=None,
        duration_days=int(days.split()[1]),
    )


def _candidates(number: int) -> tuple[Candidate, ...]:
    if number != 1:
        return (Candidate(_LINES[number][0][1], (), 0.97, True),)
    return (
        Candidate("Ecosprin", ("aspirin",), 0.72, True),
        Candidate("Ecosprin-AV", ("aspirin", "atorvastatin"), 0.44, True),
        Candidate("Encorate", ("sodium valproate",), 0.38, True),
        Candidate("Econorm", ("saccharomyces boulardii",), 0.31, False),
    )  # fmt: skip


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())
