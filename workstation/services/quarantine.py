"""What came back and is kept apart: a batch of its own, of which nothing is free, beside the one it came from."""

from workstation.domain.returns import quarantine_number
from workstation.domain.stock import StockBatch
from workstation.services.ports import Transaction
from workstation.services.site import Site


def quarantine_of(tx: Transaction, site: Site, batch: StockBatch) -> StockBatch:
    """Where what came back of this batch is booked; made when nothing came back of it before."""
    if batch.quarantined:
        return batch
    number = quarantine_number(batch.batch_number)
    known = tx.stock.find_batch(batch.product_id, number)
    if known is not None:
        return known
    apart = StockBatch(site.new_id(), batch.product_id, number, batch.expiry_date, quarantined=True)
    tx.stock.add_batch(apart)
    return apart
