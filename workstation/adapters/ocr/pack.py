"""Codes and words on the photo of a pack."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from workstation.adapters.ocr.images import PageImage, Pixels, Source
from workstation.adapters.ocr.opening import open_source
from workstation.adapters.ocr.prepare import even_light
from workstation.adapters.ocr.reader import FileReader
from workstation.domain.reading.model import Word
from workstation.domain.reading.pack import PackProduct
from workstation.paths import resources


@dataclass(frozen=True, slots=True)
class PackPhoto:
    """What is on the first page of the file."""

    codes: tuple[str, ...]
    """As a scanner would send them: symbology identifier and content, FNC1 as the control character."""
    words: tuple[Word, ...]


def read_photo(source: Source, reader: FileReader) -> PackPhoto:
    """Raises Refused with a FileRefusal code when the file cannot be read."""
    image = next(open_source(source).pages)
    codes = tuple(codes_on(image))
    return PackPhoto(codes, reader.words_on(image))


SMALL_SIDE = 1_400
"""Longer side of a picture up to which it is enlarged when no code is found."""


def codes_on(image: PageImage) -> Iterator[str]:
    """Codes on the picture, turned or not; looked for once more in even light and enlarged where none is found."""
    import zxingcpp

    for picture in _views(image.rgb):
        found = [each for each in zxingcpp.read_barcodes(picture) if each.valid]
        for each in found:
            yield f"{each.symbology_identifier}{each.bytes.decode('utf-8', errors='replace')}"
        if found:
            return


def _views(rgb: Pixels) -> Iterator[NDArray[np.uint8]]:
    yield np.ascontiguousarray(rgb)
    grey = even_light(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    if max(grey.shape) <= SMALL_SIDE:
        grey = np.asarray(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    yield np.ascontiguousarray(grey)
    yield np.asarray(cv2.addWeighted(grey, 2.0, cv2.GaussianBlur(grey, (0, 0), 2.0), -1.0, 0), dtype=np.uint8)


def catalogue_products(file: Path | None = None) -> Iterator[PackProduct]:
    """The products of the shipped catalogue; none when it is not there."""
    path = file or resources() / "catalogue" / "products.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            ingredients = tuple(part.strip() for part in row["ingredients"].split("+"))
            yield PackProduct(row["gtin"].zfill(14), row["name"], ingredients, row["strengths"], row["form"])
