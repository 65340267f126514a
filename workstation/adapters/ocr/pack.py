"""Codes and words on the photo of a pack."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workstation.adapters.ocr.images import PageImage, Source
from workstation.adapters.ocr.opening import open_source
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


def codes_on(image: PageImage) -> Iterator[str]:
    """Codes on the picture, turned or not."""
    import zxingcpp

    for found in zxingcpp.read_barcodes(np.ascontiguousarray(image.rgb)):
        if found.valid:
            content = found.bytes.decode("utf-8", errors="replace")
            yield f"{found.symbology_identifier}{content}"


def catalogue_products(file: Path | None = None) -> Iterator[PackProduct]:
    """The products of the shipped catalogue; none when it is not there."""
    path = file or resources() / "catalogue" / "products.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            ingredients = tuple(part.strip() for part in row["ingredients"].split("+"))
            yield PackProduct(row["gtin"].zfill(14), row["name"], ingredients, row["strengths"])
