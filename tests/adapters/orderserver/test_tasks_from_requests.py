"""Which prescriptions become work for the pharmacy, and what the Task says."""

from typing import Any

import pytest

from tests.adapters.orderserver.client import line, task
from tests.adapters.orderserver.test_loading import bundle, patient
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.report import NoteKind
from workstation.orderserver.server import OrderServer

_P1 = {"reference": "urn:uuid:p1"}
_P2 = {"reference": "urn:uuid:p2"}


@pytest.fixture
def server() -> OrderServer:
    """A server for one pharmacy, not started."""
    return OrderServer(ServerConfig(organization="shop"))


def test_lines_with_one_number_become_one_task_for_the_pharmacy(server: OrderServer) -> None:
    number = {"system": "urn:rx", "value": "RX1", "assigner": {"display": "clinic"}}
    common = {"subject": _P1, "groupIdentifier": number, "requester": {"reference": "urn:uuid:d1"}}
    report = server.load_document(
        bundle(
            patient("p1"),
            {"resourceType": "Practitioner", "id": "d1"},
            line(
                id="m1",
                authoredOn="2026-10-30T10:00:00+05:30",
                dispenseRequest=_valid_until("2026-12-31"),
                **common,
            ),
            line(id="m2", priority="urgent", dispenseRequest=_valid_until("2026-11-30"), **common),
        )
    )
    assert (report.tasks, report.lines, report.notes) == (1, 2, [])
    (made,) = server.query("Task?owner=Organization/shop&status=requested&group-identifier=urn:rx|RX1")
    assert made["code"]["coding"][0]["code"] == "fulfill"
    assert (made["intent"], made["priority"]) == ("order", "urgent")
    assert made["groupIdentifier"] == number
    assert made["focus"] == {"reference": "MedicationRequest/m1"}
    assert made["basedOn"] == [{"reference": "MedicationRequest/m1"}, {"reference": "MedicationRequest/m2"}]
    assert [each["valueReference"] for each in made["input"]] == made["basedOn"]
    assert made["for"] == {"reference": "Patient/p1"}
    assert made["requester"] == {"reference": "Practitioner/d1"}
    assert made["authoredOn"] == "2026-10-30T10:00:00+05:30"
    assert made["restriction"]["period"]["end"] == "2026-11-30"
    assert made["identifier"][0]["value"] == made["id"]


def _valid_until(day: str) -> dict[str, Any]:
    return {"validityPeriod": {"end": day}}


@pytest.mark.parametrize(
    ("first", "second", "tasks"),
    [
        ({"groupIdentifier": {"value": "RX1"}}, {"groupIdentifier": {"value": "RX1"}}, 1),
        ({"groupIdentifier": {"value": "RX1"}}, {"groupIdentifier": {"value": "RX2"}}, 2),
        ({"groupIdentifier": {"value": "RX1"}}, {"groupIdentifier": {"value": "RX1"}, "subject": _P2}, 2),
        ({"encounter": {"reference": "Encounter/e1"}}, {"encounter": {"reference": "Encounter/e1"}}, 1),
        ({"encounter": {"reference": "Encounter/e1"}}, {"encounter": {"reference": "Encounter/e2"}}, 2),
        ({"authoredOn": "2026-10-01"}, {"authoredOn": "2026-10-01"}, 1),
        ({"authoredOn": "2026-10-01"}, {"authoredOn": "2026-10-01", "subject": _P2}, 2),
        ({"authoredOn": "2026-10-01"}, {"authoredOn": "2026-10-02"}, 2),
        ({}, {}, 2),
    ],
)
def test_lines_are_one_prescription_by_number_else_encounter_else_time_never_across_patients(
    server: OrderServer, first: dict[str, Any], second: dict[str, Any], tasks: int
) -> None:
    lines = [line(**{"id": f"m{n}", "subject": _P1, **members}) for n, members in enumerate((first, second))]
    report = server.load_document(bundle(patient("p1"), patient("p2"), *lines))
    assert (report.tasks, report.lines) == (tasks, 2)
    for each in server.query("Task"):
        assert each["groupIdentifier"]["value"]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"status": "draft"}, "status is draft"),
        ({"status": "unknown"}, "status is unknown"),
        ({"status": "on-hold"}, "status is on-hold"),
        ({"status": "stopped"}, "status is stopped"),
        ({"status": "completed"}, "status is completed"),
        ({"intent": "plan"}, "intent is plan"),
        ({"intent": "proposal"}, "intent is proposal"),
        ({"doNotPerform": True}, "must not be given"),
        ({"reportedBoolean": True}, "reported"),
        ({"subject": {"reference": "Patient/nowhere"}}, "patient"),
        ({"subject": {"display": "Somebody"}}, "patient"),
    ],
)
def test_a_line_that_is_no_order_is_kept_but_not_ordered(
    server: OrderServer, members: dict[str, Any], why: str
) -> None:
    report = server.load_document(bundle(patient("p1"), line(**{"id": "m1", "subject": _P1, **members})))
    (note,) = report.of(NoteKind.NOT_ORDERED)
    assert why in note.why
    assert (note.resource, report.tasks) == ("MedicationRequest/m1", 0)
    assert len(server.query("MedicationRequest")) == 1


def test_a_line_in_an_answer_orders_nothing(server: OrderServer) -> None:
    header = {"resourceType": "MessageHeader", "id": "h", "response": {"identifier": "x", "code": "ok"}}
    report = server.load_document(bundle(header, patient("p1"), line(id="m1", subject=_P1), kind="message"))
    assert report.tasks == 0
    assert "answer" in report.of(NoteKind.NOT_ORDERED)[0].why


def test_a_patient_named_by_identifier_is_found_among_the_patients(server: OrderServer) -> None:
    server.load_document(patient("p1"))
    subject = {"identifier": {"system": "urn:mrn", "value": "p1"}}
    server.load_document(line(id="m1", subject=subject))
    assert server.query("Task")[0]["for"] == {"reference": "Patient/p1"}
    assert server.query("MedicationRequest")[0]["subject"] == subject


def test_a_patient_known_by_identifier_only_stays_a_logical_reference(server: OrderServer) -> None:
    subject = {"identifier": {"system": "urn:mrn", "value": "p9"}, "display": "Meera"}
    server.load_document(line(id="m1", subject=subject))
    assert server.query("Task")[0]["for"] == {"type": "Patient", **subject}


def test_a_contained_patient_is_named_by_its_identifier(server: OrderServer) -> None:
    inside = {"resourceType": "Patient", "id": "in", "identifier": [{"system": "urn:mrn", "value": "p9"}]}
    server.load_document(line(id="m1", subject={"reference": "#in"}, contained=[inside]))
    assert server.query("Task")[0]["for"]["identifier"]["value"] == "p9"


def test_a_prescription_that_has_a_task_gets_no_second_one(server: OrderServer) -> None:
    own = task(id="t1", input=[{"type": {"text": "line"}, "valueReference": {"reference": "urn:uuid:m1"}}])
    report = server.load_document(bundle(patient("p1"), line(id="m1", subject=_P1), own))
    assert report.tasks == 0
    assert [each["id"] for each in server.query("Task")] == ["t1"]


def test_a_line_that_comes_after_its_prescription_became_a_task_is_noted(server: OrderServer) -> None:
    number = {"subject": _P1, "groupIdentifier": {"value": "RX1"}}
    server.load_document(bundle(patient("p1"), line(id="m1", **number)))
    report = server.load_document(bundle(patient("p1"), line(id="m2", **number)))
    assert (report.tasks, len(server.query("Task"))) == (0, 1)
    assert "has a Task already" in report.of(NoteKind.NOT_ORDERED)[0].why


def test_a_scan_that_a_line_names_travels_with_the_task(server: OrderServer) -> None:
    scan = {
        "resourceType": "DocumentReference",
        "id": "s1",
        "status": "current",
        "content": [{"attachment": {}}],
    }
    report = server.load_document(
        bundle(
            patient("p1"),
            scan,
            line(id="m1", subject=_P1, supportingInformation=[{"reference": "urn:uuid:s1"}]),
        )
    )
    assert report.tasks == 1
    (_, second) = server.query("Task")[0]["input"]
    assert second["type"]["coding"][0]["code"] == "scan"
    assert second["valueReference"] == {"reference": "DocumentReference/s1"}
