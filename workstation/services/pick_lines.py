"""The pick list: what of each line is still to be taken, from which batches, and what lies scanned on the counter."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from workstation.domain.dispensing import packs_needed
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.stock import Allocation, BatchChoice, BatchVerdict, StockBatch, choose_batches
from workstation.domain.users import Permission, User
from workstation.domain.workflow import LineProgress
from workstation.services.ports import Transaction
from workstation.services.site import Site
from workstation.services.supplied_as import Chosen, Supply, chosen_products, supply_of

GIVABLE = frozenset({BatchVerdict.USE, BatchVerdict.LATER, BatchVerdict.EXPIRES_IN_COURSE})


@dataclass(frozen=True, slots=True)
class PickLine:
    """One line of the pick list. `wanted` is what the supply under way still owes; `batches` are ordered by expiry."""

    line: PrescriptionLine
    product: Product
    wanted: Quantity
    allocated: Quantity
    packs_scanned: int
    packs_needed: int
    batches: tuple[BatchChoice, ...]
    allocations: tuple[Allocation, ...]
    units_for_one: int = 1
    """Units of `product` that stand for one of the prescribed; `line`, `wanted` and `allocated` count them."""
    keyed: Product | None = None
    """The keyed product, where a pharmacist chose `product` in its place."""
    chosen: Chosen | None = None

    @property
    def complete(self) -> bool:
        """Everything that is owed lies scanned on the counter."""
        return self.allocated >= self.wanted

    @property
    def proposed(self) -> StockBatch | None:
        """The batch to take next; None when there is none."""
        return next((row.stock.batch for row in self.batches if row.verdict.value == "use"), None)

    @property
    def free(self) -> Quantity:
        """What of the product lies in the shelf, may be given and is held for nobody, in the unit of the line."""
        rows = [row for row in self.batches if row.verdict in GIVABLE]
        return Quantity(sum((row.stock.free.value for row in rows), Decimal(0)), self.wanted.unit)

    @property
    def short(self) -> bool:
        """Less can be had than is owed: scanned and in the shelf together."""
        return self.allocated + self.free < self.wanted

    @property
    def packs_to_be_had(self) -> int:
        """Packs that were scanned and whole ones in the shelf, at the most as many as are needed."""
        size = self.product.pack_size.value
        whole = sum(int(row.stock.free.value // size) for row in self.batches if row.verdict in GIVABLE)
        return min(self.packs_needed, self.packs_scanned + whole)


def pick_list(site: Site, user: User, prescription_id: UUID) -> tuple[PickLine, ...]:
    """The lines to pick, by shelf, with the batch to take for each."""
    site.require(user, Permission.PICK)
    with site.store.read() as tx:
        rows = pick_lines(tx, site, tx.prescriptions.get(prescription_id))
    return tuple(sorted(rows, key=lambda row: (row.product.shelf, row.line.position)))


def pick_lines(tx: Transaction, site: Site, prescription: Prescription) -> list[PickLine]:
    """The lines with a keyed product and a known quantity, in their order."""
    progress = {row.line_id: row for row in tx.prescriptions.progress(prescription.id)}
    open_ones = tx.stock.allocations(prescription.id)
    chosen = chosen_products(tx.prescriptions.events(prescription.id))
    return [
        _pick_line(tx, site, prescription.id, supply_of(tx, site, line, chosen), progress[line.id], open_ones)
        for line in prescription.medicine_lines
        if line.product_id is not None and line.quantity_prescribed is not None and line.block is None
    ]


def _pick_line(
    tx: Transaction,
    site: Site,
    prescription_id: UUID,
    supply: Supply,
    progress: LineProgress,
    open_ones: Sequence[Allocation],
) -> PickLine:
    line, product, units = supply.line, supply.product, supply.units_for_one
    assert progress.due is not None
    wanted = Quantity(progress.due.value * units, progress.due.unit)
    mine = tuple(one for one in open_ones if one.line_id == line.id)
    allocated = progress.allocated.value * units if progress.allocated is not None else Decimal(0)
    batches = choose_batches(tx.stock.on_hand(product.id, prescription_id), site.today(), line.days_supply)
    return PickLine(
        line=line,
        product=product,
        wanted=wanted,
        allocated=Quantity(allocated, progress.allocated.unit if progress.allocated is not None else wanted.unit),
        packs_scanned=sum(one.packs for one in mine),
        packs_needed=packs_needed(product, wanted),
        batches=tuple(batches),
        allocations=mine,
        units_for_one=units,
        keyed=supply.keyed if supply.chosen is not None else None,
        chosen=supply.chosen,
    )
