"""Loads the names of medicines from the shipped catalogue and knowledge, and from a list of names handed
in.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

from workstation.domain.reading.lexicon import Lexicon, LexiconEntry, base_name
from workstation.paths import resources

GENERAL_WORDS = frozenset({"human", "new", "insulin"})
"""First words of brand names that prescribers leave out."""
GROUPS = frozenset({"contraceptive", "contraceptives", "antacid"})
"""Words for a group of medicines, which is the name of none."""


def load_lexicon(extra: Path | None = None) -> Lexicon:
    """Catalogue + knowledge names; `extra` holds one name per line. OSError when `extra` cannot be read."""
    entries = [*catalogue_entries(), *knowledge_entries(), *(names_in(extra) if extra else ())]
    return Lexicon([*entries, *_short_vitamins(entries)])


def _short_vitamins(entries: Iterable[LexiconEntry]) -> Iterator[LexiconEntry]:
    """ "Vit C" for vitamin C."""
    for entry in entries:
        if entry.name.lower().startswith("vitamin "):
            yield replace(entry, name=f"Vit {entry.name[len('vitamin ') :].upper()}")


def catalogue_entries(file: Path | None = None) -> Iterator[LexiconEntry]:
    """One entry per product, and one per single ingredient with the strengths it is sold in."""
    for row in _rows(file or resources() / "catalogue" / "products.csv"):
        ingredients = tuple(part.strip() for part in row["ingredients"].split("+") if part.strip())
        strength = "+".join(part.strip() for part in row.get("strengths", "").split("+"))
        forms = frozenset({row["form"].strip().lower()} - {""})
        name, numbers = base_name(row["name"])
        strengths = frozenset({strength, *numbers} - {""})
        yield LexiconEntry(name, ingredients, strengths, forms, in_catalogue=True)
        if short := _without_general_word(name):
            yield LexiconEntry(short, ingredients, strengths, forms, in_catalogue=True)
        own = frozenset({strength} - {""})
        for spelling in _together(ingredients):
            yield LexiconEntry(spelling, ingredients, own, forms, in_catalogue=True)


def _together(ingredients: tuple[str, ...]) -> Iterator[str]:
    """How ingredients are written out: alone, or two or three in any order ("amoxicillin + clavulanic acid")."""
    if len(ingredients) <= 3:
        yield from (" + ".join(order) for order in permutations(ingredients))


def _without_general_word(name: str) -> str | None:
    """What people write for "Human Mixtard"; None for names that are written in full."""
    first, _, rest = name.partition(" ")
    return rest if first.lower() in GENERAL_WORDS and len(rest) >= 5 else None


def knowledge_entries(folder: Path | None = None) -> Iterator[LexiconEntry]:
    """Ingredients and their synonyms, brands of other countries, names of combinations (co-amoxiclav)."""
    root = folder or resources() / "knowledge"
    for row in _rows(root / "ingredients.csv"):
        for name in [row["name"], *row.get("synonyms", "").split("|")]:
            if name.strip():
                yield LexiconEntry(name.strip(), (row["name"].strip(),))
    for row in (*_rows(root / "brands.csv"), *_rows(root / "combinations.csv")):
        ingredients = tuple(part.strip() for part in row["ingredients"].split("+"))
        for name in (row["name"].strip(), *(_together(ingredients) if len(ingredients) > 1 else ())):
            if not GROUPS & set(name.lower().split()):
                yield LexiconEntry(name, ingredients)


def names_in(file: Path) -> Iterator[LexiconEntry]:
    """One name per line; blank lines and lines that begin with # are left out."""
    for line in file.read_text(encoding="utf-8-sig").splitlines():
        if line.strip() and not line.startswith("#"):
            name, numbers = base_name(line.strip())
            yield LexiconEntry(name, (), frozenset(numbers))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            yield {key: value or "" for key, value in row.items() if key}
