"""The head of a prescription in the layouts that come in."""

from decimal import Decimal

import pytest

from tests.unit.domain.reading.pages import page_of
from workstation.domain.reading import Box, DateOrder, Decision

AMERICAN = (
    "Dr. Smith",
    "123 Main St.",
    "Denver, CO",
    "Patient: Jane Doe",
    "DOB: 01/05/1975",
    "Medication: Amoxicillin 500 mg",
    "Date: 05/22/2025",
)


def test_a_label_names_the_patient_and_the_box_is_around_the_name_only() -> None:
    patient = page_of(*AMERICAN).fields["patient"]
    assert (patient.value, patient.decision) == ("Jane Doe", Decision.READ)
    assert patient.box == Box(60 + 9 * 12, 40 + 3 * 44, 8 * 12, 24)


def test_a_birth_date_is_never_the_prescription_date() -> None:
    fields = page_of("Patient: Jane Doe", "DOB: 13/05/1975").fields
    assert fields["date"].value is None
    assert fields["birth_date"].value == "13/05/1975"


@pytest.mark.parametrize(
    "label", ["DOB:", "D.O.B.", "Date of Birth:", "Birth Date:", "Age / DOB: 42,", "Born", "DOB :", "DOB"]
)
def test_every_spelling_of_a_birth_date_keeps_it_away_from_the_date(label: str) -> None:
    fields = page_of("Name: Jane Doe", f"{label} 13/05/1975", "Date: 20/11/2026").fields
    assert fields["date"].value == "20/11/2026"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Patient Name: Jane Doe", "Jane Doe"),
        ("Patient's Name : Mrs. Jane Doe", "Jane Doe"),
        ("Name: Jane Doe, 42 yrs / F", "Jane Doe"),
        ("Pt. Jane Doe     Age: 42", "Jane Doe"),
        ("Pt Name - Jane Doe", "Jane Doe"),
        ("Name:Jane Doe", "Jane Doe"),
        ("Patlent: Jane Doe", "Jane Doe"),
        ("Mr. Ramesh Kumar 45/M", "Ramesh Kumar"),
        ("Smt. Lakshmi Devi", "Lakshmi Devi"),
        ("Name of Patient: A. B. Rao      UHID: 1234", "A. B. Rao"),
    ],
)
def test_patients_are_found_by_label_or_title(line: str, name: str) -> None:
    assert page_of(line, "Rx", "Tab Warf 5 mg OD").fields["patient"].value == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Dr. Smith", "Smith"),
        ("John Smith, M.D.", "John Smith"),
        ("Dr. Anil Kumar Sharma MBBS, MD", "Anil Kumar Sharma"),
        ("Prescriber: Susan Lee, NP", "Susan Lee"),
        ("Consultant: Dr. Meera Iyer", "Meera Iyer"),
        ("Doctor: Priya Nair", "Priya Nair"),
    ],
)
def test_prescribers_are_found_with_title_degree_or_label(line: str, name: str) -> None:
    assert page_of(line, "", "Patient: Jane Doe").fields["prescriber"].value == name


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Reg. No. 45678", "45678"),
        ("Regn No: DMC/R/12345", "DMC/R/12345"),
        ("NPI: 1234567890   DEA: XYZ000123", "1234567890"),
        ("NPI:1234567890", "1234567890"),
        ("DEA: XYZ000123", "XYZ000123"),
        ("Registration No. : KMC 12345", "KMC 12345"),
    ],
)
def test_registration_numbers_are_found_in_their_spellings(line: str, number: str) -> None:
    assert page_of("Dr. Smith", line).fields["registration_number"].value == number


@pytest.mark.parametrize(
    ("line", "age", "unit", "sex"),
    [
        ("Name: A Rao   Age/Sex: 45/M", "45", "a", "M"),
        ("Name: A Rao   Age: 32 yrs   Sex: Female", "32", "a", "Female"),
        ("Name: A Rao   Age: 8 months   Gender: M", "8", "mo", "M"),
        ("Mr. A Rao 45 Y/M", "45", "a", "M"),
        ("Pt: A Rao 7y", "7", "a", None),
        ("Age / DOB: 42, 8/29/1980", "42", "a", None),
    ],
)
def test_age_and_sex_are_found(line: str, age: str, unit: str, sex: str | None) -> None:
    fields = page_of(line, "", "Rx").fields
    assert (fields["age"].number, fields["age"].unit) == (Decimal(age), unit)
    assert fields["sex"].value == sex


def test_a_weight_is_a_number_with_a_unit() -> None:
    weight = page_of("Name: A Rao", "Wt: 12.5 kg").fields["weight"]
    assert (weight.value, weight.number, weight.unit) == ("12.5 kg", Decimal("12.5"), "kg")


def test_a_diagnosis_is_taken_as_written() -> None:
    assert page_of("Diagnosis: Acute bronchitis").fields["diagnosis"].value == "Acute bronchitis"


def test_the_value_may_stand_under_its_label() -> None:
    fields = page_of("Patient Name          Date", "Jane Doe              20/11/2026").fields
    assert (fields["patient"].value, fields["date"].value) == ("Jane Doe", "20/11/2026")


def test_a_date_of_this_week_is_read() -> None:
    date = page_of("Date: 20/11/2026").fields["date"]
    assert (date.iso and date.iso.isoformat(), date.ambiguous, date.decision) == ("2026-11-20", False, Decision.READ)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("05/11/2026", "both ways"),
        ("25/12/2026", "in the future"),
        ("20/01/2020", "too old"),
        ("13/05/2026", "too old"),
    ],
)
def test_a_doubtful_date_is_never_more_than_confirm(written: str, why: str) -> None:
    assert page_of(f"Date: {written}").fields["date"].decision is Decision.CONFIRM, why


def test_day_and_month_that_can_be_exchanged_are_ambiguous_in_either_order() -> None:
    first = page_of("Date: 05/11/2026").fields["date"]
    other = page_of("Date: 05/11/2026", order=DateOrder.MONTH_FIRST).fields["date"]
    assert first.ambiguous
    assert other.ambiguous
    assert (str(first.iso), str(other.iso)) == ("2026-11-05", "2026-05-11")


def test_another_date_on_the_page_tells_the_order_but_takes_no_doubt_away() -> None:
    date = page_of("DOB: 8/29/1980", "Date: 09/02/2026").fields["date"]
    assert (str(date.iso), date.ambiguous, date.decision) == ("2026-09-02", True, Decision.CONFIRM)


def test_the_same_day_and_month_is_not_ambiguous() -> None:
    assert not page_of("Date: 11/11/2026").fields["date"].ambiguous


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Date: 12 Nov 2026", "2026-11-12"),
        ("Date: 12th November, 2026", "2026-11-12"),
        ("Date: November 12, 2026", "2026-11-12"),
        ("Dt: 18.11.2026", "2026-11-18"),
        ("Date: 2026-11-18", "2026-11-18"),
        ("Dated 18-11-26", "2026-11-18"),
        ("Date: 18|11|26", "2026-11-18"),
        ("Date: I8/11/2O26", "2026-11-18"),
        ("18/11/26", "2026-11-18"),
    ],
)
def test_dates_are_understood_as_they_are_written(written: str, iso: str) -> None:
    assert str(page_of("Name: A Rao", written).fields["date"].iso) == iso


def test_the_next_visit_is_not_the_date() -> None:
    assert page_of("Name: A Rao", "Next visit: 30/11/2026").fields["date"].value is None


def test_handwritten_fields_are_never_more_than_confirm() -> None:
    fields = page_of("Name: Jane Doe", "Date: 20/11/2026", printed=False).fields
    assert {fields["patient"].decision, fields["date"].decision} == {Decision.CONFIRM}


def test_what_is_not_there_is_said_to_be_missing() -> None:
    assert page_of("Hello").fields["patient"].value is None


def test_labels_without_a_colon_count_where_their_value_follows() -> None:
    fields = page_of("Name Sunil Kumar   Age 34   Sex M   Date 20/11/2026").fields
    values = [fields[name].value for name in ("patient", "age", "sex", "date")]
    assert values == ["Sunil Kumar", "34", "M", "20/11/2026"]


def test_a_value_between_two_labels_is_not_taken_for_a_label() -> None:
    fields = page_of("Pt: Sam Poe  Age: 30  Sex: M").fields
    assert (fields["age"].value, fields["sex"].value) == ("30", "M")


def test_a_child_without_a_name_keeps_the_name_it_is_called_by() -> None:
    fields = page_of("Baby of Sita  8 months", "", "Rx").fields
    assert (fields["patient"].value, fields["age"].number, fields["age"].unit) == ("Baby of Sita", Decimal(8), "mo")


def test_an_i_that_reads_as_l_in_a_name_has_to_be_confirmed() -> None:
    assert page_of("Consultant: Dr. Meera lyer").fields["prescriber"].decision is Decision.CONFIRM
