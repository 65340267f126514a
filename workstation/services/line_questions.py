"""What the review and the dispensing will ask about a line, known before: directions, and stock for all of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.stock import BatchVerdict, choose_batches
from workstation.domain.workflow import CLOSED, LineProgress, Status, standing
from workstation.services.directions import open_question
from workstation.services.ports import Transaction
from workstation.services.site import Site

_USABLE = (BatchVerdict.USE, BatchVerdict.EXPIRES_IN_COURSE, BatchVerdict.LATER)


_HOLDS_NOTHING = frozenset({Status.RECEIVED, Status.CLAIMED, Status.IN_REVIEW}) | CLOSED


def held_by_line(tx: Transaction, prescription_id: UUID) -> Mapping[UUID, Decimal]:
    """What an approved prescription holds in the shelf, by line."""
    if tx.prescriptions.status(prescription_id) in _HOLDS_NOTHING:
        return {}
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    for one in tx.reservations.of_prescription(prescription_id):
        found[one.line_id] += one.quantity.value
    return found


def still_to_pick(
    line: PrescriptionLine, progress: LineProgress | None, held: Decimal = Decimal(0)
) -> PrescriptionLine:
    """The line with the quantity that is neither scanned nor held for it: that is no longer free."""
    needed = progress.due if progress is not None and progress.due is not None else line.quantity_prescribed
    scanned = progress.allocated if progress is not None else None
    if needed is not None and scanned is not None and scanned.unit == needed.unit:
        needed = Quantity(max(needed.value - scanned.value, Decimal(0)), needed.unit)
    if needed is not None and held:
        needed = Quantity(max(needed.value - held, Decimal(0)), needed.unit)
    return line if needed == line.quantity_prescribed else replace(line, quantity_prescribed=needed)


def is_enough_in_stock(tx: Transaction, site: Site, line: PrescriptionLine, product: Product) -> bool:
    """Whether what may be picked covers the quantity; of an unknown one, whether there is anything."""
    needed = line.quantity_prescribed
    countable = needed is not None and needed.unit == product.pack_size.unit
    if countable and needed is not None and needed.value <= 0:
        return True
    rows = choose_batches(tx.stock.on_hand(product.id), site.today(), line.days_supply)
    usable = [row for row in rows if row.verdict in _USABLE]
    if not countable or needed is None:
        return bool(usable)
    return sum(row.stock.free.value for row in usable if row.stock.free.unit == needed.unit) >= needed.value


def asks_for_directions_in(tx: Transaction, prescription: Prescription) -> list[int]:
    """The positions of lines whose directions are asked about, until the prescription is approved."""
    events = tx.prescriptions.events(prescription.id)
    if standing(events).approval is not None:
        return []
    found = []
    for line in prescription.medicine_lines:
        form = tx.products.get(line.product_id).form if line.product_id else line.medicine.form
        if not line.is_draft and open_question(events, line, form) is not None:
            found.append(line.position)
    return found
