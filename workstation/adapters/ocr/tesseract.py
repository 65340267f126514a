"""The fast pass: Tesseract in this process (tesserocr), or by its command (pytesseract) where that is not
installed.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from workstation.adapters.ocr.engine import Engine, EngineMissing, EngineWord
from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.prepare import Grey, prepare
from workstation.paths import resources

LANGUAGE = "eng"


def find_tessdata() -> Path:
    """The folder with the language data: TESSDATA_PREFIX, bundled with the program, or the system's.

    Raises EngineMissing when there is none.
    """
    places = [
        resources() / "tessdata",
        *sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True),
    ]
    places += [Path("/usr/share/tessdata"), Path(r"C:\Program Files\Tesseract-OCR\tessdata")]
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        places = [Path(prefix), Path(prefix) / "tessdata", *places]
    for place in places:
        if (place / f"{LANGUAGE}.traineddata").is_file():
            return place
    raise EngineMissing("Tesseract: no language data found (TESSDATA_PREFIX)")


class TesserocrEngine:
    """Tesseract inside this process; one instance per thread."""

    name = "tesserocr"

    def __init__(self) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        try:
            import tesserocr
        except ImportError:
            raise EngineMissing("tesserocr is not installed") from None
        self._tesserocr = tesserocr
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
        self._api = tesserocr.PyTessBaseAPI(
            path=f"{find_tessdata()}{os.sep}",
            lang=LANGUAGE,
            psm=tesserocr.PSM.AUTO,
            oem=tesserocr.OEM.LSTM_ONLY,
        )
        self.version = str(tesserocr.tesseract_version()).splitlines()[0].removeprefix("tesseract ")

    def read(self, image: Pixels) -> list[EngineWord]:
        """Words of one upright page, boxes in its pixels."""
        return _read_prepared(image, self._words)

    def _words(self, grey: Grey) -> Iterator[EngineWord]:
        self._api.SetImage(Image.fromarray(grey))
        self._api.SetSourceResolution(300)
        self._api.Recognize()
        level = self._tesserocr.RIL.WORD
        for item in self._tesserocr.iterate_level(self._api.GetIterator(), level):
            if item.Empty(level):
                continue
            text, box = item.GetUTF8Text(level).strip(), item.BoundingBox(level)
            if text and box:
                yield EngineWord(text, item.Confidence(level) / 100, *map(float, box))

    def close(self) -> None:
        """Frees the engine's memory."""
        self._api.End()


class PytesseractEngine:
    """Tesseract by its command. It writes the page to a file: only in a private folder that is emptied at
    once.
    """

    name = "pytesseract"

    def __init__(self) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        try:
            import pytesseract
        except ImportError:
            raise EngineMissing("pytesseract is not installed") from None
        self._pytesseract = pytesseract
        try:
            self.version = str(pytesseract.get_tesseract_version())
        except (pytesseract.TesseractNotFoundError, SystemExit):
            raise EngineMissing("the tesseract command is not installed") from None

    def read(self, image: Pixels) -> list[EngineWord]:
        """Words of one upright page, boxes in its pixels."""
        return _read_prepared(image, self._words)

    def _words(self, grey: Grey) -> Iterator[EngineWord]:
        table = self._in_private_folder(grey)
        for text, confidence, left, top, width, height in zip(
            table["text"],
            table["conf"],
            table["left"],
            table["top"],
            table["width"],
            table["height"],
            strict=True,
        ):
            if text.strip() and float(confidence) >= 0:
                yield EngineWord(
                    text.strip(), float(confidence) / 100, left, top, float(left + width), float(top + height)
                )

    def _in_private_folder(self, grey: Grey) -> dict[str, list[str | float]]:
        before = tempfile.tempdir
        with tempfile.TemporaryDirectory(prefix="reading-") as folder:
            tempfile.tempdir = folder
            try:
                table: dict[str, list[str | float]] = self._pytesseract.image_to_data(
                    Image.fromarray(grey), lang=LANGUAGE, config="--psm 3 --dpi 300", output_type="dict"
                )
            finally:
                tempfile.tempdir = before
        return table


def _read_prepared(image: Pixels, words: Callable[[Grey], Iterator[EngineWord]]) -> list[EngineWord]:
    prepared = prepare(image)
    return [_brought_back(word, prepared.to_source) for word in words(prepared.grey)]


def _brought_back(word: EngineWord, to_source: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> EngineWord:
    """The upright box, in source pixels, of the same word: from the middles of its sides, so that a turn
    adds no height.
    """
    middle_x, middle_y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    points = np.array(
        [
            (word.left, middle_y, 1.0),
            (word.right, middle_y, 1.0),
            (middle_x, word.top, 1.0),
            (middle_x, word.bottom, 1.0),
        ]
    )
    (left, _), (right, _), (_, top), (_, bottom) = points @ to_source.T
    return EngineWord(word.text, word.confidence, left, top, right, bottom)


def fast_engine() -> Engine:
    """tesserocr, else pytesseract; raises EngineMissing when neither works."""
    try:
        return TesserocrEngine()
    except EngineMissing:
        return PytesseractEngine()
