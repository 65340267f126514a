"""How much of the ink at the head of a page is coloured."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.adapters.ocr.drawn_pages import photographed
from workstation.adapters.ocr.letterhead import head_colour

BLUE, BLACK = (20, 60, 150), (28, 28, 30)


def a_page(head: tuple[int, int, int], body: tuple[int, int, int] = BLACK) -> Image.Image:
    page = Image.new("RGB", (1000, 1400), (252, 252, 250))
    pen = ImageDraw.Draw(page)
    for number, text in enumerate(("Dr. Anil Kumar Sharma", "MBBS, MD  Reg. No. 45678", "Sharma Clinic, Pune")):
        pen.text((60, 40 + 60 * number), text, font=ImageFont.load_default(40), fill=head)
    for number in range(14):
        pen.text(
            (80, 360 + 66 * number), f"Tab Dolo 650 1-1-1 x {number} days", font=ImageFont.load_default(30), fill=body
        )
    return page


def warm(page: Image.Image) -> Image.Image:
    """In the light of a lamp: a picture that holds colour."""
    pixels = np.asarray(page, dtype=np.float32) * np.array([1.0, 0.93, 0.78])
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def share_of(page: Image.Image) -> float | None:
    return head_colour(np.asarray(page.convert("RGB"), dtype=np.uint8))


def _as_it_is(page: Image.Image) -> Image.Image:
    return page


def _half(page: Image.Image) -> Image.Image:
    return page.resize((500, 700))


@pytest.mark.parametrize("take", [_as_it_is, photographed, _half], ids=["scan", "photo", "half size"])
def test_a_coloured_head_is_told_from_a_black_one(take: Callable[[Image.Image], Image.Image]) -> None:
    coloured, black = share_of(take(a_page(BLUE))), share_of(take(warm(a_page(BLACK))))
    assert coloured is not None
    assert black is not None
    assert coloured > 0.6
    assert black < 0.02


def test_what_is_written_below_does_not_colour_the_head() -> None:
    share = share_of(photographed(a_page(BLACK, body=BLUE)))
    assert share is not None
    assert share < 0.02


def test_a_grey_picture_says_nothing_about_the_paper() -> None:
    assert share_of(a_page(BLUE).convert("L")) is None


def test_a_page_without_ink_says_nothing() -> None:
    chance = np.random.default_rng(3)
    noise = np.clip(chance.normal(240, 6, (900, 700, 3)), 0, 255).astype(np.uint8)
    assert head_colour(noise) is None
