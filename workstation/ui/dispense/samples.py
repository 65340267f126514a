"""Invented data for the gallery and for tests of the counter's screens: one prescription with four lines.

Names, clinics, prices and numbers are made up. `SampleCounter` stands in for the use cases and keeps what they would.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from workstation.domain.dispensing import ScanRefusal, packs_needed, quantity_from_pack
from workstation.domain.edits import Edit
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
from workstation.domain.quantity import Money, Quantity, quantity
from workstation.domain.screening import Alert, AlertKind, Severity
from workstation.domain.stock import Allocation, BatchOnHand, StockBatch, choose_batches
from workstation.domain.substitution import SubstitutionReason, SubstitutionRefusal
from workstation.domain.users import Role, User
from workstation.domain.workflow import Event, EventKind, Standing, Status
from workstation.services.counter_view import CounterView
from workstation.services.handover import HandOverRefusal
from workstation.services.labelling import SHORTEST_REASON, LabelFacts, LabellingRefusal, labelled, labels_to_write
from workstation.services.pick_lines import PickLine
from workstation.services.picking import PackScanned
from workstation.services.ports import AlertAnswer
from workstation.services.screening import AnsweredAlert
from workstation.services.server_changes import ServerStop
from workstation.services.substitution import Substitutes
from workstation.ui.dispense.actions import DispenseActions, LabelJob
from workstation.ui.dispense.sample_pictures import crop_picture, label_picture
from workstation.ui.dispense.substitute_samples import sample_substitutes
from workstation.ui.sounds import Sound

ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 22, 11, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
_SPACE = UUID("5f7c8f5e-52b9-4b1b-9a44-5d5f0a4c2e11")


def sample_id(name: str) -> UUID:
    """The same id for the same name, every time."""
    return uuid5(_SPACE, name)


def _product(name: str, gtin: str, parts: tuple[tuple[str, str], ...], pack: int, shelf: str, schedule: str) -> Product:
    ingredients = tuple(IngredientStrength(one, quantity(amount, "mg")) for one, amount in parts)
    size = Quantity(Decimal(pack), "tablet")
    price = Money(Decimal("64.20"), "INR")
    return Product(sample_id(name), gtin, name, ingredients, "tablet", size, "Sample", schedule, price, shelf=shelf)


WARF_5 = _product("Warf 5", "08901177011238", (("warfarin", "5"),), 15, "B2-05", "H")
WARF_2 = _product("Warf 2", "08901177011474", (("warfarin", "2"),), 15, "B2-03", "H")
ECOSPRIN = _product("Ecosprin 75", "08901177020179", (("aspirin", "75"),), 14, "A1-12", "OTC")
GLYCOMET = _product("Glycomet 500", "08901177030413", (("metformin", "500"),), 20, "A3-07", "H")
AUGMENTIN = _product(
    "Augmentin 625 Duo", "08901177040610", (("amoxicillin", "500"), ("clavulanic acid", "125")), 10, "C4-02", "H"
)
PRODUCTS = {one.id: one for one in (WARF_5, WARF_2, ECOSPRIN, GLYCOMET, AUGMENTIN)}
PHARMACIST = User(sample_id("user"), "Asha Kulkarni", Role.PHARMACIST, "MH-048213", responsible=True)
_LINES = (
    (WARF_5, "0-0-1", 30, 30, "Tab. Warf 5 mg"),
    (ECOSPRIN, "0-1-0", 28, 28, "Ecosprin 75"),
    (AUGMENTIN, "1-0-1", 10, 5, "Augmentin 625 Duo"),
    (GLYCOMET, "1-0-1 pc", 60, 30, "Glycomet 500"),
)
_BATCHES = (
    (WARF_5, "B123", date(2026, 12, 10), 90),
    (WARF_5, "WF2419", date(2027, 3, 31), 210),
    (WARF_5, "WF2502", date(2027, 9, 30), 600),
    (WARF_2, "WT0917", date(2027, 6, 30), 75),
    (ECOSPRIN, "EC7781", date(2027, 8, 31), 280),
    (GLYCOMET, "GM0456", date(2027, 5, 31), 400),
    (AUGMENTIN, "AG2611", date(2027, 1, 31), 60),
    (AUGMENTIN, "AG2702", date(2027, 11, 30), 100),
)


def _line(number: int, product: Product, dosage: str, amount: int, days: int, written: str) -> PrescriptionLine:
    return PrescriptionLine(
        id=sample_id(f"line {number}"),
        position=number,
        kind=LineKind.MEDICINE,
        source=LineSource.TRANSCRIBED,
        medicine=PrescribedMedicine(f"{product.name} mg" if product is WARF_5 else product.name),
        dosage_instruction=dosage,
        quantity_prescribed=Quantity(Decimal(amount), "tablet"),
        days_supply=days,
        substitution_allowed=False,
        product_id=product.id,
        confirmed_by=PHARMACIST.id,
        written=WrittenPlace(0, 100, 400 + 90 * number, 900, 80),
        written_text=written,
    )


PATIENT = Patient(sample_id("patient"), "Ramesh K. Deshpande", date(1959, 3, 14), Sex.MALE, "9820000214", "P-10214")
PRESCRIPTION = Prescription(
    id=sample_id("prescription"),
    number="RX-26-004821",
    task_reference="Task/4821",
    patient_id=PATIENT.id,
    prescriber=Prescriber("Dr. Meera Joshi", "MMC-2011-07731", "Banyan Lane Clinic"),
    authored_on=TODAY,
    received_at=NOW - timedelta(minutes=40),
    due_at=NOW + timedelta(minutes=2, seconds=30),
    valid_until=None,
    document_ids=(sample_id("document"),),
    lines=tuple(_line(number, *one) for number, one in enumerate(_LINES, start=1)),
)
_ALERT = Alert(
    AlertKind.INTERACTION, Severity.MAJOR, True, ("warfarin", "aspirin"), "More bleeding.",
    "Both slow clotting.", "INR within a week; tell the bleeding signs.", "sample", "WARF-ASA-01", False,
)  # fmt: skip
_ANSWER = AlertAnswer(
    sample_id("answer"), PRESCRIPTION.id, "key", "major",
    "prescriber_confirmed: Dr. Joshi by phone, INR on 27 Nov", PHARMACIST.id, NOW - timedelta(minutes=1), "",
)  # fmt: skip


class SampleCounter:
    """Stands in for the use cases of the counter. `sounds` and `calls` tell what was asked."""

    def __init__(self) -> None:
        self.allocations: list[Allocation] = []
        self.events: dict[EventKind, Event] = {}
        self.part = False
        self.edits: tuple[Edit, ...] = ()
        self.stop: ServerStop | None = None
        self.sounds: list[Sound] = []
        self.calls: list[str] = []
        self.minutes = 0
        self.written: dict[UUID, str] = {}
        self.unread: set[UUID] = set()
        self.substitution_block: SubstitutionRefusal | None = None

    def actions(self) -> DispenseActions:
        """The actions of the dispense screen, bound to this counter."""
        return DispenseActions(
            open=self.open,
            scan=self.scan,
            scan_again=lambda _rx, code: self.calls.append(f"again {code}"),
            undo_scan=self.undo_scan,
            check_accuracy=self.check_accuracy,
            next_bin=lambda: "H-07",
            make_ready=self.make_ready,
            hold=self.hold,
            substitutes=self.substitutes,
            substitute=self.substitute,
            label_image=lambda _rx, _pack, width, _part: label_picture(width),
            print_labels=self.print_labels,
            note_labels=self.note_labels,
            label_by_hand=self.label_by_hand,
            confirm_batch=self.confirm_batch,
            sentence=sentence,
            page_crop=lambda _rx, line: crop_picture(line.written_text, line.dosage_instruction),
            forget_code=lambda: self.calls.append("forget"),
            play=self.sounds.append,
            quiet=lambda: None,
            now=lambda: NOW.astimezone(ZONE),
        )

    def open(self, prescription_id: UUID) -> CounterView:
        """The counter view as it stands."""
        assert prescription_id == PRESCRIPTION.id
        rows = tuple(self._row(line) for line in PRESCRIPTION.lines)
        batches = {row.stock.batch.id: row.stock.batch for line in rows for row in line.batches}
        labels, part_labels = (self.labels(part_supply=part) for part in (False, True))
        return CounterView(
            prescription=PRESCRIPTION,
            status=self._status(),
            standing=self._standing(),
            patient=PatientContext(PATIENT, (Allergy("sulfonamides", "rash"),), (), ()),
            lines=tuple(sorted(rows, key=lambda row: row.product.shelf)),
            batches=batches,
            products=PRODUCTS,
            dispenses=(),
            answered_alerts=(AnsweredAlert(_ALERT, _ANSWER, (1, 2)),),
            people={PHARMACIST.id: PHARMACIST},
            edits=self.edits,
            stop=self.stop,
            labels=labels,
            part_labels=part_labels,
            written_labels=dict(self.written),
            unread_batches=frozenset(self.unread),
        )

    def labels(self, *, part_supply: bool) -> tuple[LabelFacts, ...]:
        """What the labels have to say."""
        rows = sorted((self._row(line) for line in PRESCRIPTION.lines), key=lambda row: row.product.shelf)
        batches = {row.stock.batch.id: row.stock.batch for line in rows for row in line.batches}
        name = PATIENT.name
        return labels_to_write(PRESCRIPTION, name, rows, batches, PRODUCTS, self.unread, part_supply=part_supply)

    def scan(self, _rx: UUID, code: str, line_id: UUID | None, batch_number: str | None) -> PackScanned:
        """Codes are "<gtin>" or "<gtin> <batch>"; every other one is not readable."""
        self.calls.append(f"scan {code}")
        gtin, _, batch = code.partition(" ")
        product = next((one for one in PRODUCTS.values() if one.gtin == gtin), None)
        if product is None:
            raise Refused(ScanRefusal.CODE_NOT_READABLE)
        row = next((self._row(one) for one in PRESCRIPTION.lines if one.product_id == product.id), None)
        if row is None:
            raise self._wrong_strength(product)
        if row.complete:
            raise Refused(ScanRefusal.LINE_COMPLETE, line=row.line.position, product=product.name)
        return self._allocate(row, batch or batch_number)

    def undo_scan(self, _rx: UUID, allocation_id: UUID) -> None:
        """One pack back."""
        self.calls.append("undo")
        self.allocations = [one for one in self.allocations if one.id != allocation_id]
        self.events.pop(EventKind.ACCURACY_CHECKED, None)
        self.events.pop(EventKind.MADE_READY, None)

    def check_accuracy(self, _rx: UUID, seen: frozenset[UUID], part: bool) -> None:
        """Refuses packs that were not seen, and while packs are missing and no part supply is meant."""
        self.calls.append("check part" if part else "check")
        if seen != self.packs_there():
            raise Refused(HandOverRefusal.PACKS_CHANGED, number=PRESCRIPTION.number)
        missing = [line for line in PRESCRIPTION.lines if not self._row(line).complete]
        if missing and not part:
            raise Refused(HandOverRefusal.NOT_ALL_PICKED, line=missing[0].position, lines=len(missing))
        labels = self.labels(part_supply=part)
        if len(labelled(labels, self.written)) < len(labels):
            raise Refused(LabellingRefusal.NOT_LABELLED, missing=1, total=len(labels))
        self._record(EventKind.ACCURACY_CHECKED, "")

    def packs_there(self) -> frozenset[UUID]:
        """The ids of the packs on the counter."""
        return frozenset(one.id for one in self.allocations)

    def make_ready(self, _rx: UUID, bag_bin: str) -> str:
        """Into a bin."""
        self.calls.append(f"ready {bag_bin}")
        self._record(EventKind.MADE_READY, bag_bin)
        return bag_bin

    def hold(self, _rx: UUID, reason: str) -> None:
        """Put aside."""
        self.calls.append(f"hold {reason}")

    def substitutes(self, _rx: UUID, line_id: UUID) -> Substitutes:
        """Two, for every line."""
        return sample_substitutes(self._row(PRESCRIPTION.line(line_id)), self.substitution_block)

    def substitute(self, _rx: UUID, line_id: UUID, _product: UUID, why: SubstitutionReason) -> None:
        """Notes the choice."""
        self.calls.append(f"substitute {PRESCRIPTION.line(line_id).position} {why.value}")

    def print_labels(self, _rx: UUID, part: bool) -> LabelJob:
        """As if they were printed."""
        self.calls.append("print part" if part else "print")
        return LabelJob(Path("labels-RX-26-004821.pdf"), self.labels(part_supply=part))

    def note_labels(self, _rx: UUID, labels: tuple[LabelFacts, ...]) -> None:
        """They count as written."""
        self.written |= {one.pack: one.mark() for one in labels}

    def label_by_hand(self, rx: UUID, _seen: frozenset[UUID], reason: str, part: bool) -> None:
        """Refuses a reason that says nothing."""
        self.calls.append(f"by hand {reason}")
        if len(reason) < SHORTEST_REASON:
            raise Refused(LabellingRefusal.NO_REASON, at_least=SHORTEST_REASON)
        self.note_labels(rx, self.labels(part_supply=part))

    def confirm_batch(self, _rx: UUID, allocation_id: UUID) -> None:
        """Somebody has read it."""
        self.calls.append("batch read")
        self.unread.discard(allocation_id)

    def put_labels(self, *, part: bool = False) -> None:
        """Every pack that lies there gets its label."""
        self.note_labels(PRESCRIPTION.id, self.labels(part_supply=part))

    def scan_all(self, but: int = 0) -> None:
        """Scans every pack of every line by shelf, but for the last `but` ones; their batches are read."""
        codes = []
        for line in sorted(PRESCRIPTION.lines, key=lambda one: PRODUCTS[one.product_id or one.id].shelf):
            row = self._row(line)
            codes += [row.product.gtin] * (row.packs_needed - row.packs_scanned)
        for code in codes[: len(codes) - but]:
            self.scan(PRESCRIPTION.id, code, None, None)
        self.unread.clear()
        self.calls.clear()

    def _allocate(self, row: PickLine, batch_number: str | None) -> PackScanned:
        chosen = [one.stock.batch for one in row.batches if one.stock.batch.batch_number == batch_number]
        batch = chosen[0] if chosen else row.proposed
        if batch is None:
            raise Refused(ScanRefusal.NOT_IN_STOCK, batch_number=batch_number)
        if batch.expiry_date < TODAY + timedelta(days=row.line.days_supply or 0):
            raise Refused(
                ScanRefusal.EXPIRES_IN_COURSE, batch_number=batch.batch_number, expiry_date=batch.expiry_date,
                lasts_days=19, days_supply=row.line.days_supply,
                use_batch=row.proposed.batch_number if row.proposed else None,
            )  # fmt: skip
        self.minutes += 1
        allocation = Allocation(
            id=sample_id(f"allocation {len(self.allocations)} {self.minutes}"),
            prescription_id=PRESCRIPTION.id,
            line_id=row.line.id,
            batch_id=batch.id,
            quantity=quantity_from_pack(row.product, row.wanted - row.allocated),
            packs=1,
            serial_number="7K2M09QX41" if row.product is WARF_5 else "",
            at=NOW - timedelta(minutes=1) + timedelta(seconds=self.minutes),
            by=PHARMACIST.id,
        )
        self.allocations.append(allocation)
        if batch_number is None and row.product is not WARF_5:
            self.unread.add(allocation.id)
        after = self._row(row.line)
        return PackScanned(
            allocation, row.line, row.product, batch, batch_number is None and row.product is not WARF_5, False,
            after.packs_scanned, after.packs_needed, after.complete, self._complete(),
        )  # fmt: skip

    def _row(self, line: PrescriptionLine) -> PickLine:
        product = PRODUCTS[line.product_id or line.id]
        mine = tuple(one for one in self.allocations if one.line_id == line.id)
        total = sum((one.quantity.value for one in mine), Decimal(0))
        wanted = line.quantity_prescribed or Quantity(Decimal(0), "tablet")
        batches = choose_batches(self._stock(product), TODAY, line.days_supply)
        needed = packs_needed(product, wanted)
        allocated = Quantity(total, wanted.unit)
        return PickLine(line, product, wanted, allocated, len(mine), needed, tuple(batches), mine)

    def _stock(self, product: Product) -> list[BatchOnHand]:
        found = []
        for owner, number, expiry, amount in _BATCHES:
            if owner is product:
                batch = StockBatch(sample_id(number), product.id, number, expiry)
                taken = sum((one.quantity.value for one in self.allocations if one.batch_id == batch.id), Decimal(0))
                found.append(BatchOnHand(batch, Quantity(Decimal(amount), "tablet"), Quantity(taken, "tablet")))
        return found

    def _wrong_strength(self, product: Product) -> Refused:
        return Refused(
            ScanRefusal.WRONG_STRENGTH,
            scanned=product.name, scanned_strength=product.strength_text, scanned_form=product.form,
            scanned_gtin=product.gtin, scanned_shelf=product.shelf, expected=WARF_5.name,
            expected_strength=WARF_5.strength_text, expected_form=WARF_5.form, expected_gtin=WARF_5.gtin,
            expected_shelf=WARF_5.shelf, expected_batch="WF2419", line=1,
        )  # fmt: skip

    def _complete(self) -> bool:
        return all(self._row(line).complete for line in PRESCRIPTION.lines)

    def _record(self, kind: EventKind, detail: str) -> None:
        self.events[kind] = Event(sample_id(kind.value), PRESCRIPTION.id, kind, NOW, PHARMACIST.id, detail=detail)

    def _standing(self) -> Standing:
        approved = Event(sample_id("approved"), PRESCRIPTION.id, EventKind.APPROVED, NOW - timedelta(minutes=3),
                         PHARMACIST.id)  # fmt: skip
        return Standing(
            claimed=True,
            approval=approved,
            accuracy_check=self.events.get(EventKind.ACCURACY_CHECKED),
            ready=self.events.get(EventKind.MADE_READY),
        )

    def _status(self) -> Status:
        if EventKind.MADE_READY in self.events:
            return Status.READY
        if EventKind.ACCURACY_CHECKED in self.events:
            return Status.CHECKED
        return Status.PICKING if self.allocations else Status.APPROVED


def sentence(dosage: str, _form: str) -> str:
    """The directions of the sample lines in plain words."""
    return {
        "0-0-1": "Take 1 tablet at bedtime.",
        "0-1-0": "Take 1 tablet at noon.",
        "1-0-1": "Take 1 tablet in the morning and 1 in the evening.",
        "1-0-1 pc": "Take 1 tablet in the morning and 1 in the evening, after food.",
    }[dosage]
