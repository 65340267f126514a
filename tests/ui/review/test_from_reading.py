"""From a reading to drafts: what is certain is keyed, everything else waits for a person."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from workstation.domain.dosage.course import course_quantity, with_days, without_days
from workstation.domain.quantity import Quantity
from workstation.domain.reading.geometry import Box
from workstation.domain.reading.model import Candidate, Decision, DurationReading, Page, Reading, StrengthReading, Word
from workstation.services.drafting import drafts_from_reading
from workstation.ui.review.dose_parts import DoseParts, directions_of, packs_text, parts_of
from workstation.ui.review.drafts import choosables, rows_of
from workstation.ui.review.marks import Grid, decision_of, marks_of
from workstation.ui.review.sample_catalogue import named
from workstation.ui.review.sample_page import sample_page
from workstation.ui.review.samples import sample_pharmacy

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def page(qapp: object) -> Page:
    return sample_page()[1]


@pytest.fixture(scope="module")
def search(qapp: object) -> object:
    return sample_pharmacy().search


def test_a_certain_medicine_is_keyed_with_its_product_and_a_doubtful_one_is_not(page: Page, qtbot: QtBot) -> None:
    drafts = drafts_from_reading(Reading("scan.png", (page,)), sample_pharmacy().search)
    assert [draft.product_id for draft in drafts[:2]] == [named("Warf 5").id, None]
    assert drafts[1].medicine_text == "Ecosprin 75"


def test_a_draft_counts_the_quantity_from_dose_and_days(page: Page) -> None:
    drafts = drafts_from_reading(Reading("scan.png", (page,)), sample_pharmacy().search)
    assert drafts[0].quantity == Quantity(Decimal(30), "tablet")
    assert (drafts[0].days_supply, drafts[0].dosage_instruction) == (30, "0-0-1 for 30 days")


def test_a_draft_knows_where_it_is_written_counting_the_pages_before(page: Page) -> None:
    drafts = drafts_from_reading(Reading("scan.png", (page,)), sample_pharmacy().search, first_page=2)
    place = drafts[0].written
    assert place is not None
    assert (place.page, place.x, place.y) == (2, page.lines[0].box.x, page.lines[0].box.y)


def test_a_quantity_is_left_open_when_the_directions_do_not_tell_it(page: Page) -> None:
    line = replace(page.lines[0], duration_days=None)
    drafts = drafts_from_reading(Reading("s", (replace(page, lines=(line,)),)), sample_pharmacy().search)
    assert drafts[0].quantity is None


def test_a_quantity_is_left_open_when_the_course_may_have_been_misread(page: Page) -> None:
    line = replace(page.lines[0], duration=DurationReading(28, Decision.CONFIRM, others=(128,)), duration_days=28)
    drafts = drafts_from_reading(Reading("s", (replace(page, lines=(line,)),)), sample_pharmacy().search)
    assert (drafts[0].days_supply, drafts[0].quantity) == (28, None)


def test_nothing_is_drafted_from_a_page_that_could_not_be_read(page: Page) -> None:
    unreadable = replace(page, decision=Decision.UNREADABLE)
    assert drafts_from_reading(Reading("s", (unreadable,)), sample_pharmacy().search) == ()


def test_candidates_take_the_product_in_the_written_strength(page: Page) -> None:
    rows = choosables(page.lines[1], sample_pharmacy().search)
    assert [row.name for row in rows] == ["Ecosprin 75", "Ecosprin-AV 75/10", "Encorate 200", "Econorm"]
    assert rows[3].product is None


def test_a_product_in_another_strength_says_so() -> None:
    (row,) = rows_of(
        Candidate("Warf", ("warfarin",), 0.8, True),
        StrengthReading("2", Decision.CONFIRM, ((Decimal(2), "mg"),)),
        sample_pharmacy().search,
    )
    assert row.product == named("Warf 5")
    assert not row.strength_agrees


def test_a_candidate_outside_the_catalogue_keeps_its_ingredients_for_the_prescriber_line() -> None:
    (row,) = rows_of(
        Candidate("Econorm", ("saccharomyces boulardii",), 0.5, False),
        StrengthReading("250", Decision.CONFIRM, ((Decimal(250), "mg"),)),
        sample_pharmacy().search,
    )
    assert row.medicine is not None
    assert str(row.medicine.ingredients[0].strength) == "250 mg"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1-0-1 after food", DoseParts("1", "0", "1", "after_food")),
        ("0-1-0", DoseParts("0", "1", "0")),
        ("1/2-0-1/2", DoseParts("0.5", "0", "0.5")),
        ("1-0-1-1", DoseParts()),
        ("1-0-1 in the right eye", DoseParts()),
        ("twice a day", DoseParts()),
        ("1-0-1 something odd", DoseParts()),
    ],
)
def test_directions_fill_the_small_fields_only_when_the_fields_say_all_of_it(text: str, parts: DoseParts) -> None:
    assert parts_of(text) == parts


def test_the_small_fields_write_the_directions() -> None:
    assert directions_of(DoseParts("1", "0", "0.5", "before_food")) == "1-0-0.5 before food"
    assert directions_of(DoseParts("1", "", "1")) == ""


def test_days_are_written_once() -> None:
    assert with_days("1-0-1", 5) == "1-0-1 for 5 days"
    assert with_days("1-0-1 x 5 d", 5) == "1-0-1 x 5 d"
    assert without_days("1-0-1 for 5 days") == ("1-0-1", 5)


def test_a_course_is_counted_only_in_the_unit_of_the_pack() -> None:
    assert course_quantity("1-0-1", "tablet", 5, "tablet") == Quantity(Decimal(10), "tablet")
    assert course_quantity("5 ml tds", "syrup", 5, "tablet") is None
    assert course_quantity("as directed", "tablet", 5, "tablet") is None


def test_packs_are_written_as_parts_of_a_pack() -> None:
    assert packs_text(Decimal(28), Quantity(Decimal(14), "tablet")) == "2 × 14"
    assert packs_text(Decimal(30), Quantity(Decimal(20), "tablet")) == "2 × 20, last one cut"
    assert packs_text(Decimal(10), Quantity(Decimal(15), "tablet")) == "1 × 15, cut"


def test_a_word_is_never_more_certain_than_its_own_confidence() -> None:
    field = {Box(0, 0, 100, 20): Decision.READ}
    assert decision_of(Word("Warf", 0.1, Box(2, 2, 40, 16), "tesseract"), field) is Decision.UNREADABLE
    assert decision_of(Word("Warf", 0.6, Box(2, 2, 40, 16), "tesseract"), field) is Decision.READ
    assert decision_of(Word("Warf", 0.6, Box(200, 2, 40, 16), "tesseract"), field) is Decision.CONFIRM


def test_marks_of_a_second_page_stand_below_the_first(page: Page) -> None:
    marks = marks_of((page, page), (0, 2000))
    assert [field.number for field in marks.fields if field.number] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert marks.words[len(page.words)].box.y == page.words[0].box.y + 2000


def test_the_smallest_box_at_a_point_is_found() -> None:
    grid = Grid((Box(0, 0, 500, 500), Box(100, 100, 50, 20)))
    assert grid.at(110, 110) == 1
    assert grid.at(300, 300) == 0
    assert grid.at(600, 10) is None


def test_a_name_without_a_written_strength_is_offered_in_every_strength(page: Page) -> None:
    nothing = StrengthReading(None, Decision.UNREADABLE)
    line = replace(page.lines[1], strength=nothing)
    rows = choosables(line, sample_pharmacy().search)
    assert [row.name for row in rows][:2] == ["Ecosprin 75", "Ecosprin 150"]
    assert not any(row.strength_written for row in rows[:2])


def test_a_certain_name_without_a_strength_is_not_keyed(page: Page) -> None:
    line = replace(page.lines[0], strength=StrengthReading(None, Decision.UNREADABLE))
    drafts = drafts_from_reading(Reading("s", (replace(page, lines=(line,)),)), sample_pharmacy().search)
    assert drafts[0].product_id is None


def test_a_brand_is_found_by_a_word_inside_its_name() -> None:
    rows = rows_of(
        Candidate("Duo", (), 0.8, True), StrengthReading(None, Decision.UNREADABLE), sample_pharmacy().search
    )
    assert [row.name for row in rows] == ["Augmentin 625 Duo"]
