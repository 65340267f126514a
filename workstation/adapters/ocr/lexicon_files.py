"""Loads the names of medicines from the shipped catalogue and knowledge, and from a list of names handed
in.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from workstation.domain.reading.lexicon import Lexicon, LexiconEntry, base_name
from workstation.paths import resources

GENERAL_WORDS = frozenset({"human", "new", "insulin"})
"""First words of brand names that prescribers leave out."""


def load_lexicon(extra: Path | None = None) -> Lexicon:
    """Catalogue + knowledge names; `extra` holds one name per line. OSError when `extra` cannot be read."""
    return Lexicon([*catalogue_entries(), *knowledge_entries(), *(names_in(extra) if extra else ())])


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
        if len(ingredients) == 1:
            yield LexiconEntry(ingredients[0], ingredients, frozenset({strength} - {""}), forms, in_catalogue=True)


def _without_general_word(name: str) -> str | None:
    """What people write for "Human Mixtard"; None for names that are written in full."""
    first, _, rest = name.partition(" ")
    return rest if first.lower() in GENERAL_WORDS and len(rest) >= 5 else None


def knowledge_entries(file: Path | None = None) -> Iterator[LexiconEntry]:
    """Ingredients and their synonyms."""
    for row in _rows(file or resources() / "knowledge" / "ingredients.csv"):
        for name in [row["name"], *row.get("synonyms", "").split("|")]:
            if name.strip():
                yield LexiconEntry(name.strip(), (row["name"].strip(),))


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
