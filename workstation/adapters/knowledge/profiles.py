"""Profiles as files: our own JSON (see docs/screening.md) and FHIR R4 Bundles, told apart by `resourceType`."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from workstation.adapters.knowledge.fhir_profiles import profile_of_bundle
from workstation.domain.errors import Refused
from workstation.domain.patient import age_in_decimal_years
from workstation.domain.quantity import Quantity
from workstation.domain.screening import MedicineEntry, PatientFacts, ScreeningProfile


class ProfileRefusal(StrEnum):
    """Why a profile cannot be read."""

    NOT_JSON = "not_json"
    NOT_A_PROFILE = "not_a_profile"
    WRONG_VALUE = "wrong_value"


def read_profile(text: str, today: date) -> ScreeningProfile:
    """One profile from the text of a JSON document. Raises Refused(ProfileRefusal) with `where` and `why`."""
    try:
        document = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as why:
        raise Refused(ProfileRefusal.NOT_JSON, why=f"this is no JSON document: {_fault(why, text)}") from why
    if not isinstance(document, dict):
        raise Refused(ProfileRefusal.NOT_A_PROFILE, why="a profile is a JSON object")
    if "resourceType" in document:
        if document["resourceType"] != "Bundle":
            raise Refused(ProfileRefusal.NOT_A_PROFILE, why="of FHIR resources only a Bundle is a profile")
        return profile_of_bundle(document, today)
    if "medicines" not in document:
        raise Refused(ProfileRefusal.NOT_A_PROFILE, why='the key "medicines" is missing')
    return _own(document, today)


def _fault(why: Exception, text: str) -> str:
    """What is wrong and where; within a single line only the character is told, for the file may have others."""
    if isinstance(why, json.JSONDecodeError):
        line = f"line {why.lineno}, " if "\n" in text.strip() else ""
        return f"it goes wrong at {line}character {why.colno}"
    return "it is nested too deeply" if isinstance(why, RecursionError) else "a number in it is too long"


def _own(document: Mapping[str, Any], today: date) -> ScreeningProfile:
    patient = document.get("patient") or {}
    if not isinstance(patient, dict):
        raise _wrong("patient", "an object")
    medicines = _entries(document, "medicines", today)
    return ScreeningProfile(
        id=str(document.get("id", "")),
        patient=_patient(patient, today),
        medicines=medicines or (),
        current=_entries(document, "current", today),
        allergies=_texts(document, "allergies"),
        conditions=_texts(document, "conditions"),
    )


def _patient(given: Mapping[str, Any], today: date) -> PatientFacts:
    age = _number(given, "age_years")
    born = _date(given, "birth_date")
    if age is None and born is not None:
        age = age_in_decimal_years(born, today)
    sex = _SEX.get(str(given.get("sex")).lower())
    return PatientFacts(
        age_years=age,
        sex=sex,
        weight_kg=_number(given, "weight_kg"),
        weight_date=_date(given, "weight_date"),
        pregnant=_flag(given, "pregnant"),
        breastfeeding=_flag(given, "breastfeeding"),
        egfr=_number(given, "egfr"),
        gestation_weeks=_number(given, "gestation_weeks"),
        height_cm=_number(given, "height_cm"),
        hepatic=_hepatic(given),
        weight_days=days_since(_date(given, "weight_date"), today),
    )


def days_since(day: date | None, today: date) -> int | None:
    """How many days ago; negative for a day to come."""
    return None if day is None else (today - day).days


_LIVER = (
    ("severe", frozenset({"severe", "severely", "c", "decompensated", "failure", "end"})),
    ("moderate", frozenset({"moderate", "b", "yes", "impaired", "impairment", "cirrhosis", "abnormal", "true"})),
    ("mild", frozenset({"mild", "mildly", "a"})),
    ("none", frozenset({"none", "normal", "no", "unimpaired", "false"})),
)
"""Words for the function of the liver, the worst first; a letter is a class of Child-Pugh. "impaired" = moderate."""


def _hepatic(given: Mapping[str, Any]) -> str | None:
    """One of the words above; what is said in others stays as it stands and is reported by the screening."""
    said = given.get("hepatic")
    if said is None:
        return None
    words = set(re.findall("[a-z]+", str(said).lower()))
    return next((level for level, known in _LIVER if words & known), str(said))


_SEX = {"m": "male", "male": "male", "f": "female", "female": "female", "other": "other"}


def _entries(document: Mapping[str, Any], key: str, today: date) -> tuple[MedicineEntry, ...] | None:
    given = document.get(key)
    if given is None:
        return None
    if not isinstance(given, list):
        raise _wrong(key, "a list")
    return tuple(_entry(item, f"{key}[{index}]", today) for index, item in enumerate(given))


def _entry(item: object, where: str, today: date) -> MedicineEntry:
    if isinstance(item, str):
        item = {"text": item}
    if not isinstance(item, dict):
        raise _wrong(where, 'an object with "text" or "name"')
    text, name = _said(item, "text", where), _said(item, "name", where)
    if not text and not name:
        raise _wrong(where, 'an object with "text" or "name", not empty')
    strength = _quantity(item, "strength", where)
    form = str(item.get("form") or "")
    return MedicineEntry(
        text=text or _written(name, strength, form),
        strength=strength,
        form=form,
        route=str(item.get("route") or ""),
        dose=_quantity(item, "dose", where),
        times_per_day=_number(item, "times_per_day", where),
        as_needed=item.get("as_needed") is True,
        max_per_day=_quantity(item, "max_per_day", where),
        duration_days=_number(item, "duration_days", where),
        quantity=_quantity(item, "quantity", where),
        days_left=_days_left(item, where, today),
    )


def _days_left(item: Mapping[str, Any], where: str, today: date) -> int | None:
    """Of the last supply: `last_supply_date` and `last_supply_days`."""
    day, days = _date(item, "last_supply_date", where), _number(item, "last_supply_days", where)
    gone = days_since(day, today)
    return None if gone is None or days is None or gone < 0 else max(0, int(days) - gone)


def _said(item: Mapping[str, Any], key: str, where: str) -> str:
    """The words under the key; "" when there are none."""
    given = item.get(key)
    if given is not None and not isinstance(given, str):
        raise _wrong(f"{where}.{key}", "a text")
    return given if given and given.strip() else ""


def _written(name: str, strength: Quantity | None, form: str) -> str:
    return " ".join(part for part in (name, str(strength) if strength else "", form) if part)


def _texts(document: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    given = document.get(key)
    if given is None:
        return None
    if not isinstance(given, list):
        raise _wrong(key, "a list of texts")
    texts = [item.get("text") if isinstance(item, dict) else item for item in given]
    if not all(isinstance(text, str) for text in texts):
        raise _wrong(key, "a list of texts")
    return tuple(str(text) for text in texts)


_WRITTEN_UNITS = {
    **dict.fromkeys(("mcg", "µg", "μg", "microgram", "micrograms", "ug"), "ug"),
    **dict.fromkeys(("mg", "milligram", "milligrams", "mgs"), "mg"),
    **dict.fromkeys(("g", "gm", "gram", "grams"), "g"),
    **dict.fromkeys(("iu", "[iu]", "u", "unit", "units", "international units"), "[iU]"),
    **dict.fromkeys(("ml", "millilitre", "milliliter", "millilitres", "milliliters", "cc"), "mL"),
}
"""As written, in lower case, to UCUM."""


def _quantity(item: Mapping[str, Any], key: str, where: str) -> Quantity | None:
    given = item.get(key)
    if given is None:
        return None
    if not isinstance(given, dict):
        raise _wrong(f"{where}.{key}", '{"value", "unit"}')
    value = _number(given, "value", f"{where}.{key}")
    unit = given.get("unit")
    if value is None or not isinstance(unit, str):
        raise _wrong(f"{where}.{key}", '{"value", "unit"}')
    return Quantity(value, _ucum(unit))


def _ucum(unit: str) -> str:
    """The UCUM unit; of a concentration ("mg/mL") both sides."""
    written = unit.strip().strip("{}")
    over, slash, under = written.partition("/")
    whole = _WRITTEN_UNITS.get(over.strip().lower(), over.strip())
    return f"{whole}/{_WRITTEN_UNITS.get(under.strip().lower(), under.strip())}" if slash else whole


def _number(item: Mapping[str, Any], key: str, where: str = "patient") -> Decimal | None:
    given = item.get(key)
    if given is None:
        return None
    try:
        if isinstance(given, bool):
            raise InvalidOperation
        number = Decimal(given if isinstance(given, str | int | Decimal) else str(given))
    except InvalidOperation as why:
        raise _wrong(f"{where}.{key}", "a number") from why
    if not number.is_finite():
        raise _wrong(f"{where}.{key}", "a finite number")
    return number


def _date(item: Mapping[str, Any], key: str, where: str = "patient") -> date | None:
    given = item.get(key)
    if given is None:
        return None
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError as why:
        raise _wrong(f"{where}.{key}", "a date (2026-11-22)") from why


def _flag(item: Mapping[str, Any], key: str) -> bool | None:
    given = item.get(key)
    if given is None or isinstance(given, bool):
        return given
    raise _wrong(f"patient.{key}", "true or false")


def _wrong(where: str, expected: str) -> Refused:
    return Refused(ProfileRefusal.WRONG_VALUE, where=where, why=f"{where} must be {expected}")
