"""Which pack has its label: what each label has to say, which were written, and who wrote one by hand."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.stock import Allocation, StockBatch
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind
from workstation.services.label_codes import note_label_code
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record
from workstation.services.site import Site

SHORTEST_REASON = 3
"""Characters of the reason for which labels are written by hand, or printed again."""
_LABELLED = (EventKind.LABELS_WRITTEN, EventKind.LABELLED_BY_HAND)
_BEGIN_ANEW = (EventKind.APPROVED, EventKind.INTERRUPTED, EventKind.HANDED_OVER, EventKind.OUT_FOR_DELIVERY)
"""What was labelled before has left, or its labels were withdrawn already."""
_MARK = 16


class LabellingRefusal(StrEnum):
    """Why packs are not taken for labelled."""

    NOT_LABELLED = "not_labelled"
    """Packs lie there without a label that says what they are now."""
    NO_REASON = "no_reason"
    """Labelled by hand, and nobody said why."""
    NO_REPRINT_REASON = "no_reprint_reason"
    """Every pack has its label, and nobody said why they are printed again."""
    NO_PACK = "no_pack"
    """It does not lie on the counter any more."""


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """What the label of one scanned pack has to say, but for the day and who checks it."""

    pack: UUID
    """Its allocation."""
    number: str
    position: int
    """Prescription and line."""
    patient_name: str
    prescriber: str
    directions: str
    """As on the line."""
    medicine_name: str
    strength_text: str
    form: str
    quantity: Quantity
    """Content of this pack."""
    batch_number: str
    expiry_date: date | None
    """Both empty while the batch was taken from the pick list and nobody has read it on the pack."""
    part: int
    parts: int
    """Pack `part` of the `parts` packs of this line that are supplied now."""
    whole_course: bool
    """What is supplied now is all that was prescribed: only then the days that are written hold for it."""
    owed: Quantity | None = None
    owed_packs: int = 0
    """What of the line stays owed after a part supply; None and 0 otherwise."""

    def mark(self) -> str:
        """Tells labels that say something else apart; it says nothing of the patient."""
        said = "\x1f".join(str(getattr(self, one.name)) for one in fields(self))
        return hashlib.sha256(said.encode()).hexdigest()[:_MARK]


def labels_to_write(
    prescription: Prescription,
    patient_name: str,
    rows: Sequence[PickLine],
    batches: Mapping[UUID, StockBatch],
    products: Mapping[UUID, Product],
    unread: Collection[UUID],
    *,
    part_supply: bool,
) -> tuple[LabelFacts, ...]:
    """One label for each scanned pack, by shelf as `rows` are. `unread` are packs whose batch nobody has read.

    The packs of a line count from the beginning as many as it needs; of a part supply those that lie there.
    """
    found: list[LabelFacts] = []
    for row in rows:
        is_part = part_supply and not row.complete
        total = row.allocated if is_part else max(row.wanted, row.allocated)
        prescribed = row.line.quantity_prescribed
        common = LabelFacts(
            pack=row.line.id,
            number=prescription.number,
            position=row.line.position,
            patient_name=patient_name,
            prescriber=prescription.prescriber.name,
            directions=row.line.dosage_instruction,
            medicine_name="",
            strength_text="",
            form="",
            quantity=total,
            batch_number="",
            expiry_date=None,
            part=0,
            parts=row.packs_scanned if is_part else max(row.packs_needed, row.packs_scanned),
            whole_course=prescribed is None or total >= prescribed,
            owed=row.wanted - row.allocated if is_part else None,
            owed_packs=max(0, row.packs_needed - row.packs_scanned) if is_part else 0,
        )
        for number, one in enumerate(row.allocations, start=1):
            batch = batches[one.batch_id]
            found.append(_of_pack(common, one, number, batch, products[batch.product_id], read=one.id not in unread))
    return tuple(found)


def _of_pack(
    common: LabelFacts, one: Allocation, number: int, batch: StockBatch, product: Product, *, read: bool
) -> LabelFacts:
    return replace(
        common,
        pack=one.id,
        part=number,
        medicine_name=product.name,
        strength_text=product.strength_text,
        form=product.form,
        quantity=one.quantity,
        batch_number=batch.batch_number if read else "",
        expiry_date=batch.expiry_date if read else None,
    )


def unread_batches(events: Iterable[Event]) -> frozenset[UUID]:
    """The packs whose batch was taken from the pick list, and nobody has read on the pack."""
    found: set[UUID] = set()
    for event in events:
        if event.kind is EventKind.BATCH_ASSUMED:
            found.add(UUID(event.detail))
        elif event.kind is EventKind.BATCH_CONFIRMED:
            found.discard(UUID(event.detail))
    return frozenset(found)


def written_labels(events: Iterable[Event]) -> Mapping[UUID, str]:
    """Pack → mark of the label that it got last."""
    written: dict[UUID, str] = {}
    for event in events:
        if event.kind in _LABELLED:
            pairs = (one.split(":") for one in event.detail.split())
            written |= {UUID(pack): mark for pack, mark in pairs}
    return written


def labelled(labels: Iterable[LabelFacts], written: Mapping[UUID, str]) -> frozenset[UUID]:
    """The packs whose last label says what it has to say now."""
    return frozenset(one.pack for one in labels if written.get(one.pack) == one.mark())


def labels_now(tx: Transaction, prescription: Prescription, *, part_supply: bool, site: Site) -> tuple[LabelFacts, ...]:
    """What the labels of the packs that lie there have to say."""
    rows = pick_lines(tx, site, prescription)
    batches = {one.batch_id: tx.stock.batch(one.batch_id) for row in rows for one in row.allocations}
    products = tx.products.many({one.product_id for one in batches.values()})
    patient = tx.patients.get(prescription.patient_id).name if prescription.patient_id else ""
    unread = unread_batches(tx.prescriptions.events(prescription.id))
    return labels_to_write(prescription, patient, rows, batches, products, unread, part_supply=part_supply)


def require_labelled(tx: Transaction, site: Site, prescription: Prescription, *, part_supply: bool) -> None:
    """Raises Refused(NOT_LABELLED) while a scanned pack has no label that says what it is now."""
    labels = labels_now(tx, prescription, part_supply=part_supply, site=site)
    done = labelled(labels, written_labels(tx.prescriptions.events(prescription.id)))
    if len(done) < len(labels):
        raise Refused(LabellingRefusal.NOT_LABELLED, missing=len(labels) - len(done), total=len(labels))


def require_reprint_reason(labels: Collection[LabelFacts], written: Mapping[UUID, str], reason: str) -> None:
    """Raises Refused(NO_REPRINT_REASON) before labels that every pack has already are printed again without one."""
    again = bool(labels) and len(labelled(labels, written)) == len(labels)
    if again and len(reason.strip()) < SHORTEST_REASON:
        raise Refused(LabellingRefusal.NO_REPRINT_REASON, at_least=SHORTEST_REASON)


def labels_in_hand(events: Iterable[Event]) -> int:
    """How many labels of the last run lie on packs or beside them: another run withdraws every one of them."""
    count = 0
    for event in events:
        if event.kind in _LABELLED:
            count = len(event.detail.split())
        elif event.kind in _BEGIN_ANEW:
            count = 0
    return count


def note_labels(site: Site, user: User, prescription_id: UUID, labels: Sequence[LabelFacts], reason: str = "") -> int:
    """These labels came out of the printer. Returns how many labels count no more: those of the run before.

    That all packs had theirs before is a reprint: it stands in the audit, and its reason with the event. Where every
    pack was taken back while the printer worked (the window was locked), these very labels count no more, and no event
    says otherwise.
    """
    site.require(user, Permission.PICK)
    with site.store.begin() as tx:
        events = tx.prescriptions.events(prescription_id)
        there = {one.id for one in tx.stock.allocations(prescription_id)}
        if there.isdisjoint(one.pack for one in labels):
            audit(tx, site, user, "labels_withdrawn", prescription_id, {"withdrawn": str(len(labels))})
            return len(labels)
        again = labelled(labels, written_labels(events)) == {one.pack for one in labels}
        withdrawn = labels_in_hand(events)
        note_label_code(tx, prescription_id)
        event = record(tx, site, user, prescription_id, EventKind.LABELS_WRITTEN, reason.strip(), _told(labels))
        if again or withdrawn:
            facts = {"labels": str(len(labels)), "withdrawn": str(withdrawn), "event": str(event.id)}
            audit(tx, site, user, "labels_reprinted" if again else "labels_withdrawn", prescription_id, facts)
        return withdrawn


def label_by_hand(
    site: Site, user: User, prescription_id: UUID, seen: Collection[UUID], reason: str, *, part_supply: bool = False
) -> None:
    """No printer, or a label that it does not take: a person wrote the labels of the packs in `seen`, and says why.

    Raises Refused(NO_REASON), or NO_PACK when other packs lie there than were seen.
    """
    site.require(user, Permission.PICK)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(LabellingRefusal.NO_REASON, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        labels = labels_now(tx, tx.prescriptions.get(prescription_id), part_supply=part_supply, site=site)
        if not labels or {one.pack for one in labels} != set(seen):
            raise Refused(LabellingRefusal.NO_PACK)
        record(tx, site, user, prescription_id, EventKind.LABELLED_BY_HAND, reason.strip(), _told(labels))


def _told(labels: Iterable[LabelFacts]) -> str:
    return " ".join(f"{one.pack.hex}:{one.mark()}" for one in labels)


def confirm_batch(site: Site, user: User, prescription_id: UUID, allocation_id: UUID) -> None:
    """A person has read the assumed batch and its expiry on the pack. Raises Refused(NO_PACK) when it is not there."""
    site.require(user, Permission.PICK)
    with site.store.begin() as tx:
        if allocation_id not in {one.id for one in tx.stock.allocations(prescription_id)}:
            raise Refused(LabellingRefusal.NO_PACK)
        record(tx, site, user, prescription_id, EventKind.BATCH_CONFIRMED, detail=str(allocation_id))
