"""Looks at the ink of a name once more and says how well each of a list of names explains it.

The recogniser's letter probabilities are summed over all ways in which a name can be laid along the frames
(CTC forward recursion), for several widths of the crop. Figures: docs/reading.md.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from workstation.adapters.ocr.images import PageImage, Pixels
from workstation.adapters.ocr.recogniser import Frames, Recogniser
from workstation.domain.reading.geometry import Box

SMALL = "0123456789abcdefghijklmnopqrstuvwxyz"
STRETCHES = (0.8, 1.0, 1.25)
FLOOR = 1e-5
"""Least probability of a letter in a frame: no single frame may rule a name out."""
LEAST_WIDTH = 96
"""Filling a short word further up costs time and changes no ranking."""
MARGIN = 0.08
"""Of the height, around the box."""


class InkOnPage:
    """Gives second looks at boxes (original pixels) of one upright page."""

    def __init__(self, recogniser: Recogniser, image: PageImage) -> None:
        self._recogniser = recogniser
        self._image = image

    def __call__(self, box: Box) -> "InkInBox | None":
        """None where the box is too small to hold a word."""
        scale, margin = self._image.scale, MARGIN * box.h
        left, top = max(0, round((box.x - margin) / scale)), max(0, round((box.y - margin) / scale))
        right, bottom = round((box.right + margin) / scale), round((box.bottom + margin) / scale)
        crop = self._image.rgb[top:bottom, left:right]
        return None if min(crop.shape[:2]) < 6 else InkInBox(self._recogniser, crop, STRETCHES)


class InkInBox:
    """The ink of one word."""

    def __init__(self, recogniser: Recogniser, crop: Pixels, stretches: Sequence[float]) -> None:
        self._recogniser = recogniser
        grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        self._frames = [
            recogniser.frames(np.repeat(grey[:, :, None], 3, 2), stretch, LEAST_WIDTH) for stretch in stretches
        ]

    @cached_property
    def readings(self) -> list[str]:
        """Plain reading at each width, without spaces."""
        letters = [self._recogniser.letters(frames) for frames in self._frames]
        return list(dict.fromkeys("".join(letter.text for letter in line if letter.text != " ") for line in letters))

    def per_letter(self, names: Sequence[str]) -> Mapping[str, float]:
        """Mean over the widths of the log-likelihood per letter of each folded name; names with other signs
        are left out.
        """
        usable = [name for name in dict.fromkeys(names) if name and all(letter in SMALL for letter in name)]
        if not usable:
            return {}
        columns = folded_columns(self._recogniser.alphabet)
        parts = [log_likelihoods(fold_frames(frames, columns), usable) for frames in self._frames]
        lengths = np.array([len(name) for name in usable])
        return dict(zip(usable, (np.mean(parts, axis=0) / lengths).tolist(), strict=True))


def folded_columns(alphabet: Sequence[str]) -> list[list[int]]:
    """For each of 0-9 a-z the columns of the alphabet that mean it, capitals included."""
    return [[i for i, letter in enumerate(alphabet) if letter.lower() == small] for small in SMALL]


def fold_frames(frames: Frames, columns: Sequence[Sequence[int]]) -> Frames:
    """Frames over blank + 0-9 a-z; signs count as blank, because names are compared without them."""
    letters = np.stack([frames[:, list(group)].sum(axis=1) for group in columns], axis=1)
    blank = np.clip(1.0 - letters.sum(axis=1, keepdims=True), FLOOR, 1.0)
    return np.concatenate([blank, letters], axis=1).astype(np.float32)


def log_likelihoods(frames: Frames, names: Sequence[str]) -> NDArray[np.float64]:
    """Log-probability of each name (only 0-9 a-z) given the frames; all names at once."""
    longest = max((len(name) for name in names), default=0)
    if longest == 0:
        return np.zeros(len(names))
    logs = np.log(np.maximum(frames, FLOOR)).astype(np.float64)
    states = 2 * longest + 1
    labels = np.zeros((len(names), states), dtype=np.intp)
    for row, name in enumerate(names):
        labels[row, 1 : 2 * len(name) : 2] = [SMALL.index(letter) + 1 for letter in name]
    may_skip = np.zeros((len(names), states), dtype=bool)
    may_skip[:, 3::2] = labels[:, 3::2] != labels[:, 1:-2:2]
    score = np.full((len(names), states), -np.inf)
    score[:, 0], score[:, 1] = logs[0, 0], logs[0, labels[:, 1]]
    for frame in logs[1:]:
        stay = score
        step = np.concatenate([np.full((len(names), 1), -np.inf), score[:, :-1]], axis=1)
        skip = np.concatenate([np.full((len(names), 2), -np.inf), score[:, :-2]], axis=1)
        score = np.logaddexp(np.logaddexp(stay, step), np.where(may_skip, skip, -np.inf)) + frame[labels]
    ends = np.array([2 * len(name) for name in names])
    rows = np.arange(len(names))
    return np.asarray(np.logaddexp(score[rows, ends], score[rows, np.maximum(ends - 1, 0)]))
