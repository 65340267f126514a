"""Which way up a page is, by the lines that the detector found and how well they read when turned."""

from collections.abc import Sequence

import numpy as np

from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.rapid import Corners, RapidEngine, cut_out

SAMPLE = 5
"""Longest lines that are read both ways."""
READS_WELL = 0.9
"""Mean confidence of upright text; from here on upside down is not even tried."""


def quarter_turns(image: Pixels, lines: Sequence[Corners], engine: RapidEngine) -> int:
    """Quarter turns to the left (numpy.rot90) that set the page upright: 0, 1, 2, 3."""
    longest = sorted(lines, key=lambda corners: -_length(corners))[:SAMPLE]
    if not longest:
        return 0
    tall = sum(_length(corners) for corners in lines if _is_tall(corners))
    sideways = tall > 0.6 * sum(_length(corners) for corners in lines)
    chosen = [corners for corners in longest if _is_tall(corners) == sideways]
    crops = [cut_out(image, corners) for corners in chosen]
    choices = (1, 3) if sideways else (0, 2)
    first = _legibility(crops, choices[0], engine)
    if not sideways and first >= READS_WELL:
        return 0
    second = _legibility(crops, choices[1], engine)
    return choices[0] if first >= second else choices[1]


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
