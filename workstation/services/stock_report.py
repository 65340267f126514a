"""What the server is told of the stock: how much of each product may be supplied now, and what moved without a patient.

Levels are a snapshot, so nothing is queued for them: a change leaves a mark here, and the next round of sync sends what
is true then (`services.sync.stock_up`). However often it changed, or however long the server was away, one snapshot
goes. Movements are facts and wait in the outbox.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.domain.outbox import Priority
from workstation.domain.quantity import Quantity
from workstation.domain.stock import StockBatch, StockMovement
from workstation.services.messages import MovementFacts, StockLevel
from workstation.services.ports import Transaction
from workstation.services.recording import tell_of_station
from workstation.services.site import Site

CHANGED = "stock_report.changed"
"""Sync note: a mark of the last change of stock."""
REPORTED = "stock_report.reported"
"""Sync note: the mark that the server knows of."""


def stock_changed(tx: Transaction, site: Site) -> None:
    """Leaves the mark; in the transaction that changes the stock."""
    tx.sync_notes.set(CHANGED, str(site.new_id()))


def unreported(tx: Transaction) -> str:
    """The mark that the server does not know of, "" when it knows everything."""
    mark = tx.sync_notes.get(CHANGED) or ""
    return mark if mark != tx.sync_notes.get(REPORTED) else ""


def stock_levels(tx: Transaction, site: Site) -> Sequence[StockLevel]:
    """What may be supplied of every product that has a batch here, by GTIN; 0 when all of it is spoken for."""
    today, free = site.today(), dict[UUID, Quantity]()
    for row in tx.stock.all_on_hand():
        usable = row.batch.expiry_date >= today and not row.batch.quarantined
        amount = row.free if usable else replace(row.free, value=Decimal(0))
        known = free.get(row.batch.product_id)
        free[row.batch.product_id] = amount if known is None else known + amount
    products = tx.products.many(free)
    found = [StockLevel(products[one], amount) for one, amount in free.items()]
    return sorted(found, key=lambda level: level.product.gtin)


def tell_movement(tx: Transaction, site: Site, movement: StockMovement, batch: StockBatch, product: Product) -> None:
    """Queues a movement without a patient: goods in, a return to quarantine, a write-off."""
    body = site.messages.movement(MovementFacts(movement, batch, product))
    what = f"Stock of {product.name}, {movement.kind.value}"
    tell_of_station(tx, site, movement.id, what, body, Priority.REPORT)
    stock_changed(tx, site)
