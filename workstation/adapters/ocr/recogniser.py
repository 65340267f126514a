"""The line recogniser of the accurate pass, run directly so that its letter probabilities can be used.

The network (PP-OCRv6, inside the rapidocr wheel) turns a line of text, 48 px high, into one distribution
over 18,710 characters for every 8 px. Characters that no prescription in Latin script contains are ruled out
before the best one is taken: the network is made for Chinese and otherwise sees ideographs in handwriting.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from workstation.adapters.ocr.engine import calling
from workstation.adapters.ocr.images import Pixels

HEIGHT = 48
MIN_WIDTH = 320
"""Shorter crops are filled up to what the network was trained on: 15/04/20 instead of /s|04|20."""
MAX_WIDTH = 3_200
PUNCTUATION = "!\"#%&'()*+,-./:;<=>?@[]_|~°±²³µ·×÷½¼¾–—‘’“”•…₹℞→√"
SAME_SIGN = {"×": "x", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"'}
"""Signs that mean the same on a prescription, as they are typed."""
ALLOWED = set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZàâäçèéêëîïñóôöùûü " + PUNCTUATION)
Frames = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with the place in the crop where it was seen (0 = left edge, 1 = right edge)."""

    text: str
    confidence: float
    start: float
    end: float


class Recogniser:
    """Reads crops of single lines; the network is loaded at first use and kept."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        onnxruntime.disable_telemetry_events()  # the environment says so already; Windows has a second way
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(str(model_file("rec")), options, providers=["CPUExecutionProvider"])

    @cached_property
    def alphabet(self) -> list[str]:
        """Meaning of each column that `frames` gives; column 0 is the blank between letters."""
        return [self._all[index] for index in self._columns]

    @cached_property
    def _all(self) -> list[str]:
        letters = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        return ["", *letters, " "]

    @cached_property
    def _columns(self) -> NDArray[np.intp]:
        return np.array([0, *(i for i, letter in enumerate(self._all) if i and letter in ALLOWED)])

    def frames(self, crop: Pixels, stretch: float = 1.0, least: int = MIN_WIDTH) -> Frames:
        """Probabilities (frames x alphabet) for one line; what was ruled out is given to the blank."""
        width = int(np.clip(round(crop.shape[1] * HEIGHT / crop.shape[0] * stretch), 16, MAX_WIDTH))
        line = cv2.resize(crop, (width, HEIGHT), interpolation=cv2.INTER_LINEAR)
        padded = np.zeros((1, 3, HEIGHT, max(width, least)), np.float32)
        padded[0, :, :, :width] = line[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1.0
        with calling("rapidocr"):
            name = self._session.get_inputs()[0].name
            output = self._session.run(None, {name: padded})[0][0]
            columns = self._columns
        kept: Frames = output[:, columns][: max(1, round(output.shape[0] * width / padded.shape[3]) + 1)]
        kept[:, 0] += 1.0 - kept.sum(axis=1)
        return kept

    def letters(self, frames: Frames) -> list[Letter]:
        """Greedy reading: the best letter of every frame, repeats and blanks taken out."""
        best = frames.argmax(axis=1)
        found: list[Letter] = []
        total = len(best)
        for index, column in enumerate(best):
            if column == 0 or (index and best[index - 1] == column):
                continue
            end = index + 1
            while end < total and best[end] == column:
                end += 1
            sure = float(frames[index:end, column].max())
            found.append(
                Letter(SAME_SIGN.get(self.alphabet[column], self.alphabet[column]), sure, index / total, end / total)
            )
        return found


def model_file(part: str) -> Path:
    """The ONNX file of a part ("det", "rec") inside the rapidocr wheel; FileNotFoundError when it is not
    there.
    """
    import rapidocr

    files = sorted((Path(rapidocr.__file__).parent / "models").glob(f"*_{part}_*.onnx"))
    if not files:
        raise FileNotFoundError(f"rapidocr/models/*_{part}_*.onnx")
    return files[-1]
