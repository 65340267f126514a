"""Whether a page is written in Devanagari: its letters hang from a line that runs through the whole word."""

from collections.abc import Sequence

import cv2
import numpy as np

from workstation.adapters.ocr.prepare import Grey
from workstation.adapters.ocr.rapid import Corners, cut_out

LEAST_LINES = 3
HEAD_LINE = 0.3
"""Share of the inked width of a line that long strokes in its upper half cover. Latin print has no such strokes (0 to
.12 on the drawn pages), Devanagari .3 to .8.
"""
LONG_STROKE = 0.9
"""Length of such a stroke in heights of the line."""
MOST_LINES = 0.6
LONGEST = 12


def looks_devanagari(grey: Grey, lines: Sequence[Corners]) -> bool:
    """Most of the longer lines that the detector found have a head line."""
    chosen = sorted(lines, key=lambda corners: -float(np.linalg.norm(corners[1] - corners[0])))[:LONGEST]
    shares = [share for corners in chosen if (share := _head_line(grey, corners)) is not None]
    return len(shares) >= LEAST_LINES and float(np.mean([share >= HEAD_LINE for share in shares])) >= MOST_LINES


def _head_line(grey: Grey, corners: Corners) -> float | None:
    """How much of the inked width long strokes in the upper half cover; None for a line with too little ink."""
    crop = np.asarray(cut_out(grey, corners), dtype=np.uint8)
    if crop.shape[0] < 12 or crop.shape[1] < 3 * crop.shape[0]:
        return None
    _, ink = cv2.threshold(crop, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    inked = ink.any(axis=0).sum()
    if inked < crop.shape[0]:
        return None
    upper = np.asarray(ink[: crop.shape[0] // 2], dtype=np.uint8)
    kernel = np.ones((1, max(3, round(LONG_STROKE * crop.shape[0]))), np.uint8)
    strokes = cv2.morphologyEx(cv2.dilate(upper, np.ones((2, 1), np.uint8)), cv2.MORPH_OPEN, kernel)
    return float(strokes.any(axis=0).sum() / inked)
