"""Print comes in company: a word that passes for print among handwriting is handwriting."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workstation.domain.reading.merge import surely_print
from workstation.domain.reading.model import Word
from workstation.domain.reading.text_lines import TextLine, group_lines, parts

HALF = 0.5
LONG_ENOUGH = 3
"""Shorter words say little about the hand that wrote them."""
CLEARLY_LONG = 4
"""A stretch without such a word is judged twice."""
ENOUGH_WORDS = 3
"""Fewer words than this in a line are judged together with the lines around them."""


def print_in_company(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, in their order; those whose line (or, in a short line, the lines around it) is mostly not print lose
    the mark. Of 100 handwritten words 3 pass for print one by one; two beside each other hardly ever do.

    A stretch of short words only ("Pan 40") is judged by what is left around it after all others were.
    """
    stretches = [part for line in group_lines(words) for part in parts(line)]
    after = _judged(words, stretches)
    left = [part for line in group_lines(after) for part in parts(line)]
    return _judged(after, left, [part for part in left if not _telling(part.words, CLEARLY_LONG)])


def _judged(
    words: Sequence[Word], stretches: Sequence[TextLine], only: Sequence[TextLine] | None = None
) -> tuple[Word, ...]:
    """`only` these stretches are judged, and always with their neighbours."""
    alone = {
        id(word)
        for stretch in (stretches if only is None else only)
        if _share(_judged_with(stretch, stretches, always=only is not None)) < HALF
        for word in stretch.words
        if word.engine != "pdf"
    }
    return tuple(replace(word, printed=False) if id(word) in alone else word for word in words)


def _judged_with(stretch: TextLine, stretches: Sequence[TextLine], *, always: bool) -> list[Word]:
    """The telling words of the stretch; of a short one (or always) also those of the nearest above and below it."""
    own = _telling(stretch.words)
    if len(own) >= ENOUGH_WORDS and not always:
        return own
    others = sorted((other for other in stretches if other is not stretch), key=lambda other: _away(stretch, other))
    for other in others[:3]:
        own = [*own, *_telling(other.words)]
    return own


def _away(a: TextLine, b: TextLine) -> float:
    down = abs(a.box.middle - b.box.middle)
    across = max(0, max(a.box.x, b.box.x) - min(a.box.right, b.box.right))
    return down + across


def _telling(words: Iterable[Word], length: int = LONG_ENOUGH) -> list[Word]:
    return [word for word in words if sum(letter.isalnum() for letter in word.text) >= length]


def _share(words: Sequence[Word]) -> float:
    """Share of print; a stretch without a telling word is taken for handwriting. Words that are print by a narrow
    margin say nothing about the others.
    """
    telling = [word for word in words if not word.printed or surely_print(word)]
    return sum(word.printed for word in telling) / len(telling) if telling else 0.0
