"""Ways in which prescriptions of other countries are laid out, each seen wrong once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.domain.reading.pages import page_of, typed
from workstation.domain.reading import Decision, Page
from workstation.domain.reading.slope import line_slopes


def fields(page: Page) -> dict[str, str]:
    return {name: found.value for name, found in page.fields.items() if found.value is not None}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("ID: 10239 - MS. PRIYA KHANNA (F) / 29 Y", "PRIYA KHANNA"),
        ("Re: Mr Declan O'Sullivan, DOB 23/05/1970", "Declan O'Sullivan"),
        ("Name: Mr. Suresh Iyer    Age/Gender: 61Y/M", "Suresh Iyer"),
        ("Pt: Grace Mwangi", "Grace Mwangi"),
    ],
)
def test_who_the_patient_is(line: str, name: str) -> None:
    assert fields(page_of(line, "Rx", "Tab Dolo 650 TDS"))["patient"] == name


def test_a_heading_is_no_name() -> None:
    page = page_of("PATIENT INFORMATION", "Name      Jennifer Walsh", "Drug      Amlodipine 5 mg")
    assert fields(page)["patient"] == "Jennifer Walsh"


@pytest.mark.parametrize(
    ("line", "name", "number"),
    [
        ("Dr P Hargreaves GMC 4417823", "P Hargreaves", "4417823"),
        ("Dr: J. Kamau  Reg: A4471", "J. Kamau", "A4471"),
        ("Signature Dr. Helen Park MD   DEA# BP1234563", "Helen Park", "BP1234563"),
        ("Praxis Dr. med. H. Lindner", "H. Lindner", None),
        ("Dr Aoife Brennan     IMC Reg No 214887", "Aoife Brennan", "214887"),
    ],
)
def test_who_prescribes(line: str, name: str, number: str | None) -> None:
    found = fields(page_of("Patient: Jane Doe", "Amlodipine 5 mg OD", line))
    assert (found["prescriber"], found.get("registration_number")) == (name, number)


def test_the_licence_of_a_factory_is_nobodys_registration() -> None:
    assert "registration_number" not in fields(page_of("Dolo 650", "Mfg. Lic. No. MNB/07/123"))


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("NPI: 1234567893", Decision.READ),
        ("NPI: 1234567890", Decision.CONFIRM),
        ("DEA: BS1234563", Decision.READ),
        ("DEA: BS1234568", Decision.CONFIRM),
        ("Reg. No. 45678", Decision.READ),
    ],
)
def test_a_registration_number_whose_check_digit_is_wrong_is_asked_about(line: str, decision: Decision) -> None:
    page = page_of("Dr. Jane Smith MD", line, "Patient: Jane Doe", "Amlodipine 5 mg OD")
    assert page.fields["registration_number"].decision is decision


def test_age_and_sex_in_front_of_each_other() -> None:
    found = fields(page_of("Ms. Priya Khanna (F) / 29 Y", "Rx", "Tab Dolo 650 TDS"))
    assert (found["age"], found["sex"]) == ("29", "F")


def test_an_american_page_has_the_month_first_and_is_still_asked_about() -> None:
    page = page_of("Dr. Jane Smith MD   NPI: 1234567893", "Date: 11/02/2026", "Amlodipine 5 mg OD")
    date = page.fields["date"]
    assert (str(date.iso), date.ambiguous, date.decision) == ("2026-11-02", True, Decision.CONFIRM)


@pytest.mark.parametrize(
    "line",
    [
        "14 Priory Lane, Hexham NE46 1QT",
        "Internal Medicine - Nephrology",
        "1 TAB TDS X 7 DAYS",
        "28 film-coated tablets",
        "geb. am 04.06.1949",
    ],
)
def test_what_is_no_medicine(line: str) -> None:
    page = page_of("Patient: Jane Doe", "Rx", "Amlodipine 5 mg", line)
    assert [found.medicine.value for found in page.lines] == ["Amlodipine"]


@pytest.mark.parametrize(
    ("lines", "text", "quantity"),
    [
        (("Amlodipine 5mg tablets", "One to be taken each day", "28 tablet"), "One to be taken each day", 28),
        (("Amlodipine 5 mg tab #30", "Sig: 1 tab once a day"), "1 tab once a day", 30),
        (("Amlodipine 5 mg", "Take one tablet daily", "# 30 (thirty)"), "Take one tablet daily", 30),
        (("Amlodipine 5 mg #20 i tab PO OD",), "i tab PO OD", 20),
        (("Amlodipine 5 mg tabs 1 po qhs Disp #15",), "1 po qhs", 15),
        (("Syp. Omez 100 ml 2 tsp TDS x 5 days",), "2 tsp TDS x 5 days", 100),
    ],
)
def test_what_to_take_and_what_to_supply_are_kept_apart(lines: tuple[str, ...], text: str, quantity: int) -> None:
    (line,) = page_of("Patient: Jane Doe", *lines).lines
    assert (line.dosage_instruction.text, line.quantity) == (text, Decimal(quantity))


def test_a_quantity_has_decimals() -> None:
    (line,) = page_of("Amlodipine 0.5 mg/mL OD", "Disp: 2.5 mL").lines
    assert line.quantity == Decimal("2.5")


@pytest.mark.parametrize(
    ("written", "strength"),
    [("Amlodipine 2,5 mg Tabletten", "2,5 mg"), ("Amlodipine 100micrograms/dose inhaler", "100micrograms/dose")],
)
def test_the_strength_as_written(written: str, strength: str) -> None:
    (line,) = page_of(written, "1-0-0").lines
    assert line.strength.value == strength


def test_what_it_is_for_does_not_hide_a_medicine() -> None:
    assert [line.medicine.value for line in page_of("Rx", "Amlodipine 5 mg PO q6h PRN pain").lines] == ["Amlodipine"]


def test_two_ingredients_with_a_sign_between_are_one_name() -> None:
    (line,) = page_of("2 Amoxicillin + Clavulanic acid 625 mg TDS").lines
    assert line.medicine.candidates[0].name == "Amoxicillin + Clavulanic acid"


def test_one_patient_twice_with_two_dates_is_in_doubt() -> None:
    page = page_of(
        "Patient: Jane Doe", "Date: 20/11/2026", "Amlodipine 5 mg OD", "", "Patient: Jane Doe", "Date: 18/10/2026",
        "Amoxicillin 500 mg TDS",
    )  # fmt: skip
    assert {line.medicine.decision for line in page.lines} == {Decision.CONFIRM}
    assert page.warnings


def test_a_line_photographed_askew_tells_its_slope_to_its_words() -> None:
    words = typed("Amlodipine 5 mg once a day in the morning")
    assert set(line_slopes(words)) == {0.0}
    rising = [replace(word, box=word.box._replace(y=word.box.y - word.box.x // 20)) for word in words]
    assert all(abs(slope + 0.05) < 0.01 for slope in line_slopes(rising))
