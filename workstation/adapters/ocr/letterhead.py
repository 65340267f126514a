"""How much of the ink at the head of a page is coloured: a letterhead in colour comes out grey on a photocopy.

The colour of a stroke by its darkness, as in `other_ink`: thin strokes mix with the paper, and both grow faint.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from workstation.adapters.ocr.images import Pixels

Channel = NDArray[np.float32]
_SIDE = 900
"""Longer side that is looked at."""
_AROUND = 13
"""Pixels of a quarter of that size around a stroke that tell what the paper looks like there."""
_DARK = 22.0
"""Lightness below the paper (of 100) from which it is ink."""
_COLOURED = 0.22
"""How far from black, by darkness: printed black is hardly ever, as measured for `other_ink`."""
_HEAD = 0.22
"""Share of the written height that is the head."""
_LEAST_INK = 250
_GREY = 4
"""A picture whose channels are nowhere further apart holds no colour: a grey scan says nothing about the paper."""


def head_colour(rgb: Pixels) -> float | None:
    """Share of coloured ink at the head of an upright page, 0 to 1; None for a grey picture or too little ink."""
    factor = min(1.0, _SIDE / max(rgb.shape[:2]))
    small = np.asarray(cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if np.percentile(np.ptp(small[::4, ::4], axis=2), 99) <= _GREY:
        return None
    seen = _on_white(small)
    ink = _without_edges(seen[:, :, 0] < 100 - _DARK)
    head = _head_of(ink)
    if head is None:
        return None
    ratio = _colour_by_darkness(seen, ink)
    return round(float(np.mean(ratio[head] > _COLOURED)), 3)


def _on_white(rgb: Pixels) -> Channel:
    """CIELAB of the page as it would look on white paper in white light: black ink in the light of a lamp is black."""
    height, width = rgb.shape[:2]
    coarse = cv2.resize(rgb, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    around = cv2.resize(cv2.medianBlur(coarse, _AROUND), (width, height), interpolation=cv2.INTER_LINEAR)
    paper = np.maximum(around.astype(np.float32), 1.0)
    reflected = np.clip(rgb.astype(np.float32) / paper, 0.0, 1.0)
    return np.asarray(cv2.cvtColor(reflected, cv2.COLOR_RGB2LAB), dtype=np.float32)


def _without_edges(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What touches the edge is the table, a shadow or the border of a copier; large patches are no letters."""
    height, width = ink.shape
    _, marks, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    left, top, wide, high, area = (stats[:, column] for column in range(5))
    inside = (left > 1) & (top > 1) & (left + wide < width - 1) & (top + high < height - 1)
    keep = inside & (area >= 3) & (high < 0.2 * height) & (area < 0.02 * height * width)
    keep[0] = False
    return np.asarray(keep[marks], dtype=np.bool_)


def _head_of(ink: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """The ink of the first part of what is written."""
    rows = np.nonzero(ink)[0]
    if len(rows) < _LEAST_INK:
        return None
    top, bottom = np.percentile(rows, (0.5, 99.5))
    head = ink.copy()
    head[int(top + _HEAD * (bottom - top)) :] = False
    return head if int(head.sum()) >= _LEAST_INK else None


def _colour_by_darkness(seen: Channel, ink: NDArray[np.bool_]) -> Channel:
    """Of each dot of ink with those around it: JPEG keeps the colours of 16 x 16 pixels only roughly."""
    parts = (100 - seen[:, :, 0], seen[:, :, 1], seen[:, :, 2])
    darkness, redness, yellowness = (cv2.blur(np.where(ink, one, 0.0).astype(np.float32), (7, 7)) for one in parts)
    return np.asarray(np.hypot(redness, yellowness) / (darkness + 1e-3), dtype=np.float32)
