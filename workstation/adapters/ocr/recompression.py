"""A part of a JPEG that was not compressed together with the rest: somebody drew or pasted there and saved it again.

What was compressed twice shows it: compressed once more at its first quality, a block of 8 x 8 pixels changes less than
at the qualities around ("JPEG ghosts", Farid 2009, unverified: the paper was not opened). Where the blocks of a page
with ink in them show their first compression together and those of one place do not, that place is younger.
Figures on altered and clean pages: docs/reading.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import ceil, log

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
Depths = NDArray[np.float32]
QUALITIES = tuple(range(22, 99, 2))
MOST_MEGAPIXELS = 16
"""Larger pictures are not looked at: the time of reading is worth more."""
LEAST_CONTRAST = 12
"""Standard deviation of the grey values of a block from which there is ink in it."""
LEAST_BLOCKS, MOST_BLOCKS = 150, 16_000
CLEAR, HELD = 0.4, 0.92
"""How deep the ghost of the page is (logarithm of the change), and the share of the blocks that show it."""
SEEN = 0.1
APART = 4
"""Of the quality of the file itself, where every block changes least."""
PLACE = (9, 3)
"""Blocks across and down: 72 x 24 px, a figure or a short word."""
LEAST_IN_PLACE, MISSING = 12, 0.8
"""Blocks with ink in such a place, and the share of them that lack the ghost."""


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Those with ink: where they are (row, column), and how they change less than around each quality."""

    places: NDArray[np.intp]
    shape: tuple[int, int]
    depths: Depths
    """Quality x block."""


def saved_in_parts(picture: Image.Image) -> bool:
    """Whether a part of this JPEG (decoded at full size) was put in after the rest had been compressed."""
    tables = getattr(picture, "quantization", None)
    pixels = picture.width * picture.height
    if not tables or picture.mode not in ("L", "RGB") or pixels > MOST_MEGAPIXELS * 1_000_000:
        return False
    grey = picture if picture.mode == "L" else picture.convert("YCbCr").getchannel("Y")
    blocks = _looked_at(np.asarray(grey, dtype=np.uint8))
    return blocks is not None and any(_lacks_it_somewhere(blocks, at) for at in _ghosts(blocks, _quality(tables[0])))


def _looked_at(grey: Grey) -> _Blocks | None:
    rows, columns = grey.shape[0] // 8, grey.shape[1] // 8
    tiles = grey[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3)
    inked = tiles.reshape(rows, columns, 64).astype(np.float32).std(axis=2) > LEAST_CONTRAST
    places = np.argwhere(inked)
    if len(places) < LEAST_BLOCKS:
        return None
    if len(places) > MOST_BLOCKS:  # whole places of the page, so that one that differs is not thinned out
        first = (len(places) - MOST_BLOCKS) // 2
        places = places[first : first + MOST_BLOCKS]
    change = np.log(_changes(tiles[places[:, 0], places[:, 1]]) + 0.05)
    depths = np.zeros_like(change)
    depths[2:-2] = (change[:-4] + change[4:]) / 2 - change[2:-2]
    return _Blocks(places, (rows, columns), depths)


def _changes(tiles: Grey) -> Depths:
    """Mean squared change of each block at each quality; blocks of a grey JPEG do not touch each other."""
    side = ceil(len(tiles) ** 0.5)
    whole = np.full((side * side, 8, 8), 255, np.uint8)
    whole[: len(tiles)] = tiles
    page = whole.reshape(side, side, 8, 8).transpose(0, 2, 1, 3).reshape(side * 8, side * 8)
    found = np.empty((len(QUALITIES), len(tiles)), np.float32)
    for row, quality in enumerate(QUALITIES):
        _, coded = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
        again = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.float32)
        squares = (again - page) ** 2
        means = squares.reshape(side, 8, side, 8).transpose(0, 2, 1, 3).reshape(side * side, 64).mean(axis=1)
        found[row] = means[: len(tiles)]
    return found


def _ghosts(blocks: _Blocks, own: int) -> Iterator[int]:
    """Qualities below the file's own at which nearly all blocks were compressed before."""
    typical = np.median(blocks.depths, axis=1)
    for at in range(2, len(QUALITIES) - 2):
        peak = typical[at] >= max(CLEAR, typical[at - 1], typical[at + 1])
        if QUALITIES[at] <= own - APART and peak and float((blocks.depths[at] > SEEN).mean()) >= HELD:
            yield at


def _lacks_it_somewhere(blocks: _Blocks, at: int) -> bool:
    depths = blocks.depths[at]
    least = min(SEEN, float(np.median(depths)) / 4)
    inked, lacking = (np.zeros(blocks.shape, np.float32) for _ in range(2))
    inked[blocks.places[:, 0], blocks.places[:, 1]] = 1
    lacking[blocks.places[:, 0], blocks.places[:, 1]] = depths < least
    counts, gaps = (cv2.boxFilter(one, -1, PLACE, normalize=False) for one in (inked, lacking))
    return bool(np.any((counts >= LEAST_IN_PLACE) & (gaps >= MISSING * counts)))


def _quality(table: list[int]) -> int:
    """The quality on the usual scale whose table is the nearest."""
    return min(range(5, 101), key=lambda quality: _apart(_usual(quality), table))


def _apart(one: list[int], other: list[int]) -> float:
    return sum(abs(log(a / b)) for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=128)
def _usual(quality: int) -> list[int]:
    buffer = BytesIO()
    Image.new("L", (8, 8)).save(buffer, "JPEG", quality=quality)
    with Image.open(BytesIO(buffer.getvalue())) as saved:
        return list(saved.quantization[0])  # type: ignore[attr-defined]  # of JPEG files
