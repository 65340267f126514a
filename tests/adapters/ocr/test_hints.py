"""A picture that says how it came to be is asked about, never refused."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.adapters.ocr.drawn_pages import draw, lines
from workstation.adapters.ocr.hints import MAKE, SOFTWARE
from workstation.adapters.ocr.images import open_picture
from workstation.adapters.ocr.prepare import Grey
from workstation.adapters.ocr.script import looks_devanagari
from workstation.domain.reading.refusal import SCREENSHOT


def jpeg(**tags: str) -> bytes:
    page = draw(lines("Tab Dolo 650"), (600, 800))
    exif = Image.Exif()
    for name, text in tags.items():
        exif[{"software": SOFTWARE, "make": MAKE}[name]] = text
    buffer = BytesIO()
    page.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def png(size: tuple[int, int], software: str = "", dpi: int = 0) -> bytes:
    info = PngImagePlugin.PngInfo()
    if software:
        info.add_text("Software", software)
    buffer = BytesIO()
    Image.new("RGB", size, "white").save(buffer, "PNG", pnginfo=info, **({"dpi": (dpi, dpi)} if dpi else {}))
    return buffer.getvalue()


def hints(content: bytes) -> tuple[str, ...]:
    return next(open_picture(content).pages).hints


@pytest.mark.parametrize(
    "content",
    [jpeg(software="Adobe Photoshop 25.1 (Windows)"), jpeg(software="GIMP 2.10"), png((800, 600), "Snapseed")],
    ids=["photoshop", "gimp", "snapseed"],
)
def test_a_picture_that_an_editor_saved_is_asked_about(content: bytes) -> None:
    (sentence,) = hints(content)
    assert "edits pictures" in sentence


def test_a_picture_of_the_size_of_a_phone_is_a_screenshot() -> None:
    assert hints(png((1170, 2532))) == (SCREENSHOT,)


@pytest.mark.parametrize(
    "content",
    [jpeg(), jpeg(make="Samsung", software="S911BXXU3"), jpeg(software="CamScanner"), png((1240, 1754)),
     png((1080, 2400), dpi=300)],
    ids=["plain", "camera", "scanning-app", "a4", "scan-of-a-slip"],
)  # fmt: skip
def test_cameras_scanners_and_plain_files_raise_no_doubt(content: bytes) -> None:
    assert hints(content) == ()


def test_words_that_hang_from_a_line_are_devanagari() -> None:
    corners = [np.array([(0, y), (600, y), (600, y + 40), (0, y + 40)], np.float32) for y in range(20, 320, 60)]
    latin: Grey = np.full((360, 600), 255, np.uint8)
    for y in range(20, 320, 60):
        for x in range(10, 560, 22):
            latin[y + 8 : y + 36, x : x + 5] = 0
    hanging = latin.copy()
    for y in range(20, 320, 60):
        for x in range(10, 560, 110):
            hanging[y + 8 : y + 12, x : x + 93] = 0
    assert looks_devanagari(hanging, corners)
    assert not looks_devanagari(latin, corners)
