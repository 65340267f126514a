"""The shipped catalogue: products.csv as `Product` objects, look-alike names from look_alikes.toml.

Strengths are written `500 mg`, `125 mg/5 mL`, `100 [iU]/mL`, `25 ug/h`, or `-` where the pack gives none;
ingredients and strengths are joined by `+` in the same order. A catalogue that breaks this is a fault of ours
and raises ValueError.
"""

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from workstation.adapters.samplepharmacy.models import stable_id
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.quantity import Money, Quantity
from workstation.paths import resources

HEADER = tuple(
    "gtin name ingredients strengths form pack_size unit manufacturer schedule mrp currency cold_chain shelf"
    " release".split()
)
NOT_STATED = "-"
PROLONGED = frozenset({"SR", "XR", "ER", "CR", "MR", "LA", "XL"})
GASTRO_RESISTANT = "GR"
"""Not counted as modified release: else a gastro-resistant tablet would stand for a prolonged one."""
UNITS = frozenset({"mg", "ug", "g", "mL", "[iU]", "h"})
"""UCUM units that occur in strengths."""

_NUMBER = r"\d+(?:\.\d+)?"
_STRENGTH = re.compile(rf"(?P<value>{_NUMBER}) (?P<unit>\S+?)(?:/(?:(?P<per>{_NUMBER}) )?(?P<per_unit>[A-Za-z]+))?")


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Names that are taken for each other, written with tall-man letters."""

    names: tuple[str, ...]
    kind: str
    """`brand` or `ingredient`."""
    source: str
    reviewed_by: str | None


def products(path: Path | None = None) -> tuple[Product, ...]:
    """Every product of the catalogue, in the order of the file. Raises ValueError naming the
    row that is wrong."""
    file = path or resources() / "catalogue" / "products.csv"
    with file.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        if tuple(reader.fieldnames or ()) != HEADER:
            raise ValueError(f"{file.name}: the header is {reader.fieldnames}")
        return tuple(_product(row) for row in reader)


def look_alikes(path: Path | None = None) -> tuple[LookAlike, ...]:
    """The look-alike names in tall-man letters."""
    file = path or resources() / "catalogue" / "look_alikes.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        LookAlike(tuple(each["names"]), each["kind"], document["sources"][each["source"]], each.get("reviewed_by"))
        for each in document["pair"]
    )


def parse_strength(text: str) -> tuple[Quantity | None, Quantity | None]:
    """Amount and the unit it is contained in: ("125 mg/5 mL") → 125 mg, 5 mL. Raises ValueError."""
    if text == NOT_STATED:
        return None, None
    match = _STRENGTH.fullmatch(text)
    if match is None or match["unit"] not in UNITS:
        raise ValueError(f"{text!r} is no strength")
    if match["per_unit"] is None:
        return Quantity(Decimal(match["value"]), match["unit"]), None
    if match["per_unit"] not in UNITS:
        raise ValueError(f"{text!r} is no strength")
    return (
        Quantity(Decimal(match["value"]), match["unit"]),
        Quantity(Decimal(match["per"] or 1), match["per_unit"]),
    )


def parse_composition(ingredients: str, strengths: str) -> tuple[IngredientStrength, ...]:
    """Ingredients with their strengths. Raises ValueError when the counts differ or a strength
    cannot be read."""
    pairs = zip(ingredients.split("+"), strengths.split("+"), strict=True)
    return tuple(IngredientStrength(name, *parse_strength(text)) for name, text in pairs)


def _product(row: Mapping[str, str]) -> Product:
    try:
        return Product(
            id=stable_id("Product", row["gtin"]),
            gtin=row["gtin"],
            name=row["name"],
            ingredients=parse_composition(row["ingredients"], row["strengths"]),
            form=row["form"],
            pack_size=Quantity(Decimal(row["pack_size"]), row["unit"]),
            manufacturer=row["manufacturer"],
            schedule=row["schedule"],
            price=Money(Decimal(row["mrp"]), row["currency"]),
            cold_chain=_is_yes(row["cold_chain"]),
            shelf=row["shelf"],
            modified_release=_is_prolonged(row["release"]),
        )
    except (ValueError, ArithmeticError) as error:
        raise ValueError(f"products.csv, {row['gtin']} {row['name']}: {error}") from error


def _is_yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"{text!r} is neither yes nor no")
    return text == "yes"


def _is_prolonged(release: str) -> bool:
    if release not in PROLONGED | {"", GASTRO_RESISTANT}:
        raise ValueError(f"{release!r} is no release")
    return release in PROLONGED
