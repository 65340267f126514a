"""The accurate pass: RapidOCR finds the lines, the recogniser reads them, words are cut where the spaces
are.
"""

import importlib.util
import logging
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from workstation.adapters.ocr.engine import EngineMissing, EngineWord, calling
from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.recogniser import Letter, Recogniser

DETECTOR_SIDE = 1_280
GAP = 1.3
"""A gap wider than this part of the line's height parts words even where no space was read."""
Corners = NDArray[np.float32]


class RapidEngine:
    """Reads raw colour; no angle classifier (it flips clean long lines: 19-23 of 26 right with it, 26
    without).
    """

    name = "rapidocr"

    def __init__(self, threads: int = 1, detector_side: int = DETECTOR_SIDE) -> None:
        for needed in ("rapidocr", "onnxruntime"):
            if importlib.util.find_spec(needed) is None:
                raise EngineMissing(f"{needed} is not installed")
        try:
            self.version = version("rapidocr")
        except PackageNotFoundError:
            self.version = "of unknown version"
        self.recogniser = Recogniser(threads)
        self._threads = threads
        self._side = detector_side

    @cached_property
    def _detector(self) -> Any:
        from rapidocr import RapidOCR

        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        return RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Global.max_side_len": 2_600,
                "Det.limit_type": "max",
                "Det.limit_side_len": self._side,
                "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def lines(self, image: Pixels) -> list[Corners]:
        """Corners of the lines of text (4 x 2, clockwise from top left) in pixels of the image."""
        with calling(self.name):
            found = self._detector(np.ascontiguousarray(image[:, :, ::-1]), use_rec=False)
        return [] if found.boxes is None else [np.asarray(box, np.float32) for box in found.boxes]

    def read(self, image: Pixels) -> list[EngineWord]:
        """Words of one upright page, boxes in its pixels."""
        return [word for corners in self.lines(image) for word in self.read_line(image, corners)]

    def read_line(self, image: Pixels, corners: Corners) -> list[EngineWord]:
        """The words of one line."""
        letters = self.recogniser.letters(self.recogniser.frames(cut_out(image, corners)))
        width = float(np.linalg.norm(corners[1] - corners[0]))
        height = float(np.linalg.norm(corners[3] - corners[0]))
        return [_as_word(part, corners) for part in _parted(letters, GAP * height / max(width, 1.0))]


def cut_out(image: Pixels, corners: Corners) -> Pixels:
    """The crop between four corners, straightened."""
    width = max(2, round(max(_length(corners, 0, 1), _length(corners, 3, 2))))
    height = max(2, round(max(_length(corners, 0, 3), _length(corners, 1, 2))))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    crop = cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, dtype=np.uint8)


def _length(corners: Corners, a: int, b: int) -> float:
    return float(np.linalg.norm(corners[a] - corners[b]))


def _parted(letters: list[Letter], gap: float) -> Iterator[list[Letter]]:
    part: list[Letter] = []
    for letter in letters:
        counts = len(part) == 1 and part[0].text in "xX" and letter.text.isdigit()
        if part and (letter.text == " " or counts or letter.start - part[-1].end > gap):
            yield part
            part = []
        if letter.text != " ":
            part.append(letter)
    if part:
        yield part


def _as_word(letters: list[Letter], corners: Corners) -> EngineWord:
    start, end = max(0.0, letters[0].start - 0.003), min(1.0, letters[-1].end + 0.003)
    top, bottom = corners[1] - corners[0], corners[2] - corners[3]
    points = [
        corners[0] + top * start,
        corners[0] + top * end,
        corners[3] + bottom * start,
        corners[3] + bottom * end,
    ]
    xs, ys = [float(p[0]) for p in points], [float(p[1]) for p in points]
    sure = sum(letter.confidence for letter in letters) / len(letters)
    return EngineWord("".join(letter.text for letter in letters), sure, min(xs), min(ys), max(xs), max(ys))
