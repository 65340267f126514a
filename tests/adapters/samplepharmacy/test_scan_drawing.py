"""Drawn scans: the same every time, with a truth that lies where the ink is."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workstation.adapters.samplepharmacy.models import SamplePharmacy
from workstation.adapters.samplepharmacy.scan_drawing import draw_scan
from workstation.adapters.samplepharmacy.scan_fonts import Fonts, staged_fonts
from workstation.adapters.samplepharmacy.scan_ink import HANDS
from workstation.adapters.samplepharmacy.scan_page import (
    SIZES,
    Box,
    DrawnScan,
    PageContent,
    PageShape,
    Photo,
    ScanLook,
)
from workstation.adapters.samplepharmacy.scan_pages import look_of, page_of, seed_of
from workstation.adapters.samplepharmacy.scan_photo import STYLES
from workstation.domain.errors import Unavailable

NEAT = ScanLook(is_printed=False, hand="Breip", photo=Photo.PHONE, shape=PageShape.SLIP)
PRINTED = ScanLook(is_printed=True, hand="", photo=Photo.FLATBED, shape=PageShape.SLIP)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return staged_fonts()


@pytest.fixture(scope="module")
def page(pharmacy: SamplePharmacy, today: date) -> PageContent:
    return page_of(pharmacy.prescription("RX-26-004821"), today)


@pytest.fixture(scope="module")
def drawn(page: PageContent, fonts: Fonts) -> DrawnScan:
    return draw_scan(page, NEAT, 7, fonts)


def pixels(scan: DrawnScan) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(scan.jpeg)).convert("L"), dtype=float)


def sharpness(scan: DrawnScan) -> float:
    """Largest steps between neighbouring pixels: strokes that can be told apart make large ones."""
    return float(np.percentile(np.abs(np.diff(pixels(scan), axis=1)), 99.7))


def contains(outer: Box, inner: Box) -> bool:
    return (
        outer[0] - 2 <= inner[0]
        and outer[1] - 2 <= inner[1]
        and inner[0] + inner[2] <= outer[0] + outer[2] + 2
        and inner[1] + inner[3] <= outer[1] + outer[3] + 2
    )


def test_the_same_seed_draws_the_same_bytes(page: PageContent, drawn: DrawnScan, fonts: Fonts) -> None:
    assert draw_scan(page, NEAT, 7, fonts) == drawn
    assert draw_scan(page, NEAT, 8, fonts).jpeg != drawn.jpeg


@pytest.mark.parametrize(
    ("hand", "photo"),
    [*((hand, Photo.PHONE) for hand in sorted(HANDS)), *(("Kristi", photo) for photo in Photo)],
)
def test_every_box_lies_on_the_picture(page: PageContent, fonts: Fonts, hand: str, photo: Photo) -> None:
    scan = draw_scan(page, replace(NEAT, hand=hand, photo=photo, illegible=2), 3, fonts)
    truth = scan.truth
    assert Image.open(io.BytesIO(scan.jpeg)).size == (truth.width, truth.height) == SIZES[PageShape.SLIP]
    boxes = [word.box for word in truth.words]
    boxes += [field.box for field in truth.fields] + [line.box for line in truth.lines]
    for x, y, width, height in boxes:
        assert 0 <= x < x + width <= truth.width
        assert 0 <= y < y + height <= truth.height
        assert width > 1
        assert height > 1


@pytest.mark.parametrize("look", [NEAT, PRINTED, replace(PRINTED, shape=PageShape.A4, photo=Photo.CREASED)])
def test_all_that_is_written_is_in_the_truth(page: PageContent, fonts: Fonts, look: ScanLook) -> None:
    truth = draw_scan(page, look, 5, fonts).truth
    words = " ".join(word.text for word in truth.words)
    for line in page.lines:
        assert line.medicine in words
        assert line.dose in words
    assert [line.medicine for line in truth.lines] == [line.medicine for line in page.lines]
    assert {field.name for field in truth.fields} == {
        "prescriber", "registration_number", "patient", "age_sex", "date", "weight", "diagnosis", "note",
    }  # fmt: skip
    assert next(field.value for field in truth.fields if field.name == "patient") == "Ramesh K. Deshpande"


def test_only_the_hand_is_handwritten(page: PageContent, fonts: Fonts, drawn: DrawnScan) -> None:
    assert not any(word.is_handwritten for word in draw_scan(page, PRINTED, 5, fonts).truth.words)
    written = {word.text for word in drawn.truth.words if word.is_handwritten}
    assert {"Warf", "Ecosprin", "Ramesh", "0-1-0"} <= written
    assert written & {"Dr.", "Name", "Banyan"} == set()


def test_lines_hold_their_words_and_do_not_overlap(drawn: DrawnScan) -> None:
    truth = drawn.truth
    for line in truth.lines:
        inside = [word.text for word in truth.words if contains(line.box, word.box)]
        assert inside == line.text.split()
    tops = [line.box[1] for line in truth.lines]
    assert tops == sorted(tops)


def test_there_is_ink_in_every_word_box(drawn: DrawnScan) -> None:
    image = pixels(drawn)
    for word in drawn.truth.words:
        x, y, width, height = word.box
        around = np.median(image[max(0, y - 30) : y + height + 30, max(0, x - 30) : x + width + 30])
        # the dot between two words of print is only a few pixels large
        assert word.text == "·" or image[y : y + height, x : x + width].min() < around - 45, word


def test_words_do_not_lie_on_each_other(drawn: DrawnScan) -> None:
    words = [word for word in drawn.truth.words if word.is_handwritten]
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            across = min(one.box[0] + one.box[2], other.box[0] + other.box[2]) - max(one.box[0], other.box[0])
            down = min(one.box[1] + one.box[3], other.box[1] + other.box[3]) - max(one.box[1], other.box[1])
            assert across <= 8 or down <= 22, (one, other)


def test_scribbles_are_words_without_text(page: PageContent, fonts: Fonts) -> None:
    truth = draw_scan(page, replace(NEAT, illegible=2), 5, fonts).truth
    assert [word.text for word in truth.words].count("") == 2


def test_an_unreadable_scan_is_far_blurrier_than_a_phone_photo(page: PageContent, fonts: Fonts) -> None:
    sharp = sharpness(draw_scan(page, NEAT, 5, fonts))
    blurred = sharpness(draw_scan(page, replace(NEAT, photo=Photo.UNREADABLE), 5, fonts))
    assert blurred < 0.6 * sharp


def test_a_shadow_and_dim_light_make_it_darker(page: PageContent, fonts: Fonts) -> None:
    means = {photo: pixels(draw_scan(page, replace(NEAT, photo=photo), 5, fonts)).mean() for photo in Photo}
    assert means[Photo.FLATBED] > means[Photo.PHONE] > means[Photo.SHADOW] > means[Photo.DIM]


def test_every_way_of_taking_a_photo_has_a_style() -> None:
    assert STYLES.keys() == set(Photo)


def test_a_long_text_shrinks_instead_of_running_off_the_page(page: PageContent, fonts: Fonts) -> None:
    long = replace(
        page,
        patient="Kandasamy Venkatasubramaniam Lakshminarasimhan",
        lines=tuple(
            replace(line, medicine="Syp. Augmentin Duo Dry Syrup Orange Flavour 228.5 mg/5 mL") for line in page.lines
        ),
    )
    for look in (NEAT, PRINTED, replace(NEAT, hand="Kristi")):
        truth = draw_scan(long, look, 5, fonts).truth
        right = max(word.box[0] + word.box[2] for word in truth.words)
        assert right < truth.width - 20
        words = [word.text for word in truth.words]
        assert "Lakshminarasimhan" in words


def test_devanagari_is_printed_with_its_own_face(pharmacy: SamplePharmacy, today: date, fonts: Fonts) -> None:
    prescription = pharmacy.prescription("RX-26-004823")
    truth = draw_scan(page_of(prescription, today), look_of(prescription), seed_of(prescription), fonts).truth
    patient = next(field for field in truth.fields if field.name == "patient")
    assert patient.value == "राजेंद्र प्रसाद गुप्ता"
    assert [word.text for word in truth.words if contains(patient.box, word.box)] == patient.value.split()


def test_every_planned_scan_can_be_drawn(pharmacy: SamplePharmacy, today: date, fonts: Fonts) -> None:
    planned = [each for each in pharmacy.prescriptions if each.scan]
    assert len(planned) >= 12
    for each in planned:
        look = look_of(each)
        assert look.is_printed or look.hand in HANDS
        assert page_of(each, today).lines
    shown = {look_of(each).photo for each in planned}
    assert {Photo.FLATBED, Photo.PHONE, Photo.SHADOW, Photo.CREASED, Photo.UNREADABLE} <= shown


def test_a_prescription_without_a_scan_has_no_look(pharmacy: SamplePharmacy) -> None:
    with pytest.raises(ValueError, match="RX-26-004822 has no scan"):
        look_of(pharmacy.prescription("RX-26-004822"))


def test_a_baby_is_given_in_months(pharmacy: SamplePharmacy, today: date) -> None:
    assert page_of(pharmacy.prescription("RX-26-004812"), today).age_sex == "9 mo / M"


def test_missing_fonts_say_how_to_get_them(tmp_path: Path) -> None:
    (tmp_path / "fonts.toml").write_text(
        '[[font]]\nrole = "ui"\nfamily = "Inter"\nfile = "Inter-Regular.otf"\n', encoding="utf-8"
    )
    with pytest.raises(Unavailable, match=r"Inter-Regular\.otf.*make setup"):
        staged_fonts(tmp_path)
