"""What travels with the matches."""

import pytest

from tests.adapters.orderserver.client import Api, assert_outcome, dispense, line, task


@pytest.fixture
def order(api: Api) -> Api:
    """A Task over two lines of a patient, with prescriber and a dispense."""
    api.put(
        "/Patient/p1",
        {"resourceType": "Patient", "id": "p1", "generalPractitioner": [{"reference": "Practitioner/d1"}]},
    )
    api.put("/Practitioner/d1", {"resourceType": "Practitioner", "id": "d1"})
    api.put("/Organization/o1", {"resourceType": "Organization", "id": "o1"})
    for name in ("m1", "m2"):
        api.put(f"/MedicationRequest/{name}", line(id=name, requester={"reference": "Practitioner/d1"}))
    lines = [{"reference": "MedicationRequest/m1"}, {"reference": "MedicationRequest/m2"}]
    members = {"for": {"reference": "Patient/p1"}, "owner": {"reference": "Organization/o1"}}
    api.put(
        "/Task/t1",
        task(id="t1", focus=lines[0], basedOn=lines, requester={"reference": "Practitioner/none"}, **members),
    )
    api.put("/MedicationDispense/x1", dispense(id="x1", authorizingPrescription=[lines[0]]))
    return api


@pytest.mark.parametrize(
    ("include", "found"),
    [
        ("_include=Task:focus", "MedicationRequest/m1"),
        ("_include=Task:based-on", "MedicationRequest/m1 MedicationRequest/m2"),
        ("_include=Task:patient&_include=Task:owner", "Patient/p1 Organization/o1"),
        ("_include=Task:subject:Patient", "Patient/p1"),
        ("_include=Task:subject:Group", ""),
        ("_include=Task:requester", ""),
        ("_include=MedicationRequest:requester", ""),
        ("_include=Task:focus&_include=MedicationRequest:requester", "MedicationRequest/m1"),
        (
            "_include=Task:focus&_include:iterate=MedicationRequest:requester",
            "MedicationRequest/m1 Practitioner/d1",
        ),
        ("_include=Task:*", "MedicationRequest/m1 MedicationRequest/m2 Patient/p1 Organization/o1"),
        (
            "_include:iterate=Task:patient&_include:iterate=Patient:general-practitioner",
            "Patient/p1 Practitioner/d1",
        ),
        (
            "_include=Task:focus&_revinclude:iterate=MedicationDispense:prescription",
            "MedicationRequest/m1 MedicationDispense/x1",
        ),
        ("_include=Nonsense:focus", ""),
    ],
)
def test_a_search_includes(order: Api, include: str, found: str) -> None:
    assert order.included(f"/Task?{include}") == set(found.split())


def test_reverse_includes_bring_what_points_to_a_match(order: Api) -> None:
    assert order.included("/MedicationRequest?_revinclude=Task:based-on") == {"Task/t1"}
    assert order.included("/MedicationRequest?_revinclude=Task:based-on:Patient") == set()


def test_an_included_resource_comes_once_and_is_not_counted(order: Api) -> None:
    bundle = order.get("/MedicationRequest?_include=MedicationRequest:patient").json()
    assert bundle["total"] == 2
    assert [entry["search"]["mode"] for entry in bundle["entry"]] == ["match", "match", "include"]


def test_a_match_is_never_included_again(order: Api) -> None:
    order.put("/Task/t2", task(id="t2", partOf=[{"reference": "Task/t1"}]))
    assert order.included("/Task?_include=Task:part-of") == set()


def test_references_in_a_circle_end(order: Api) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        order.put(
            f"/Organization/{one}",
            {"resourceType": "Organization", "id": one, "partOf": {"reference": f"Organization/{other}"}},
        )
    assert order.included("/Organization?_id=a&_include:iterate=Organization:partof") == {"Organization/b"}


def test_an_unknown_include_modifier_is_refused(order: Api) -> None:
    assert_outcome(order.get("/Task?_include:later=Task:focus"), 400, "not-supported")
