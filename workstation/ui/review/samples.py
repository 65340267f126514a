"""Made-up data for the developers' view and for tests: a patient, a small catalogue, answers in memory."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.line_draft import ADDED_LINE
from workstation.domain.medicine import Product
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
from workstation.domain.quantity import Quantity
from workstation.domain.reading.model import (
    Page,
    Reading,
)
from workstation.domain.workflow import Status
from workstation.services.approval import ApprovalRefusal
from workstation.services.directions import open_gap
from workstation.services.document_ports import ScanDocument
from workstation.services.drafting import drafts_from_reading
from workstation.services.identifiers import Identifier
from workstation.services.ports import AlertAnswer
from workstation.services.prescriber_on_paper import PrescriberOnPaper
from workstation.services.review_view import ReviewView
from workstation.services.routing import RoutingReason
from workstation.services.screening import AnsweredAlert, ScreenedPrescription, alert_key, check_key
from workstation.services.seen_before import SeenAnswer
from workstation.services.transcription import KeyedLine
from workstation.ui.review.actions import ReviewActions
from workstation.ui.review.check_actions import CheckActions
from workstation.ui.review.sample_alerts import AUGMENTIN_WARFARIN, REASONS, WARFARIN_ASPIRIN
from workstation.ui.review.sample_catalogue import CATALOGUE, FREE, TALL, named, sample_id
from workstation.ui.review.sample_drafts import SampleDrafts
from workstation.ui.review.sample_page import sample_page
from workstation.ui.review.server_actions import ServerActions

NOW = datetime(2026, 11, 22, 16, 32, 4, tzinfo=UTC)
PATIENT_ID, PRESCRIPTION_ID, DOCUMENT_ID = sample_id("patient"), sample_id("rx"), sample_id("scan")
USER_ID = sample_id("user")


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
            )
        )
    return tuple(lines)


def search_sample(text: str) -> Sequence[Product]:
    """The sample catalogue by the beginnings of words."""
    words = text.casefold().replace("-", " ").split()
    return [
        one
        for one in CATALOGUE
        if all(
            any(
                part.startswith(word) for part in f"{one.name} {one.strength_text}".casefold().replace("-", " ").split()
            )
            for word in words
        )
    ]


def draft_sample_lines(reading: Reading) -> tuple[PrescriptionLine, ...]:
    """What the reader proposes, as it is stored with the reading."""
    return tuple(
        PrescriptionLine(
            sample_id(f"draft {place}"), place, LineKind.MEDICINE, LineSource.TRANSCRIBED,
            PrescribedMedicine(one.medicine_text), one.dosage_instruction, one.quantity, one.days_supply, False,
            product_id=one.product_id, written=one.written, written_text=one.written_text,
        )
        for place, one in enumerate(drafts_from_reading(reading, search_sample), start=1)
    )  # fmt: skip


@dataclass
class SamplePharmacy:
    """Answers in memory, with the rules that the screen meets. Not thread safe: the write lane has one worker."""

    view: ReviewView
    calls: list[tuple[object, ...]] = field(default_factory=list)
    refuse: dict[str, Refused | Unavailable] = field(default_factory=dict)
    drafts: SampleDrafts = field(init=False)

    def __post_init__(self) -> None:
        self.drafts = SampleDrafts(PRESCRIPTION_ID, self._did)

    def actions(self) -> ReviewActions:
        """Bound to this pharmacy."""
        return ReviewActions(
            open=self.open, confirm_line=self.confirm_line, remove_line=self.remove_line,
            choose_product=self.choose_product,
            answer_alert=self.answer_alert, answer_as_before=self.answer_as_before,
            approve=self.approve, reject=self.reject,
            ask_prescriber=self.ask_prescriber,
            hold=self.hold, resume=self.resume, answer_received=self.answer_received,
            search_products=self.search, free_stock=self.free_stock, plain_sentence=self.sentence,
            page_images=self.page_images, server=self.server_actions(),
            checks=CheckActions(
                self.confirm_identity, self.settle_seen, self.accept_directions, self.record_weight, self.keep_check
            ),
            drafts=self.drafts.actions(), confirm_prescriber=self.confirm_prescriber,
            clock=self.clock, tall_man=self.tall_man,
        )  # fmt: skip

    def open(self, prescription_id: UUID) -> ReviewView:
        self._did("open", prescription_id)
        self.view = replace(self.view, drafts=self.drafts.shown())
        return self.view

    def confirm_line(self, prescription_id: UUID, keyed: KeyedLine) -> None:
        self._did("confirm_line", prescription_id, keyed)
        self.drafts.ended(keyed.line_id or ADDED_LINE)
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

    def remove_line(self, prescription_id: UUID, line_id: UUID, reason: str) -> None:
        self._did("remove_line", prescription_id, line_id, reason)
        kept = [line for line in self.view.prescription.lines if line.id != line_id]
        self._set_lines(tuple(replace(line, position=place) for place, line in enumerate(kept, start=1)))

    def choose_product(self, prescription_id: UUID, line_id: UUID, product_id: UUID) -> None:
        self._did("choose_product", prescription_id, line_id, product_id)

    def answer_alert(self, prescription_id: UUID, key: str, code: str, words: str, secret: str) -> None:
        self._did("answer_alert", prescription_id, key, code, words, secret)
        self._set_answer(
            AlertAnswer(sample_id(key), prescription_id, key, "major", f"{code}: {words}", USER_ID, NOW, "")
        )

    def answer_as_before(self, prescription_id: UUID, key: str, secret: str) -> None:
        self._did("answer_as_before", prescription_id, key, secret)
        self._set_answer(self.view.earlier[key].answer)

    def _set_answer(self, answer: AlertAnswer) -> None:
        screened = self.view.screened
        alerts = tuple(
            replace(one, answer=answer) if alert_key(one.alert) == answer.key else one for one in screened.alerts
        )
        checks = tuple(
            replace(one, answer=answer) if check_key(one.check) == answer.key else one for one in screened.checks
        )
        self.view = replace(self.view, screened=replace(screened, alerts=alerts, checks=checks))

    def keep_check(self, prescription_id: UUID, seen: str) -> None:
        self._did("keep_check", prescription_id, seen)

    def approve(self, prescription_id: UUID, seen: str) -> None:
        self._did("approve", prescription_id, seen)

    def resume(self, prescription_id: UUID) -> None:
        self._did("resume", prescription_id)
        self.view = replace(self.view, status=Status.IN_REVIEW, events=())

    def answer_received(self, prescription_id: UUID, answer: str) -> None:
        self._did("answer_received", prescription_id, answer)
        self.view = replace(self.view, status=Status.IN_REVIEW, events=())

    def reject(self, prescription_id: UUID, reason: str) -> None:
        self._did("reject", prescription_id, reason)

    def ask_prescriber(self, prescription_id: UUID, question: str) -> None:
        self._did("ask_prescriber", prescription_id, question)

    def hold(self, prescription_id: UUID, reason: str) -> None:
        self._did("hold", prescription_id, reason)

    def server_actions(self) -> ServerActions:
        """What the server changed or left open: each answer takes its question away."""
        look, read = self.open, self.read_edits
        return ServerActions(look, read, self.count_supply, self.settle_number, self.decline, self.hand_back)

    def read_edits(self, prescription_id: UUID) -> None:
        self._did("read_edits", prescription_id)
        self._set_server(unread=False)

    def count_supply(self, reference: str, amount: Quantity, reason: str) -> None:
        self._did("count_supply", reference, amount, reason)
        left = [one for one in self.view.server.supplies if one.reference != reference]
        self._set_server(supplies=tuple(left))

    def settle_number(self, attention_id: UUID, reason: str) -> None:
        self._did("settle_number", attention_id, reason)
        left = [one for one in self.view.server.same_numbers if one.attention_id != attention_id]
        self._set_server(same_numbers=tuple(left))

    def confirm_identity(self, prescription_id: UUID, identifiers: AbstractSet[Identifier]) -> None:
        self._did("confirm_identity", prescription_id, frozenset(identifiers))
        self.view = replace(self.view, identity=None)

    def confirm_prescriber(self, prescription_id: UUID, name: str, number: str) -> None:
        self._did("confirm_prescriber", prescription_id, name, number)
        paper = PrescriberOnPaper(Prescriber(name, number), Prescriber(name, number))
        self.view = replace(self.view, prescriber=paper)

    def settle_seen(self, prescription_id: UUID, other_id: UUID, answer: SeenAnswer) -> None:
        self._did("settle_seen", prescription_id, other_id, answer)
        self.view = replace(self.view, seen=tuple(one for one in self.view.seen if one.other.id != other_id))

    def accept_directions(self, prescription_id: UUID, line_id: UUID) -> None:
        self._did("accept_directions", prescription_id, line_id)
        position = self.view.prescription.line(line_id).position
        left = (one for one in self.view.missing if one.facts.get("line") != position)
        self.view = replace(self.view, missing=tuple(left))

    def record_weight(self, prescription_id: UUID, typed: str) -> None:
        self._did("record_weight", prescription_id, typed)
        self.view = replace(self.view, screened=replace(self.view.screened, checks=(), not_checked=()))

    def decline(self, prescription_id: UUID, reason: RoutingReason, words: str) -> None:
        self._did("decline", prescription_id, reason, words)

    def hand_back(self, prescription_id: UUID, reason: RoutingReason, words: str) -> None:
        self._did("hand_back", prescription_id, reason, words)

    def search(self, text: str) -> Sequence[Product]:
        return search_sample(text)

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

    def _set_server(self, **changes: Any) -> None:
        self.view = replace(self.view, server=replace(self.view.server, **changes))

    def _set_lines(self, lines: tuple[PrescriptionLine, ...]) -> None:
        self.view = view_of(replace(self.view.prescription, lines=lines), self.view)


def _missing(line: PrescriptionLine, products: Mapping[UUID, Product]) -> Refused | None:
    if line.confirmed_by is None:
        return Refused(ApprovalRefusal.LINE_NOT_CONFIRMED, line=line.position)
    product = products.get(line.product_id) if line.product_id is not None else None
    gap = open_gap((), line, product.form) if product is not None else None
    return Refused(ApprovalRefusal.DIRECTIONS_INCOMPLETE, line=line.position, gap=gap.value) if gap else None


def view_of(prescription: Prescription, before: ReviewView) -> ReviewView:
    """The view of a prescription, products and what is missing computed anew."""
    chosen = {line.product_id for line in prescription.lines}
    products = {one.id: one for one in CATALOGUE if one.id in chosen}
    ours = [line for line in prescription.medicine_lines if line.source is LineSource.TRANSCRIBED]
    missing = tuple(refused for line in ours if (refused := _missing(line, products)) is not None)
    free = {one.id: Decimal(FREE[one.name]) for one in products.values()}
    return replace(before, prescription=prescription, products=products, free_stock=free, missing=missing)


def sample_pharmacy(*, confirmed: Sequence[int] = (1, 3, 4), lines: bool = True, scan: bool = True) -> SamplePharmacy:
    """The prescription of the pictures. `lines=False`: drafts. `scan=False`: an electronic one."""
    content, page = sample_page()
    reading = Reading("scan.png", (page,))
    document = ScanDocument(DOCUMENT_ID, PRESCRIPTION_ID, "DocumentReference/9", "", "image/png", content, "")
    prescription = Prescription(
        id=PRESCRIPTION_ID, number="RX-26-004821", task_reference="Task/1", patient_id=PATIENT_ID,
        prescriber=Prescriber("Dr. Meera Joshi", "MMC 2011/04/1187"), authored_on=date(2026, 11, 22),
        received_at=NOW - timedelta(minutes=20), due_at=NOW + timedelta(minutes=4, seconds=30), valid_until=None,
        document_ids=(DOCUMENT_ID,) if scan else (),
        lines=sample_lines(page, confirmed) if lines else draft_sample_lines(reading),
    )  # fmt: skip
    patient = PatientContext(
        Patient(PATIENT_ID, "Ramesh K. Deshpande", date(1959, 3, 2), Sex.MALE, number="P-1187",
                weight=Quantity(Decimal(72), "kg"), weight_date=date(2026, 11, 12)),
        (Allergy("sulfonamides", "rash, 2019", "confirmed"),),
        ("atrial fibrillation", "type 2 diabetes", "hypertension"), ("Warf 5", "Met XL 25", "Atorva 10", "Telma 40"),
    )  # fmt: skip
    found = ((WARFARIN_ASPIRIN, (1, 2)), (AUGMENTIN_WARFARIN, (3,)))
    alerts = tuple(AnsweredAlert(alert, None, positions, REASONS) for alert, positions in found)
    screened = ScreenedPrescription(alerts if lines else (), (), (), 4 if lines else 0, "2026.11", "f")
    bare = ReviewView(
        prescription, Status.IN_REVIEW, (), patient, (document,) if scan else (),
        {DOCUMENT_ID: reading} if scan else {},
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
