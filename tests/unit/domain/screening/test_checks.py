"""Interactions, allergies, duplicates, patient facts, sums and doses: positive, negative and on the boundary."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.domain.screening.conftest import Screen
from workstation.domain.quantity import quantity
from workstation.domain.screening import AlertKind, MedicineEntry, PatientFacts, ScreeningResult, Severity

ADULT = PatientFacts(age_years=Decimal(40), sex="male", weight_kg=Decimal(70), egfr=Decimal(90))


def rules(result: ScreeningResult) -> set[str]:
    return {alert.rule for alert in result.alerts}


# --- interactions


def test_a_pair_of_ingredients_interacts(screened: Screen) -> None:
    (alert,) = screened("warfarin", "aspirin").alerts
    assert (alert.kind, alert.severity, alert.subjects) == (
        AlertKind.INTERACTION,
        Severity.MAJOR,
        ("aspirin", "warfarin"),
    )
    assert (alert.mechanism, alert.interrupts, alert.reviewed) == ("Aspirin acts on warfarin.", True, False)
    assert alert.medicines == ("warfarin", "aspirin")


def test_medicines_that_do_not_interact_raise_nothing(screened: Screen) -> None:
    assert screened("warfarin", "amoxicillin").alerts == ()


def test_of_two_rules_for_a_pair_the_worse_is_told_once(screened: Screen) -> None:
    assert rules(screened("warfarin", "ibuprofen")) == {"vka-nsaid"}


def test_a_reviewed_fact_is_not_marked(screened: Screen) -> None:
    assert screened("warfarin", "naproxen").alerts[0].reviewed


def test_an_excepted_member_of_a_class_does_not_interact(screened: Screen) -> None:
    assert rules(screened("morphine", "diazepam")) == {"opioid-benzo"}
    assert rules(screened("codeine", "diazepam")) == set()


def test_a_local_form_interacts_only_where_the_rule_says_so(screened: Screen) -> None:
    assert rules(screened("ibuprofen gel", "warfarin")) == set()
    assert rules(screened("timolol eye drops", "salbutamol inhaler")) == {"beta-saba"}


def test_a_rule_may_interrupt_against_its_severity(screened: Screen) -> None:
    assert not screened("metformin", "lisinopril").alerts[0].interrupts
    assert screened("metformin", "telmisartan").alerts[0].interrupts


def test_the_parts_of_one_product_do_not_interact_unless_contraindicated(screened: Screen) -> None:
    assert rules(screened("warfarin + aspirin")) == set()
    assert rules(screened("clarithromycin + simvastatin")) == {"clari-simva"}


def test_between_current_medicines_only_a_contraindication_interrupts(screened: Screen) -> None:
    current = (MedicineEntry("warfarin"), MedicineEntry("aspirin"))
    assert [a.interrupts for a in screened("metformin", current=current).alerts] == [False]
    current = (MedicineEntry("clarithromycin"), MedicineEntry("simvastatin"))
    assert [a.interrupts for a in screened("metformin", current=current).alerts] == [True]


def test_a_new_medicine_against_a_current_one_interrupts(screened: Screen) -> None:
    (alert,) = screened("aspirin", current=(MedicineEntry("warfarin"),)).alerts
    assert alert.interrupts


# --- allergies


@pytest.mark.parametrize(
    ("allergy", "medicine", "severity"),
    [
        ("penicillin", "amoxicillin", Severity.CONTRAINDICATED),
        ("Allergy to penicillin", "Co-amoxiclav", Severity.CONTRAINDICATED),
        ("amoxicillin rash", "amoxicillin", Severity.CONTRAINDICATED),
        ("Amoxycillin", "amoxicillin", Severity.CONTRAINDICATED),
        ("penicillins", "cefalexin", Severity.MODERATE),
        ("amoxicillin", "cefalexin", Severity.MODERATE),
        ("cephalosporins", "cefalexin", Severity.MAJOR),
        ("warfarin", "warfarin", Severity.CONTRAINDICATED),
    ],
)
def test_an_allergy_is_found(screened: Screen, allergy: str, medicine: str, severity: Severity) -> None:
    (alert,) = screened(medicine, allergies=(allergy,)).alerts
    assert (alert.kind, alert.severity) == (AlertKind.ALLERGY, severity)
    assert alert.subjects[1] == allergy


@pytest.mark.parametrize(
    ("allergy", "medicine"),
    [
        ("penicillin", "warfarin"),
        ("cephalosporins", "amoxicillin"),
        ("peanuts", "amoxicillin"),
        ("NKDA", "amoxicillin"),
    ],
)
def test_an_allergy_to_something_else_raises_nothing(screened: Screen, allergy: str, medicine: str) -> None:
    result = screened(medicine, allergies=(allergy,))
    assert result.alerts == ()
    assert [item for item in result.not_checked if item.kind == "allergy"] == []


def test_an_allergy_counts_for_forms_on_the_skin_too(screened: Screen) -> None:
    assert rules(screened("ibuprofen gel", allergies=("ibuprofen",))) == {"allergy--same"}


@pytest.mark.parametrize(
    ("allergies", "missing"),
    [
        (None, "allergy status unknown"),
        (("frobnicol",), "not recognised"),
        (("NKDA", "penicillin"), "the record says no known allergies and names one: ask the patient"),
    ],
)
def test_an_allergy_that_cannot_be_checked_is_told(
    screened: Screen, allergies: tuple[str, ...] | None, missing: str
) -> None:
    result = screened("warfarin", allergies=allergies)
    assert [item.missing for item in result.not_checked if item.kind == "allergy"] == [missing]


@pytest.mark.parametrize(
    ("allergy", "missing"),
    [
        ("frobnicol, penicillin, unicorn hair", 'the meaning of "frobnicol", "unicorn hair"'),
        ("warfarin, unicorn hair", 'the meaning of "unicorn hair"'),
        ("peanuts, unicorn hair", 'the meaning of "unicorn hair"'),
        ("penicillin, आयोडीन", 'the meaning of "आयोडीन"'),
        ("NKDA except penicillin", 'the meaning of "nkda except"'),
    ],
)
def test_the_part_of_an_allergy_that_is_not_understood_is_told(screened: Screen, allergy: str, missing: str) -> None:
    told = screened("metformin", allergies=(allergy,)).not_checked
    assert [(one.subject, one.missing) for one in told if one.kind == "allergy"] == [(allergy, missing)]


def test_no_known_allergies_with_words_in_another_script_is_not_taken_for_none(screened: Screen) -> None:
    told = screened("metformin", allergies=("NKDA आयोडीन",)).not_checked
    assert [one.missing for one in told if one.kind == "allergy"] == ["not recognised"]


def test_every_allergen_of_one_text_counts(screened: Screen) -> None:
    for medicine in ("warfarin", "amoxicillin", "cefalexin"):
        (alert,) = screened(medicine, allergies=("severe rash: warfarin, penicillins and cephalosporins",)).alerts
        assert alert.kind is AlertKind.ALLERGY
    result = screened("metformin", allergies=("penicillins, peanuts",))
    assert (result.alerts, [one for one in result.not_checked if one.kind == "allergy"]) == ((), [])


# --- duplicates


def test_the_same_medicine_twice_is_major(screened: Screen) -> None:
    (alert,) = screened("Dolo 650", "Acetaminophen 650 mg").alerts
    assert (alert.kind, alert.severity) == (AlertKind.DUPLICATE, Severity.MAJOR)


def test_two_strengths_of_one_medicine_are_moderate(screened: Screen) -> None:
    (alert,) = screened("warfarin 1 mg", "warfarin 3 mg").alerts
    assert (alert.kind, alert.severity) == (AlertKind.DUPLICATE, Severity.MODERATE)


def test_an_ingredient_hidden_in_a_combination_is_major(screened: Screen) -> None:
    (alert,) = screened("percocet", current=(MedicineEntry("paracetamol 500 mg"),)).alerts
    assert (alert.severity, alert.subjects) == (Severity.MAJOR, ("paracetamol",))


def test_a_repeat_of_a_current_medicine_is_moderate(screened: Screen) -> None:
    (alert,) = screened("warfarin 5 mg", current=(MedicineEntry("warfarin 5 mg"),)).alerts
    assert alert.severity is Severity.MODERATE


def test_gel_and_tablet_of_one_ingredient_are_minor(screened: Screen) -> None:
    (alert,) = screened("ibuprofen gel", "ibuprofen tablet").alerts
    assert (alert.kind, alert.severity) == (AlertKind.DUPLICATE, Severity.MINOR)


def test_a_vitamin_in_two_products_is_no_duplicate(screened: Screen) -> None:
    assert screened("ascorbic acid 100 mg", "ascorbic acid 100 mg").alerts == ()


def test_two_of_one_class_are_told_once_as_a_duplicate(screened: Screen) -> None:
    (alert,) = screened("ibuprofen", "naproxen").alerts
    assert (alert.kind, alert.rule, alert.effect) == (AlertKind.DUPLICATE, "duplicate-class--nsaids", "Two NSAIDs")


def test_two_of_a_class_without_a_mark_are_no_duplicate(screened: Screen) -> None:
    assert screened("codeine", "morphine").alerts == ()


# --- the patient


@pytest.mark.parametrize(
    ("changes", "medicine", "expected"),
    [
        ({"pregnant": True, "sex": "female"}, "methotrexate", {"preg-mtx"}),
        ({"pregnant": False, "sex": "female"}, "methotrexate", set()),
        ({"breastfeeding": True, "sex": "female"}, "codeine", {"milk-codeine"}),
        ({}, "codeine", set()),
        ({"age_years": Decimal("11.99")}, "codeine", {"age-codeine"}),
        ({"age_years": Decimal(12)}, "codeine", set()),
        ({"age_years": Decimal("64.99")}, "diazepam", set()),
        ({"age_years": Decimal(65)}, "diazepam", {"age-diazepam"}),
        ({"egfr": Decimal("29.9")}, "metformin", {"egfr-30"}),
        ({"egfr": Decimal(30)}, "metformin", {"egfr-45"}),
        ({"egfr": Decimal(45)}, "metformin", set()),
    ],
)
def test_a_fact_of_the_patient_decides(
    screened: Screen, changes: dict[str, object], medicine: str, expected: set[str]
) -> None:
    assert rules(screened(medicine, patient=replace(ADULT, **changes))) == expected  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("changes", "medicine", "missing"),
    [
        ({"sex": "female"}, "methotrexate", ("pregnancy", "pregnancy status")),
        ({"sex": None}, "methotrexate", ("pregnancy", "pregnancy status")),
        ({"age_years": None}, "codeine", ("age", "age")),
        ({"egfr": None}, "metformin", ("renal", "eGFR")),
    ],
)
def test_a_missing_fact_is_told(
    screened: Screen, changes: dict[str, object], medicine: str, missing: tuple[str, str]
) -> None:
    result = screened(medicine, patient=replace(ADULT, **changes))  # type: ignore[arg-type]  # fields by name
    assert missing in {(item.kind, item.missing) for item in result.not_checked}
    assert result.alerts == ()


def test_a_man_and_a_woman_of_eighty_are_not_asked_about_pregnancy(screened: Screen) -> None:
    old = replace(ADULT, sex="female", age_years=Decimal(80))
    for patient in (ADULT, old):
        assert not [i for i in screened("methotrexate", patient=patient).not_checked if i.kind == "pregnancy"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Bronchial asthma (disorder)", {"asthma-beta"}),
        ("Family history of asthma", set()),
        ("Sprain of ankle", set()),
    ],
)
def test_a_condition_forbids_a_medicine(screened: Screen, condition: str, expected: set[str]) -> None:
    assert rules(screened("timolol eye drops", conditions=(condition,))) == expected


def test_a_pregnancy_among_the_conditions_answers_the_question(screened: Screen) -> None:
    woman = replace(ADULT, sex="female")
    assert rules(screened("methotrexate", patient=woman, conditions=("Pregnancy, 14 weeks",))) == {"preg-mtx"}


def test_unknown_conditions_are_told(screened: Screen) -> None:
    assert ("condition", "conditions unknown") in {
        (i.kind, i.missing) for i in screened("warfarin", conditions=None).not_checked
    }
    told = screened("warfarin", conditions=("Gloop",)).not_checked
    assert ("condition", "Gloop", "not recognised") in {(i.kind, i.subject, i.missing) for i in told}


# --- sums


def test_three_of_a_kind_add_up_and_two_do_not(screened: Screen) -> None:
    assert "three-bleeders" not in rules(screened("warfarin", "aspirin"))
    (alert,) = [a for a in screened("warfarin", "aspirin", "naproxen").alerts if a.kind is AlertKind.ADDITIVE]
    assert alert.subjects == ("aspirin", "naproxen", "warfarin")


def test_one_of_each_class_adds_up(screened: Screen) -> None:
    assert rules(screened("ibuprofen", "lisinopril", "hydrochlorothiazide")) == {"one-of-each"}
    assert rules(screened("ibuprofen", "lisinopril")) == set()


def test_a_gel_does_not_count(screened: Screen) -> None:
    assert rules(screened("ibuprofen gel", "lisinopril", "hydrochlorothiazide")) == set()


# --- doses


def taken(text: str, dose: str, unit: str, times: int) -> MedicineEntry:
    return MedicineEntry(text, dose=quantity(dose, unit), times_per_day=Decimal(times))


def test_amounts_of_all_products_are_added(screened: Screen) -> None:
    result = screened(taken("Dolo 650", "1", "tablet", 4), taken("percocet", "1", "tablet", 4))
    assert "max-paracetamol" not in rules(result)
    result = screened(taken("Dolo 650", "1", "tablet", 4), taken("paracetamol 500 mg", "1", "tablet", 3))
    (alert,) = [a for a in result.alerts if a.kind is AlertKind.DOSE]
    assert (alert.effect, alert.severity) == ("4100 of 4000 mg", Severity.MAJOR)


@pytest.mark.parametrize(("times", "expected"), [(4, set()), (5, {"max-paracetamol"})])
def test_the_maximum_of_a_day_itself_is_allowed(screened: Screen, times: int, expected: set[str]) -> None:
    assert rules(screened(taken("paracetamol 500 mg", "2", "tablet", times))) == expected


def test_a_single_dose_above_the_maximum_is_told(screened: Screen) -> None:
    result = screened(taken("paracetamol 500 mg", "3", "tablet", 1))
    assert [a.effect for a in result.alerts] == ["Overdose_single"]


def test_ten_times_the_maximum_is_contraindicated(screened: Screen) -> None:
    result = screened(taken("paracetamol", "10", "g", 1))
    assert {a.severity for a in result.alerts} == {Severity.CONTRAINDICATED}


def test_a_child_is_measured_by_its_weight(screened: Screen) -> None:
    child = replace(ADULT, age_years=Decimal(3), weight_kg=Decimal(14))
    assert rules(screened(taken("paracetamol", "250", "mg", 4), patient=child)) == set()
    assert rules(screened(taken("paracetamol", "270", "mg", 4), patient=child)) == {"max-paracetamol"}


def test_a_child_without_a_weight_is_not_checked(screened: Screen) -> None:
    child = replace(ADULT, age_years=Decimal(3), weight_kg=None)
    result = screened(taken("paracetamol", "250", "mg", 4), patient=child)
    assert ("dose", "paracetamol", "weight") in {(i.kind, i.subject, i.missing) for i in result.not_checked}


def test_a_dose_that_is_not_given_is_not_checked(screened: Screen) -> None:
    result = screened("paracetamol 500 mg")
    assert [(i.kind, i.missing) for i in result.not_checked] == [("dose", "dose and times per day")]


def test_a_maximum_per_day_as_written_is_used(screened: Screen) -> None:
    entry = MedicineEntry("paracetamol 500 mg", dose=quantity(1, "tablet"), max_per_day=quantity(10, "tablet"))
    assert rules(screened(entry)) == {"max-paracetamol"}


def test_a_concentration_is_counted_by_the_millilitre(screened: Screen) -> None:
    entry = replace(taken("paracetamol", "20", "mL", 3), strength=quantity(50, "mg/mL"))
    assert screened(entry).alerts == ()
    entry = replace(taken("paracetamol", "30", "mL", 3), strength=quantity(50, "mg/mL"))
    assert rules(screened(entry)) == {"max-paracetamol"}


@pytest.mark.parametrize(("times", "expected"), [("1", {"weekly-mtx"}), ("0.142857", set())])
def test_what_is_meant_for_the_week_may_not_be_taken_daily(screened: Screen, times: str, expected: set[str]) -> None:
    entry = MedicineEntry("methotrexate", dose=quantity(10, "mg"), times_per_day=Decimal(times))
    assert rules(screened(entry)) == expected


def test_a_weekly_medicine_without_a_rhythm_is_not_checked(screened: Screen) -> None:
    told = screened("methotrexate").not_checked
    assert ("dose", "how often: it is meant to be taken once a week") in {(i.kind, i.missing) for i in told}
