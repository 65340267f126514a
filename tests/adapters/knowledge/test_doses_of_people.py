"""Doses, courses and absurd values against the shipped knowledge, as `workstation screen` gets them."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from workstation.adapters.knowledge.profiles import read_profile
from workstation.domain.screening import Knowledge, ScreeningResult, Severity, screen

TODAY = date(2026, 11, 23)
ADULT = {"age_years": 40, "sex": "male", "egfr": 95, "weight_kg": 75}
CHILD = {"age_years": 4, "sex": "male", "weight_kg": 16, "weight_date": "2026-11-01"}


def result(
    knowledge: Knowledge, *medicines: object, patient: dict[str, Any] = ADULT, **more: object
) -> ScreeningResult:
    document = {"patient": patient, "medicines": medicines, "current": [], "allergies": [], "conditions": [], **more}
    return screen(read_profile(json.dumps(document), TODAY), knowledge)


def dose(name: str, value: float | str, unit: str, times: float | str = 1, **more: object) -> dict[str, object]:
    return {"name": name, "dose": {"value": value, "unit": unit}, "times_per_day": times, **more}


def kinds(found: ScreeningResult) -> set[str]:
    return {alert.kind.value for alert in found.alerts}


def missing(found: ScreeningResult) -> set[tuple[str, str, bool]]:
    return {(one.subject, one.missing.partition(":")[0], one.interrupts) for one in found.not_checked}


@pytest.mark.parametrize(
    ("medicine", "severity"),
    [
        (dose("levothyroxine", 100, "mg"), Severity.CONTRAINDICATED),
        (dose("digoxin", 250, "mg"), Severity.CONTRAINDICATED),
        (dose("warfarin", 50, "mg"), Severity.MAJOR),
        (dose("paracetamol", 10, "g"), Severity.CONTRAINDICATED),
        (dose("metoprolol", 50, "mcg", 2), Severity.MAJOR),
        (dose("paracetamol", 500, "micrograms", 4), Severity.MAJOR),
        (dose("insulin glargine", 1000, "IU"), Severity.MAJOR),
        (dose("colchicine", 5, "mg"), Severity.MAJOR),
        ({"text": "Levothyroxine 100 mg tablet"}, Severity.CONTRAINDICATED),
        ({"text": "Digoxin 250 mg"}, Severity.CONTRAINDICATED),
        (dose("methotrexate", 100, "mg", "0.1428"), Severity.MAJOR),
        (dose("methotrexate", 10, "mg", 1), Severity.CONTRAINDICATED),
        ({"text": "Methotrexate 10 mg once daily"}, Severity.CONTRAINDICATED),
        ({"text": "Fentanyl 25 mg/h patch"}, Severity.CONTRAINDICATED),
    ],
)
def test_a_slip_of_dose_or_unit_interrupts(shipped: Knowledge, medicine: object, severity: Severity) -> None:
    alerts = [alert for alert in result(shipped, medicine).alerts if alert.kind.value == "dose"]
    assert max(alert.severity for alert in alerts) >= severity
    assert all(alert.interrupts for alert in alerts)


@pytest.mark.parametrize(
    "medicine",
    [
        dose("levothyroxine", 100, "mcg"),
        dose("paracetamol", 1, "g", 4),
        dose("amoxicillin", 500, "mg", 3),
        dose("metformin", 1000, "mg", 2),
        dose("methotrexate", 15, "mg", "0.1428"),
        {"text": "Levothyroxine 100 mcg tablet"},
        {"text": "Methotrexate 2.5 mg tablet"},
        {"text": "Methotrexate 10 mg once weekly"},
        {"text": "Fentanyl patch 25 mcg/h"},
        {"text": "Paracetamol 120 mg/5 mL suspension"},
        {"text": "Heparin 25000 IU/5 mL vial"},
    ],
)
def test_a_usual_dose_raises_no_dose_alert(shipped: Knowledge, medicine: object) -> None:
    assert "dose" not in kinds(result(shipped, medicine))


@pytest.mark.parametrize(("ml", "expected"), [(10, set()), (60, {"dose"})])
def test_a_syrup_is_counted_by_what_five_millilitres_hold(shipped: Knowledge, ml: int, expected: set[str]) -> None:
    by_text = {"text": "Paracetamol 120 mg/5 mL syrup", "dose": {"value": ml, "unit": "mL"}, "times_per_day": 4}
    by_key = dose("paracetamol", ml, "mL", 4, strength={"value": 120, "unit": "mg/5mL"})
    for medicine in (by_text, by_key):
        assert kinds(result(shipped, medicine, patient=CHILD)) == expected


@pytest.mark.parametrize(
    ("patient", "why"),
    [
        ({"age_years": 4, "sex": "male"}, "weight"),
        ({**CHILD, "weight_date": "2026-01-01"}, "a new weight"),
    ],
)
def test_a_child_without_a_weight_of_now_is_not_checked_and_waits(
    shipped: Knowledge, patient: dict[str, Any], why: str
) -> None:
    assert ("paracetamol", why, True) in missing(result(shipped, dose("paracetamol", 240, "mg", 4), patient=patient))


def test_a_child_on_a_medicine_without_a_limit_for_children_waits(shipped: Knowledge) -> None:
    found = missing(result(shipped, dose("apixaban", 5, "mg", 2), patient=CHILD))
    assert ("apixaban", "a maximum for children", True) in found


@pytest.mark.parametrize(
    ("medicine", "said"),
    [
        (dose("paracetamol", 5, "IU", 2), "a unit that fits"),
        (dose("paracetamol", -1, "mg", 2), "a value above zero"),
        (dose("paracetamol", 500, "mg", 400), "a plausible value"),
        (dose("paracetamol", 1, "tablet", 4), "the strength of one unit"),
        (dose("Warfarin 5 mg tablet", 5, "mL", 1), "a dose that fits"),
        (dose("aluminium chloride", 5, "mg", 2), "a maximum"),
    ],
)
def test_an_absurd_or_unknown_dose_is_not_checked_and_says_why(shipped: Knowledge, medicine: object, said: str) -> None:
    assert said in {why for _, why, _ in missing(result(shipped, medicine))}


@pytest.mark.parametrize(("days", "expected"), [(5, set()), (6, {"duration"})])
def test_a_course_longer_than_its_limit_is_told(shipped: Knowledge, days: int, expected: set[str]) -> None:
    assert kinds(result(shipped, dose("ketorolac", 10, "mg", 4, duration_days=days))) == expected


@pytest.mark.parametrize(("quantity", "expected"), [(21, set()), (26, set()), (60, {"quantity"}), (10, {"quantity"})])
def test_a_quantity_that_does_not_fit_the_directions_is_told(
    shipped: Knowledge, quantity: int, expected: set[str]
) -> None:
    course = {"duration_days": 7, "quantity": {"value": quantity, "unit": "capsule"}}
    assert kinds(result(shipped, dose("Amoxicillin 500 mg", 1, "capsule", 3, **course))) == expected


@pytest.mark.parametrize(("day", "expected"), [("2026-11-20", {"refill"}), ("2026-10-30", set())])
def test_an_early_refill_is_told(shipped: Knowledge, day: str, expected: set[str]) -> None:
    entry = {"text": "cetirizine 10 mg", "last_supply_date": day, "last_supply_days": 30}
    assert kinds(result(shipped, entry)) == expected


@pytest.mark.parametrize(
    ("hepatic", "worst"), [("none", None), ("mild", Severity.MAJOR), ("C", Severity.CONTRAINDICATED)]
)
def test_the_liver_counts(shipped: Knowledge, hepatic: str, worst: Severity | None) -> None:
    found = result(shipped, "atorvastatin 20 mg", patient={**ADULT, "hepatic": hepatic})
    assert max((a.severity for a in found.alerts if a.kind.value == "hepatic"), default=None) == worst


def test_a_liver_in_words_that_nobody_understands_is_not_checked(shipped: Knowledge) -> None:
    found = result(shipped, "atorvastatin 20 mg", patient={**ADULT, "hepatic": "so-so"})
    assert "hepatic" in {one.kind for one in found.not_checked}


def test_weeks_of_gestation_are_a_pregnancy(shipped: Knowledge) -> None:
    patient = {"age_years": 30, "sex": "female", "gestation_weeks": 20}
    assert "pregnancy" in kinds(result(shipped, "ramipril 5 mg", patient=patient))


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({"weight_kg": 200, "age_years": 3}, "weight_kg"),
        ({"weight_kg": 5, "age_years": 40}, "weight_kg"),
        ({"weight_kg": 70, "weight_date": "2027-01-01"}, "weight_date"),
        ({"height_cm": 900}, "height_cm"),
        ({"gestation_weeks": 80}, "gestation_weeks"),
        ({"age_years": 3, "pregnant": True}, "pregnant"),
        ({"sex": "male", "breastfeeding": True}, "pregnant"),
        ({"sex": "female", "pregnant": False, "gestation_weeks": 10}, "pregnant"),
    ],
)
def test_facts_that_cannot_be_are_asked_about(shipped: Knowledge, facts: dict[str, Any], subject: str) -> None:
    assert subject in {one.subject for one in result(shipped, "cetirizine", patient=facts).not_checked}


def test_of_a_pregnancy_that_is_denied_and_recorded_the_stricter_counts(shipped: Knowledge) -> None:
    patient = {"age_years": 30, "sex": "female", "pregnant": False}
    assert "pregnancy" in kinds(result(shipped, "warfarin", patient=patient, conditions=["Pregnancy"]))


def test_what_to_tell_the_patient_is_advice_and_no_alert(shipped: Knowledge) -> None:
    found = result(shipped, "Metronidazole 400 mg", "Simvastatin 20 mg", "Alendronic acid 70 mg")
    told = {(one.ingredient, one.about) for one in found.counselling}
    assert {("metronidazole", "alcohol"), ("simvastatin", "grapefruit"), ("alendronic acid", "empty_stomach")} <= told
    assert all(one.source == "unverified" and not one.reviewed for one in found.counselling)


@pytest.mark.parametrize(
    ("allergy", "medicine"),
    [
        ("calcium channel blockers", "amlodipine"),
        ("SSRIs", "sertraline"),
        ("tricyclic antidepressants", "amitriptyline"),
        ("triptans", "sumatriptan"),
        ("H2 antagonists", "famotidine"),
        ("sulfonylureas", "glimepiride"),
        ("bisphosphonates", "alendronic acid"),
        ("loop diuretics", "furosemide"),
        ("allergy to nitrates", "glyceryl trinitrate"),
        ("antipsychotics", "haloperidol"),
    ],
)
def test_an_allergy_may_name_any_class(shipped: Knowledge, allergy: str, medicine: str) -> None:
    found = result(shipped, medicine, allergies=[allergy])
    assert "allergy" in kinds(found)
    assert not [one for one in found.not_checked if one.kind == "allergy"]


def test_the_weight_of_a_profile_knows_its_age() -> None:
    profile = read_profile(json.dumps({"patient": CHILD, "medicines": []}), TODAY)
    assert (profile.patient.weight_days, profile.patient.weight_kg) == (22, Decimal(16))
