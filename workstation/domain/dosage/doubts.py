"""Writing that is easily taken for something else, found in the text of a dosage instruction."""

import re
from collections.abc import Iterator
from functools import cache

from workstation.domain.dosage.instruction import Doubt

# Sources: see `Doubt`. The letters are looked for as whole words, with or without stops.
_WRITTEN: dict[Doubt, str] = {
    Doubt.TRAILING_ZERO: r"(?<![\d.,])\d+\.\d*0(?![\d.,]*\d)",
    Doubt.NAKED_POINT: r"(?<![\d.,])\.\d",
    Doubt.LETTER_FOR_UNITS: r"(?<![a-z])(?:i\.?)?u(?![a-z/])",
    Doubt.MORPHINE_OR_MAGNESIUM: r"\b(?:ms|mso4|mgso4)\b",
    Doubt.RIGHT_EYE_OR_ONCE_A_DAY: r"(?<![a-z.])o\.?d\b",
    Doubt.LETTERS_FOR_EYE_OR_EAR: r"\b(?:o\.?[su]|a\.?[du]|a\.s\.)(?![a-z])",
    Doubt.EVERY_DAY_OR_FOUR_TIMES: r"\bq\.?d\b",
    Doubt.EVERY_OTHER_DAY: r"\bq\.?o\.?d\b",
    Doubt.HALF_STRENGTH: r"\bq?\.?h\.?s\b",
    Doubt.TIMES_A_WEEK: r"\b[bt]\.?i\.?w\b",
    Doubt.MICROGRAM_SIGN: r"[µμ]g\b",
    Doubt.CUBIC_CENTIMETRE: r"(?<=\d)\s*cc\b",
}


@cache
def _expressions() -> dict[Doubt, re.Pattern[str]]:
    return {doubt: re.compile(expression, re.IGNORECASE) for doubt, expression in _WRITTEN.items()}


def doubts_in(text: str) -> tuple[Doubt, ...]:
    """Every doubt that the writing raises, in the order of `Doubt`."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Doubt]:
    for doubt, expression in _expressions().items():
        if expression.search(text):
            yield doubt
