"""French names of substances and classes to the terms of the knowledge base."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workstation.domain.screening.text import plain

_ENDINGS = ("e$", ""), ("ine$", "in"), ("ole$", "ol"), ("ique$", "ic"), ("cilline$", "cillin")
_SALTS = re.compile(r" (sodique|calcique|mofetil|cilexetil|disoproxil|tert-butylamine|trometamol)$")


def french(name: str) -> str:
    """A name of the thesaurus in one spelling: lower case, no accents, single spaces."""
    return re.sub(r"\s+", " ", plain(name.replace("œ", "\x00"))).replace("\x00", "œ").strip()


@dataclass(frozen=True, slots=True)
class FrenchNames:
    """What French names mean. `given` = the hand-made table; "" = left out on purpose."""

    given: Mapping[str, str]
    english: Mapping[str, str]
    """Name for people of a class that only ANSM has, by its id."""
    ingredients: Mapping[str, str]
    """Every known name of an ingredient to its INN."""

    def term(self, name: str) -> str | None:
        """Ingredient or class; "" when left out on purpose, None when unknown."""
        key = french(name)
        if key in self.given:
            return self.given[key]
        return next((self.ingredients[guess] for guess in _guesses(key) if guess in self.ingredients), None)


def _guesses(key: str) -> Iterator[str]:
    """Regular differences between French and INN: acide valproique = valproic acid, aspirine = aspirin."""
    acid = re.match(r"acide (.*)ique$", key)
    if acid:
        yield f"{acid.group(1)}ic acid"
    for base in (key, _SALTS.sub("", key)):
        yield base
        for ending, inn in _ENDINGS:
            yield re.sub(ending, inn, base)
        yield re.sub("e$", "", base).replace("ph", "f")
        yield re.sub("e$", "", base) + "um"


def french_names(rows: Iterable[Mapping[str, str]], ingredients: Mapping[str, str]) -> FrenchNames:
    """From the rows of `import/ansm_names.csv` and the known names of ingredients."""
    given: dict[str, str] = {}
    english: dict[str, str] = {}
    for row in rows:
        given[french(row["french"])] = row["term"]
        if row["name"]:
            english[row["term"]] = row["name"]
    return FrenchNames(given, english, ingredients)
