"""The look of a page survives another scan of it, and tells other pages apart."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from workstation.adapters.ocr.images import PageImage
from workstation.adapters.ocr.look import look_of, mark_of
from workstation.domain.reading.same_page import ALIKE_WITHIN, distance


def a_page(seed: int) -> Image.Image:
    """Forty strokes of ink somewhere on white paper."""
    chance = np.random.default_rng(seed)
    image = Image.new("L", (900, 1200), 250)
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, length = (int(one) for one in chance.integers((60, 60, 40), (600, 1100, 260)))
        draw.line((x, y, x + length, y), fill=30, width=9)
    return image


def grey(image: Image.Image) -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    """As the reader has it."""
    return np.asarray(image, dtype=np.uint8)


@pytest.mark.parametrize("turn", [0.0, 1.5, -2.0])
def test_the_same_page_turned_smaller_and_darker_looks_alike(turn: float) -> None:
    page = a_page(1)
    again = page.rotate(turn, fillcolor=250).resize((630, 840)).point(lambda level: int(level * 0.85))
    assert distance(look_of(grey(page)), look_of(grey(again))) <= ALIKE_WITHIN


def test_another_page_looks_different() -> None:
    assert distance(look_of(grey(a_page(1))), look_of(grey(a_page(2)))) > ALIKE_WITHIN


def test_a_blank_page_has_no_look() -> None:
    assert look_of(np.full((1200, 900), 250, np.uint8)) == ""
    assert distance("", "") == 64


def test_the_mark_is_of_the_pixels() -> None:
    rgb = np.asarray(a_page(1).convert("RGB"), dtype=np.uint8)
    other = rgb.copy()
    other[0, 0, 0] ^= 1
    first, again, third = (mark_of(PageImage(one, 900, 1200)) for one in (rgb, rgb.copy(), other))
    assert first == again
    assert first.sha256 != third.sha256
    assert first.look == third.look
    assert len(first.look) == 16
