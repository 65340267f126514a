"""Is this product what was prescribed? By code, else by ingredients, strength and form; never by name alone."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity

GTIN_SYSTEMS = frozenset({"https://www.gs1.org/gtin", "urn:oid:1.3.160"})
"""FHIR systems that carry a GTIN (HL7 terminology, external code systems; opened 2026-11)."""

SameIngredient = Callable[[str], str]
"""Maps a spelling of an ingredient to its one canonical name (synonyms, salts)."""

_TO_MILLIGRAM = {
    "kg": Decimal(1_000_000),
    "g": Decimal(1000),
    "mg": Decimal(1),
    "ug": Decimal("0.001"),
    "mcg": Decimal("0.001"),
    "ng": Decimal("0.000001"),
}
_TO_MILLILITRE = {"L": Decimal(1000), "mL": Decimal(1), "ml": Decimal(1), "uL": Decimal("0.001")}

_FORM_FAMILIES = (
    frozenset({"tablet", "tablets", "tab", "film-coated tablet", "caplet"}),
    frozenset({"capsule", "capsules", "cap"}),
    frozenset({"syrup", "suspension", "oral solution", "oral suspension", "liquid", "solution", "oral liquid"}),
    frozenset({"injection", "solution for injection", "vial", "ampoule", "cartridge", "pen"}),
    frozenset({"inhaler", "metered dose inhaler", "rotacap"}),
)


class Difference(StrEnum):
    """The first way in which a product is not what is expected."""

    INGREDIENT = "ingredient"
    STRENGTH = "strength"
    FORM = "form"
    RELEASE = "release"


def base_amount(amount: Quantity) -> Quantity:
    """Mass in mg and volume in mL, anything else as it is, so that 0.5 g equals 500 mg."""
    for table, unit in ((_TO_MILLIGRAM, "mg"), (_TO_MILLILITRE, "mL")):
        if amount.unit in table:
            return Quantity((amount.value * table[amount.unit]).normalize(), unit)
    return Quantity(amount.value.normalize(), amount.unit)


def form_family(form: str) -> str:
    """One word for forms that are the same to a patient; the form itself when it stands alone."""
    word = form.strip().lower()
    for family in _FORM_FAMILIES:
        if word in family:
            return min(family)
    return word


def difference(
    expected: tuple[IngredientStrength, ...],
    expected_form: str,
    product: Product,
    same: SameIngredient = str.lower,
) -> Difference | None:
    """How `product` differs from what is expected; None when it does not. An empty expected form is not compared."""
    wanted, given = (_by_ingredient(parts, same) for parts in (expected, product.ingredients))
    if wanted.keys() != given.keys():
        return Difference.INGREDIENT
    if wanted != given:
        return Difference.STRENGTH
    if expected_form and form_family(expected_form) != form_family(product.form):
        return Difference.FORM
    return None


def _by_ingredient(
    parts: tuple[IngredientStrength, ...], same: SameIngredient
) -> dict[str, tuple[Decimal, str, str] | None]:
    return {same(part.ingredient): _concentration(part) for part in parts}


def _concentration(part: IngredientStrength) -> tuple[Decimal, str, str] | None:
    if part.strength is None:
        return None
    amount = base_amount(part.strength)
    if part.per is None:
        return amount.value, amount.unit, ""
    per = base_amount(part.per)
    return (amount.value / per.value).normalize(), amount.unit, per.unit


def is_what_was_prescribed(medicine: PrescribedMedicine, product: Product, same: SameIngredient = str.lower) -> bool:
    """True when a GTIN coding names the product, or ingredients, strengths and form agree."""
    gtins = {coding.code.zfill(14) for coding in medicine.codings if coding.system in GTIN_SYSTEMS}
    if gtins:
        return product.gtin in gtins
    if not medicine.ingredients:
        return False
    return difference(medicine.ingredients, medicine.form, product, same) is None


def is_equivalent(one: Product, other: Product, same: SameIngredient = str.lower) -> bool:
    """Same ingredients, strengths, form and release: a substitution that needs no new prescription."""
    return difference(one.ingredients, one.form, other, same) is None and one.modified_release == other.modified_release
