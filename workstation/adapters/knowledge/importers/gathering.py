"""Rows of any kind of list, gathered into as few rules as say the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workstation.adapters.knowledge.importers.refusing import RowRefused
from workstation.adapters.knowledge.lists import ListedRule, ListedWords
from workstation.domain.screening.identity import Route
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.text import words

MOST_RULES = 100_000
"""Rules after gathering. Every rule is a bit in the masks of the engine: more would cost its memory and speed."""


_UNSPECIFIED = "unspecified "
"""How the edition calls a member of a class that nobody named."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row that was understood."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    words: ListedWords
    a_routes: str = ""
    b_routes: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came out of the rows of a file."""

    rows: int
    pairs: tuple[Pair, ...]
    """Without repetitions."""
    refused: tuple[RowRefused, ...]

    @property
    def imported(self) -> int:
        """Rows that were taken over, repetitions counted."""
        return self.rows - len(self.refused)

    def rules(self) -> tuple[ListedRule, ...]:
        """Pairs with one medicine in common that say the same are one rule."""
        groups: dict[tuple[object, ...], dict[str, None]] = {}
        apart: list[ListedRule] = []
        for pair in self.pairs:
            if len(pair.b) == 1:
                key = (pair.a, pair.words, pair.a_routes, pair.b_routes)
                groups.setdefault(key, {})[pair.b[0]] = None
            else:
                apart.append(ListedRule(pair.a, pair.b, pair.words, pair.a_routes, pair.b_routes))
        joined = [ListedRule(a, tuple(b), w, x, y) for (a, w, x, y), b in groups.items()]  # type: ignore[arg-type]  # as put in
        return (*joined, *apart)


def gathered(rows: Iterable[Pair | RowRefused], symmetrical: bool) -> Taken:
    """Counts, and leaves out what was said before. `symmetrical`: a and b may change places."""
    pairs: dict[Pair, None] = {}
    refused: list[RowRefused] = []
    count = 0
    for row in rows:
        count += 1
        if isinstance(row, RowRefused):
            refused.append(row)
            continue
        turn = symmetrical and row.b < row.a
        pairs[Pair(row.b, row.a, row.words, row.b_routes, row.a_routes) if turn else row] = None
    return Taken(count, tuple(pairs), tuple(refused))


@dataclass(slots=True)
class Terms:
    """Names as others write them → the ingredient or class that this edition means by them."""

    knowledge: Knowledge
    _found: dict[str, str | ValueError] = field(default_factory=dict)
    _classes: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.knowledge.classes.values():
            self._classes.setdefault(words(fact.name), fact.id)
            self._classes.setdefault(words(fact.id.replace("_", " ")), fact.id)

    def of(self, name: str) -> str:
        """One ingredient or class. Raises ValueError with a sentence."""
        found = self._found.get(name)
        if found is None:
            try:
                found = self._look_up(name)
            except ValueError as why:
                found = why
            self._found[name] = found
        if isinstance(found, ValueError):
            raise found
        return found

    def _look_up(self, name: str) -> str:
        if not name:
            raise ValueError("A name is empty.")
        if name in self.knowledge.classes or name in self.knowledge.ingredients:
            return name
        identity = self.knowledge.identify(name)
        if not identity.ingredients or identity.unknown or identity.ingredients[0].startswith(_UNSPECIFIED):
            class_id = self._classes.get(words(name)) or self._class_of(identity.ingredients)
            if class_id is None:
                raise ValueError(f"{name!r} is not known: a list names only what the edition knows.")
            return class_id
        if len(identity.ingredients) > 1:
            raise ValueError(f"{name!r} holds {' and '.join(identity.ingredients)}: one row for each.")
        if identity.route is not Route.SYSTEMIC:
            raise ValueError(f"{name!r} is a form for one place of the body: only whole medicines can be listed.")
        return identity.ingredients[0]

    def _class_of(self, ingredients: tuple[str, ...]) -> str | None:
        """ "NSAIDs" in a prescription is one that nobody named; in a list it is all of them."""
        if len(ingredients) != 1 or not ingredients[0].startswith(_UNSPECIFIED):
            return None
        classes = self.knowledge.ingredients[ingredients[0]].classes
        return classes[0] if len(classes) == 1 else None
