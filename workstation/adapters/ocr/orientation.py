"""Which way up a page is, by the lines that the detector found and how well they read when turned."""

from collections.abc import Sequence

import numpy as np

from workstation.adapters.ocr.engine import EngineWord
from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.rapid import Corners, RapidEngine, cut_out

SAMPLE = 5
"""Longest lines that are read both ways."""
READS_WELL = 0.9
"""Mean confidence of upright text; from here on upside down is not even tried."""


def read_if_upright(image: Pixels, lines: Sequence[Corners], engine: RapidEngine) -> list[EngineWord] | None:
    """The words of the page where its longest lines read well as they lie; None where it may have to be turned.

    A page that is upright, as nearly all are, costs nothing more than reading it.
    """
    if not lines or _on_its_side(lines):
        return None
    longest = sorted(range(len(lines)), key=lambda index: -_length(lines[index]))[:SAMPLE]
    read = {index: engine.read_line(image, lines[index]) for index in longest}
    weighed = [(sum(map(str.isalnum, word.text)), word.confidence) for words in read.values() for word in words]
    letters = sum(count for count, _ in weighed)
    if letters <= 2 or sum(count * sure for count, sure in weighed) < READS_WELL * letters:
        return None
    read |= {index: engine.read_line(image, corners) for index, corners in enumerate(lines) if index not in read}
    return [word for index in range(len(lines)) for word in read[index]]


def quarter_turns(image: Pixels, lines: Sequence[Corners], engine: RapidEngine) -> int:
    """Quarter turns to the left (numpy.rot90) that set the page upright: 0, 1, 2, 3."""
    longest = sorted(lines, key=lambda corners: -_length(corners))[:SAMPLE]
    if not longest:
        return 0
    sideways = _on_its_side(lines)
    chosen = [corners for corners in longest if _is_tall(corners) == sideways]
    crops = [cut_out(image, corners) for corners in chosen]
    choices = (1, 3) if sideways else (0, 2)
    first = _legibility(crops, choices[0], engine)
    if not sideways and first >= READS_WELL:
        return 0
    second = _legibility(crops, choices[1], engine)
    return choices[0] if first >= second else choices[1]


def _on_its_side(lines: Sequence[Corners]) -> bool:
    tall = sum(_length(corners) for corners in lines if _is_tall(corners))
    return tall > 0.6 * sum(_length(corners) for corners in lines)


def _length(corners: Corners) -> float:
    spans = corners.max(axis=0) - corners.min(axis=0)
    return float(spans.max())


def _is_tall(corners: Corners) -> bool:
    width, height = corners.max(axis=0) - corners.min(axis=0)
    return bool(height > 1.5 * width)


def _legibility(crops: Sequence[Pixels], turns: int, engine: RapidEngine) -> float:
    """Mean over the crops of how surely letters are read, letter by letter."""
    total = [
        letter.confidence
        for crop in crops
        for letter in engine.recogniser.letters(engine.recogniser.frames(np.ascontiguousarray(np.rot90(crop, turns))))
        if letter.text.isalnum()
    ]
    return sum(total) / len(total) if len(total) > 2 else 0.0
