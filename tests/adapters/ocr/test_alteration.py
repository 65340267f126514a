"""Hints of alteration: a part saved another time, a figure in another ink. They ask for the original, no more."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.adapters.ocr.drawn_pages import draw, lines
from tests.benchmarks.altered_pages import Change, drawn, pasted, saved
from tests.unit.domain.reading.pages import page_of
from workstation.adapters.ocr.images import Pixels, open_picture
from workstation.adapters.ocr.other_ink import other_inks
from workstation.adapters.ocr.recompression import saved_in_parts
from workstation.domain.reading import Box, Decision, FieldReading, Page, Word
from workstation.domain.reading.geometry import around
from workstation.domain.reading.json_form import reading_from_json, reading_to_json
from workstation.domain.reading.model import LineReading, Reading
from workstation.domain.reading.refusal import SAVED_IN_PARTS

TEXT = [f"Tab Dolo 650 mg 1-0-1 x {days} days, Qty {2 * days}" for days in range(3, 20)]
BLUE, BLACK = (27, 36, 104), (32, 32, 36)


def first_save(quality: int = 80) -> Image.Image:
    noise = np.random.default_rng(1).normal(0, 3, (1000, 1000, 3))
    page = np.asarray(draw(lines(*TEXT, size=32), (1000, 1000)), dtype=np.float64) + noise
    return saved(Image.fromarray(np.clip(page, 0, 255).astype(np.uint8)), quality)


@pytest.mark.parametrize("change", [drawn, pasted])
def test_a_figure_that_was_put_into_a_picture_asks_for_the_original(change: Change) -> None:
    changed = saved(change(first_save(), np.random.default_rng(3)), 95)
    assert saved_in_parts(changed)
    buffer = BytesIO()
    changed.save(buffer, "JPEG", quality="keep")
    assert SAVED_IN_PARTS in next(open_picture(buffer.getvalue()).pages).hints


@pytest.mark.parametrize("quality", [None, 75, 90, 95])
def test_a_picture_that_was_sent_on_as_it_is_raises_no_hint(quality: int | None) -> None:
    sent = first_save()
    assert not saved_in_parts(sent if quality is None else saved(sent, quality))


def test_a_cut_and_a_smaller_copy_raise_no_hint() -> None:
    page = first_save().convert("RGB")
    assert not saved_in_parts(saved(page.crop((3, 5, 990, 990)), 92))
    assert not saved_in_parts(saved(page.resize((600, 600)), 92))


def test_what_is_no_jpeg_or_blank_or_in_four_colours_is_not_looked_at() -> None:
    assert not saved_in_parts(Image.new("RGB", (400, 400), "white"))
    assert not saved_in_parts(saved(Image.new("RGB", (400, 400), "white"), 80))
    buffer = BytesIO()
    first_save().convert("CMYK").save(buffer, "JPEG")
    assert not saved_in_parts(Image.open(BytesIO(buffer.getvalue())))


# --- ink ------------------------------------------------------------------------------------------------------


def written(*words: tuple[str, tuple[int, int, int]], field: str = "line") -> tuple[Pixels, Page]:
    """Words of one line in their inks, and the page as it was read: handwriting."""
    picture = Image.new("RGB", (1000, 200), (250, 249, 244))
    pen, font, left = ImageDraw.Draw(picture), ImageFont.load_default(48), 40
    found = []
    for text, ink in words:
        pen.text((left, 70), text, font=font, fill=ink)
        box = Box(*(round(part) for part in pen.textbbox((left, 70), text, font=font)))
        box = Box(box.x, box.y, box.w - box.x, box.h - box.y)
        found.append(Word(text, 0.8, box, "rapid"))
        left = box.right + 30
    place = around(word.box for word in found)
    page = page_of("Rx", "Tab. Dolo 650 1-0-1", printed=False)
    line: LineReading = page.lines[0]
    if field == "date":
        date = FieldReading("x", 0.5, Decision.CONFIRM, place)
        return np.asarray(picture), replace(page, words=tuple(found), lines=(), fields={"date": date})
    return np.asarray(picture), replace(page, words=tuple(found), lines=(replace(line, box=place),), fields={})


def test_a_quantity_in_another_ink_is_named() -> None:
    rgb, page = written(("Dolo", BLUE), ("1-0-1", BLUE), ("x", BLUE), ("30", BLACK))
    (sentence,) = other_inks(rgb, 1.0, page)
    assert "30" in sentence
    assert "original" in sentence


def test_a_date_of_which_one_part_is_in_another_ink_is_named() -> None:
    rgb, page = written(("Date", BLUE), ("12/", BLUE), ("1l/", BLACK), ("2026", BLUE), field="date")
    (sentence,) = other_inks(rgb, 1.0, page)
    assert "1l/" in sentence


@pytest.mark.parametrize("ink", [BLUE, BLACK, (150, 30, 30)], ids=["blue", "black", "red"])
def test_one_ink_raises_no_hint(ink: tuple[int, int, int]) -> None:
    rgb, page = written(("Dolo", ink), ("1-0-1", ink), ("x", ink), ("30", ink))
    assert other_inks(rgb, 1.0, page) == ()


def test_a_word_without_a_figure_in_another_ink_raises_none() -> None:
    rgb, page = written(("Dolo", BLUE), ("1-0-1", BLUE), ("x", BLUE), ("daily", BLACK))
    assert other_inks(rgb, 1.0, page) == ()


def test_a_printed_form_that_was_filled_in_with_blue_raises_none() -> None:
    rgb, page = written(("Quantity", BLACK), ("dispensed", BLACK), ("tablets", BLACK), ("30", BLUE))
    assert other_inks(rgb, 1.0, page) == ()


def test_a_hint_stays_a_sentence_and_changes_no_decision() -> None:
    page = page_of("Rx", "Tab. Dolo 650 1-0-1", printed=False)
    stored = reading_from_json(reading_to_json(Reading("scan.jpg", (replace(page, warnings=(SAVED_IN_PARTS,)),))))
    assert stored.pages[0].warnings == (SAVED_IN_PARTS,)
    assert stored.pages[0].decision is page.decision
