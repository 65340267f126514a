"""Medicine lines: where they are on the page, and what is taken out of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from tests.unit.domain.reading.pages import LEXICON, TODAY, as_read, page_of, typed
from workstation.domain.reading import Box, DateOrder, DateRules, Decision, LineReading, ReadingRules
from workstation.domain.reading.page import read_page


def only_line(*lines: str, printed: bool = True) -> LineReading:
    (line,) = page_of(*lines, printed=printed).lines
    return line


def test_labels_lead_through_an_american_prescription() -> None:
    line = only_line(
        "Patient: Jane Doe",
        "Medication: Amoxicillin 500 mg",
        "Sig: 1 tablet by mouth every 8 hours for 7 days",
        "Quantity: 21",
        "Refills: 0",
    )
    assert (line.medicine.value, line.strength.value) == ("Amoxicillin", "500 mg")
    assert line.dosage_instruction.text == "1 tablet by mouth every 8 hours for 7 days"
    assert (line.quantity, line.duration_days, line.refills) == (Decimal(21), 7, 0)


def test_a_quantity_in_figures_and_words_is_read_once() -> None:
    line = only_line("Rx: Amlodipine 5mg tablet", "Sig: 1 tablet PO qd", "Disp: 30 (thirty) tabs", "Rf: 2 refills")
    assert (line.medicine.value, line.form, line.strength.value) == ("Amlodipine", "tablet", "5mg")
    assert (line.quantity, line.quantity_unit, line.refills) == (Decimal(30), "tablet", 2)


def test_an_indian_list_becomes_lines() -> None:
    page = page_of(
        "Dr. Anil Sharma MBBS",
        "Name: Ramesh   Age: 45/M",
        "Rx",
        "1. Tab Dolo 650 1-1-1 x5d",
        "2. Cap Omez 20mg BD before food x 5 days",
        "3. Tab. Warf 5 mg 0-0-1 x 30 d",
    )
    read = [(line.medicine.value, line.strength.value, line.form, line.duration_days) for line in page.lines]
    assert read == [("Dolo", "650", "tablet", 5), ("Omez", "20mg", "capsule", 5), ("Warf", "5 mg", "tablet", 30)]
    assert [line.dosage_instruction.text for line in page.lines] == [
        "1-1-1 x5d",
        "BD before food x 5 days",
        "0-0-1 x 30 d",
    ]


def test_a_bare_number_gets_the_unit_it_is_sold_in() -> None:
    assert only_line("Tab Dolo 650 sos").strength.amounts == ((Decimal(650), "mg"),)


def test_directions_may_stand_on_the_next_lines() -> None:
    line = only_line("Tab. Warf 5 mg", "0-0-1 x 30 days", "after food")
    assert line.dosage_instruction.text == "0-0-1 x 30 days after food"


def test_a_line_with_only_a_name_and_a_count_is_a_medicine_and_the_count_is_not_a_quantity() -> None:
    line = only_line("15/04/26", "Aciloc      x 2", printed=False)
    assert (line.medicine.value, line.dosage_instruction.text, line.quantity) == ("Aciloc", "x 2", None)


@pytest.mark.parametrize("stroke", ["XI", "x I", "x |", "×l"])
def test_a_handwritten_one_behind_an_x_is_understood(stroke: str) -> None:
    assert only_line(f"Norvasc {stroke}", printed=False).medicine.value == "Norvasc"


def test_columns_beside_the_medicines_stay_out_of_them() -> None:
    page = page_of(
        "Complaints                     Rx",
        "Fever 3 days                   Tab. Dolo 650 mg",
        "BP 120/80                      1-0-1 x 3 days",
    )
    (line,) = page.lines
    assert line.text == "Tab. Dolo 650 mg 1-0-1 x 3 days"


def test_a_table_row_is_one_medicine() -> None:
    line = only_line("S.No   Medicine      Dose      Frequency", "1   Tab Warf 5 mg   1 tab   0-1-0   30 days")
    assert (line.medicine.value, line.dosage_instruction.text) == ("Warf", "1 tab 0-1-0 30 days")


def test_a_count_in_brackets_behind_the_course_is_the_quantity() -> None:
    line = only_line("Tab Augmentin 625 1-0-1 x 5 days (10)")
    assert (line.quantity, line.duration_days, line.dosage_instruction.text) == (Decimal(10), 5, "1-0-1 x 5 days")


def test_a_measured_dose_is_no_strength() -> None:
    line = only_line("Syp Ascoril 5 ml TDS x 5 days")
    assert (line.strength.value, line.dosage_instruction.text) == (None, "5 ml TDS x 5 days")


@pytest.mark.parametrize(
    "prose",
    [
        "Drink plenty of fluids",
        "BP 120/80 mmHg",
        "RBS 140 mg/dl",
        "Follow up after 5 days",
        "12, M.G. Road, New Delhi 110001",
        "Ph: 9810012345",
        "Dr. Anil Kumar Sharma MBBS",
        "Not valid for medico legal purposes",
        "Fever since 3 days",
        "Clinic timings: 10 am to 2 pm daily",
    ],
)
def test_what_is_no_medicine_makes_no_line(prose: str) -> None:
    assert page_of("Name: A Rao", "Rx", prose).lines == ()


def test_a_printed_name_that_is_known_in_that_strength_is_read() -> None:
    line = only_line("Tab Warf 5 mg OD")
    assert (line.medicine.decision, line.strength.decision) == (Decision.READ, Decision.READ)


def test_a_strength_that_is_not_sold_has_to_be_confirmed() -> None:
    line = only_line("Tab Warf 50 mg OD")
    assert (line.medicine.decision, line.strength.decision) == (Decision.CONFIRM, Decision.CONFIRM)


def test_a_handwritten_name_is_never_more_than_confirm() -> None:
    assert only_line("Tab Warf 5 mg OD", printed=False).medicine.decision is Decision.CONFIRM


def test_a_printed_name_that_no_list_knows_is_offered_as_it_is_and_not_forced() -> None:
    line = only_line("Tab Mediclone 5 mg OD")
    assert line.medicine.value == "Mediclone"
    assert not line.medicine.candidates[0].in_catalogue
    assert line.medicine.decision is Decision.CONFIRM


def test_another_salt_or_release_form_behind_the_name_has_to_be_confirmed() -> None:
    assert only_line("Tab Warf SR 5 mg OD").medicine.decision is Decision.CONFIRM


def test_the_head_of_a_table_is_no_medicine() -> None:
    page = page_of("Medicine Name   Dosage   Frequency   Duration", "Warf 5 mg   1 tab   OD   5 days")
    assert [line.medicine.value for line in page.lines] == ["Warf"]


def test_a_course_on_a_line_of_its_own_belongs_to_the_medicine_above() -> None:
    line = only_line("TAB. WARF 5 MG", "1-0-0 (BEFORE FOOD)", "30 DAYS")
    assert (line.dosage_instruction.text, line.duration_days) == ("1-0-0 (BEFORE FOOD) 30 DAYS", 30)


def test_strength_form_directions_and_quantity_may_each_have_a_label() -> None:
    line = only_line(
        "Drug: Amoxicillin",
        "Strength: 500 mg",
        "Dosage form: Capsule",
        "Directions: 1 capsule twice daily",
        "Duration: 7 days",
        "Qty: 14",
    )
    assert (line.medicine.value, line.strength.value, line.form) == ("Amoxicillin", "500 mg", "capsule")
    assert (line.dosage_instruction.text, line.duration_days, line.quantity) == (
        "1 capsule twice daily",
        7,
        Decimal(14),
    )


def test_an_injected_dose_in_units_is_part_of_the_directions() -> None:
    assert only_line("Inj Insulin 10 U HS").dosage_instruction.text == "10 U HS"


def test_a_bare_number_that_no_list_explains_has_to_be_confirmed() -> None:
    assert only_line("Tab Galactose 7 OD").strength.decision is Decision.CONFIRM


def test_the_review_date_is_no_direction() -> None:
    assert only_line("Tab Warf 5 mg OD", "Rev. after 5 days").dosage_instruction.text == "OD"


class Ink:
    """Ink that says: it is what was read, and no known name fits it."""

    readings = ("Norvusk",)

    def per_letter(self, names: Sequence[str]) -> Mapping[str, float]:
        return {name: -0.05 if name in ("norvusk", "aciloc") else -4.0 for name in names}


def written_page(stamp: Box, text: str = "Norvusk") -> list[str | None]:
    words = [*typed("15/04/26", "Aciloc      x 2", printed=False), as_read(text, stamp, printed=False)]
    rules = ReadingRules(LEXICON, DateRules(TODAY, DateOrder.DAY_FIRST))
    page = read_page(words, 1_000, 1_400, rules, lambda box: Ink() if box == stamp else None)
    return [line.medicine.value for line in page.lines]


@pytest.mark.parametrize("stamp", [Box(60, 600, 84, 24), Box(500, 132, 84, 24)])
def test_the_lone_word_of_a_stamp_away_from_the_list_is_no_medicine(stamp: Box) -> None:
    assert written_page(stamp) == ["Aciloc"]


def test_a_lone_word_below_the_list_is_a_medicine() -> None:
    assert len(written_page(Box(60, 132, 84, 24))) == 2


def test_a_lone_word_is_a_medicine_where_there_is_no_list() -> None:
    assert only_line("15/04/26", "Norvasc", printed=False).medicine.value == "Norvasc"


def test_a_known_name_away_from_the_list_is_a_medicine() -> None:
    lines = page_of("15/04/26", "Aciloc      x 2", *[""] * 8, "Norvasc", printed=False).lines
    assert [line.medicine.value for line in lines] == ["Aciloc", "Norvasc"]
