"""Profiles as others write them: our JSON and FHIR R4 Bundles."""

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workstation.adapters.knowledge.profiles import read_profile
from workstation.domain.errors import Refused
from workstation.domain.quantity import quantity
from workstation.domain.screening import MedicineEntry

TODAY = date(2026, 11, 22)


def own(**document: Any) -> str:
    return json.dumps({"medicines": [], **document})


def test_all_keys_of_our_own_profile_are_read() -> None:
    profile = read_profile(
        own(
            id="7",
            patient={"birth_date": "2020-11-22", "sex": "female", "weight_kg": 20.5, "pregnant": False, "egfr": 88},
            medicines=[
                {"text": "Warfarin 5 mg tablet"},
                {
                    "name": "paracetamol",
                    "strength": {"value": 250, "unit": "mg"},
                    "form": "tablet",
                    "dose": {"value": 2, "unit": "{tablet}"},
                    "times_per_day": 4,
                    "max_per_day": {"value": 2000, "unit": "mg"},
                },
            ],
            current=[],
            allergies=["penicillin"],
            conditions=["asthma"],
        ),
        TODAY,
    )
    assert (profile.id, profile.current, profile.allergies, profile.conditions) == (
        "7",
        (),
        ("penicillin",),
        ("asthma",),
    )
    assert (profile.patient.age_years, profile.patient.weight_kg) == (Decimal("6.00"), Decimal("20.5"))
    assert profile.medicines[1] == MedicineEntry(
        "paracetamol 250 mg tablet",
        strength=quantity(250, "mg"),
        form="tablet",
        dose=quantity(2, "tablet"),
        times_per_day=Decimal(4),
        max_per_day=quantity(2000, "mg"),
    )


def test_absent_lists_are_unknown_and_not_empty() -> None:
    profile = read_profile(own(), TODAY)
    assert (profile.current, profile.allergies, profile.conditions) == (None, None, None)
    assert profile.patient.age_years is None


def test_mcg_is_read_as_micrograms() -> None:
    profile = read_profile(own(medicines=[{"name": "x", "dose": {"value": 50, "unit": "mcg"}}]), TODAY)
    assert profile.medicines[0].dose == quantity(50, "ug")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ("[]", "not_a_profile"),
        ("{}", "not_a_profile"),
        ('{"resourceType":"Patient"}', "not_a_profile"),
        (own(medicines={}), "wrong_value"),
        (own(medicines=[5]), "wrong_value"),
        (own(medicines=[{"text": ""}]), "wrong_value"),
        (own(medicines=[{"text": " ", "name": ""}]), "wrong_value"),
        (own(medicines=[""]), "wrong_value"),
        (own(medicines=[{"text": "", "name": 5}]), "wrong_value"),
        ('{"medicines":[], "id": ' + "1" * 5000 + "}", "not_json"),
        (own(medicines=[{"strength": {"value": 1, "unit": "mg"}}]), "wrong_value"),
        (own(medicines=[{"name": "x", "dose": {"value": "many", "unit": "mg"}}]), "wrong_value"),
        (own(medicines=[{"name": "x", "dose": 5}]), "wrong_value"),
        (own(patient=[1]), "wrong_value"),
        (own(patient={"age_years": "old"}), "wrong_value"),
        (own(patient={"age_years": True}), "wrong_value"),
        (own(patient={"birth_date": "1.2.2020"}), "wrong_value"),
        (own(patient={"pregnant": "yes"}), "wrong_value"),
        (own(allergies="penicillin"), "wrong_value"),
        (own(conditions=[7]), "wrong_value"),
        ('{"medicines":[],"patient":{"weight_kg":NaN}}', "wrong_value"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_profile(text, TODAY)
    assert refused.value.code.value == code
    assert refused.value.facts["why"]


def bundle(*resources: dict[str, Any]) -> str:
    entries = [{"fullUrl": f"urn:uuid:{r.get('id')}", "resource": r} for r in resources]
    return json.dumps({"resourceType": "Bundle", "id": "b", "entry": entries})


def coded(text: str, code: str = "1") -> dict[str, Any]:
    return {"coding": [{"code": code, "display": text}]}


def request(status: str, **medication: Any) -> dict[str, Any]:
    return {"resourceType": "MedicationRequest", "status": status, **medication}


def test_active_requests_are_screened_and_stopped_ones_are_not() -> None:
    profile = read_profile(
        bundle(
            request("active", medicationCodeableConcept={"text": "Warfarin 5 MG"}),
            request("active", medicationCodeableConcept=coded("Aspirin 81 MG")),
            request("stopped", medicationCodeableConcept={"text": "Ibuprofen"}),
        ),
        TODAY,
    )
    assert [m.text for m in profile.medicines] == ["Warfarin 5 MG", "Aspirin 81 MG"]
    assert profile.current is None


def test_medications_are_found_by_reference_and_inside() -> None:
    profile = read_profile(
        bundle(
            {"resourceType": "Medication", "id": "m1", "code": {"text": "Digoxin"}},
            request("active", medicationReference={"reference": "urn:uuid:m1"}),
            request("active", medicationReference={"reference": "Medication/m1"}),
            request(
                "active",
                medicationReference={"reference": "#in"},
                contained=[{"resourceType": "Medication", "id": "in", "code": {"text": "Verapamil"}}],
            ),
            request("active", medicationReference={"reference": "urn:uuid:gone"}),
        ),
        TODAY,
    )
    assert [m.text for m in profile.medicines] == ["Digoxin", "Verapamil", "medicine without a name"]


def test_statements_are_current_medicines() -> None:
    statement = {"resourceType": "MedicationStatement", "medicationCodeableConcept": {"text": "Metformin"}}
    profile = read_profile(bundle({**statement, "status": "active"}, {**statement, "status": "stopped"}), TODAY)
    assert profile.current == (MedicineEntry("Metformin"),)


def test_allergies_conditions_and_facts_are_read() -> None:
    active = {"clinicalStatus": coded("Active", "active")}
    profile = read_profile(
        bundle(
            {"resourceType": "Patient", "id": "p", "birthDate": "1956-11-22", "gender": "female"},
            {"resourceType": "AllergyIntolerance", **active, "code": {"text": "Penicillin"}},
            {"resourceType": "AllergyIntolerance", "clinicalStatus": coded("x", "resolved"), "code": {"text": "Egg"}},
            {
                "resourceType": "AllergyIntolerance",
                "verificationStatus": coded("x", "refuted"),
                "code": {"text": "Sulfa"},
            },
            {"resourceType": "Condition", **active, "code": {"text": "Asthma"}},
            {"resourceType": "Condition", "clinicalStatus": coded("x", "resolved"), "code": {"text": "Gout"}},
            {
                "resourceType": "Observation",
                "code": coded("Body Weight", "29463-7"),
                "effectiveDateTime": "2020-01-01",
                "valueQuantity": {"value": 90, "code": "kg"},
            },
            {
                "resourceType": "Observation",
                "code": coded("Body Weight", "29463-7"),
                "effectiveDateTime": "2026-01-01",
                "valueQuantity": {"value": 70.5, "code": "kg"},
            },
            {"resourceType": "Observation", "code": coded("GFR", "33914-3"), "valueQuantity": {"value": 41}},
        ),
        TODAY,
    )
    assert (profile.allergies, profile.conditions) == (("Penicillin",), ("Asthma",))
    facts = profile.patient
    assert (facts.age_years, facts.sex, facts.weight_kg, facts.egfr) == (
        Decimal("70.00"),
        "female",
        Decimal("70.5"),
        Decimal(41),
    )
    assert facts.weight_date == date(2026, 1, 1)


@pytest.mark.parametrize("code", ["716186003", "160244002", "409137002"])
def test_a_recorded_absence_of_allergies_is_known(code: str) -> None:
    resource = {"resourceType": "AllergyIntolerance", "code": coded("No known allergy", code)}
    assert read_profile(bundle(resource), TODAY).allergies == ("no known allergies",)


ANN = {"resourceType": "Patient", "id": "ann", "birthDate": "1956-11-22"}
BOB = {"resourceType": "Patient", "id": "bob", "birthDate": "2020-11-22"}


def about(reference: str, text: str) -> dict[str, Any]:
    return request("active", medicationCodeableConcept={"text": text}, subject={"reference": reference})


@pytest.mark.parametrize(
    "resources",
    [
        (ANN, BOB),
        (ANN, BOB, about("Patient/ann", "Warfarin"), about("urn:uuid:bob", "Aspirin")),
        (ANN, BOB, about("Patient/ann", "Warfarin"), about("Patient/gone", "Aspirin")),
        (ANN, BOB, request("active", medicationCodeableConcept={"text": "Warfarin"})),
        (about("Patient/ann", "Warfarin"), about("Patient/bob", "Aspirin")),
    ],
)
def test_a_bundle_of_several_patients_is_refused(resources: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(Refused) as refused:
        read_profile(bundle(*resources), TODAY)
    assert refused.value.code.value == "several_patients"
    assert "one patient" in str(refused.value.facts["why"])


def test_the_patient_is_the_one_all_resources_belong_to() -> None:
    profile = read_profile(bundle(ANN, BOB, about("Patient/bob", "Warfarin"), about("urn:uuid:bob", "Aspirin")), TODAY)
    assert profile.patient.age_years == Decimal("6.00")
    assert [m.text for m in profile.medicines] == ["Warfarin", "Aspirin"]


def test_resources_of_another_patient_are_left_out() -> None:
    theirs = {"resourceType": "AllergyIntolerance", "code": {"text": "Egg"}, "patient": {"reference": "Patient/bob"}}
    weight = {
        "resourceType": "Observation",
        "code": coded("Body Weight", "29463-7"),
        "valueQuantity": {"value": 90, "code": "kg"},
        "subject": {"identifier": {"system": "s", "value": "bob"}},
    }
    given = bundle(ANN, about("Patient/ann/_history/2", "Warfarin"), about("Patient/bob", "Aspirin"), theirs, weight)
    profile = read_profile(given, TODAY)
    assert [m.text for m in profile.medicines] == ["Warfarin"]
    assert (profile.allergies, profile.patient.weight_kg) == (None, None)


def test_a_bundle_of_rubbish_is_an_empty_profile() -> None:
    text = json.dumps({"resourceType": "Bundle", "entry": [5, {"resource": 7}, {"resource": {}}, {}]})
    profile = read_profile(text, TODAY)
    assert (profile.medicines, profile.allergies, profile.conditions) == ((), None, None)


def test_every_bundle_of_synthea_is_a_profile(reference_data: Path) -> None:
    read = [
        read_profile(gzip.decompress(file.read_bytes()).decode(), TODAY)
        for file in sorted((reference_data / "fhir-synthea-r4").glob("*.json.gz"))
    ]
    assert len(read) == 36
    assert sum(len(profile.allergies or ()) for profile in read) > 0
    assert all(profile.patient.age_years is not None for profile in read)
