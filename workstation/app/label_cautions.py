"""Which cautions belong to a pack that lies on the counter."""

from collections.abc import Collection
from uuid import UUID

from workstation.adapters.printing.cautions import load_leaflet_words
from workstation.domain.leaflet import Caution, cautions_for
from workstation.domain.medicine import Product
from workstation.services.counter_view import CounterView


def product_of(view: CounterView, pack: UUID) -> Product | None:
    """The product of a scanned pack; None when it does not lie there any more."""
    for row in view.lines:
        for one in row.allocations:
            if one.id == pack:
                return view.products[view.batches[one.batch_id].product_id]
    return None


def cautions_of(view: CounterView, product: Product | None) -> tuple[Caution, ...]:
    """By its form, by how it is kept, and by what the knowledge base advises about its ingredients."""
    if product is None:
        return ()
    known = load_leaflet_words().cautions
    return cautions_for(known, product.form, cold_chain=product.cold_chain, about=_subjects(view, product))


def _subjects(view: CounterView, product: Product) -> Collection[str]:
    """Salts are written behind the ingredient: "promethazine hydrochloride"."""
    names = [part.ingredient.casefold() for part in product.ingredients]
    return {
        one.about for one in view.counselling if any(f" {one.ingredient.casefold()} " in f" {name} " for name in names)
    }
