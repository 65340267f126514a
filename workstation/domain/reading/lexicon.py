"""The names of medicines that are known: products of the catalogue, ingredients of the knowledge, names
handed in.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from rapidfuzz import fuzz, process

from workstation.domain.reading.amounts import amounts_in
from workstation.domain.reading.vocabulary import FORMS

Amounts = tuple[tuple[Decimal, str], ...]
SHORTLIST = 40


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A name with what is known about it."""

    name: str
    """Brand or ingredient without strength and form ("Augmentin", "amoxicillin")."""
    ingredients: tuple[str, ...] = ()
    strengths: frozenset[str] = frozenset()
    """Strengths in which it is sold ("500 mg", "500 mg+125 mg", or a bare "625" that is part of the brand);
    empty = unknown.
    """
    forms: frozenset[str] = frozenset()
    in_catalogue: bool = False


def fold(text: str) -> str:
    """Letters and figures in lower case: what names are compared by."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def base_name(product: str) -> tuple[str, tuple[str, ...]]:
    """Brand without strength and form, and the bare numbers that stood behind it: "Augmentin 625 Duo" ->
    Augmentin, 625.
    """
    words = re.sub(r"[()\[\],]", " ", product).split()
    kept: list[str] = []
    for word in words:
        if kept and (word[0].isdigit() or (word.lower().strip(".") in FORMS and len(word) > 2)):
            break
        kept.append(word)
    rest = " ".join(words[len(kept) :])
    numbers = re.findall(r"(?<![\d.])\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)*(?=K?\b|\s|$)", rest)
    return " ".join(kept), tuple(numbers)


class Lexicon:
    """Names that can be looked up exactly, or by likeness of letters or of sound."""

    def __init__(self, entries: Iterable[LexiconEntry]) -> None:
        self._by_name: dict[str, LexiconEntry] = {}
        for entry in entries:
            key = fold(entry.name)
            if len(key) >= 3:
                self._by_name[key] = joined(self._by_name[key], entry) if key in self._by_name else entry

    def __len__(self) -> int:
        return len(self._by_name)

    def exact(self, name: str) -> LexiconEntry | None:
        """The entry of that name, whatever its capitals, spaces and hyphens."""
        return self._by_name.get(fold(name))

    def near(self, name: str, limit: int = SHORTLIST) -> Sequence[LexiconEntry]:
        """Entries that look or sound like the name, in no particular order."""
        key = fold(name)
        if not key:
            return ()
        names = self._names_near_in_length(len(key))
        close = [
            match
            for scorer in (fuzz.ratio, fuzz.partial_ratio)
            for match, _, _ in process.extract(
                key, names, scorer=scorer, limit=limit // (1 if scorer is fuzz.ratio else 3)
            )
        ]
        sounding = self._by_sound.get(sound(key), ())[:limit]
        return [self._by_name[found] for found in dict.fromkeys([*close, *sounding])]

    def _names_near_in_length(self, length: int) -> list[str]:
        low, high = max(3, round(length * 0.6) - 1), round(length * 1.5) + 2
        return [name for size in range(low, high + 1) for name in self._by_length.get(size, ())]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        lengths: defaultdict[int, list[str]] = defaultdict(list)
        for name in self._by_name:
            lengths[len(name)].append(name)
        return lengths

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        sounds: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._by_name:
            sounds[sound(name)].append(name)
        return sounds

    def __iter__(self) -> Iterator[LexiconEntry]:
        return iter(self._by_name.values())


def joined(a: LexiconEntry, b: LexiconEntry) -> LexiconEntry:
    """One entry for the same name from two sources; the catalogue's spelling and ingredients win."""
    first, second = (a, b) if a.in_catalogue or not b.in_catalogue else (b, a)
    return LexiconEntry(
        first.name,
        first.ingredients or second.ingredients,
        first.strengths | second.strengths,
        first.forms | second.forms,
        a.in_catalogue or b.in_catalogue,
    )


_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
    ("qu", "kw"),
    ("z", "s"),
    ("c", "k"),
    ("y", "i"),
    ("v", "w"),
    ("th", "t"),
    ("gh", "g"),
)


def sound(name: str) -> str:
    """A rough key of how a name sounds: first letter and consonants, letters that sound alike taken
    together.
    """
    key = fold(name)
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    consonants = re.sub(r"[aeiouh]", "", key[1:])
    return key[:1] + re.sub(r"(.)\1+", r"\1", consonants)


_IN_MG = {"mg": Decimal(1), "g": Decimal(1000), "ug": Decimal("0.001")}


def _in_mg(amounts: Amounts) -> tuple[Decimal, ...]:
    return tuple(number * _IN_MG.get(unit, Decimal(1)) for number, unit in amounts if unit not in ("mL",))


def strength_is_known(written: Amounts, entry: LexiconEntry) -> bool | None:
    """Whether the medicine is sold in that strength; None where the entry knows no strengths or none is
    written.

    A combination may be written in full (500/125), as the sum (625) or as the number in the brand's name.
    """
    if not entry.strengths or not written:
        return None
    wanted = _in_mg(written)
    for strength in entry.strengths:
        sold = _in_mg(amounts_in(strength))
        if sorted(wanted) == sorted(sold) or (len(wanted) == 1 and wanted[0] in (sum(sold), *sold[:1])):
            return True
    return False


def with_units(written: Amounts, entry: LexiconEntry) -> Amounts:
    """Numbers written without a unit (Dolo 650) with the unit in which the medicine is sold, if that is
    clear.
    """
    if any(unit for _, unit in written):
        return written
    for strength in entry.strengths:
        sold = amounts_in(strength)
        if [number for number, _ in sold] == [number for number, _ in written] and all(unit for _, unit in sold):
            return sold
    return written
