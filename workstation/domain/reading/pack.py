"""Which product a photographed pack is: its codes first, then what is printed on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.reading.amounts import amounts_in
from workstation.domain.reading.lexicon import base_name, fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.medicine_patterns import STRENGTH, plain_text
from workstation.domain.reading.model import Decision, Word
from workstation.domain.reading.text_lines import group_lines

MOST = 5
LEAST = 0.5
BRAND, STRENGTH_SHARE, INGREDIENT = 0.65, 0.2, 0.15
"""What name, strength and ingredient on the pack add to the score of a product."""
LEAST_LIKE = 0.8
SHORT = 5
"""Names of so many letters count only letter for letter: the "Doe" of Jane Doe is no Dolo."""
_COMMON = {"plus", "forte", "duo", "max", "neo", "new", "tablets", "capsules", "syrup"}
"""Words that many brands share; alone they tell no brand."""
BY_CODE = 0.99
"""Score of the product that the code names and the print confirms."""
CODE_ONLY = 0.9


@dataclass(frozen=True, slots=True)
class PackProduct:
    """What the catalogue says about a product."""

    gtin: str
    name: str
    ingredients: tuple[str, ...]
    strengths: str


@dataclass(frozen=True, slots=True)
class PackCandidate:
    """A product that the pack may be."""

    name: str
    gtin: str
    score: float


@dataclass(frozen=True, slots=True)
class PackReading:
    """Never one silent answer: READ needs a code that names a known product *and* print that says the
    same.
    """

    candidates: tuple[PackCandidate, ...]
    decision: Decision


@dataclass(frozen=True, slots=True)
class _Print:
    """What is printed on the pack: words and neighbouring words joined, each with its height against the
    largest.
    """

    joined: dict[str, float]
    numbers: frozenset[Decimal]


def identify_pack(gtins: Sequence[str], words: Sequence[Word], products: Iterable[PackProduct]) -> PackReading:
    """Candidates best first, at most five."""
    seen = _printed(words)
    scored: list[PackCandidate] = []
    by_code = False
    for product in products:
        score = _score(product, seen)
        if product.gtin in gtins:
            by_code = by_code or (score >= LEAST and len(set(gtins)) == 1)
            score = BY_CODE if score >= LEAST else CODE_ONLY
        if score >= LEAST:
            scored.append(PackCandidate(product.name, product.gtin, score))
    best = tuple(sorted(scored, key=lambda candidate: -candidate.score)[:MOST])
    if not best:
        return PackReading((), Decision.UNREADABLE)
    return PackReading(best, Decision.READ if by_code else Decision.CONFIRM)


def _printed(words: Sequence[Word]) -> _Print:
    tallest = max((word.box.h for word in words), default=1)
    joined: dict[str, float] = {}
    for line in group_lines(words):
        for start in range(len(line.words)):
            for end in range(start + 1, min(start + 3, len(line.words)) + 1):
                part = line.words[start:end]
                key = fold("".join(word.text for word in part))
                joined[key] = max(joined.get(key, 0.0), max(word.box.h for word in part) / tallest)
    text = " ".join(word.text for word in words)
    numbers = {number for match in STRENGTH.finditer(plain_text(text)) for number, _ in amounts_in(match.group())}
    bare = {Decimal(word.text) for word in words if word.text.isdigit()}
    return _Print(joined, frozenset(numbers | bare))


def _score(product: PackProduct, seen: _Print) -> float:
    brand, numbers = base_name(product.name)
    best = _brand_seen(brand, seen)
    found = _share_found(product.ingredients, seen)
    if best < LEAST_LIKE and found < 1.0:
        return 0.0
    wanted = {number for number, unit in amounts_in(product.strengths) if unit != "mL"}
    wanted_in_name = {Decimal(number) for number in numbers if number.replace(".", "", 1).isdigit()}
    fits = bool(wanted & seen.numbers or wanted_in_name & seen.numbers)
    return (BRAND * best if best >= LEAST_LIKE else 0.0) + STRENGTH_SHARE * fits + INGREDIENT * found


def _brand_seen(brand: str, seen: _Print) -> float:
    """How well the brand stands on the pack; 0 when none of its own words does."""
    whole = max((_alike(key, fold(brand)) * (0.9 + 0.1 * size) for key, size in seen.joined.items()), default=0.0)
    own = [word for word in brand.split() if word.lower() not in _COMMON] or [brand]
    if fold(brand) in seen.joined or any(_alike(key, fold(word)) >= LEAST_LIKE for key in seen.joined for word in own):
        return whole
    return 0.0


def _alike(key: str, name: str) -> float:
    if sum(letter.isalpha() for letter in name) > SHORT:
        return likeness(key, name)
    return 1.0 if name in (key, key.rstrip("0123456789")) else 0.0


def _share_found(ingredients: Sequence[str], seen: _Print) -> float:
    if not ingredients:
        return 0.0
    found = sum(any(likeness(key, fold(name)) >= LEAST_LIKE for key in seen.joined) for name in ingredients)
    return found / len(ingredients)
