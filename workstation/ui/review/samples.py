"""Made-up data for the developers' view and for tests: a page drawn here, a patient, a small catalogue, answers in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QImage, QPainter, QPen

from workstation.domain.errors import Refused
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.patient import Allergy, Patient, PatientContext, Sex
from workstation.domain.prescription import (
    LineKind,
    LineSource,
    PrescribedMedicine,
    Prescriber,
    Prescription,
    PrescriptionLine,
    WrittenPlace,
)
from workstation.domain.quantity import Money, Quantity
from workstation.domain.reading.geometry import Box, around
from workstation.domain.reading.model import (
    Candidate,
    Decision,
    DosageReading,
    FieldReading,
    LineReading,
    MedicineReading,
    Page,
    Reading,
    StrengthReading,
    Word,
)
from workstation.domain.screening.model import Alert, AlertKind, Severity
from workstation.domain.workflow import Status
from workstation.services.approval import ApprovalRefusal
from workstation.services.ports import AlertAnswer, ScanDocument
from workstation.services.review_view import ReviewView
from workstation.services.screening import AnsweredAlert, ScreenedPrescription, alert_key
from workstation.services.transcription import KeyedLine
from workstation.ui.review.actions import ReviewActions

NOW = datetime(2026, 11, 22, 16, 32, 4, tzinfo=UTC)
_SPACE = UUID("5f0a3a0e-6f0d-4d53-9f6a-0a4f1c9b7e11")


def sample_id(name: str) -> UUID:
    """Always the same id for the same name."""
    return uuid5(_SPACE, name)


PATIENT_ID, PRESCRIPTION_ID, DOCUMENT_ID = sample_id("patient"), sample_id("rx"), sample_id("scan")
USER_ID = sample_id("user")


def _product(name: str, parts: str, form: str, pack: str, price: str, schedule: str = "H") -> Product:
    ingredients = []
    for part in parts.split("+"):
        ingredient, amount, unit = part.split("/")
        ingredients.append(IngredientStrength(ingredient, Quantity(Decimal(amount), unit)))
    size, unit = pack.split("/")
    return Product(
        sample_id(name), "08901177011238", name, tuple(ingredients), form, Quantity(Decimal(size), unit),
        "Made-up Pharma", schedule, Money(Decimal(price), "INR"),
    )  # fmt: skip


CATALOGUE = (
    _product("Warf 5", "warfarin/5/mg", "tablet", "15/tablet", "32.10"),
    _product("Ecosprin 75", "aspirin/75/mg", "tablet", "14/tablet", "5.10", "OTC"),
    _product("Ecosprin-AV 75/10", "aspirin/75/mg+atorvastatin/10/mg", "capsule", "10/capsule", "48.30"),
    _product("Ecosprin 150", "aspirin/150/mg", "tablet", "14/tablet", "9.60", "OTC"),
    _product("Encorate 200", "sodium valproate/200/mg", "tablet", "10/tablet", "36.00"),
    _product("Augmentin 625 Duo", "amoxicillin/500/mg+clavulanic acid/125/mg", "tablet", "10/tablet", "204.50"),
    _product("Glycomet 500", "metformin/500/mg", "tablet", "20/tablet", "28.40"),
)
FREE = {"Warf 5": 180, "Ecosprin 75": 854, "Ecosprin-AV 75/10": 240, "Ecosprin 150": 252, "Encorate 200": 90,
        "Augmentin 625 Duo": 120, "Glycomet 500": 900}  # fmt: skip
TALL = {"Ecosprin-AV 75/10": "ecoSPRIN-AV 75/10", "Encorate 200": "encoRATE 200", "Ecosprin 75": "ecoSPRIN 75",
        "Ecosprin 150": "ecoSPRIN 150"}  # fmt: skip


def named(name: str) -> Product:
    """A product of the made-up catalogue."""
    return next(one for one in CATALOGUE if one.name == name)


# --- the page -------------------------------------------------------------------------------------------------

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
        "prescriber": _field("Dr. Meera Joshi", doctor), "registration_number": _field("MMC 2011/04/1187", registration),
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
        Candidate("Ecosprin", ("aspirin",), 0.72, True), Candidate("Ecosprin-AV", ("aspirin", "atorvastatin"), 0.44, True),
        Candidate("Encorate", ("sodium valproate",), 0.38, True), Candidate("Econorm", ("saccharomyces boulardii",), 0.31, False),
    )  # fmt: skip


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


# --- the prescription -----------------------------------------------------------------------------------------


def sample_lines(page: Page, confirmed: Sequence[int] = (1, 3, 4)) -> tuple[PrescriptionLine, ...]:
    """Four lines of ours, of which some are confirmed."""
    products = ("Warf 5", "Ecosprin 75", "Augmentin 625 Duo", "Glycomet 500")
    amounts = (30, 28, 10, 60)
    texts = ("0-0-1 for 30 days", "0-1-0 for 28 days", "1-0-1 for 5 days", "1-0-1 after food for 30 days")
    lines = []
    for position, (reading, name) in enumerate(zip(page.lines, products, strict=True), start=1):
        product, sure = named(name), position in confirmed
        lines.append(
            PrescriptionLine(
                sample_id(f"line {position}"),
                position,
                LineKind.MEDICINE,
                LineSource.TRANSCRIBED,
                PrescribedMedicine(name if sure else "Ecosprin 75", product.ingredients if sure else ()),
                texts[position - 1],
                Quantity(Decimal(amounts[position - 1]), "tablet"),
                reading.duration_days,
                False,
                product_id=product.id if sure else None,
                confirmed_by=USER_ID if sure else None,
                written=WrittenPlace(0, *reading.box),
                written_text=reading.text,
            )  # fmt: skip
        )
    return tuple(lines)


WARFARIN_ASPIRIN = Alert(
    kind=AlertKind.INTERACTION, severity=Severity.MAJOR, interrupts=True, subjects=("warfarin", "aspirin"),
    effect="Together they raise the risk of major bleeding.",
    mechanism="Aspirin slows platelets and can injure the stomach; warfarin slows clotting.",
    management="Ask if both are meant (stent, valve). If yes: stomach protection, INR within a week, tell the patient the"
    " bleeding signs.",
    source="ANSM thesaurus, Oct 2020", rule="warfarin-aspirin", reviewed=False, medicines=("warfarin 5 mg",),
)  # fmt: skip
AUGMENTIN_WARFARIN = Alert(
    kind=AlertKind.INTERACTION, severity=Severity.MODERATE, interrupts=False, subjects=("amoxicillin", "warfarin"),
    effect="INR may rise.", mechanism="", management="Recheck INR in 3 to 5 days; the patient reports any bruising.",
    source="ANSM thesaurus", rule="amoxicillin-warfarin", reviewed=False,
)  # fmt: skip


@dataclass
class SamplePharmacy:
    """Answers in memory, with the rules that the screen meets. Not thread safe: the write lane has one worker."""

    view: ReviewView
    calls: list[tuple[object, ...]] = field(default_factory=list)
    refuse: dict[str, Refused] = field(default_factory=dict)

    def actions(self) -> ReviewActions:
        """Bound to this pharmacy."""
        return ReviewActions(
            open=self.open, draft=self.draft, confirm_line=self.confirm_line, choose_product=self.choose_product,
            answer_alert=self.answer_alert, approve=self.approve, reject=self.reject, ask_prescriber=self.ask_prescriber,
            hold=self.hold, search_products=self.search, free_stock=self.free_stock, plain_sentence=self.sentence,
            page_images=self.page_images, clock=self.clock, tall_man=self.tall_man,
        )  # fmt: skip

    def open(self, prescription_id: UUID) -> ReviewView:
        self._did("open", prescription_id)
        return self.view

    def draft(self, prescription_id: UUID, drafts: Sequence[KeyedLine]) -> None:
        self._did("draft", prescription_id, tuple(drafts))
        lines = tuple(
            PrescriptionLine(
                sample_id(f"draft {place}"), place, LineKind.MEDICINE, LineSource.TRANSCRIBED,
                PrescribedMedicine(one.medicine_text), one.dosage_instruction, one.quantity, one.days_supply, False,
                product_id=one.product_id, written=one.written, written_text=one.written_text,
            )
            for place, one in enumerate(drafts, start=1)
        )  # fmt: skip
        self._set_lines(lines)

    def confirm_line(self, prescription_id: UUID, keyed: KeyedLine) -> None:
        self._did("confirm_line", prescription_id, keyed)
        lines = tuple(
            replace(
                line, confirmed_by=USER_ID, product_id=keyed.product_id, quantity_prescribed=keyed.quantity,
                days_supply=keyed.days_supply, dosage_instruction=keyed.dosage_instruction,
                medicine=PrescribedMedicine(keyed.medicine_text),
            )
            if line.id == keyed.line_id else line
            for line in self.view.prescription.lines
        )  # fmt: skip
        self._set_lines(lines)

    def choose_product(self, prescription_id: UUID, line_id: UUID, product_id: UUID) -> None:
        self._did("choose_product", prescription_id, line_id, product_id)

    def answer_alert(self, prescription_id: UUID, key: str, code: str, words: str) -> None:
        self._did("answer_alert", prescription_id, key, code, words)
        alerts = tuple(
            replace(
                one,
                answer=AlertAnswer(sample_id(key), prescription_id, key, "major", f"{code}: {words}", USER_ID, NOW, ""),
            )
            if alert_key(one.alert) == key
            else one
            for one in self.view.screened.alerts
        )
        self.view = replace(self.view, screened=replace(self.view.screened, alerts=alerts))

    def approve(self, prescription_id: UUID) -> None:
        self._did("approve", prescription_id)

    def reject(self, prescription_id: UUID, reason: str) -> None:
        self._did("reject", prescription_id, reason)

    def ask_prescriber(self, prescription_id: UUID, question: str) -> None:
        self._did("ask_prescriber", prescription_id, question)

    def hold(self, prescription_id: UUID, reason: str) -> None:
        self._did("hold", prescription_id, reason)

    def search(self, text: str) -> Sequence[Product]:
        words = text.casefold().replace("-", " ").split()
        return [
            one
            for one in CATALOGUE
            if all(
                any(
                    part.startswith(word)
                    for part in f"{one.name} {one.strength_text}".casefold().replace("-", " ").split()
                )
                for word in words
            )
        ]

    def free_stock(self, products: Sequence[UUID]) -> Mapping[UUID, Decimal]:
        return {one.id: Decimal(FREE[one.name]) for one in CATALOGUE if one.id in products}

    def sentence(self, directions: str, form: str) -> tuple[str, str]:
        known = {
            "0-1-0 for 28 days": ("Take 1 tablet at noon, for 28 days.", "दोपहर में 1 गोली लें, 28 दिन तक।"),
            "0-0-1 for 30 days": ("Take 1 tablet at bedtime, for 30 days.", "रात को 1 गोली लें, 30 दिन तक।"),
            "1-0-1 for 5 days": ("Take 1 tablet in the morning and at night, for 5 days.", ""),
            "1-0-1 after food for 30 days": ("Take 1 tablet in the morning and at night after food, for 30 days.", ""),
        }
        del form
        return known.get(directions, (directions, ""))

    def page_images(self, document: ScanDocument) -> tuple[bytes, ...]:
        return (document.content or b"",)

    def clock(self) -> datetime:
        return NOW

    def tall_man(self, name: str) -> str:
        return TALL.get(name, name)

    def _did(self, what: str, *facts: object) -> None:
        self.calls.append((what, *facts))
        if what in self.refuse:
            raise self.refuse[what]

    def _set_lines(self, lines: tuple[PrescriptionLine, ...]) -> None:
        self.view = view_of(replace(self.view.prescription, lines=lines), self.view)


def view_of(prescription: Prescription, before: ReviewView) -> ReviewView:
    """The view of a prescription, products and what is missing computed anew."""
    chosen = {line.product_id for line in prescription.lines}
    products = {one.id: one for one in CATALOGUE if one.id in chosen}
    missing = tuple(
        Refused(ApprovalRefusal.LINE_NOT_CONFIRMED, line=line.position)
        for line in prescription.medicine_lines
        if line.source is LineSource.TRANSCRIBED and line.confirmed_by is None
    )
    free = {one.id: Decimal(FREE[one.name]) for one in products.values()}
    return replace(before, prescription=prescription, products=products, free_stock=free, missing=missing)


def sample_pharmacy(*, confirmed: Sequence[int] = (1, 3, 4), lines: bool = True, scan: bool = True) -> SamplePharmacy:
    """The prescription of the pictures. `lines=False`: nothing is keyed yet. `scan=False`: an electronic one."""
    content, page = sample_page()
    reading = Reading("scan.png", (page,))
    document = ScanDocument(DOCUMENT_ID, PRESCRIPTION_ID, "DocumentReference/9", "", "image/png", content, "")
    prescription = Prescription(
        id=PRESCRIPTION_ID, number="RX-26-004821", task_reference="Task/1", patient_id=PATIENT_ID,
        prescriber=Prescriber("Dr. Meera Joshi", "MMC 2011/04/1187"), authored_on=date(2026, 11, 22),
        received_at=NOW - timedelta(minutes=20), due_at=NOW + timedelta(minutes=4, seconds=30), valid_until=None,
        document_ids=(DOCUMENT_ID,) if scan else (), lines=sample_lines(page, confirmed) if lines else (),
    )  # fmt: skip
    patient = PatientContext(
        Patient(PATIENT_ID, "Ramesh K. Deshpande", date(1959, 3, 2), Sex.MALE, number="P-1187",
                weight=Quantity(Decimal(72), "kg"), weight_date=date(2026, 11, 12)),
        (Allergy("sulfonamides", "rash, 2019", "confirmed"),),
        ("atrial fibrillation", "type 2 diabetes", "hypertension"), ("Warf 5", "Met XL 25", "Atorva 10", "Telma 40"),
    )  # fmt: skip
    alerts = (AnsweredAlert(WARFARIN_ASPIRIN, None, (1, 2)), AnsweredAlert(AUGMENTIN_WARFARIN, None, (3,)))
    screened = ScreenedPrescription(alerts if lines else (), (), (), 4 if lines else 0, "2026.11", "f")
    bare = ReviewView(
        prescription, Status.IN_REVIEW, (), patient, (document,) if scan else (), {DOCUMENT_ID: reading} if scan else {},
        {}, {}, screened, (),
    )  # fmt: skip
    return SamplePharmacy(view_of(prescription, bare))


def electronic_pharmacy() -> SamplePharmacy:
    """An electronic prescription: two lines of the order server, one of them without a product."""
    pharmacy = sample_pharmacy(scan=False)
    lines = tuple(
        replace(
            line, source=LineSource.SERVER, confirmed_by=None, written=None, written_text="", dosage_instruction=said
        )
        for line, said in zip(
            pharmacy.view.prescription.lines[:2], ("0-0-1 for 30 days", "0-1-0 for 28 days"), strict=True
        )
    )
    lines = (
        lines[0],
        replace(lines[1], medicine=PrescribedMedicine("aspirin 75 mg", named("Ecosprin 75").ingredients, "tablet")),
    )
    view = view_of(replace(pharmacy.view.prescription, lines=lines), pharmacy.view)
    missing = (Refused(ApprovalRefusal.NO_PRODUCT, line=2, medicine="aspirin 75 mg"),)
    screened = replace(view.screened, alerts=(), not_checked=(), not_screened=("aspirin 75 mg dispersible",))
    pharmacy.view = replace(view, missing=missing, screened=screened)
    return pharmacy
