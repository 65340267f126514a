"""Which ingredients a written medicine holds. Never guesses: words without a meaning are reported, not dropped."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workstation.domain.quantity import Quantity
from workstation.domain.screening.text import PUNCTUATION, SEPARATORS, number, tokens, words

Words = tuple[str, ...]


class Route(StrEnum):
    """How far a medicine reaches: the whole body, the lungs first, or a place."""

    SYSTEMIC = "systemic"
    INHALED = "inhaled"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for. `strengths` are those of the product, one per ingredient, when known."""

    ingredients: tuple[str, ...]
    strengths: tuple[Quantity | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words around a name: salts, forms, units, and those that tell the route."""

    salts: frozenset[str]
    ignorable: frozenset[str]
    """Forms, routes, release, packs: they name no ingredient."""
    local: frozenset[str]
    inhaled: frozenset[str]
    units: Mapping[str, str]
    """Written unit to UCUM."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What was understood of a text."""

    ingredients: tuple[str, ...]
    strengths: tuple[Quantity | None, ...]
    """Per ingredient, in one unit of the form, or "mg/mL"; None when the text gives none."""
    unknown: tuple[str, ...]
    """Words that mean nothing to us."""
    route: Route


@dataclass(frozen=True, slots=True)
class Names:
    """All known names by their words. Longest match wins, so that a combination is not read as one of its parts."""

    by_words: Mapping[Words, Name]
    longest: Mapping[str, int]
    """First word to the number of words of the longest name that begins with it."""
    vocabulary: Vocabulary
    world: Mapping[str, str] = field(default_factory=dict)
    """Thousands of names from elsewhere, kept as text: words joined by a blank to ingredients joined by +."""
    world_starts: Mapping[str, int] = field(default_factory=dict)
    """As `longest`, of the names from elsewhere."""

    def find(self, name: str) -> Name | None:
        """The name that these words are, as a whole."""
        return self._known(words(name))

    def _known(self, key: Words) -> Name | None:
        """Our own name goes before one from elsewhere."""
        own = self.by_words.get(key)
        if own is None and (elsewhere := self.world.get(" ".join(key))) is not None:
            return Name(tuple(elsewhere.split("+")))
        return own

    def match_at(self, run: list[str], start: int) -> tuple[int, Name] | None:
        """The longest name that begins at `start`: how many words, and which."""
        most = max(self.longest.get(run[start], 0), self.world_starts.get(run[start], 0))
        for length in range(min(most, len(run) - start), 0, -1):
            name = self._known(tuple(run[start : start + length]))
            if name is not None:
                return length, name
        return None


def names_of(
    entries: Iterable[tuple[Words, Name]], vocabulary: Vocabulary, world: Mapping[str, str] | None = None
) -> Names:
    """Builds the index; of two entries with the same words the first stays."""
    by_words: dict[Words, Name] = {}
    longest: dict[str, int] = {}
    for key, name in entries:
        if key and key not in by_words:
            by_words[key] = name
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
    world = world or {}
    starts: dict[str, int] = {}
    for text in world:
        first, *rest = text.split(" ")
        if len(rest) >= starts.get(first, 0):
            starts[first] = len(rest) + 1
    return Names(by_words, longest, vocabulary, world, starts)


_PER_VOLUME = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zµμ.]+)\s*/\s*(\d+(?:\.\d+)?)?\s*ml\b", re.IGNORECASE)
_BIOLOGIC = re.compile(
    r"\b([a-z]+(?:mab|cept|ase|stim|alfa|leucel|fusp|tide|toxina|poetin|toxin|kin))-[a-z]{4}\b", re.I
)
"""Suffix of four letters without a meaning behind the name of a biological medicine (FDA, "adalimumab-atto")."""
_PER_HOUR = re.compile(
    r"\b(mg|mcg|ug|micrograms?|units?|ml)\s*/\s*(?:\d+\s*)?(?:h|d|hr|hour|hours|day|actuation|act)\b", re.IGNORECASE
)
"""The rate of a patch or a pump: what it holds of what in an hour is no name."""
_SHORT_FORM = re.compile(r"^[tci]\. +", re.IGNORECASE)
"""As in "T. Ecosprin", "C. Omez": tablet, capsule, injection."""


def identify(names: Names, text: str, *more: str) -> Identity:
    """Reads one medicine; `more` are form and route where they are given apart."""
    found = _Reading(names)
    if "/" in text:
        text = _PER_HOUR.sub(r"\1", text)
    if text[1:3] == ". ":
        text = _SHORT_FORM.sub("", text)
    parts = tokens(_BIOLOGIC.sub(r"\1", text) if "-" in text else text)
    for run in _runs(parts):
        found.read(run)
    if "/" in text:
        _per_volume(found, text)
    context = {*parts, *(word for part in more if part for word in words(part))}
    return Identity(
        tuple(found.strengths), tuple(found.strengths.values()), tuple(found.unknown), _route(names, context)
    )


def _per_volume(found: "_Reading", text: str) -> None:
    """ "120 mg/5 mL" of one ingredient is a concentration, not what one unit holds."""
    match = _PER_VOLUME.search(text)
    if match is None or len(found.strengths) != 1:
        return
    unit = found.names.vocabulary.units.get(match[2].lower().strip("."))
    if unit is not None:
        per = match[3] or "1"
        (ingredient,) = found.strengths
        found.strengths[ingredient] = Quantity(number(match[1]), f"{unit}/{'' if per == '1' else per + ' '}mL")


def _runs(parts: list[str]) -> list[list[str]]:
    """The words between hard separators (/ + & ; and brackets); a comma, a hyphen or a dot separates nothing."""
    runs: list[list[str]] = [[]]
    for index, part in enumerate(parts):
        if part in "[]" or (part in SEPARATORS and part != "," and not _is_ratio(parts, index)):
            runs.append([])
        elif part not in PUNCTUATION or part == "%":
            runs[-1].append(part)
    return [run for run in runs if run]


def _is_ratio(parts: list[str], index: int) -> bool:
    """ "Mixtard 30/70": a slash between numbers belongs to the name."""
    around = parts[index - 1 : index + 2] if index else []
    return len(around) == 3 and around[0][0].isdigit() and around[2][0].isdigit()


class _Reading:
    """Collects what the runs of one text say."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.strengths: dict[str, Quantity | None] = {}
        self.unknown: list[str] = []

    def read(self, run: list[str]) -> None:
        position = 0
        after_name = False
        last: str | None = None
        while position < len(run):
            match = None if after_name and self._is_salt(run, position) else self.names.match_at(run, position)
            if match is not None:
                position += match[0]
                last = self._take(match[1])
                after_name = True
                continue
            self._word(run, position, last)
            after_name = after_name and run[position] in self.names.vocabulary.salts
            position += 1

    def _is_salt(self, run: list[str], position: int) -> bool:
        """Right behind a name "calcium" or "sodium" is its salt, unless a longer name begins there."""
        match = self.names.match_at(run, position)
        return run[position] in self.names.vocabulary.salts and (match is None or match[0] == 1)

    def _take(self, name: Name) -> str | None:
        for index, ingredient in enumerate(name.ingredients):
            given = name.strengths[index] if index < len(name.strengths) else None
            self.strengths.setdefault(ingredient, given)
        return name.ingredients[0] if len(name.ingredients) == 1 else None

    def _word(self, run: list[str], position: int, last: str | None) -> None:
        word = run[position]
        vocabulary = self.names.vocabulary
        if word[0].isdigit():
            following = run[position + 1] if position + 1 < len(run) else ""
            if last is not None and self.strengths.get(last) is None and following in vocabulary.units:
                self.strengths[last] = Quantity(number(word), vocabulary.units[following])
        elif word not in vocabulary.ignorable and word != "%" and not _is_unit(vocabulary, run, position):
            known_salt = word in vocabulary.salts and bool(self.strengths)
            if not known_salt and word not in self.unknown:
                self.unknown.append(word)


def _is_unit(vocabulary: Vocabulary, run: list[str], position: int) -> bool:
    """A single letter is a unit only behind a number or a sign: the L of "Pantop L" is an ingredient."""
    if run[position] not in vocabulary.units:
        return False
    before = run[position - 1] if position else ""
    return len(run[position]) > 1 or not before or before == "%" or before[0].isdigit()


def _route(names: Names, context: set[str]) -> Route:
    vocabulary = names.vocabulary
    if context & vocabulary.local:
        return Route.LOCAL
    return Route.INHALED if context & vocabulary.inhaled else Route.SYSTEMIC
