"""What the shipped facts say in the cases every pharmacist knows."""

from decimal import Decimal

import pytest

from tests.adapters.knowledge.conftest import Alerts
from workstation.domain.quantity import quantity
from workstation.domain.screening import (
    AlertKind,
    Knowledge,
    MedicineEntry,
    PatientFacts,
    ScreeningProfile,
    Severity,
    screen,
)
from workstation.domain.screening.allergies import read_allergy


@pytest.mark.parametrize(
    ("allergy", "medicine", "severity"),
    [
        ("penicillin", "Tab. Augmentin 625 Duo", Severity.CONTRAINDICATED),
        ("Penicillin V", "amoxicillin 500 mg capsule", Severity.CONTRAINDICATED),
        ("penicillin", "cefalexin", Severity.MAJOR),
        ("penicillin", "cefixime", Severity.MODERATE),
        ("penicillin", "meropenem", Severity.MINOR),
        ("sulfa", "co-trimoxazole", Severity.CONTRAINDICATED),
        ("sulfonamide antibacterial", "furosemide", Severity.MINOR),
        ("NSAIDs", "aspirin 75 mg", Severity.CONTRAINDICATED),
        ("aspirin", "ibuprofen", Severity.CONTRAINDICATED),
        ("codeine", "morphine", Severity.MAJOR),
        ("lisinopril 20mg", "ramipril", Severity.CONTRAINDICATED),
        ("Erythromycin", "clarithromycin", Severity.CONTRAINDICATED),
        ("Ciprofloxacin", "levofloxacin", Severity.CONTRAINDICATED),
        ("atorvastatin", "rosuvastatin", Severity.MAJOR),
        ("Allergy to eggs", "yellow fever vaccine", Severity.MAJOR),
    ],
)
def test_an_allergy_is_found(alerts_of: Alerts, allergy: str, medicine: str, severity: Severity) -> None:
    told = [a.severity for a in alerts_of(medicine, allergies=(allergy,)) if a.kind is AlertKind.ALLERGY]
    assert told == [severity]


@pytest.mark.parametrize(
    "text", ["peanut", "Allergy to grass pollen", "House dust mite allergy", "Latex allergy", "cat dander"]
)
def test_an_allergy_to_food_or_surroundings_is_recognised_and_concerns_no_tablet(
    shipped: Knowledge, alerts_of: Alerts, text: str
) -> None:
    assert read_allergy(shipped, text).recognised
    assert [a for a in alerts_of("amoxicillin", "ibuprofen", allergies=(text,)) if a.kind is AlertKind.ALLERGY] == []


@pytest.mark.parametrize(
    ("medicine", "severity"),
    [
        ("warfarin", Severity.CONTRAINDICATED),
        ("methotrexate", Severity.CONTRAINDICATED),
        ("sodium valproate", Severity.CONTRAINDICATED),
        ("isotretinoin", Severity.CONTRAINDICATED),
        ("ramipril", Severity.CONTRAINDICATED),
        ("telmisartan", Severity.CONTRAINDICATED),
        ("misoprostol", Severity.CONTRAINDICATED),
        ("atorvastatin", Severity.MAJOR),
        ("doxycycline", Severity.MAJOR),
    ],
)
def test_a_medicine_that_harms_the_unborn_is_found(alerts_of: Alerts, medicine: str, severity: Severity) -> None:
    pregnant = PatientFacts(age_years=Decimal(28), sex="female", pregnant=True)
    told = [a.severity for a in alerts_of(medicine, patient=pregnant) if a.kind is AlertKind.PREGNANCY]
    assert told == [severity]


@pytest.mark.parametrize("medicine", ["paracetamol", "amoxicillin", "labetalol", "insulin", "folic acid", "methyldopa"])
def test_a_medicine_of_pregnancy_raises_nothing(alerts_of: Alerts, medicine: str) -> None:
    pregnant = PatientFacts(age_years=Decimal(28), sex="female", pregnant=True)
    assert alerts_of(medicine, patient=pregnant) == ()


@pytest.mark.parametrize(
    ("medicine", "last_year_alerting"), [("aspirin", 15), ("codeine", 11), ("doxycycline", 7), ("promethazine", 1)]
)
def test_an_age_limit_holds_to_the_day(alerts_of: Alerts, medicine: str, last_year_alerting: int) -> None:
    for years, expected in ((Decimal(last_year_alerting), True), (Decimal(last_year_alerting + 1), False)):
        told = alerts_of(medicine, patient=PatientFacts(age_years=years, sex="male"))
        assert any(a.kind is AlertKind.AGE and a.severity >= Severity.MAJOR for a in told) is expected


@pytest.mark.parametrize(
    ("condition", "medicine"),
    [
        ("Asthma", "propranolol"),
        ("Chronic congestive heart failure (disorder)", "diltiazem"),
        ("Peptic ulcer", "ibuprofen"),
        ("Chronic kidney disease, stage 4", "metformin"),
        ("Epilepsy", "bupropion"),
        ("Parkinson's disease", "metoclopramide"),
        ("G6PD deficiency", "primaquine"),
        ("Myasthenia gravis", "ciprofloxacin"),
        ("Long QT syndrome", "domperidone"),
        ("Benign prostatic hyperplasia", "trihexyphenidyl"),
    ],
)
def test_a_condition_forbids_a_medicine(alerts_of: Alerts, condition: str, medicine: str) -> None:
    told = [a for a in alerts_of(medicine, conditions=(condition,)) if a.kind is AlertKind.CONDITION]
    assert told
    assert told[0].interrupts
    assert told[0].subjects[1] == condition


def test_triple_whammy_and_sums_are_told(alerts_of: Alerts) -> None:
    whammy = {a.rule for a in alerts_of("lisinopril", "hydrochlorothiazide", "ibuprofen")}
    assert "additive--triple-whammy" in whammy
    assert "additive--bleeding" in {a.rule for a in alerts_of("warfarin", "aspirin", "sertraline")}
    assert "additive--cns-depression" in {a.rule for a in alerts_of("diazepam", "morphine", "pregabalin")}


def test_paracetamol_is_counted_over_brands(shipped: Knowledge) -> None:
    entries = tuple(
        MedicineEntry(text, dose=quantity(1, "tablet"), times_per_day=Decimal(times))
        for text, times in (("Dolo 650", 4), ("Acetaminophen 500 mg tablet", 3))
    )
    patient = PatientFacts(age_years=Decimal(40), sex="male", weight_kg=Decimal(70))
    told = screen(ScreeningProfile("p", patient, entries), shipped).alerts
    assert [a.effect for a in told if a.kind is AlertKind.DOSE] == [
        "More than the maximum for one day: 4100 of 4000 mg."
    ]


def test_methotrexate_every_day_is_stopped(shipped: Knowledge) -> None:
    entry = MedicineEntry("Methotrexate 2.5 mg tablet", dose=quantity(1, "tablet"), times_per_day=Decimal(1))
    told = screen(ScreeningProfile("p", medicines=(entry,)), shipped).alerts
    assert [a.severity for a in told if a.kind is AlertKind.DOSE] == [Severity.CONTRAINDICATED]
