"""Words that an engine ran together, and letters that stand for noughts."""

import pytest

from tests.unit.domain.reading.pages import LEXICON, TODAY, as_read, page_of
from workstation.domain.reading import Box, DateRules, LineReading, ReadingRules
from workstation.domain.reading.glued import words_apart
from workstation.domain.reading.page import read_page


def only_line(*lines: str) -> LineReading:
    (line,) = page_of("Rx", *lines, printed=False).lines
    return line


@pytest.mark.parametrize(
    ("glued", "apart"),
    [
        ("Warf5mg", ["Warf", "5mg"]),
        ("Tab.Warf5mg", ["Tab.", "Warf", "5mg"]),
        ("Warf2.5mg", ["Warf", "2.5mg"]),
        ("Thyrox50mcg1-0-0", ["Thyrox", "50mcg", "1-0-0"]),
        ("Dolo650", ["Dolo", "650"]),
        ("625Duo", ["625", "Duo"]),
        ("5mLODx14d", ["5mL", "OD", "x14d"]),
        ("1-0-1p.c.x30d", ["1-0-1", "p.c.", "x30d"]),
        ("Mixtard30", ["Mixtard30"]),
        ("Bd", ["Bd"]),
        ("B12", ["B12"]),
        ("T2DM", ["T2DM"]),
        ("Augmentin", ["Augmentin"]),
        ("MMC2011/04/1187", ["MMC2011/04/1187"]),
        ("23/11/26", ["23/11/26"]),
    ],
)
def test_only_strengths_forms_and_shorthand_are_cut_off(glued: str, apart: list[str]) -> None:
    words = words_apart([as_read(glued, Box(0, 0, 12 * len(glued), 24))], lambda text: text == "Mixtard30")
    assert [word.text for word in words] == apart


def test_the_pieces_share_the_box_of_the_word() -> None:
    left, right = words_apart([as_read("Warf5mg", Box(70, 40, 140, 30))], lambda _: False)
    assert (left.box, right.box) == (Box(70, 40, 80, 30), Box(150, 40, 60, 30))


def test_a_strength_glued_to_the_name_is_a_strength_and_the_brand_is_found() -> None:
    line = only_line("Tab. Wanf5mg 0-0-1 x 30d")
    assert line.strength.value == "5mg"
    assert line.medicine.candidates[0].name == "Warf"


def test_a_dose_glued_to_the_rest_is_not_lost() -> None:
    line = only_line("Syp. Amoxicillin 5mLBDp.c.x7d")
    assert (line.dosage_instruction.text, line.duration_days) == ("5mL BD p.c. x7d", 7)


def test_letters_in_a_day_pattern_are_noughts() -> None:
    assert only_line("Tab. Warf 5 mg C-1-O x 30d").dosage_instruction.text == "0-1-0 x 30d"


def test_a_letter_in_front_of_the_point_of_a_dose_is_a_nought() -> None:
    assert only_line("Crocin drops C.8mL TDS x 3d").dosage_instruction.text == "0.8mL TDS x 3d"


def test_a_dose_that_nobody_understands_is_kept_in_the_directions() -> None:
    assert only_line("Tab. Omez 20 18OS x 4").dosage_instruction.text == "18OS x 4"


def test_letters_in_a_strength_are_noughts_where_the_medicine_is_sold_in_it() -> None:
    line = only_line("Tab. Omez 2C 1-0-0 x 5d")
    assert (line.strength.value, line.text) == ("20", "Tab. Omez 2C 1-0-0 x 5d")


@pytest.mark.parametrize("written", ["Tab. Omez 5C 1-0-0 x 5d", "Syp. Omez 2CC TDS x 5d"])
def test_letters_are_left_where_the_number_is_not_sold_or_may_be_a_volume(written: str) -> None:
    assert only_line(written).strength.value is None


def test_a_printed_page_is_read_as_it_is() -> None:
    words = [
        as_read("Tab.", Box(0, 0, 48, 24)),
        as_read("Omez", Box(60, 0, 48, 24)),
        as_read("2C", Box(120, 0, 24, 24)),
    ]
    (line,) = read_page(words, 1_000, 1_400, ReadingRules(LEXICON, DateRules(TODAY))).lines
    assert line.strength.value is None
