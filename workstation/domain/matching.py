"""Is this product what was prescribed? By code, else by ingredients, strength, form and release; not by name alone."""

import re
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
    frozenset({"injection", "solution for injection", "vial", "ampoule"}),
    frozenset({"pen", "pre-filled pen", "prefilled pen"}),
    frozenset({"inhaler", "metered dose inhaler"}),
    frozenset({"inhalation capsule", "rotacap"}),
)
"""Who has the device for a vial, a cartridge or an inhalation capsule has none for a pen or an inhaler."""

_PROLONGED = frozenset(
    "prolonged extended modified sustained controlled slow retard chrono sr er xr xl cr mr la pr".split()
)
"""Words that tell a release over time in the name of a medicine or of its form. Gastro-resistant is none of them."""


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


_Concentration = tuple[str, str, Decimal]


def _by_ingredient(
    parts: tuple[IngredientStrength, ...], same: SameIngredient
) -> dict[str, list[_Concentration | None]]:
    """Every strength of each ingredient: one that is in it twice (two insulins, two layers) has two."""
    found: dict[str, list[_Concentration | None]] = {}
    for part in parts:
        found.setdefault(same(part.ingredient), []).append(_concentration(part))
    return {name: sorted(strengths, key=lambda one: one or ()) for name, strengths in found.items()}


def _concentration(part: IngredientStrength) -> _Concentration | None:
    """(unit, unit it is contained in, amount); None when it is not told."""
    if part.strength is None:
        return None
    amount = base_amount(part.strength)
    if part.per is None:
        return amount.unit, "", amount.value
    per = base_amount(part.per)
    return amount.unit, per.unit, (amount.value / per.value).normalize()


def is_what_was_prescribed(medicine: PrescribedMedicine, product: Product, same: SameIngredient = str.lower) -> bool:
    """True when a GTIN coding names the product, or ingredients, strengths, form and release agree."""
    if _gtins(medicine):
        return product.gtin in _gtins(medicine)
    return _is_made_of(medicine, product, same) and has_release(medicine, product)


def may_be_meant(medicine: PrescribedMedicine, product: Product, same: SameIngredient = str.lower) -> bool:
    """For a person to choose: what was prescribed, or a prolonged one where no release is told: some have no other."""
    if _gtins(medicine) or not product.modified_release:
        return is_what_was_prescribed(medicine, product, same)
    return _is_made_of(medicine, product, same)


def _gtins(medicine: PrescribedMedicine) -> set[str]:
    return {coding.code.zfill(14) for coding in medicine.codings if coding.system in GTIN_SYSTEMS}


def _is_made_of(medicine: PrescribedMedicine, product: Product, same: SameIngredient) -> bool:
    return bool(medicine.ingredients) and difference(medicine.ingredients, medicine.form, product, same) is None


def has_release(medicine: PrescribedMedicine, product: Product) -> bool:
    """Whether the release is the one that is told. Nothing told means the plain one, unless the brand is named."""
    words, name = _words(f"{medicine.text} {medicine.form}"), _words(product.name)
    told = _PROLONGED & words
    if name <= words and told <= name:
        return True
    return product.modified_release == bool(told)


def tells_prolonged_release(*texts: str) -> bool:
    """Whether a name or a form tells a release over time ("Metformin SR", "extended release tablet")."""
    return any(_PROLONGED & _words(text) for text in texts)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.casefold()))


def is_equivalent(one: Product, other: Product, same: SameIngredient = str.lower) -> bool:
    """Same ingredients, strengths, form and release: a substitution that needs no new prescription."""
    return difference(one.ingredients, one.form, other, same) is None and one.modified_release == other.modified_release
