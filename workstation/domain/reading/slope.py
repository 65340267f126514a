"""How steeply the lines of a page run, from where their words stand."""

from collections.abc import Sequence
from statistics import median

from workstation.domain.reading.model import Word
from workstation.domain.reading.text_lines import TextLine, group_lines

LONG_ENOUGH = 6.0
"""Width of a line in heights from which its ends tell its slope; shorter lines take that of their neighbours."""
STEEPEST = 0.25
NEIGHBOURS = 3


def line_slopes(words: Sequence[Word]) -> tuple[float, ...]:
    """For each word, in their order, the slope of its line (down to the right, height by width)."""
    lines = group_lines(words)
    own = [(line, _slope(line)) for line in lines]
    known = [(line.box.middle, slope) for line, slope in own if slope is not None]
    slopes = {
        id(word): slope if slope is not None else _around(line.box.middle, known)
        for line, slope in own
        for word in line.words
    }
    return tuple(slopes[id(word)] for word in words)


def _slope(line: TextLine) -> float | None:
    """None where the line is too short to tell."""
    first, last = line.words[0].box, line.words[-1].box
    across = (last.x + last.w / 2) - (first.x + first.w / 2)
    if across < LONG_ENOUGH * line.height:
        return None
    slope = (last.middle - first.middle) / across
    return slope if abs(slope) <= STEEPEST else None


def _around(middle: float, known: Sequence[tuple[float, float]]) -> float:
    """Median of the nearest lines that tell; 0 where none does."""
    nearest = sorted(known, key=lambda each: abs(each[0] - middle))[:NEIGHBOURS]
    return median(slope for _, slope in nearest) if nearest else 0.0
