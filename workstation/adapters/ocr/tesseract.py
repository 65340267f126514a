"""The fast pass: Tesseract in this process (tesserocr), or by its command (as pytesseract finds it) where that is
not installed.
"""

import csv
import os
import subprocess
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from workstation.adapters.ocr.engine import Engine, EngineMissing, EngineWord, calling
from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.prepare import Grey, prepare
from workstation.paths import resources

LANGUAGE = "eng"
PAGE_SECONDS = 30.0
"""What a page may take inside this process: a photo of a brick wall takes 15 s to say that there is no text on it."""
COMMAND_SECONDS = 60.0
"""What the command may take for a page."""


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
        try:
            self._api = tesserocr.PyTessBaseAPI(
                path=f"{find_tessdata()}{os.sep}",
                lang=LANGUAGE,
                psm=tesserocr.PSM.AUTO,
                oem=tesserocr.OEM.LSTM_ONLY,
            )
        except RuntimeError:
            raise EngineMissing("tesserocr cannot use the language data that is here") from None
        self.version = str(tesserocr.tesseract_version()).splitlines()[0].removeprefix("tesseract ")

    def read(self, image: Pixels) -> list[EngineWord]:
        """Words of one upright page, boxes in its pixels."""
        return _read_prepared(self.name, image, self._words)

    def _words(self, grey: Grey) -> Iterator[EngineWord]:
        self._api.SetImage(Image.fromarray(grey))
        self._api.SetSourceResolution(300)
        if not self._api.Recognize(round(1000 * PAGE_SECONDS)):
            raise RuntimeError("took too long")
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
    """Tesseract by its command, wherever pytesseract says that it is.

    pytesseract itself would write each page to a plain file, which stays when the process is killed. The page goes
    through a pipe instead: nothing of it is ever on disk.
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
        return _read_prepared(self.name, image, self._words)

    def _words(self, grey: Grey) -> Iterator[EngineWord]:
        for row in csv.DictReader(StringIO(self._table(grey)), delimiter="\t", quoting=csv.QUOTE_NONE):
            text, confidence = (row["text"] or "").strip(), float(row["conf"])
            if text and confidence >= 0:
                left, top = float(row["left"]), float(row["top"])
                right, bottom = left + float(row["width"]), top + float(row["height"])
                yield EngineWord(text, confidence / 100, left, top, right, bottom)

    def _table(self, grey: Grey) -> str:
        """Tesseract's table of words (TSV) for a page."""
        command = [self._pytesseract.pytesseract.tesseract_cmd, "stdin", "stdout", "-l", LANGUAGE, "--psm", "3"]
        done = subprocess.run(
            [*command, "--dpi", "300", "-c", "tessedit_create_tsv=1"],
            input=cv2.imencode(".bmp", grey)[1].tobytes(),
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
        )
        return done.stdout.decode("utf-8", errors="replace")


def _read_prepared(engine: str, image: Pixels, words: Callable[[Grey], Iterator[EngineWord]]) -> list[EngineWord]:
    prepared = prepare(image)
    with calling(engine):
        found = list(words(prepared.grey))
    return [_brought_back(word, prepared.to_source) for word in found]


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


def fast_engine() -> tuple[Engine, str | None]:
    """tesserocr, else pytesseract with the reason why it stands in; raises EngineMissing when neither works."""
    try:
        return TesserocrEngine(), None
    except EngineMissing as missing:
        first = str(missing)
    try:
        return PytesseractEngine(), first
    except EngineMissing as missing:
        raise EngineMissing(f"{first}, and {missing}") from None
