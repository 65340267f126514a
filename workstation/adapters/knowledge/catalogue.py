"""Brand names with their ingredients, from the product catalogue of the pharmacy."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from workstation.adapters.knowledge.tables import Row, rows_of
from workstation.domain.quantity import Quantity
from workstation.domain.screening.facts import IngredientFact
from workstation.domain.screening.identity import Name, Words
from workstation.domain.screening.text import words

FORM_WORDS = frozenset(
    "tablet tablets capsule capsules syrup suspension injection cream ointment gel drops eye ear nasal spray inhaler "
    "oral dry solution lotion powder sachet duo forte sr xr er cr od md dt la xl mr ml mg g mcg".split()
)
"""Words at the end of a brand name that do not belong to it ("Augmentin 625 Duo")."""

SHORTEST_BRAND = 4


def canonical_names(ingredients: Sequence[IngredientFact]) -> dict[Words, str]:
    """Every name of an ingredient → its own. Of two ingredients with one name the first has it."""
    return {words(name): fact.name for fact in reversed(ingredients) for name in (*fact.synonyms, fact.name)}


def product_names(file: Path, canonical: Mapping[Words, str]) -> list[tuple[Words, Name]]:
    """Names of products with ingredients and strengths, then the brand alone where all its products hold the same.

    "Telma" is left out when "Telma H" and "Telma 40" hold different ingredients under one name.
    """
    full: list[tuple[Words, Name]] = []
    brands: dict[Words, set[tuple[str, ...]]] = {}
    for row in rows_of(file):
        name = _name(row, canonical)
        if name is None:
            continue
        key = words(row["name"])
        full.append((key, name))
        brands.setdefault(_brand(key), set()).add(name.ingredients)
    alone = [(key, Name(next(iter(held)))) for key, held in brands.items() if key and len(held) == 1]
    return [*full, *(entry for entry in alone if entry[0] not in canonical)]


def _name(row: Row, canonical: Mapping[Words, str]) -> Name | None:
    """None when an ingredient is not in the knowledge base: the product then is "not screened", never half known."""
    found = [canonical.get(words(part)) for part in row["ingredients"].split("+")]
    if None in found or not row["name"]:
        return None
    strengths = row["strengths"].split("+")
    return Name(
        tuple(name for name in found if name is not None),
        tuple(_strength(text) for text in strengths) if len(strengths) == len(found) else (),
    )


def _strength(text: str) -> Quantity | None:
    number, _, unit = text.strip().partition(" ")
    try:
        return Quantity(Decimal(number), unit.strip())
    except InvalidOperation:
        return None


def _brand(key: Words) -> Words:
    """The name without form and strength; nothing when too little is left to be sure ("P 650")."""
    brand = tuple(_without_tail(key))
    return brand if sum(map(len, brand)) >= SHORTEST_BRAND else ()


def _without_tail(key: Words) -> Iterator[str]:
    end = len(key)
    while end and (key[end - 1] in FORM_WORDS or key[end - 1][0].isdigit()):
        end -= 1
    yield from key[:end]
