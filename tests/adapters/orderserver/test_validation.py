"""What is not stored, and what is said about it."""

from typing import Any

import pytest

from tests.adapters.orderserver.client import Api, assert_outcome, dispense, line, task


@pytest.mark.parametrize(
    ("resource", "code", "element"),
    [
        (task(status="nonsense"), "code-invalid", "Task.status"),
        (task(status=None), "required", "Task.status"),
        ({"resourceType": "Task", "status": "requested"}, "required", "Task.intent"),
        (task(intent="wish"), "code-invalid", "Task.intent"),
        (task(owner="Organization/o1"), "structure", "Task.owner"),
        (task(identifier={"value": "x"}), "structure", "Task.identifier"),
        (task(meta=[]), "structure", "Task.meta"),
        (task(id="not an id"), "value", "Task.id"),
        (dispense(status="done"), "code-invalid", "MedicationDispense.status"),
        (dispense(medicationCodeableConcept={}), "required", "MedicationDispense.medication[x]"),
        (line(subject={}), "required", "MedicationRequest.subject"),
        (line(status=["active"]), "code-invalid", "MedicationRequest.status"),
        ({"resourceType": "Basic"}, "required", "Basic.code"),
        ({"resourceType": "Patient", "contained": {}}, "structure", "Patient.contained"),
    ],
)
def test_an_unfit_resource_is_refused_and_the_element_named(
    api: Api, resource: dict[str, Any], code: str, element: str
) -> None:
    issue = assert_outcome(api.post(f"/{resource['resourceType']}", resource), 422, code)
    assert issue["expression"] == [element]
    assert api.store.counts() == {}


def test_every_fault_is_named_at_once(api: Api) -> None:
    answer = api.post("/Task", {"resourceType": "Task", "owner": "x"})
    assert {issue["expression"][0] for issue in answer.json()["issue"]} == {
        "Task.status",
        "Task.intent",
        "Task.owner",
    }


@pytest.mark.parametrize("name", ["Parameters", "OperationOutcome"])
def test_what_only_travels_is_not_stored(api: Api, name: str) -> None:
    assert_outcome(api.post(f"/{name}", {"resourceType": name}), 422, "not-supported")


def test_the_refusal_repeats_nothing_of_the_content(api: Api) -> None:
    assert "secret" not in api.post("/Task", task(status="secret", owner="secret")).text
