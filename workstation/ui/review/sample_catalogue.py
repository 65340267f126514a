"""A handful of made-up products with their stock: for the developers' view and for tests."""

from decimal import Decimal
from uuid import UUID, uuid5

from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.quantity import Money, Quantity

_SPACE = UUID("5f0a3a0e-6f0d-4d53-9f6a-0a4f1c9b7e11")


def sample_id(name: str) -> UUID:
    """Always the same id for the same name."""
    return uuid5(_SPACE, name)


def _product(name: str, parts: str, form: str, pack: str, price: str, schedule: str = "H") -> Product:
    ingredients = []
    for part in parts.split("+"):
        ingredient, amount, unit = part.split("/")
        ingredients.append(IngredientStrength(ingredient, Quantity(Decimal(amount), unit)))
    size, unit = pack.split("/")
    return Product(
        sample_id(name), "08901177011238", name, tuple(ingredients), form, Quantity(Decimal(size), unit),
        "Made-up Pharma", schedule, Money(Decimal(price), "INR"),
    )  # fmt: skip


CATALOGUE = (
    _product("Warf 5", "warfarin/5/mg", "tablet", "15/tablet", "32.10"),
    _product("Ecosprin 75", "aspirin/75/mg", "tablet", "14/tablet", "5.10", "OTC"),
    _product("Ecosprin-AV 75/10", "aspirin/75/mg+atorvastatin/10/mg", "capsule", "10/capsule", "48.30"),
    _product("Ecosprin 150", "aspirin/150/mg", "tablet", "14/tablet", "9.60", "OTC"),
    _product("Encorate 200", "sodium valproate/200/mg", "tablet", "10/tablet", "36.00"),
    _product("Augmentin 625 Duo", "amoxicillin/500/mg+clavulanic acid/125/mg", "tablet", "10/tablet", "204.50"),
    _product("Glycomet 500", "metformin/500/mg", "tablet", "20/tablet", "28.40"),
)
FREE = {"Warf 5": 180, "Ecosprin 75": 854, "Ecosprin-AV 75/10": 240, "Ecosprin 150": 252, "Encorate 200": 90,
        "Augmentin 625 Duo": 120, "Glycomet 500": 900}  # fmt: skip
TALL = {"Ecosprin-AV 75/10": "ecoSPRIN-AV 75/10", "Encorate 200": "encoRATE 200", "Ecosprin 75": "ecoSPRIN 75",
        "Ecosprin 150": "ecoSPRIN 150"}  # fmt: skip


def named(name: str) -> Product:
    """A product of the made-up catalogue."""
    return next(one for one in CATALOGUE if one.name == name)
