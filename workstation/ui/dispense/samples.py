"""Invented data for the gallery and for tests of the counter's screens: see `sample_data`.

`SampleCounter` stands in for the use cases and keeps what they would.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from workstation.domain.dispensing import ScanRefusal, packs_needed, quantity_from_pack
from workstation.domain.edits import Edit
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.patient import Allergy, PatientContext
from workstation.domain.prescription import (
    PrescriptionLine,
)
from workstation.domain.quantity import Quantity
from workstation.domain.stock import Allocation, BatchOnHand, StockBatch, choose_batches
from workstation.domain.substitution import SubstitutionReason, SubstitutionRefusal
from workstation.domain.workflow import Event, EventKind, Standing, Status
from workstation.services.counter_view import CounterView
from workstation.services.handover import HandOverRefusal
from workstation.services.labelling import LabelFacts, LabellingRefusal, labelled, labels_to_write
from workstation.services.pick_lines import PickLine
from workstation.services.picking import PackScanned
from workstation.services.screening import AnsweredAlert
from workstation.services.server_changes import ServerStop
from workstation.services.substitution import Substitutes
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.sample_data import (
    ALERT,
    ANSWER,
    AUGMENTIN,
    BATCHES,
    ECOSPRIN,
    GLYCOMET,
    NOW,
    PATIENT,
    PHARMACIST,
    PRESCRIPTION,
    PRODUCTS,
    TODAY,
    WARF_2,
    WARF_5,
    ZONE,
    sample_id,
    sentence,
)
from workstation.ui.dispense.sample_labels import SampleLabels
from workstation.ui.dispense.sample_pictures import crop_picture, label_picture
from workstation.ui.dispense.substitute_samples import sample_substitutes
from workstation.ui.sounds import Sound

__all__ = [
    "AUGMENTIN",
    "ECOSPRIN",
    "GLYCOMET",
    "NOW",
    "PATIENT",
    "PHARMACIST",
    "PRESCRIPTION",
    "PRODUCTS",
    "TODAY",
    "WARF_2",
    "WARF_5",
    "ZONE",
    "SampleCounter",
    "sample_id",
    "sentence",
]


class SampleCounter(SampleLabels):
    """Stands in for the use cases of the counter. `sounds` and `calls` tell what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.allocations: list[Allocation] = []
        self.events: dict[EventKind, Event] = {}
        self.part = False
        self.edits: tuple[Edit, ...] = ()
        self.stop: ServerStop | None = None
        self.sounds: list[Sound] = []
        self.minutes = 0
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
            not_supplied=lambda _rx, line, why: self.calls.append(
                f"not {PRESCRIPTION.line(line).position} {why.value}"
            ),
            release_hold=lambda _held, reason: self.calls.append(f"release {reason}"),
            substitutes=self.substitutes,
            substitute=self.substitute,
            label_image=lambda _rx, _pack, width, _part: label_picture(width),
            print_labels=self.print_labels,
            leaflet=self.leaflet,
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
            answered_alerts=(AnsweredAlert(ALERT, ANSWER, (1, 2)),),
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
        for owner, number, expiry, amount in BATCHES:
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
