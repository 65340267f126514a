"""The catalogue."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from workstation.adapters.db.tables.base import Base, Sequence, Sortable
from workstation.adapters.db.values import Ingredients
from workstation.domain.medicine import IngredientStrength


class ProductRow(Base):
    """A pack that can be sold. `key` is the row number of its entry in the search index.

    `ingredient_key` is the set of ingredient names as one text; the search columns are folded.
    """

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("length(gtin) = 14", name="gtin"),
        Index("ix_product_ingredient_key", "ingredient_key"),
        Index("ix_product_search_name", "search_name"),
    )

    key: Mapped[Sequence]
    id: Mapped[UUID] = mapped_column(unique=True)
    gtin: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    ingredients: Mapped[tuple[IngredientStrength, ...]] = mapped_column(Ingredients)
    form: Mapped[str]
    pack_value: Mapped[Decimal]
    pack_unit: Mapped[str]
    manufacturer: Mapped[str]
    schedule: Mapped[str]
    price_amount: Mapped[Decimal | None]
    price_currency: Mapped[str | None]
    cold_chain: Mapped[bool]
    shelf: Mapped[str]
    modified_release: Mapped[bool]
    ingredient_key: Mapped[str]
    search_name: Mapped[Sortable]
    search_ingredients: Mapped[str]
    search_details: Mapped[str]
