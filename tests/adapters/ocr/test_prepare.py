"""The steps that make a page easy to read, each on a page drawn for it."""

import numpy as np
import pytest
from PIL import Image

from tests.adapters.ocr.drawn_pages import draw, lines, photographed, ruled
from workstation.adapters.ocr.prepare import even_light, prepare, skew, text_height, without_ruled_lines
from workstation.adapters.ocr.printed import looks_printed

TEXT = ["Patient: Jane Doe", "Tab Warfarin 5 mg", "one tablet at night", "for thirty days", "Quantity: 30"]
PAGE = draw(lines(*TEXT), (700, 420))


def grey(page: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(page.convert("L"), dtype=np.uint8)


@pytest.mark.parametrize("degrees", [-4.0, -1.5, 0.0, 2.5])
def test_the_skew_is_measured_to_a_quarter_of_a_degree(degrees: float) -> None:
    turned = PAGE.rotate(degrees, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert skew(grey(turned)) == pytest.approx(degrees, abs=0.5)


def test_a_shadow_is_evened_out_and_an_even_page_is_left_alone() -> None:
    shaded = grey(photographed(PAGE, degrees=0, shadow=0.4))
    left, right = even_light(shaded)[:, 60].mean(), even_light(shaded)[:, -60].mean()
    assert abs(left - right) < 12
    assert even_light(grey(PAGE)) is not None
    assert np.array_equal(even_light(grey(PAGE)), grey(PAGE))


def test_small_and_big_text_come_out_at_the_same_height() -> None:
    for size in (14, 40):
        page = draw(lines(*TEXT, size=size, step=size * 2), (1400, 700))
        assert 16 <= text_height(prepare(np.asarray(page)).grey) <= 30


def test_ruled_lines_go_and_letters_stay() -> None:
    on_lines = grey(ruled(PAGE.copy()))
    cleaned = without_ruled_lines(on_lines, 24)
    assert (cleaned < 180).sum() < 0.75 * (on_lines < 180).sum()
    assert (cleaned < 120).sum() > 0.9 * (grey(PAGE) < 120).sum()


def test_places_on_the_prepared_page_lead_back_to_the_original() -> None:
    prepared = prepare(np.asarray(PAGE.rotate(3, fillcolor="white", resample=Image.Resampling.BICUBIC)))
    middle = np.array([prepared.grey.shape[1] / 2, prepared.grey.shape[0] / 2, 1.0])
    assert prepared.to_source @ middle == pytest.approx([350, 210], abs=3)


def test_drawn_type_looks_printed_and_a_scrawl_does_not() -> None:
    assert looks_printed(grey(draw(lines("Warfarin", left=4, top=4), (140, 40))))
    across = np.arange(200)
    scrawl = np.full((60, 200), 255, np.uint8)
    for stroke in range(5):
        start = 40 * stroke + 4
        for x in across[start : start + 28]:
            y = int(30 + (12 + 4 * stroke) * np.sin(x / 4.0) * (0.4 + 0.15 * stroke))
            scrawl[max(0, y - 1 - stroke) : y + 2, x] = 20
    assert not looks_printed(scrawl)
