"""What the dispense and hand-over screens show, read in one snapshot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.edits import Edit
from workstation.domain.medicine import Product
from workstation.domain.patient import PatientContext
from workstation.domain.prescription import Prescription
from workstation.domain.reservation import Held
from workstation.domain.screening.model import Counsel
from workstation.domain.second_person import SecondCheck
from workstation.domain.stock import StockBatch
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind, Standing, Status, closed_lines, standing
from workstation.services.access_log import note_opened
from workstation.services.collection_code import CollectionCode, collection_code
from workstation.services.edits import edits_since
from workstation.services.interruption import interruption_in
from workstation.services.labelling import LabelFacts, labelled, labels_to_write, unread_batches, written_labels
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.ports import Transaction
from workstation.services.scanning_out import scanned_out
from workstation.services.screening import AnsweredAlert, screen_in
from workstation.services.second_scan import second_check_of
from workstation.services.server_changes import ServerStop, stop_in
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class CounterView:
    """A prescription from approval to hand-over. `batches` and `products` hold everything its packs refer to."""

    prescription: Prescription
    status: Status
    standing: Standing
    patient: PatientContext | None
    lines: tuple[PickLine, ...]
    """By shelf."""
    batches: Mapping[UUID, StockBatch]
    products: Mapping[UUID, Product]
    dispenses: tuple[Dispense, ...]
    answered_alerts: tuple[AnsweredAlert, ...]
    people: Mapping[UUID, User]
    """Who picked, checked and approved, by id."""
    edits: tuple[Edit, ...] = ()
    """What the order server changed since the approval: it counts no more, the packs are free."""
    labels: tuple[LabelFacts, ...] = ()
    """What the label of each scanned pack has to say, by shelf."""
    part_labels: tuple[LabelFacts, ...] = ()
    """The same where no more than these packs is supplied."""
    written_labels: Mapping[UUID, str] = field(default_factory=dict)
    """Pack → mark of the label that it got last."""
    unread_batches: frozenset[UUID] = frozenset()
    """Packs whose batch was taken from the pick list: nobody has read it on the pack."""
    second_check: SecondCheck | None = None
    """What whoever looks has to do before checking the own packs; None = nothing, or somebody else picked."""
    interrupted: Event | None = None
    """Picking was interrupted and no new labels were made since."""
    counselling: tuple[Counsel, ...] = ()
    """What to tell the patient with these medicines."""
    stop: ServerStop | None = None
    """The server ended it, holds it, or gave it to somebody else: nothing more is done here."""

    reserved_since: datetime | None = None
    """Since when the shelf is held for what is not scanned yet; None = nothing is held."""
    held: Mapping[UUID, tuple[Held, ...]] = field(default_factory=dict)
    """Batch → what of it is spoken for by other prescriptions, oldest first."""

    code: CollectionCode = field(default_factory=CollectionCode)
    """The code that whoever collects has to say."""
    scanned_out: frozenset[UUID] = frozenset()
    """Packs of the bag that were scanned at the hand-over."""
    not_supplied: Mapping[UUID, Event] = field(default_factory=dict)
    """Lines that a person closed without (the rest of) their supply. `detail` ends with the coded reason."""

    def labelled(self, *, part_supply: bool) -> frozenset[UUID]:
        """The packs whose label says what it has to say now."""
        return labelled(self.part_labels if part_supply else self.labels, self.written_labels)


def counter_view(site: Site, user: User, prescription_id: UUID) -> CounterView:
    """Reads the view for picking, checking and handing over, and notes that this person opened it."""
    site.require(user, Permission.PICK)
    with site.store.read() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        events = tx.prescriptions.events(prescription_id)
        rows = pick_lines(tx, site, prescription)
        batches = {row.stock.batch.id: row.stock.batch for line in rows for row in line.batches}
        for line in rows:
            batches |= {one.batch_id: tx.stock.batch(one.batch_id) for one in line.allocations}
        wanted = {line.product.id for line in rows} | {batch.product_id for batch in batches.values()}
        screened = screen_in(tx, site, prescription)
        lines = tuple(sorted(rows, key=lambda row: (row.product.shelf, row.line.position)))
        products = {one: tx.products.get(one) for one in wanted}
        patient = tx.patients.context(prescription.patient_id) if prescription.patient_id else None
        unread, name = unread_batches(events), patient.patient.name if patient else ""
        to_write = partial(labels_to_write, prescription, name, lines, batches, products, unread)
        view = CounterView(
            prescription=prescription,
            status=tx.prescriptions.status(prescription_id),
            standing=standing(events),
            patient=patient,
            lines=lines,
            batches=batches,
            products=products,
            dispenses=tuple(tx.dispenses.of_prescription(prescription_id)),
            answered_alerts=tuple(one for one in screened.alerts if one.answer is not None),
            people={one.id: one for one in tx.users.all()},
            counselling=screened.counselling,
            edits=edits_since(events, EventKind.APPROVED),
            second_check=second_check_of(tx, site, user, rows, events),
            interrupted=interruption_in(events),
            stop=stop_in(events),
            labels=to_write(part_supply=False),
            part_labels=to_write(part_supply=True),
            written_labels=written_labels(events),
            unread_batches=unread,
            code=collection_code(events),
            scanned_out=scanned_out(events),
            not_supplied=closed_lines(events),
            reserved_since=next((one.at for one in tx.reservations.of_prescription(prescription_id)), None),
            held=_held(tx, prescription_id, {line.product.id for line in rows}),
        )
    note_opened(site, user, view.prescription)
    return view


def _held(tx: Transaction, prescription_id: UUID, products: Collection[UUID]) -> Mapping[UUID, tuple[Held, ...]]:
    found: dict[UUID, tuple[Held, ...]] = {}
    for product_id in products:
        for one in tx.reservations.held(product_id, prescription_id):
            found[one.batch_id] = (*found.get(one.batch_id, ()), one)
    return found
