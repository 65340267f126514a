"""PDF pages: their own text where they have it, else a rendering at 200 dpi."""

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np

from workstation.adapters.ocr.images import MAX_PAGES, MIN_SIDE, WORK_SIDE, OpenedFile, PageImage, Source
from workstation.domain.errors import Refused
from workstation.domain.reading.geometry import Box, around
from workstation.domain.reading.model import Word
from workstation.domain.reading.refusal import FileRefusal

DPI = 200
ENOUGH_LETTERS = 20
"""A page with fewer letters of its own is taken for a scan with a stamp or page number."""
SCAN_SHARE = 0.6
"""A picture on more of the page than this: the text behind it is somebody's OCR, not the document."""
PICTURE_SHARE = 0.1
"""Pictures on more of the page than this are read as well."""


def open_pdf(source: Source, most_pages: int = MAX_PAGES) -> OpenedFile:
    """Opens a PDF; raises Refused(ENCRYPTED or DAMAGED)."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(source)
        count = len(document)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Refused(FileRefusal.ENCRYPTED if locked else FileRefusal.DAMAGED) from None
    if count == 0:
        document.close()
        raise Refused(FileRefusal.DAMAGED)
    return OpenedFile(_pages(document, min(count, most_pages)), count)


def _pages(document: Any, count: int) -> Iterator[PageImage]:
    import pypdfium2 as pdfium

    try:
        for number in range(count):
            try:
                page = document[number]
            except pdfium.PdfiumError:
                raise Refused(FileRefusal.DAMAGED) from None
            try:
                yield _rendered(page)
            finally:
                page.close()
    finally:
        document.close()


def _rendered(page: Any) -> PageImage:
    import pypdfium2 as pdfium

    try:
        return _drawn(page)
    except pdfium.PdfiumError:
        raise Refused(FileRefusal.DAMAGED) from None


def _drawn(page: Any) -> PageImage:
    width, height = page.get_size()
    scale = min(DPI / 72, WORK_SIDE / max(width, height))
    if min(width, height) * scale < MIN_SIDE:
        raise Refused(FileRefusal.TOO_SMALL, width=round(width), height=round(height))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    bitmap.close()
    covered = _picture_share(page, width * height)
    words = () if covered > SCAN_SHARE else _own_words(page, pixels.shape[1], pixels.shape[0])
    if sum(len(word.text) for word in words) < ENOUGH_LETTERS:
        words = ()
    is_text = bool(words) and covered < PICTURE_SHARE
    return PageImage(pixels, pixels.shape[1], pixels.shape[0], words, is_text)


def _picture_share(page: Any, area: float) -> float:
    import pypdfium2.raw as raw

    total = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        total += abs((right - left) * (top - bottom))
    return total / area if area else 0.0


def _own_words(page: Any, width: int, height: int) -> tuple[Word, ...]:
    text = page.get_textpage()
    try:
        return tuple(_split_words(page, text, width, height))
    finally:
        text.close()


def _split_words(page: Any, text: Any, width: int, height: int) -> Iterator[Word]:
    letters: list[str] = []
    boxes: list[Box] = []
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if letter.strip() and letter.isprintable():
            letters.append(letter)
            boxes.append(_on_page(page, text.get_charbox(index, loose=True), width, height))
        elif letters:
            yield Word("".join(letters), 0.99, around(boxes), "pdf", printed=True)
            letters, boxes = [], []
    if letters:
        yield Word("".join(letters), 0.99, around(boxes), "pdf", printed=True)


def _on_page(page: Any, box: tuple[float, float, float, float], width: int, height: int) -> Box:
    left, bottom, right, top = box
    (x1, y1), (x2, y2) = _device(page, left, top, width, height), _device(page, right, bottom, width, height)
    return Box(min(x1, x2), min(y1, y2), max(1, abs(x2 - x1)), max(1, abs(y2 - y1)))


def _device(page: Any, x: float, y: float, width: int, height: int) -> tuple[int, int]:
    """pdfium's own conversion: it knows the page's rotation and crop box."""
    import pypdfium2.raw as raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value
