"""Which product a photographed pack is: its codes first, then what is printed on it.

A pack that the catalogue does not hold is named from the names that are known (ingredients, brands of other countries),
without a GTIN: somebody has to add the product before it can be supplied.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rapidfuzz import fuzz

from workstation.domain.reading.amounts import amounts_in
from workstation.domain.reading.lexicon import Lexicon, LexiconEntry, base_name, fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.medicine_patterns import STRENGTH, plain_text
from workstation.domain.reading.model import Decision, Word
from workstation.domain.reading.text_lines import TextLine, group_lines
from workstation.domain.reading.vocabulary import FORMS

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
OTHER_FORM = 0.15
"""What a product loses whose form is not the one that is printed (tablets on a pack of suspension)."""
NAMED, BY_SIZE, WITH_STRENGTH = 0.45, 0.2, 0.1
"""Score of a name without product: less than any product whose brand and strength stand on the pack."""
ALMOST = 0.9
PLAINLY_ALIKE = 60.0
BRAND_BEFORE_INGREDIENT = 0.05
_SALTS = {"calcium", "sodium", "potassium", "magnesium"}
"""Behind another name they are its salt."""
LONG_NAME = 7
LINES_TOGETHER = 1.6
"""Gap in letter heights within which a brand goes on in the next line ("Crocin" above "Advance")."""


@dataclass(frozen=True, slots=True)
class PackProduct:
    """What the catalogue says about a product."""

    gtin: str
    name: str
    ingredients: tuple[str, ...]
    strengths: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class PackCandidate:
    """A product that the pack may be."""

    name: str
    gtin: str | None
    """None for a name that is known where the catalogue has no product of it."""
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
    strengths: tuple[str, ...]
    """As printed, the first one first."""
    forms: frozenset[str]


def identify_pack(
    gtins: Sequence[str], words: Sequence[Word], products: Iterable[PackProduct], names: Lexicon | None = None
) -> PackReading:
    """Candidates best first, at most five. `names` are offered beside the products of the catalogue."""
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
    scored += _named(seen, names, scored) if names else ()
    best = tuple(sorted(scored, key=lambda candidate: -candidate.score)[:MOST])
    if not best:
        return PackReading((), Decision.UNREADABLE)
    return PackReading(best, Decision.READ if by_code else Decision.CONFIRM)


def _printed(words: Sequence[Word]) -> _Print:
    tallest = max((word.box.h for word in words), default=1)
    joined: dict[str, float] = {}
    for part in _runs(group_lines(words)):
        key = fold("".join(word.text for word in part))
        joined[key] = max(joined.get(key, 0.0), max(word.box.h for word in part) / tallest)
    text = " ".join(word.text for word in words)
    strengths = [match.group() for match in STRENGTH.finditer(plain_text(text))]
    numbers = {number for strength in strengths for number, _ in amounts_in(strength)}
    bare = {Decimal(word.text) for word in words if word.text.isdecimal()}
    forms = {FORMS[plain] for word in words if len(plain := word.text.lower().strip(".,:()")) > 2 and plain in FORMS}
    return _Print(joined, frozenset(numbers | bare), tuple(dict.fromkeys(strengths)), frozenset(forms))


def _runs(lines: Sequence[TextLine]) -> Iterator[Sequence[Word]]:
    """Up to three words beside each other, and short lines that stand close below each other."""
    for line in lines:
        for start in range(len(line.words)):
            for end in range(start + 1, min(start + 3, len(line.words)) + 1):
                yield line.words[start:end]
    for above, line in pairwise(lines):
        close = line.box.y - above.box.bottom < LINES_TOGETHER * min(above.height, line.height)
        if close and len(above.words) + len(line.words) <= 4:
            yield (*above.words, *line.words)


def _score(product: PackProduct, seen: _Print) -> float:
    brand, numbers = base_name(product.name)
    best = _brand_seen(brand, seen)
    found = _share_found(product.ingredients, seen)
    if best < LEAST_LIKE and found < 1.0:
        return 0.0
    wanted = {number for number, unit in amounts_in(product.strengths) if unit != "mL"}
    wanted_in_name = {Decimal(number) for number in numbers if number.replace(".", "", 1).isdigit()}
    fits = bool(wanted & seen.numbers or wanted_in_name & seen.numbers)
    other = bool(product.form and seen.forms) and not any(form in product.form for form in seen.forms)
    brand_share = BRAND * best if best >= LEAST_LIKE else 0.0
    return brand_share + STRENGTH_SHARE * fits + INGREDIENT * found - OTHER_FORM * other


def _named(seen: _Print, names: Lexicon, products: Sequence[PackCandidate]) -> list[PackCandidate]:
    """Known names on the pack, larger print first; one that a product offers already is left out."""
    offered = " ".join(fold(base_name(product.name)[0]) for product in products)
    found: dict[str, PackCandidate] = {}
    for key, size in sorted(seen.joined.items(), key=lambda item: -item[1]):
        entry = _known(key, names)
        if entry is None or fold(entry.name) in offered or fold(entry.name) in found:
            continue
        shown = entry.name[:1].upper() + entry.name[1:]
        name = f"{shown} {seen.strengths[0]}" if len(seen.strengths) == 1 else shown
        brand = fold(entry.name) not in {fold(one) for one in entry.ingredients}
        score = NAMED + BY_SIZE * size + WITH_STRENGTH * (len(seen.strengths) == 1) + BRAND_BEFORE_INGREDIENT * brand
        found[fold(entry.name)] = PackCandidate(name, None, score)
    return [found[key] for key in found if key not in _SALTS or len(found) == 1]


def _known(key: str, names: Lexicon) -> LexiconEntry | None:
    """The name itself, or for a long one the only one that is all but the same."""
    if sum(letter.isalpha() for letter in key) < SHORT - 1 or key in _COMMON:
        return None
    if (entry := names.exact(key)) or len(key) < LONG_NAME:
        return entry
    close = [entry for entry in names.near(key, 8) if _likeness(key, fold(entry.name)) >= ALMOST]
    return close[0] if len(close) == 1 else None


def _brand_seen(brand: str, seen: _Print) -> float:
    """How well the brand stands on the pack; 0 when none of its own words does."""
    whole = max((_alike(key, fold(brand)) * (0.9 + 0.1 * size) for key, size in seen.joined.items()), default=0.0)
    own = [word for word in brand.split() if word.lower() not in _COMMON] or [brand]
    if fold(brand) in seen.joined or any(_alike(key, fold(word)) >= LEAST_LIKE for key in seen.joined for word in own):
        return whole
    return 0.0


def _alike(key: str, name: str) -> float:
    if sum(letter.isalpha() for letter in name) > SHORT:
        return _likeness(key, name)
    return 1.0 if name in (key, key.rstrip("0123456789")) else 0.0


def _likeness(key: str, name: str) -> float:
    """Likeness, 0 where a plain ratio says at once that they are not alike (a thousand products, a hundred words)."""
    return likeness(key, name) if fuzz.ratio(key, name) >= PLAINLY_ALIKE else 0.0


def _share_found(ingredients: Sequence[str], seen: _Print) -> float:
    if not ingredients:
        return 0.0
    found = sum(any(_likeness(key, fold(name)) >= LEAST_LIKE for key in seen.joined) for name in ingredients)
    return found / len(ingredients)
