"""What a scanned pack is, asked outside of any prescription: product, batch, expiry, stock. Nothing is recorded."""

from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.stock import BatchOnHand
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class PackMeaning:
    """What a code says and what is known here of it."""

    code: ScannedCode
    product: Product | None = None
    """None: no product here has this number, or the code names none."""
    batches: tuple[BatchOnHand, ...] = ()
    """Of the product, whatever their state."""

    @property
    def batch(self) -> BatchOnHand | None:
        """The batch that the code names, as it is known here; None when it names none or an unknown one."""
        number = self.code.batch_number
        return next((row for row in self.batches if number is not None and row.batch.batch_number == number), None)

    @property
    def on_hand(self) -> Quantity | None:
        """What of the product lies in the shelf, all batches together; None without a product."""
        return self._sum([row.on_hand for row in self.batches])

    @property
    def free(self) -> Quantity | None:
        """What of it is allocated to nobody."""
        return self._sum([row.free for row in self.batches])

    def _sum(self, amounts: list[Quantity]) -> Quantity | None:
        if self.product is None:
            return None
        return sum(amounts, Quantity(Decimal(0), self.product.pack_size.unit))


def meaning_of(site: Site, code: ScannedCode) -> PackMeaning:
    """What is known here of the code. A wrong or doubtful number names no product."""
    if code.gtin is None or code.errors:
        return PackMeaning(code)
    with site.store.read() as tx:
        product = tx.products.by_gtin(code.gtin)
        batches = tuple(tx.stock.on_hand(product.id)) if product is not None else ()
    return PackMeaning(code, product, batches)
