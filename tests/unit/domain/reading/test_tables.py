"""Medicines in a table: headings say what stands in a column."""

from decimal import Decimal

import pytest

from tests.unit.domain.reading.pages import page_of, typed
from workstation.domain.reading import Decision
from workstation.domain.reading.tables import find_tables
from workstation.domain.reading.text_lines import group_lines

DISCHARGE = (
    "S.No    Medicine            Dose        Route    Frequency    Days",
    "1       Amlodipine          5 mg        PO       OD           30",
    "2       Amoxicillin         500 mg      PO       TDS          5",
)


def test_numbers_under_days_are_the_course_and_under_dose_the_strength() -> None:
    page = page_of(*DISCHARGE)
    assert [(line.medicine.value, line.strength.value, line.duration_days) for line in page.lines] == [
        ("Amlodipine", "5 mg", 30),
        ("Amoxicillin", "500 mg", 5),
    ]
    assert [line.dosage_instruction.text for line in page.lines] == ["PO OD", "PO TDS"]
    assert [line.medicine.decision for line in page.lines] == [Decision.READ, Decision.READ]


def test_quantity_and_repeats_have_columns_of_their_own() -> None:
    page = page_of(
        "Drug            Strength     Directions          Qty     Repeats",
        "Omez            20 mg        1 cap OD            28      2",
    )
    (line,) = page.lines
    assert (line.quantity, line.refills, line.dosage_instruction.text) == (Decimal(28), 2, "1 cap OD")


def test_morning_noon_and_night_make_one_pattern() -> None:
    page = page_of(
        "Medicine        M      A      N      Days",
        "Tab Dolo 650    1      0      1      5",
    )
    (line,) = page.lines
    assert (line.dosage_instruction.text, line.duration_days) == ("1-0-1", 5)


@pytest.mark.parametrize(
    "line",
    ["Medicine and dose were explained", "Name: Jane Doe   Date: 12/11/2026", "Tab Dolo 650 1-1-1 x 5d", "Medicines"],
)
def test_other_lines_are_no_headings(line: str) -> None:
    assert find_tables(group_lines(typed(line))) == ()


def test_the_generic_name_below_a_brand_is_no_second_medicine() -> None:
    page = page_of(
        "Medicine Name            Dosage         Duration",
        "1) TAB. DOLO 650MG       1 Night        5 Days",
        "PARACETAMOL 650MG        (After Food)   (Tot:5 Tab)",
        "2) CAP. OMEZ 20MG        1 Morning      7 Days",
    )
    first, second = page.lines
    assert (first.medicine.value, first.duration_days, first.quantity) == ("Dolo", 5, Decimal(5))
    assert second.medicine.value == "Omez"


def test_the_same_medicine_in_another_strength_stays_a_line() -> None:
    page = page_of("1. Tab Warf 5 mg OD x 5d", "Warf 1 mg", "2. Tab Dolo 650 TDS")
    assert [line.strength.value for line in page.lines] == ["5 mg", "1 mg", "650"]


def test_without_a_table_nothing_changes() -> None:
    page = page_of("1. Tab Dolo 650 1-1-1 x 5d", "2. Cap Omez 20mg BD x 5 days")
    assert [(line.medicine.value, line.duration_days) for line in page.lines] == [("Dolo", 5), ("Omez", 5)]
