"""MedicationDispenses of any pharmacy as supplies of a line, and other records of one patient."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.adapters.fhir.conftest import a_translation
from tests.factories import NOW, fhir_medicine, fhir_patient, fhir_request, fhir_task, new_id, tablets
from workstation.domain.elsewhere import ServerDispense
from workstation.domain.medicine import IngredientStrength
from workstation.domain.quantity import Quantity
from workstation.services.server_words import ServerPrescription

OURS = "urn:pharmacist-workstation:fhir/MedicationDispense"


def a_dispense(**changes: Any) -> dict[str, Any]:
    """Ten tablets of metformin 500 mg for the line m1, by another pharmacy."""
    default = {
        "resourceType": "MedicationDispense",
        "id": "d1",
        "status": "completed",
        "medicationCodeableConcept": fhir_medicine("metformin", "500 mg"),
        "subject": {"reference": "Patient/p1"},
        "authorizingPrescription": [{"reference": "https://other.example/fhir/MedicationRequest/m1/_history/2"}],
        "quantity": {"value": 10, "unit": "tablet", "system": "http://unitsofmeasure.org", "code": "{tablet}"},
        "whenHandedOver": "2026-11-20T10:00:00+05:30",
    }
    return {**default, **changes}


def translated(*others: dict[str, Any], facts: list[dict[str, Any]] | None = None, **task: Any) -> ServerPrescription:
    """The Task with what is at hand."""
    at_hand = {f"{one['resourceType']}/{one['id']}": one for one in (fhir_request(), fhir_patient(), *others)}
    return a_translation().prescription(fhir_task(**task), at_hand, facts)


def only(*others: dict[str, Any]) -> ServerDispense:
    """The supply found."""
    (found,) = translated(*others).dispenses
    return found


def test_a_supply_says_what_how_much_and_for_which_line() -> None:
    found = only(a_dispense())
    assert (found.reference, found.line_reference, found.own_id) == (
        "MedicationDispense/d1",
        "MedicationRequest/m1",
        None,
    )
    assert (found.quantity, found.status) == (tablets(10), "completed")
    assert found.medicine is not None
    assert found.medicine.ingredients == (IngredientStrength("metformin", Quantity(tablets(500).value, "mg")),)
    assert found.when == datetime(2026, 11, 20, 4, 30, tzinfo=UTC)


def test_one_of_ours_is_known_by_its_identifier() -> None:
    own = new_id()
    assert only(a_dispense(identifier=[{"system": OURS, "value": str(own)}])).own_id == own
    assert only(a_dispense(identifier=[{"system": OURS, "value": "no uuid"}])).own_id is None


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "entered-in-error", "modifierExtension": [{"url": "x"}]}, "entered-in-error"),
        ({"modifierExtension": [{"url": "x"}]}, "modified"),
        ({"status": None}, "missing"),
        ({"status": "a new word"}, "a new word"),
    ],
)
def test_a_status_is_never_guessed(changes: dict[str, Any], status: str) -> None:
    assert only(a_dispense(**changes)).status == status


def test_one_supply_for_two_lines_does_not_say_how_much_each_got() -> None:
    both = [{"reference": "MedicationRequest/m1"}, {"reference": "MedicationRequest/m2"}]
    assert only(a_dispense(authorizingPrescription=both)).quantity is None


def test_supplies_for_other_lines_or_for_none_are_passed_over() -> None:
    other = a_dispense(authorizingPrescription=[{"reference": "MedicationRequest/m9"}])
    assert translated(other).dispenses == ()
    assert translated(a_dispense(authorizingPrescription="garbage")).dispenses == ()


def test_supplies_are_searched_by_lists_of_lines() -> None:
    lines = [f"MedicationRequest/{number}" for number in range(25)]
    searches = a_translation().dispense_search([*lines, lines[0], "ServiceRequest/1"])
    asked = [dict(parameters)["prescription"].split(",") for _, parameters in searches]
    assert [kind for kind, _ in searches] == ["MedicationDispense", "MedicationDispense"]
    assert [one for part in asked for one in part] == lines
    assert max(map(len, asked)) <= 20


def test_supplies_that_changed_are_searched_by_the_time_of_their_change() -> None:
    ((_, parameters),) = a_translation().dispense_search(["MedicationRequest/1"], NOW)
    assert dict(parameters)["_lastUpdated"] == "ge2026-11-22T06:30:00.000Z"


def test_other_records_of_the_patient_come_along_with_what_is_known_of_each() -> None:
    merged = fhir_patient(link=[{"other": {"reference": "Patient/p2"}, "type": "replaces"}])
    old = fhir_patient("p2", link=[{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}])
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p2"}}
    found = translated(merged, old, facts=[{**allergy, "code": {"text": "penicillin"}}])
    assert found.patient is not None
    assert (found.patient.links, found.patient.allergies) == (frozenset({"Patient/p2"}), None)
    (other,) = found.linked
    assert (other.reference, other.links) == ("Patient/p2", frozenset({"Patient/p1"}))
    assert [one.text for one in other.allergies or ()] == ["penicillin"]


def test_nothing_known_of_another_record_is_not_taken_for_none() -> None:
    merged = fhir_patient(link=[{"other": {"reference": "Patient/p2"}, "type": "replaces"}])
    (other,) = translated(merged, fhir_patient("p2"), facts=[]).linked
    assert not other.asked


@pytest.mark.parametrize(
    ("owner", "here"),
    [
        ({"reference": "Organization/pharmacy-1"}, True),
        ({"reference": "Organization/other"}, False),
        ({"identifier": {"system": "s", "value": "v"}}, True),
    ],
)
def test_whose_the_order_is_stands_in_its_owner(owner: dict[str, Any], here: bool) -> None:
    assert translated(owner=owner).routed_here is here


def test_why_the_server_stopped_the_work_is_told() -> None:
    assert translated(statusReason={"text": "wrong dose"}).status_reason == "wrong dose"
