"""What a photographed pack may be, with what the catalogue and the shelf say of each candidate. Nothing is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.medicine import Product
from workstation.domain.reading import Decision
from workstation.domain.reading.pack import PackCandidate, PackReading
from workstation.services.ports import Transaction
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class PackMatch:
    """One candidate. `product` is None for one that this pharmacy does not hold in its catalogue."""

    name: str
    gtin: str | None
    score: float
    product: Product | None = None
    free: Decimal | None = None
    """What may be picked of it, in its smallest unit."""


@dataclass(frozen=True, slots=True)
class PackLook:
    """Candidates best first, however certain the first one is."""

    decision: Decision
    matches: tuple[PackMatch, ...]
    codes: tuple[str, ...]
    """As they stand on the pack."""


def packs_like(site: Site, found: PackReading, codes: Sequence[str]) -> PackLook:
    """Looks the candidates up in the store."""
    with site.store.read() as tx:
        return PackLook(found.decision, tuple(_match(tx, one) for one in found.candidates), tuple(codes))


def _match(tx: Transaction, candidate: PackCandidate) -> PackMatch:
    product = tx.products.by_gtin(candidate.gtin) if candidate.gtin else None
    if product is None:
        return PackMatch(candidate.name, candidate.gtin, candidate.score)
    free = sum((row.free.value for row in tx.stock.on_hand(product.id)), start=Decimal(0))
    return PackMatch(candidate.name, candidate.gtin, candidate.score, product, free)
