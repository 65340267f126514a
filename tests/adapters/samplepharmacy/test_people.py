"""Staff and patients of the sample."""

import base64
from datetime import date
from decimal import Decimal

import pytest

from workstation.adapters.samplepharmacy.loading import months_before, sample_pharmacy, users
from workstation.adapters.samplepharmacy.models import SamplePharmacy
from workstation.domain.patient import age_in_years
from workstation.domain.users import Role


def test_the_sign_in_page_shows_its_four_users_in_order(today: date) -> None:
    staff = users(today)
    assert [(each.user.name, each.user.role, each.user.initials) for each in staff] == [
        ("Asha Kulkarni", Role.PHARMACIST, "AK"),
        ("Rahul Bhosale", Role.PHARMACIST, "RB"),
        ("Sneha Patil", Role.COUNTER_STAFF, "SP"),
        ("Dev Thakur", Role.ADMINISTRATOR, "DT"),
    ]
    assert [each.user.responsible for each in staff] == [True, False, False, False]


def test_licences_stay_valid_whenever_the_demo_is_played() -> None:
    for day in (date(2026, 11, 22), date(2029, 2, 28)):
        asha, rahul, *_ = users(day)
        assert asha.user.licence_expiry == date(day.year + 1, 12, 31)
        assert rahul.user.licence_expiry is not None
        assert (rahul.user.licence_expiry - day).days == 12


def test_secrets_have_the_shape_that_the_sign_in_asks_for(today: date) -> None:
    for each in users(today):
        assert each.pin == "" or (len(each.pin) == 6 and each.pin.isdigit())
        assert len(each.passphrase.split()) == 4
        assert len(base64.b32decode(each.totp_secret)) == 20


def test_users_and_patients_keep_their_ids_from_start_to_start(today: date) -> None:
    assert users(today) == users(today)
    assert [each.id for each in sample_pharmacy(today).patients] == [
        each.id for each in sample_pharmacy(date(2030, 1, 1)).patients
    ]


def test_there_are_patients_in_both_scripts(pharmacy: SamplePharmacy) -> None:
    assert len(pharmacy.patients) >= 15
    in_devanagari = [each.name for each in pharmacy.patients if "\u0900" <= each.name[0] <= "\u097f"]
    assert "सुनीता देवी शर्मा" in in_devanagari
    assert len(in_devanagari) >= 4
    assert all(each.local_name for each in pharmacy.patients if each.name in in_devanagari)


def test_no_two_patients_share_number_name_or_phone(pharmacy: SamplePharmacy) -> None:
    for values in (
        [each.number for each in pharmacy.patients],
        [each.name for each in pharmacy.patients],
        [each.phone for each in pharmacy.patients],
    ):
        assert len(set(values)) == len(values)


def test_every_kind_of_allergy_record_occurs(pharmacy: SamplePharmacy) -> None:
    records = [each.allergies for each in pharmacy.patients]
    assert None in records
    assert () in records
    groups = {allergy.group for record in records for allergy in record or ()}
    assert groups == {"penicillins", "sulfonamides", "NSAIDs"}


def test_children_stay_children(pharmacy: SamplePharmacy) -> None:
    later = date(2031, 3, 5)
    ages = {each.key: age_in_years(each.birth_date, later) for each in sample_pharmacy(later).patients if each.is_child}
    assert ages == {"baby-of-kavita-pawar": 0, "arjun-mehta": 10, "aarav-shinde": 4}
    assert all(each.measured("weight") for each in pharmacy.patients if each.is_child)


def test_ramesh_is_as_on_the_pictures(pharmacy: SamplePharmacy, today: date) -> None:
    ramesh = next(each for each in pharmacy.patients if each.key == "ramesh-deshpande")
    assert age_in_years(ramesh.birth_date, today) == 67
    egfr = ramesh.measured("egfr")
    assert egfr is not None
    assert (egfr.value, egfr.measured_on) == (Decimal(48), date(2026, 11, 12))
    assert [each.product.name for each in ramesh.medicines] == ["Warf 5", "Met XL 25", "Atorva 10", "Telma 40"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 9, date(2026, 2, 22)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2028, 2, 29), 48, date(2024, 2, 29)),
    ],
)
def test_months_before_a_day(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected
