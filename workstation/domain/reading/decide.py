"""Read, confirm or unreadable: never more certain than what was measured allows."""

from collections.abc import Sequence
from dataclasses import dataclass

from workstation.domain.reading.lexicon import Amounts, Lexicon, fold
from workstation.domain.reading.likeness import distance
from workstation.domain.reading.model import Candidate, Decision, Word
from workstation.domain.reading.strength_fit import StrengthFit, strength_fit

LOOK_ALIKE = 1.2
"""Another known name within this (weighted) edit distance is a look-alike: one misread letter would make it
the other.
"""
SURE_ALONE = 0.85
"""Calibrated confidence from which one engine alone is enough for a printed name that is known letter for
letter.
"""
LEGIBLE_FROM = 0.3
ALIKE_FROM = 0.6
NOT_PART_OF_THE_NAME = {
    "",
    "ip",
    "bp",
    "usp",
    "hcl",
    "hydrochloride",
    "tab",
    "tablet",
    "tablets",
    "cap",
    "capsule",
    "capsules",
}
"""What may stand behind a name without making it another medicine; "succinate" or "SR" does."""


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What speaks for a medicine name."""

    words: Sequence[Word]
    """The words the name was read from."""
    candidates: Sequence[Candidate]
    amounts: Amounts
    """The strength that is written beside it."""


def decide_medicine(evidence: NameEvidence, lexicon: Lexicon) -> Decision:
    """READ only if it is printed, known letter for letter, in a strength that is sold, without a look-alike
    in doubt. A strength that is only near to what is sold needs both engines and a name without look-alike.
    """
    if not evidence.words or not evidence.candidates:
        return Decision.UNREADABLE
    best = evidence.candidates[0]
    sure = min(word.confidence for word in evidence.words)
    if sure < LEGIBLE_FROM and best.score < ALIKE_FROM:
        return Decision.UNREADABLE
    entry = lexicon.exact(best.name)
    name_words = _words_of_name(evidence.words, best.name)
    if entry is None or not name_words or not all(word.printed for word in name_words):
        return Decision.CONFIRM
    fit = strength_fit(evidence.amounts, entry, lexicon)
    if fit is StrengthFit.NOT_SOLD:
        return Decision.CONFIRM
    agreed = all(word.agreed for word in name_words)
    if not agreed and min(word.confidence for word in name_words) < SURE_ALONE:
        return Decision.CONFIRM
    if not (agreed and fit is not StrengthFit.NEAR) and has_look_alike(best.name, lexicon):
        return Decision.CONFIRM
    return Decision.READ if agreed or fit is not StrengthFit.NEAR else Decision.CONFIRM


def _words_of_name(words: Sequence[Word], name: str) -> Sequence[Word]:
    """The leading words that spell the name letter for letter; none when they do not."""
    spelt = ""
    for count, word in enumerate(words, start=1):
        spelt += fold(word.text)
        if spelt == fold(name):
            rest = {fold(other.text) for other in words[count:]}
            return words[:count] if rest <= NOT_PART_OF_THE_NAME else ()
    return ()


def has_look_alike(name: str, lexicon: Lexicon) -> bool:
    """Whether the name of another medicine is within one misread letter; another spelling of the same is none."""
    own, known = fold(name), lexicon.exact(name)
    same = known.ingredients if known else ()
    return any(
        distance(own, other) <= LOOK_ALIKE
        for entry in lexicon.near(name)
        if (other := fold(entry.name)) != own and not (same and entry.ingredients == same)
    )


def decide_strength(words: Sequence[Word], amounts: Amounts, fit: StrengthFit, medicine: Decision) -> Decision:
    """READ only beside a medicine that is read, printed, with a unit, in a strength that is sold (or none is
    known).
    """
    if not words:
        return Decision.UNREADABLE
    clear = bool(amounts) and all(unit for _, unit in amounts) and fit in (StrengthFit.SOLD, StrengthFit.UNKNOWN)
    if medicine is Decision.READ and clear and all(word.printed and word.agreed for word in words):
        return Decision.READ
    return Decision.CONFIRM
