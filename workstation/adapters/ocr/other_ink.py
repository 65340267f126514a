"""A figure in another ink than the rest of its line, or than the rest of itself: an amount or a date that was changed.

What is compared is the colour of the ink by its darkness: where a thin stroke mixes with the paper both grow faint
together, so that their relation stays. Black over black, and a pencil, are not told apart. Figures: docs/reading.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.prepare import Grey
from workstation.adapters.ocr.printed import looks_typeset
from workstation.domain.reading.geometry import Box, covered
from workstation.domain.reading.model import Page, Word
from workstation.domain.reading.refusal import OTHER_INK

Ink = NDArray[np.float32]
"""Two numbers: redness and yellowness (a and b of CIELAB) against the paper, by how much darker than it."""
ANOTHER = 0.28
"""How far apart two inks are."""
ONE_INK = 0.15
"""How far the rest of the line may lie from its own middle."""
COLOURED = 0.2
"""How far from black: print is hardly ever, so that a form in black filled in with blue is told from a changed hand."""
LEAST_DOTS = 30
"""Pixels of ink that tell a colour."""
LEAST_DARK = 25.0
"""Lightness below the paper (of 100)."""
LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class _Written:
    """A handwritten word: its ink as a whole, and that of each of its parts that tells one."""

    word: Word
    ink: Ink
    parts: tuple[Ink, ...]
    typeset: bool


def other_inks(rgb: Pixels, scale: float, page: Page) -> tuple[str, ...]:
    """Sentences about figures of dates and medicine lines; `scale` = pixels of the page's boxes by pixel of `rgb`."""
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), dtype=np.float32)
    dated = page.fields.get("date")
    places = [line.box for line in page.lines] + ([dated.box] if dated is not None and dated.box is not None else [])
    said = [word for place in places for word in _odd_in(_words_in(place, page, lab, scale))]
    return tuple(dict.fromkeys(OTHER_INK.format(word=word.text) for word in said))


def _odd_in(written: Sequence[_Written]) -> list[Word]:
    """Words with figures that are, or of which a part is, in another ink than the other words agree on."""
    found = []
    for one in written:
        others = [each.ink for each in written if each is not one]
        if not any(letter.isdigit() for letter in one.word.text) or len(others) < LEAST_WORDS:
            continue
        middle = np.median(others, axis=0)
        if max(_apart(ink, middle) for ink in others) > ONE_INK:
            continue
        if float(np.hypot(*middle)) < COLOURED and _looks_typeset([each for each in written if each is not one]):
            continue
        if any(_apart(ink, middle) > ANOTHER for ink in (one.ink, *one.parts)):
            found.append(one.word)
    return found


def _looks_typeset(written: Sequence[_Written]) -> bool:
    """Half of the words and more."""
    return 2 * sum(one.typeset for one in written) >= len(written)


def _apart(one: Ink, other: Ink) -> float:
    return float(np.hypot(*(one - other)))


def _words_in(place: Box, page: Page, lab: Ink, scale: float) -> list[_Written]:
    """The words of a place that are no print for sure, and whose ink can be told."""
    words = [word for word in page.words if not word.printed and covered(word.box, place) > 0.5]
    found = (_written(word, _crop(word.box, lab, scale)) for word in words)
    return [one for one in found if one is not None]


def _crop(box: Box, lab: Ink, scale: float) -> Ink:
    left, top, width, height = (round(part / scale) for part in box)
    margin = max(1, height // 8)
    rows = slice(max(0, top - margin), top + height + margin)
    return lab[rows, max(0, left - margin) : left + width + margin]


def _grey(crop: Ink) -> Grey:
    return np.asarray(np.clip(crop[:, :, 0] * 2.55, 0, 255), dtype=np.uint8)


def _written(word: Word, crop: Ink) -> _Written | None:
    if crop.size == 0:
        return None
    light = crop[:, :, 0]
    paper = float(np.percentile(light, 80))
    dark = light < paper - max(LEAST_DARK, 0.6 * (paper - float(np.percentile(light, 3))))
    on_paper = crop[light > paper - 5]
    whole = _ink(crop[dark], on_paper)
    if whole is None:
        return None
    count, marks = cv2.connectedComponents(dark.astype(np.uint8), connectivity=8)
    parts = (_ink(crop[marks == number], on_paper) for number in range(1, count))
    typeset = looks_typeset(_grey(crop), sum(map(str.isalnum, word.text)))
    return _Written(word, whole, tuple(part for part in parts if part is not None), typeset)


def _ink(dots: Ink, paper: Ink) -> Ink | None:
    """None where there is too little of it."""
    if len(dots) < LEAST_DOTS or len(paper) < LEAST_DOTS:
        return None
    seen, ground = np.median(dots, axis=0), np.median(paper, axis=0)
    return np.asarray((seen[1:] - ground[1:]) / max(1.0, float(ground[0] - seen[0])), dtype=np.float32)
