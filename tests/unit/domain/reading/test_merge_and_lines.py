"""Two engines become one list of words; words become lines; readings survive storing and turning."""

from dataclasses import replace

import pytest

from tests.unit.domain.reading.pages import page_of, typed
from workstation.domain.reading import Box, Decision, Page, Reading, Seconds, Word, reading_from_json, reading_to_json
from workstation.domain.reading.company import print_in_company
from workstation.domain.reading.merge import merge_words, surely_print
from workstation.domain.reading.text_lines import group_lines, parts, with_labels_apart
from workstation.domain.reading.turning import turned_back


def word(text: str, x: int, w: int, engine: str = "accurate", confidence: float = 0.95) -> Word:
    return Word(text, confidence, Box(x, 100, w, 24), engine)


def test_where_both_read_the_same_it_is_one_sure_word() -> None:
    (merged,) = merge_words([word("Warf", 10, 60)], [word("Warf", 12, 58, "fast", 0.9)])
    assert (merged.engine, merged.agreed, merged.confidence > 0.93) == ("accurate+fast", True, True)


def test_spaces_are_taken_from_the_engine_that_sees_them() -> None:
    merged = merge_words(
        [word("NPI:1234567890", 10, 200)], [word("NPI:", 10, 50, "fast"), word("1234567890", 70, 140, "fast")]
    )
    assert [item.text for item in merged] == ["NPI:", "1234567890"]


def test_where_they_differ_the_accurate_one_stands_with_less_confidence() -> None:
    (merged,) = merge_words([word("Norvasc", 10, 90)], [word("Npwvase", 10, 90, "fast", 0.4)])
    assert (merged.text, merged.agreed) == ("Norvasc", False)
    assert merged.confidence < 0.75


def test_each_place_on_the_page_is_there_once_and_noise_is_left_out() -> None:
    merged = merge_words(
        [word("Warf", 10, 60)],
        [word("Warf", 10, 60, "fast"), word("5", 90, 12, "fast", 0.9), word("~", 200, 9, "fast")],
    )
    assert [item.text for item in merged] == ["Warf"]


def test_a_word_only_the_fast_engine_saw_is_kept() -> None:
    merged = merge_words([word("Warf", 10, 60)], [word("mg", 90, 30, "fast", 0.9)])
    assert [item.text for item in merged] == ["Warf", "mg"]


def test_without_the_accurate_engine_the_fast_words_stand() -> None:
    assert [item.text for item in merge_words([], [word("Warf", 10, 60, "fast")])] == ["Warf"]


def test_print_needs_both_engines_and_a_sure_tesseract() -> None:
    (sure,) = merge_words([word("Warf", 10, 60)], [word("Warf", 10, 60, "fast", 0.9)])
    (unsure,) = merge_words([word("Warf", 10, 60)], [word("Warf", 10, 60, "fast", 0.55)])
    assert (sure.printed, unsure.printed) == (True, False)


def test_a_half_sure_tesseract_leaves_it_to_the_ink_whether_it_is_print() -> None:
    (half,) = merge_words([word("Warf", 10, 60)], [word("Warf", 10, 60, "fast", 0.7)])
    (sure,) = merge_words([word("Warf", 10, 60)], [word("Warf", 10, 60, "fast", 0.85)])
    assert (half.printed, surely_print(half), surely_print(sure)) == (True, False, True)


def test_a_line_that_rises_stays_one_line() -> None:
    rising = [Word(f"w{i}", 0.9, Box(100 * i, 200 - 4 * i, 80, 24), "a") for i in range(8)]
    below = [Word(f"v{i}", 0.9, Box(100 * i, 245 - 4 * i, 80, 24), "a") for i in range(8)]
    assert [line.text for line in group_lines([*below, *rising])] == [
        " ".join(item.text for item in rising),
        " ".join(item.text for item in below),
    ]


def test_a_big_sign_does_not_swallow_the_lines_beside_it() -> None:
    sign = Word("Rx", 0.9, Box(10, 100, 120, 200), "a")
    lines = group_lines([sign, *typed("John Smith, M.D.", "123 Main Street", left=400, top=110)])
    assert [line.text for line in lines] == ["John Smith, M.D.", "123 Main Street", "Rx"]


def test_wide_gaps_part_a_line() -> None:
    (line,) = group_lines(typed("Fever 3 days              Tab Warf 5 mg"))
    assert [part.text for part in parts(line)] == ["Fever 3 days", "Tab Warf 5 mg"]


def test_a_label_that_is_stuck_to_its_value_is_cut_off() -> None:
    (line,) = group_lines(typed("Date:12/03/2026 10:30"))
    assert with_labels_apart(line).text == "Date: 12/03/2026 10:30"


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_stored_reading_comes_back_as_it_was(quarters: int) -> None:
    page = turned_back(page_of("Name: A Rao", "Date: 20/11/2026", "Tab Warf 5 mg 1-0-1 x 5 days (10)"), quarters)
    reading = Reading("scan.png", (page,), ("a 1",), Seconds(0.1, 2.0), None, ("note",))
    assert reading_from_json(reading_to_json(reading)) == reading


def test_boxes_of_a_page_on_its_side_lie_within_the_page_as_it_lies() -> None:
    upright = page_of("Name: A Rao")
    sideways = turned_back(upright, 1)
    assert (sideways.width, sideways.height, sideways.rotation) == (upright.height, upright.width, 270)
    first = sideways.words[0].box
    assert first == Box(upright.height - 64, 60, 24, 60)


def test_turning_back_four_quarters_changes_nothing() -> None:
    page = page_of("Name: A Rao", "Tab Warf 5 mg OD")
    turned: Page = page
    for _ in range(4):
        turned = turned_back(turned, 1)
    assert replace(turned, rotation=0) == page


def test_an_empty_page_is_unreadable() -> None:
    assert page_of().decision is Decision.UNREADABLE


def test_a_word_that_passes_for_print_among_handwriting_is_handwriting() -> None:
    hand = typed("Rx", "Azithral once daily", "Dolo thrice daily", "Warf at night", printed=False)
    lone = [replace(item, printed=True) if item.text == "Warf" else item for item in hand]
    assert not any(item.printed for item in print_in_company(lone))


def test_print_stays_print_beside_a_handwritten_value() -> None:
    page = [*typed("Dr. Anil Kumar Sharma", "Sector fifteen Chandigarh"), *typed("scrawl", printed=False, top=200)]
    assert [item.printed for item in print_in_company(page)] == [True] * 7 + [False]


def test_a_short_name_beside_words_that_lost_the_mark_is_handwriting() -> None:
    words = typed("Tab. Pan 40", "Cap. Razo-D 0-0-1", "Gastritis acute")
    printed = {"Pan", "40", "Razo-D"}
    page = [replace(item, printed=item.text in printed) for item in words]
    assert not any(item.printed for item in print_in_company(page))


def test_a_short_name_among_print_stays_print() -> None:
    page = typed("Tab. Pan 40", "Tab. Montek 10 mg", "Morning before food")
    assert all(item.printed for item in print_in_company(page))
