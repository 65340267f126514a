"""The bundles and messages of others: everything in them is loaded or noted, nothing stops the loading."""

from collections import Counter
from pathlib import Path

import pytest

from workstation.orderserver.report import LoadReport, NoteKind
from workstation.orderserver.server import OrderServer


@pytest.fixture(scope="module")
def synthea(reference_data: Path) -> tuple[OrderServer, LoadReport]:
    """The synthetic patients."""
    server = OrderServer()
    return server, server.load(sorted((reference_data / "fhir-synthea-r4").glob("*.json.gz")))


@pytest.fixture(scope="module")
def nhs(reference_data: Path) -> tuple[OrderServer, LoadReport]:
    """The e-prescription messages of England."""
    server = OrderServer()
    return server, server.load([reference_data / "fhir-nhs-eps" / "messages.ndjson.gz"])


def test_every_active_request_of_the_synthetic_patients_is_ordered_once(
    synthea: tuple[OrderServer, LoadReport],
) -> None:
    server, report = synthea
    assert (report.files, report.messages, report.tasks, report.lines) == (36, 36, 77, 114)
    assert report.of(NoteKind.REFUSED) == []
    assert len(report.of(NoteKind.NOT_ORDERED)) == 158
    active = {f"MedicationRequest/{each['id']}" for each in server.query("MedicationRequest?status=active")}
    ordered = Counter(line["reference"] for task in server.query("Task") for line in task["basedOn"])
    assert ordered == dict.fromkeys(active, 1)


def test_every_reference_in_the_synthetic_patients_leads_somewhere(
    synthea: tuple[OrderServer, LoadReport],
) -> None:
    server, _ = synthea
    for task in server.query("Task"):
        for reference in (task["for"], task["owner"], task["requester"], task["encounter"], *task["basedOn"]):
            resource_type, resource_id = reference["reference"].split("/")
            assert server.store.read(resource_type, resource_id) is not None


def test_each_english_prescription_becomes_one_task(nhs: tuple[OrderServer, LoadReport]) -> None:
    server, report = nhs
    assert (report.messages, report.tasks, report.lines) == (203, 38, 88)
    tasks = server.query("Task?owner=Organization/pharmacy-1")
    assert len({(task["groupIdentifier"]["value"], task["for"]["reference"]) for task in tasks}) == 38
    lines = [line["reference"] for task in tasks for line in task["basedOn"]]
    assert len(lines) == len(set(lines)) == 88


def test_no_cancelled_english_line_is_ordered(nhs: tuple[OrderServer, LoadReport]) -> None:
    server, report = nhs
    assert len(report.of(NoteKind.CANCELLED)) == 5
    for task in server.query("Task?owner=Organization/pharmacy-1"):
        for line in task["basedOn"]:
            (found,) = server.query(f"MedicationRequest?_id={line['reference'].removeprefix('MedicationRequest/')}")
            assert found["status"] == "active"
            assert found["subject"]["reference"] == task["for"]["reference"]


def test_every_english_message_that_is_no_prescription_is_noted(nhs: tuple[OrderServer, LoadReport]) -> None:
    _, report = nhs
    refused = Counter(note.resource.partition("/")[0] for note in report.of(NoteKind.REFUSED))
    assert refused["OperationOutcome"] == 21
    assert refused["Parameters"] == 41


def test_xml_messages_are_refused_one_by_one(reference_data: Path) -> None:
    server = OrderServer()
    report = server.load(sorted((reference_data / "fhir-gematik-erezept").glob("*.ndjson.gz")))
    assert report.messages > 400
    assert len(report.of(NoteKind.REFUSED)) > 300
