"""Reads `resources/demo` into the dataclasses of `models`, resolved to the date on which the demo is played.

The files ship with the program: what is wrong in them is a fault of ours, so a KeyError or ValueError is
right.
"""

import calendar
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from workstation.adapters.samplepharmacy.catalogue import products
from workstation.adapters.samplepharmacy.models import (
    CurrentMedicine,
    Measurement,
    SampleAllergy,
    SampleCondition,
    SamplePatient,
    SamplePharmacy,
    SamplePrescriber,
    SampleUser,
    stable_id,
)
from workstation.adapters.samplepharmacy.prescriptions import prescription
from workstation.domain.medicine import Product
from workstation.domain.patient import Sex
from workstation.domain.users import Role, User
from workstation.paths import resources

Row = Mapping[str, Any]

_MEASURED = ("weight", "egfr", "inr")


def sample_pharmacy(today: date, folder: Path | None = None) -> SamplePharmacy:
    """The pharmacy with prescribers, patients and prescriptions as they are on `today`."""
    head = _read("pharmacy.toml", folder)
    head["address"] = tuple(head["address"])
    by_name = {product.name: product for product in products()}
    prescribers = {key: SamplePrescriber(key, **row) for key, row in _read("prescribers.toml", folder).items()}
    patients = {key: _patient(key, row, by_name, today) for key, row in _read("patients.toml", folder).items()}
    rows = _read("prescriptions.toml", folder)["prescription"]
    return SamplePharmacy(
        **head,
        prescribers=tuple(prescribers.values()),
        patients=tuple(patients.values()),
        prescriptions=tuple(prescription(row, patients, prescribers, by_name) for row in rows),
    )


def users(today: date, folder: Path | None = None) -> tuple[SampleUser, ...]:
    """The staff, in the order of the sign-in page."""
    return tuple(_user(row, today) for row in _read("users.toml", folder)["user"])


def _read(name: str, folder: Path | None) -> dict[str, Any]:
    return tomllib.loads(((folder or resources() / "demo") / name).read_text(encoding="utf-8"))


def _user(row: Row, today: date) -> SampleUser:
    ends = row.get("licence_ends")
    user = User(
        id=stable_id("User", row["name"]),
        name=row["name"],
        role=Role(row["role"]),
        licence_number=row.get("licence", ""),
        licence_expiry=_licence_end(ends, today) if ends else None,
        responsible=row.get("responsible", False),
    )
    return SampleUser(user, row["passphrase"], row["pin"], row["totp_secret"], row["badge"])


def _licence_end(ends: Mapping[str, int], today: date) -> date:
    if "days" in ends:
        return today + timedelta(days=ends["days"])
    return date(today.year + ends["years"], 12, 31)


def _patient(key: str, row: Row, by_name: Mapping[str, Product], today: date) -> SamplePatient:
    return SamplePatient(
        key=key,
        name=row["name"],
        local_name=row["local_name"],
        language=row["language"],
        number=row["number"],
        birth_date=row["birth_date"] if "birth_date" in row else months_before(today, row["age_months"]),
        is_child="age_months" in row,
        sex=Sex(row["sex"]),
        phone=row["phone"],
        address=row["address"],
        measurements=tuple(_measurement(kind, row[kind], today) for kind in _MEASURED if kind in row),
        is_pregnant=row.get("pregnant", False),
        allergies=_allergies(row["allergies"]),
        conditions=tuple(SampleCondition(**each) for each in row["conditions"]),
        medicines=tuple(CurrentMedicine(by_name[each["product"]], each["dosage"]) for each in row["medicines"]),
    )


def _measurement(kind: str, row: Row, today: date) -> Measurement:
    return Measurement(kind, Decimal(row["value"]), today - timedelta(days=row["days_ago"]))


def _allergies(value: str | list[dict[str, str]]) -> tuple[SampleAllergy, ...] | None:
    if isinstance(value, list):
        return tuple(SampleAllergy(**each) for each in value)
    return {"none_known": (), "unknown": None}[value]


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, the last of the month where there is no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
