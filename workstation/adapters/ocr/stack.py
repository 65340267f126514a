"""A stack of prescriptions in one file: what tells the sheets apart, and the separator sheet to print."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from workstation.adapters.ocr.images import MAX_STACK_PAGES, Pixels, Source
from workstation.adapters.ocr.opening import open_source
from workstation.adapters.ocr.pack import codes_on
from workstation.adapters.ocr.prepare import even_light
from workstation.domain.reading.model import Reading
from workstation.domain.reading.stack import SEPARATOR_CODE, SplitStack, features_of, split_stack

BORDER = 0.06
"""Outer part of a sheet that is not looked at: shadows and rollers of the feeder."""
SIDE = 200
"""Longer side of the copy on which ink is measured: writing that is blurred beyond reading counts like sharp one."""
AROUND = 41
"""Pixels of the copy around a place that tell how bright the paper is there."""
DARKER = 8
"""What is written on is so much darker than the paper (of 255). With it, drawn empty sheets have 0 to 0.0001 of ink
(in shadow or dim light up to 0.0024), drawn prescriptions 0.097 and more, the blurred one 0.16.
"""
A4 = (1_240, 1_754)
"""The separator sheet at 150 dpi."""


def split_reading(source: Source, reading: Reading) -> SplitStack:
    """Where the prescriptions in a file begin; `reading` is what was read in it, with up to MAX_STACK_PAGES pages.

    A file that was refused has no documents. Raises Refused when the file cannot be opened any more.
    """
    if not reading.pages:
        return SplitStack((), ())
    marks = sheet_marks(source)
    return split_stack([features_of(page, *mark) for page, mark in zip(reading.pages, marks, strict=True)])


def sheet_marks(source: Source) -> Iterator[tuple[float, bool]]:
    """Of every page: the share of it that is written on, and whether it carries the separator code."""
    for image in open_source(source, MAX_STACK_PAGES).pages:
        yield ink_share(image.rgb), any(code.endswith(SEPARATOR_CODE) for code in codes_on(image))


def ink_share(rgb: Pixels) -> float:
    """Share of the page, without its border, that is darker than the paper around."""
    grey = even_light(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    factor = min(1.0, SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    darker = cv2.medianBlur(small, AROUND).astype(np.int16) - small.astype(np.int16)
    down, across = (max(1, round(BORDER * side)) for side in small.shape)
    return float(np.mean(darker[down:-down, across:-across] > DARKER))


def write_separator_sheet(file: Path) -> None:
    """Writes an A4 page to print and to lay between prescriptions; OSError when it cannot be written."""
    import zxingcpp

    sheet = Image.new("RGB", A4, "white")
    code = zxingcpp.create_barcode(SEPARATOR_CODE, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    matrix = Image.fromarray(np.asarray(code.to_image(scale=16, add_quiet_zones=True)))
    sheet.paste(matrix, ((A4[0] - matrix.width) // 2, (A4[1] - matrix.height) // 2))
    pen = ImageDraw.Draw(sheet)
    middle = A4[0] // 2
    pen.text((middle, 180), "Separator sheet", font=ImageFont.load_default(64), fill="black", anchor="mm")
    below = "Lay it between two prescriptions before they are scanned."
    pen.text((middle, A4[1] - 200), below, font=ImageFont.load_default(32), fill="black", anchor="mm")
    sheet.save(file, "PDF", resolution=150)
