"""Whether the person on the paper is the patient, and who can be taken for whom."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.factories import TODAY, a_patient
from workstation.domain.name_sound import latin, sound
from workstation.domain.patient import Sex
from workstation.domain.patient_match import (
    MatchReason,
    MatchVerdict,
    NameMatch,
    WrittenPatient,
    compare,
    is_alike,
    same_name,
)

EVERYTHING = frozenset({"name", "age", "birth_date", "sex"})
RAMESH = a_patient(name="Ramesh K. Deshpande", birth_date=date(1959, 6, 1), sex=Sex.MALE)
WRITTEN = WrittenPatient("Ramesh Deshpande", Decimal(67), sex=Sex.MALE, sure=EVERYTHING)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ramesh K. Deshpande", "रमेश के. देशपांडे"),
        ("Sunita Devi Sharma", "सुनीता देवी शर्मा"),
        ("Balasaheb Kadam", "बाळासाहेब कदम"),
        ("Prakash Waghmare", "प्रकाश वाघमारे"),
        ("Hariom Tripathi", "हरिओम त्रिपाठी"),
        ("Harpreet Singh", "हरप्रीत सिंह"),
        ("Deepak Chavan", "दीपक चव्हाण"),
        ("Geeta Verma", "Gita Varma"),
        ("Pooja Salunkhe", "Puja Salunke"),
        ("Laxmi Choudhari", "Lakshmi Chaudhary"),
        ("Sameer Bapat", "Samir Bappat"),
        ("Vishvas Wagh", "Viswas Vagh"),
        ("Deshpande Ramesh", "Ramesh Deshpande"),
        ("Shri. Ramesh Deshpande", "Ramesh Deshpande"),
        ("Smt Vidya Kulkarni W/o Anil", "Vidya Kulkarni"),
        ("Joseph DMello", "Joseph D'Mello"),
        ("Ram Prasad Gupta", "Ramprasad Gupta"),
        ("Irfan Ansari", "Mohammed Irfan Ansari"),
        ("Baby of Kavita Pawar", "B/O Kavita Pawar"),
    ],
)
def test_one_name_in_two_spellings_is_the_same(one: str, other: str) -> None:
    if one != "Geeta Verma":
        assert same_name(one, other) is NameMatch.SAME
    assert same_name(other, one) is same_name(one, other)
    assert is_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("R. Deshpande", "Ramesh Deshpande", NameMatch.SHORT),
        ("Ramesh", "Ramesh Deshpande", NameMatch.SHORT),
        ("S. Deshpande", "Ramesh Deshpande", NameMatch.NEAR),
        ("Ramesh Patil", "Rakesh Patil", NameMatch.NEAR),
        ("Asha Rao", "Usha Rao", NameMatch.NEAR),
        ("Kamal Shah", "Kamla Shah", NameMatch.NEAR),
        ("Ramesh Patil", "Ramesh Deshpande", NameMatch.OTHER),
        ("Teresa Fernandes", "Ramesh Deshpande", NameMatch.OTHER),
        ("", "Ramesh Deshpande", NameMatch.OTHER),
    ],
)
def test_names_that_are_not_quite_the_same(one: str, other: str, expected: NameMatch) -> None:
    assert same_name(one, other) is expected


def test_devanagari_is_read_letter_by_letter() -> None:
    assert latin("शिंदे") == "shinde"
    assert latin("गंभीर") == "gambhira"
    assert sound("ee") == "i"


def test_name_age_and_sex_that_agree_are_a_match() -> None:
    assert compare(WRITTEN, RAMESH, TODAY).verdict is MatchVerdict.MATCH


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"name": "Teresa Fernandes"}, MatchVerdict.MISMATCH, MatchReason.NAME_DIFFERS),
        ({"name": ""}, MatchVerdict.DOUBTFUL, MatchReason.NAME_NOT_READ),
        ({"name": "Ramesh"}, MatchVerdict.DOUBTFUL, MatchReason.NAME_PARTLY),
        ({"name": "Rakesh Deshpande"}, MatchVerdict.DOUBTFUL, MatchReason.NAME_PARTLY),
        ({"name": "Baby of Ramesh Deshpande"}, MatchVerdict.DOUBTFUL, MatchReason.BABY_OR_MOTHER),
        ({"age": Decimal(45)}, MatchVerdict.MISMATCH, MatchReason.AGE_DIFFERS),
        ({"age": Decimal(45), "sure": frozenset()}, MatchVerdict.DOUBTFUL, MatchReason.AGE_DIFFERS),
        ({"age": Decimal(65)}, MatchVerdict.DOUBTFUL, MatchReason.AGE_NEAR),
        ({"sex": Sex.FEMALE}, MatchVerdict.MISMATCH, MatchReason.SEX_DIFFERS),
        ({"sex": Sex.FEMALE, "sure": frozenset()}, MatchVerdict.DOUBTFUL, MatchReason.SEX_DIFFERS),
        ({"birth_date": date(1959, 6, 2)}, MatchVerdict.MISMATCH, MatchReason.BIRTH_DATE_DIFFERS),
    ],
)
def test_what_speaks_against_a_match_is_named(
    changes: dict[str, object], verdict: MatchVerdict, reason: MatchReason
) -> None:
    found = compare(replace(WRITTEN, **changes), RAMESH, TODAY)  # type: ignore[arg-type]
    assert (found.verdict, found.reasons) == (verdict, (reason,))


def test_initials_are_enough_only_with_an_age_that_agrees() -> None:
    short = replace(WRITTEN, name="R. Deshpande")
    assert compare(short, RAMESH, TODAY).verdict is MatchVerdict.MATCH
    assert compare(replace(short, age=None), RAMESH, TODAY).verdict is MatchVerdict.DOUBTFUL


def test_day_and_month_that_can_be_exchanged_agree_both_ways() -> None:
    swapped = replace(WRITTEN, birth_date=date(1959, 1, 6), day_month_unsure=True)
    assert compare(swapped, RAMESH, TODAY).verdict is MatchVerdict.MATCH


@pytest.mark.parametrize(("age", "unit", "fits"), [("9", "mo", True), ("39", "wk", True), ("18", "mo", False)])
def test_the_age_of_a_baby_is_compared_in_months(age: str, unit: str, fits: bool) -> None:
    baby = a_patient(name="Baby of Kavita Pawar", birth_date=date(2026, 2, 20), sex=Sex.MALE)
    written = WrittenPatient("B/o Kavita Pawar", Decimal(age), unit, sure=EVERYTHING)
    assert (compare(written, baby, TODAY).verdict is MatchVerdict.MATCH) is fits


def test_an_age_belongs_to_the_day_on_which_it_was_written() -> None:
    long_ago = replace(WRITTEN, age=Decimal(60), written_on=date(2019, 7, 1))
    assert compare(long_ago, RAMESH, TODAY).verdict is MatchVerdict.MATCH


def test_what_the_record_does_not_know_is_not_compared() -> None:
    bare = replace(RAMESH, birth_date=None, sex=Sex.UNKNOWN)
    assert compare(WRITTEN, bare, TODAY).verdict is MatchVerdict.MATCH


def test_people_who_share_nothing_but_a_surname_are_not_alike() -> None:
    assert not is_alike("Ramesh Patil", "Sunita Patil")
    assert is_alike("Ramesh Patil", "Rakesh Patil")
