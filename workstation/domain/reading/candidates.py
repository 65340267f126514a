"""Which medicines a piece of writing may mean, and how sure that is.

Print is compared letter by letter. Handwriting is looked at again: the recogniser says how well the ink goes
with each name of a shortlist. How that is turned into probabilities was fitted on 697 handwritten words; on 2,234
words of other writers the right name is the first candidate in .74 of cases and among five in .90 (docs/reading.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Protocol

from workstation.domain.reading.geometry import Box
from workstation.domain.reading.lexicon import Amounts, Lexicon, LexiconEntry, fold, strength_is_known
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.model import Candidate

MOST = 5
LEAST_LIKE_PRINTED = 0.72
"""A printed name less like the writing than this is not offered: print is read right or not at all."""
AGREED_PRINT = 1.0
LEAST_LIKE = 0.5
LEAST_PROBABLE = 0.0005
FIRST_WORD_ONLY = 0.97
"""What a likeness to the first word only is worth; the rest may be a variant or a company."""
STRENGTH_FITS, STRENGTH_UNKNOWN = 0.04, 0.08

LEAST_PER_LETTER = -3.0
WEIGHT_OF_LIKENESS = 2.0
SHARPNESS = 3.0
KNOWN_BIAS, KNOWN_SLOPE = 2.23, -1.39
"""Logistic of "the name is in the lexicon" over how much better the plain reading goes with the ink than the
best name.
"""
STRENGTH_ODDS = {True: 1.3, False: 0.5, None: 1.0}


class Ink(Protocol):
    """A second look at the ink in a box."""

    @property
    def readings(self) -> Sequence[str]:
        """What is read there, from the crop at several widths."""
        ...

    def per_letter(self, names: Sequence[str]) -> Mapping[str, float]:
        """Log-likelihood per letter of each folded name (0 = the ink says exactly this)."""
        ...


class InkReader(Protocol):
    """Looks at a box on the page again; None where there is nothing to see."""

    def __call__(self, box: Box) -> Ink | None: ...


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name as read, with what stands around it."""

    text: str
    confidence: float
    printed: bool
    box: Box
    first_word_box: Box
    amounts: Amounts = ()
    agreed: bool = False
    """Both engines read the same: a name that no list knows is more likely new than misread."""


def find_candidates(
    written: WrittenName, lexicon: Lexicon, look_again: InkReader | None = None
) -> tuple[Candidate, ...]:
    """At most five candidates, best first. The reading itself is one where the lexicon does not know it."""
    ranked = None if look_again is None or written.printed else _by_ink(written, lexicon, look_again)
    return _five(ranked if ranked is not None else _by_letters(written, lexicon), written)


def best_likeness(written: str, name: str) -> float:
    """Likeness of a name to the whole writing or to its first words."""
    words, target = written.split(), fold(name)
    whole = likeness(fold(written), target)
    starts = [likeness(fold(" ".join(words[:count])), target) for count in range(1, len(words))]
    return max([whole, *(FIRST_WORD_ONLY * start for start in starts)])


def _shown(entry: LexiconEntry, written: str) -> str:
    """Ingredients are kept in lower case: as written where it is the same name, else with a capital."""
    if not entry.name.islower():
        return entry.name
    return written if fold(written) == fold(entry.name) else entry.name[:1].upper() + entry.name[1:]


def _candidate(entry: LexiconEntry, score: float, written: WrittenName) -> Candidate:
    return Candidate(_shown(entry, written.text), entry.ingredients, score, entry.in_catalogue)


def _shortlist(texts: Sequence[str], lexicon: Lexicon) -> list[LexiconEntry]:
    found: dict[str, LexiconEntry] = {}
    for text in texts:
        words = text.split()
        for variant in dict.fromkeys([text, *words[:1], " ".join(words[:2])]):
            if len(fold(variant)) >= 3:
                found |= {entry.name: entry for entry in lexicon.near(variant)}
    return list(found.values())


def _five(ranked: Sequence[Candidate], written: WrittenName) -> tuple[Candidate, ...]:
    """The five best, the reading itself always among them."""
    in_order = sorted(ranked, key=lambda candidate: -candidate.score)
    best, own = in_order[:MOST], fold(written.text)
    if not any(fold(candidate.name) == own for candidate in best):
        best[MOST - 1 :] = [candidate for candidate in in_order[MOST - 1 :] if fold(candidate.name) == own]
    return tuple(best)


# --- by letters ---------------------------------------------------------------------------------------------


def _by_letters(written: WrittenName, lexicon: Lexicon) -> list[Candidate]:
    least = LEAST_LIKE_PRINTED if written.printed else LEAST_LIKE
    scored = [
        _candidate(entry, score, written)
        for entry in _shortlist([written.text], lexicon)
        if (score := _letter_score(written, entry)) >= least
    ]
    if not any(fold(candidate.name) == fold(written.text) for candidate in scored):
        sure = AGREED_PRINT if written.agreed else 0.95
        worth = written.confidence * (sure if written.printed else 0.7)
        scored.append(Candidate(written.text, (), worth, in_catalogue=False))
    return scored


def _letter_score(written: WrittenName, entry: LexiconEntry) -> float:
    alike = best_likeness(written.text, entry.name)
    if alike == 1.0:
        return alike
    known = strength_is_known(written.amounts, entry)
    if known is not None:
        alike += STRENGTH_FITS if known else -STRENGTH_UNKNOWN
    return max(0.0, min(alike, 0.98))


# --- by ink -------------------------------------------------------------------------------------------------


def _by_ink(written: WrittenName, lexicon: Lexicon, look_again: InkReader) -> list[Candidate] | None:
    views = [ink for box in dict.fromkeys([written.box, written.first_word_box]) if (ink := look_again(box))]
    if not views:
        return None
    readings = list(dict.fromkeys([written.text, *(text for ink in views for text in ink.readings)]))
    entries = _shortlist(readings, lexicon)
    own = fold(written.text)
    keys = [fold(entry.name) for entry in entries]
    seen = [ink.per_letter([own, *keys]) for ink in views]
    fits = {
        key: max((look.get(key, LEAST_PER_LETTER) for look in seen), default=LEAST_PER_LETTER) for key in [own, *keys]
    }
    evidence = [
        max(fits[key], LEAST_PER_LETTER)
        + WEIGHT_OF_LIKENESS * max(best_likeness(text, entry.name) for text in readings)
        for key, entry in zip(keys, entries, strict=True)
    ]
    return _with_probabilities(written, entries, evidence, max(fits[own], LEAST_PER_LETTER) + WEIGHT_OF_LIKENESS)


def _with_probabilities(
    written: WrittenName, entries: Sequence[LexiconEntry], evidence: Sequence[float], own: float
) -> list[Candidate]:
    """Probability that it is a known name, shared among the names by their evidence; the rest goes to the
    reading.
    """
    best = max(evidence, default=LEAST_PER_LETTER)
    known = 1 / (1 + exp(-(KNOWN_BIAS + KNOWN_SLOPE * max(0.0, own - best)))) if entries else 0.0
    weights = [
        STRENGTH_ODDS[strength_is_known(written.amounts, entry)] * exp(SHARPNESS * (item - best))
        for entry, item in zip(entries, evidence, strict=True)
    ]
    total = sum(weights)
    shared = [
        _candidate(entry, known * weight / total, written)
        for entry, weight in zip(entries, weights, strict=True)
        if weight / total >= LEAST_PROBABLE
    ]
    if not any(fold(candidate.name) == fold(written.text) for candidate in shared):
        shared.append(
            Candidate(written.text, (), (1 - known) * _right_when_unknown(written.confidence), in_catalogue=False)
        )
    return shared


def _right_when_unknown(confidence: float) -> float:
    """How often a handwritten word that no list knows is read right, letter for letter (.05 below .7, .6 at
    best).
    """
    return min(0.6, max(0.05, 2.0 * (confidence - 0.7)))
