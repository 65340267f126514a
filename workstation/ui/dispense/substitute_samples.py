"""Invented products that may stand for one of the sample prescription."""

from dataclasses import replace
from decimal import Decimal

from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.pricing import price_of, saving
from workstation.domain.quantity import Money, Quantity
from workstation.domain.substitution import SubstitutionRefusal
from workstation.services.pick_lines import PickLine
from workstation.services.substitution import Substitute, Substitutes


def sample_substitutes(row: PickLine, block: SubstitutionRefusal | None = None) -> Substitutes:
    """Another brand that is cheaper, and half the strength."""
    priced = replace(row.product, price=Money(Decimal("52.40"), "INR"))
    now = price_of(priced, row.wanted)
    name = row.product.ingredients[0].ingredient.title()
    brand = replace(priced, name=f"{name} Rivo", price=Money(Decimal("38.00"), "INR"))
    half = _half(priced)
    twice = Quantity(row.wanted.value * 2, row.wanted.unit)
    dear = price_of(half, twice)
    cheap, unit = price_of(brand, row.wanted), row.wanted.unit
    as_before, doubled = (f"Take {n} tablets in the morning and {n} in the evening, after food." for n in (1, 2))
    found = (
        Substitute(brand, 1, row.wanted, Quantity(Decimal(240), unit), as_before, cheap, saving(now, cheap)),
        Substitute(half, 2, twice, Quantity(Decimal(80), unit), doubled, dear, saving(now, dear)),
    )
    return Substitutes(row.line.id, row.line.position, row.product, row.wanted, now, found, block)


def _half(product: Product) -> Product:
    parts = tuple(
        IngredientStrength(one.ingredient, one.strength and Quantity(one.strength.value / 2, one.strength.unit))
        for one in product.ingredients
    )
    name = f"{parts[0].ingredient.title()} half"
    return replace(product, name=name, ingredients=parts, price=Money(Decimal("31.00"), "INR"))
