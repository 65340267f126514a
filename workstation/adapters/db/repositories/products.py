"""The catalogue."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from workstation.adapters.db.folding import fold
from workstation.adapters.db.repositories import product_search
from workstation.adapters.db.tables import ProductRow
from workstation.adapters.db.values import ingredient_key
from workstation.adapters.db.work import Work, table_of
from workstation.domain.medicine import Product
from workstation.domain.quantity import Money, Quantity

_TABLE = table_of(ProductRow)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class SqlProducts:
    """Implements ports.Products."""

    work: Work

    def get(self, product_id: UUID) -> Product:
        """Raises KeyError when there is no such product."""
        return product(self.work.need(select(ProductRow).where(ProductRow.id == product_id), product_id))

    def many(self, product_ids: Collection[UUID]) -> Mapping[UUID, Product]:
        """Those of them that are here, read in chunks."""
        found: dict[UUID, Product] = {}
        wanted = list(product_ids)
        for start in range(0, len(wanted), _CHUNK):
            rows = self.work.rows(select(ProductRow).where(ProductRow.id.in_(wanted[start : start + _CHUNK])))
            found.update({row.id: product(row) for row in rows})
        return found

    def by_gtin(self, gtin: str) -> Product | None:
        """By 14 digits."""
        row = self.work.row(select(ProductRow).where(ProductRow.gtin == gtin))
        return None if row is None else product(row)

    def by_gtins(self, gtins: Collection[str]) -> Mapping[str, Product]:
        """Those of them that are here, read in chunks."""
        found: dict[str, Product] = {}
        wanted = list(gtins)
        for start in range(0, len(wanted), _CHUNK):
            rows = self.work.rows(select(ProductRow).where(ProductRow.gtin.in_(wanted[start : start + _CHUNK])))
            found.update({row.gtin: product(row) for row in rows})
        return found

    def save(self, products: Iterable[Product]) -> None:
        """Inserts or replaces by id, in chunks: a catalogue of 250,000 is not held twice."""
        for chunk in _chunks(products):
            values = {item.id: _values(item) for item in chunk}
            known = set(self.work.connection.scalars(select(ProductRow.id).where(ProductRow.id.in_(values))))
            self.work.add_all(ProductRow, [row for key, row in values.items() if key not in known])
            changed = [{"known_id": key} | row for key, row in values.items() if key in known]
            if changed:
                self.work.connection.execute(update(_TABLE).where(_TABLE.c.id == bindparam("known_id")), changed)

    def search(self, text: str, limit: int = 20) -> Sequence[Product]:
        """By the beginnings of words of name, ingredients, strength and form; best first."""
        keys = product_search.keys(self.work, text, limit)
        rows = {row.key: row for row in self.work.rows(select(ProductRow).where(ProductRow.key.in_(keys)))}
        return [product(rows[key]) for key in keys]

    def with_ingredients(self, ingredients: Sequence[str]) -> Sequence[Product]:
        """Products whose set of ingredient names is exactly this one, by name."""
        wanted = select(ProductRow).where(ProductRow.ingredient_key == ingredient_key(list(ingredients)))
        return [product(row) for row in self.work.rows(wanted.order_by(ProductRow.search_name, ProductRow.key))]

    def count(self) -> int:
        """How many products there are."""
        return self.work.connection.scalar(select(func.count()).select_from(ProductRow)) or 0


def _chunks(products: Iterable[Product]) -> Iterable[Sequence[Product]]:
    remaining = iter(products)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def product(row: ProductRow) -> Product:
    """The product of a row."""
    price = None
    if row.price_amount is not None and row.price_currency is not None:
        price = Money(row.price_amount, row.price_currency)
    return Product(
        id=row.id,
        gtin=row.gtin,
        name=row.name,
        ingredients=row.ingredients,
        form=row.form,
        pack_size=Quantity(row.pack_value, row.pack_unit),
        manufacturer=row.manufacturer,
        schedule=row.schedule,
        price=price,
        cold_chain=row.cold_chain,
        shelf=row.shelf,
        modified_release=row.modified_release,
    )


def _values(item: Product) -> dict[str, Any]:
    names = [part.ingredient for part in item.ingredients]
    return {
        "id": item.id,
        "gtin": item.gtin,
        "name": item.name,
        "ingredients": item.ingredients,
        "form": item.form,
        "pack_value": item.pack_size.value,
        "pack_unit": item.pack_size.unit,
        "manufacturer": item.manufacturer,
        "schedule": item.schedule,
        "price_amount": item.price.amount if item.price else None,
        "price_currency": item.price.currency if item.price else None,
        "cold_chain": item.cold_chain,
        "shelf": item.shelf,
        "modified_release": item.modified_release,
        "ingredient_key": ingredient_key(names),
        "search_name": fold(item.name),
        "search_ingredients": fold(*names),
        "search_details": fold(item.form, *(str(part.strength) for part in item.ingredients if part.strength)),
    }
