"""What is no medicine is kept as a note; what is in doubt among the medicines stays a line."""

from collections.abc import Mapping, Sequence

import pytest

from tests.unit.domain.reading.pages import LEXICON, TODAY, as_read, page_of, typed
from workstation.domain.reading import Box, DateRules, Page, ReadingRules, reading_from_json, reading_to_json
from workstation.domain.reading.model import Reading
from workstation.domain.reading.page import read_page

HEAD = ("Norvusk Clinic      Pune", "Name: Ramesh Rao", "Rx")
LIST = ("Tab. Warf 5 mg     0-0-1     x 30 d", "Tab. Dolo 650     1-1-1     x 3 d")


def medicines(page: Page) -> list[str | None]:
    return [line.medicine.value for line in page.lines]


def notes(page: Page) -> list[str]:
    return [note.text for note in page.notes]


class Ink:
    """Ink that says: it is what was read, and no known name fits it."""

    def __init__(self, text: str) -> None:
        self.readings = (text,)

    def per_letter(self, names: Sequence[str]) -> Mapping[str, float]:
        return {name: -0.05 if name == self.readings[0].lower() else -4.0 for name in names}


def with_words(*words: tuple[str, Box]) -> Page:
    """The head and the list with more words at these places, that look like a medicine and that no list knows."""
    more = [as_read(text, box, printed=False) for text, box in words]
    inks = {box: Ink(text) for text, box in words}
    rules = ReadingRules(LEXICON, DateRules(TODAY))
    return read_page([*typed(*HEAD, *LIST, printed=False), *more], 1_000, 1_400, rules, lambda box: inks.get(box))


def test_the_word_of_these_tests_is_a_line_among_the_medicines() -> None:
    assert medicines(with_words(("Omeg", Box(60, 260, 48, 24)))) == ["Warf", "Dolo", "Omeg"]


def test_a_note_below_the_medicines_stays_out_of_their_directions() -> None:
    page = page_of(*HEAD, *LIST, "INR after 1 wk     Rer. 2 wks", printed=False)
    assert medicines(page) == ["Warf", "Dolo"]
    assert page.lines[-1].dosage_instruction.text == "1-1-1 x 3 d"
    assert notes(page) == ["INR after 1 wk Rer. 2 wks"]


@pytest.mark.parametrize("note", ["ORS after each stool", "Plenty of water", "after 2 wks", "Review with reports"])
def test_advice_is_a_note(note: str) -> None:
    page = page_of(*HEAD, *LIST, note, printed=False)
    assert (len(page.lines), notes(page)) == (2, [note])


@pytest.mark.parametrize("more", ["after food", "for 5 days", "(after food)", "x 30 days"])
def test_directions_on_a_line_of_their_own_still_belong_to_the_medicine_above(more: str) -> None:
    page = page_of(*HEAD, "Tab. Warf 5 mg", more, printed=False)
    assert page.lines[0].dosage_instruction.text == more.strip("()")


def test_a_stamp_that_repeats_the_letterhead_is_a_note() -> None:
    page = with_words(("NORVUSK", Box(200, 300, 84, 24)))
    assert (medicines(page), notes(page)) == (["Warf", "Dolo"], ["NORVUSK"])


def test_small_letters_below_the_list_are_a_note() -> None:
    page = with_words(("Omeg", Box(200, 270, 30, 10)))
    assert (medicines(page), notes(page)) == (["Warf", "Dolo"], ["Omeg"])


def test_a_word_beside_the_word_of_a_stamp_is_a_note() -> None:
    page = with_words(("Omeg", Box(300, 270, 70, 24)), ("HOSPITAL", Box(290, 300, 90, 24)))
    assert medicines(page) == ["Warf", "Dolo"]
    assert "Omeg" in notes(page)


def test_what_stands_below_the_signature_is_a_note() -> None:
    page = with_words(("Signature", Box(500, 240, 100, 24)), ("Omeg", Box(60, 280, 60, 24)))
    assert medicines(page) == ["Warf", "Dolo"]


def test_a_bare_word_among_the_medicines_stays_a_line() -> None:
    page = page_of(*HEAD, LIST[0], "Nurvask", LIST[1], printed=False)
    assert len(page.lines) == 3


def test_a_known_medicine_below_the_signature_stays_a_line() -> None:
    page = page_of(*HEAD, *LIST, *[""] * 6, "Signature", "", "Norvasc", printed=False)
    assert medicines(page) == ["Warf", "Dolo", "Norvasc"]


def test_bare_names_without_any_list_stay_lines_also_without_a_head() -> None:
    assert medicines(page_of("Aciloc", "Norvask", "Omez", printed=False)) == ["Aciloc", "Norvasc", "Omez"]


def test_a_single_letter_in_the_letterhead_is_no_tablet() -> None:
    page = with_words(("t,", Box(700, 10, 20, 24)), ("yot", Box(730, 10, 36, 24)))
    assert medicines(page) == ["Warf", "Dolo"]


def test_notes_and_doubts_survive_the_store() -> None:
    page = page_of(*HEAD, "Tab. Warf 5 mg     0-0-1     128d", "INR after 1 wk", printed=False)
    assert page.notes
    assert page.lines[0].duration.others
    reading = Reading("scan.png", (page,))
    assert reading_from_json(reading_to_json(reading)) == reading


def test_a_reading_from_before_there_were_notes_can_still_be_opened() -> None:
    document = reading_to_json(Reading("scan.png", (page_of(*HEAD, *LIST),)))
    (page,) = document["pages"]
    del page["notes"]
    for line in page["lines"]:
        del line["duration"]
    old = reading_from_json(document).pages[0]
    assert (old.notes, [line.duration.days for line in old.lines]) == ((), [30, 3])
