"""What servers do that FHIR leaves to them, or that stands before them does: the client finds out and goes along."""

from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.adapters.fhir.conftest import a_translation
from tests.adapters.fhir.test_client import TASK, URL, a_bundle, a_server
from tests.factories import Json, fhir_patient, fhir_request, fhir_task
from workstation.domain.prescription import PrescriptionLine
from workstation.services.sync.gathering import Asked, gather
from workstation.services.sync.ports import BatchEntry, SearchRefused

CHANGED: Json = {**TASK, "status": "accepted"}


class Literal:
    """A server that compares If-Match letter by letter with its strong ETag."""

    def __init__(self) -> None:
        self.version = 1
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        meta: Json = {"meta": {"versionId": str(self.version)}}
        etag = {"ETag": f'"{self.version}"'}
        if request.method == "GET":
            return httpx.Response(200, json=TASK | meta, headers=etag)
        if request.method == "POST":
            self.asked.append(request.content.decode())
            return httpx.Response(200, json={"resourceType": "Bundle", "entry": [{"response": {"status": "200"}}]})
        self.asked.append(request.headers["If-Match"])
        if request.headers["If-Match"] != f'"{self.version}"':
            return httpx.Response(412)
        self.version += 1
        meta = {"meta": {"versionId": str(self.version)}}
        return httpx.Response(200, json=CHANGED | meta, headers={"ETag": f'"{self.version}"'})


def test_a_server_that_reads_strong_etags_only_is_sent_them_from_then_on() -> None:
    there = Literal()
    with a_server(there) as server:
        assert server.update("Task/1", CHANGED, "1").version_id == "2"
        assert server.update("Task/1", CHANGED, "2").version_id == "3"
        server.batch([BatchEntry("PUT", "Task/1", CHANGED, version_id="3")])
    assert there.asked[:3] == ['W/"1"', '"1"', '"2"']
    assert r'"ifMatch":"\"3\""' in there.asked[3]


def test_a_version_that_is_old_is_never_tried_in_another_form() -> None:
    there = Literal()
    there.version = 7
    with a_server(there) as server:
        assert server.update("Task/1", CHANGED, "6").status == 412
    assert there.asked == ['W/"6"']


def test_where_neither_form_is_read_the_refusal_stands_and_fhirs_form_is_kept() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={**TASK, "meta": {"versionId": "1"}})
        seen.append(request.headers["If-Match"])
        return httpx.Response(412)

    with a_server(handler) as server:
        assert server.update("Task/1", CHANGED, "1").status == 412
        assert server.update("Task/1", CHANGED, "0").status == 412
    assert seen == ['W/"1"', '"1"', 'W/"0"']


@pytest.mark.parametrize(
    ("etag", "version"),
    [
        ('W/"a-gzip"', "a"),
        ('"a--gzip"', "a"),
        ('W/"a;br"', "a"),
        ('W/"a"', "a"),
        ("a", "a"),
        ('W/"b"', "b"),
        ('W/"a-1"', "a-1"),
    ],
)
def test_what_a_gateway_puts_behind_an_etag_is_no_part_of_the_version(etag: str, version: str) -> None:
    with a_server(lambda request: httpx.Response(200, json=TASK, headers={"ETag": etag})) as server:
        assert server.read("Task/1").version_id == version


def test_a_success_told_by_an_outcome_is_one_without_a_body() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "diagnostics": "stored"}]}
    headers = {"Location": f"{URL}/Task/1/_history/4", "ETag": 'W/"4"'}
    with a_server(lambda request: httpx.Response(201, json=outcome, headers=headers)) as server:
        answer = server.create({"resourceType": "Task"}, "urn:x|1")
    assert (answer.done, answer.resource, answer.reference, answer.version_id) == (True, None, "Task/1", "4")


def test_a_server_that_answers_searches_by_post_only_is_asked_by_post() -> None:
    seen: list[tuple[str, str]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, str(request.url).removeprefix(URL)))
        if request.method == "GET":
            return httpx.Response(405)
        asked = parse_qs(request.content.decode())
        assert asked["owner"] == ["Organization/1"]
        assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
        return httpx.Response(200, json=a_bundle(TASK))

    with a_server(handler) as server:
        for _ in range(2):
            (page,) = server.search("Task", [("owner", "Organization/1")])
            assert [one["id"] for one in page.matches] == ["1"]
    assert seen == [("GET", "/Task?owner=Organization%2F1"), ("POST", "/Task/_search"), ("POST", "/Task/_search")]


def test_a_type_that_cannot_be_searched_stays_refused_and_is_not_posted_where_get_works() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(f"{request.method} {request.url.path.rpartition('/')[2]}")
        return httpx.Response(200, json=a_bundle(TASK)) if "Task" in str(request.url) else httpx.Response(405)

    with a_server(handler) as server:
        assert len(list(server.search("Task", []))) == 1
        with pytest.raises(SearchRefused, match="405"):
            list(server.search("Basic", []))
    assert seen == ["GET Task", "GET Basic"]


# --- addresses ---------------------------------------------------------------------------------------------------


def a_medication() -> Json:
    """What a line points to."""
    return {
        "resourceType": "Medication",
        "id": "7",
        "code": {"text": "Metformin 500 mg tablet"},
        "ingredient": [{"itemCodeableConcept": {"text": "Metformin"}}],
    }


@pytest.mark.parametrize("target", ["Medication/7", "Medication/7/_history/3", f"{URL}/Medication/7"])
def test_a_medicine_is_found_however_the_server_writes_where_it_is(target: str) -> None:
    request = fhir_request(medicationCodeableConcept=None, medicationReference={"reference": target})
    there = {"MedicationRequest/m1": request, "Patient/p1": fhir_patient(), "Medication/7": a_medication()}

    def handler(asked: httpx.Request) -> httpx.Response:
        found = there.get("/".join(asked.url.path.split("/")[-2:]))
        return httpx.Response(200, json=found) if found else httpx.Response(200, json=a_bundle())

    task = fhir_task()

    class Asking:
        server = a_server(handler)
        translation = a_translation()

    with Asking.server:
        gathered = gather(Asking, Asked(), [task], ())
        understood = Asking.translation.prescription(task, gathered.around(task), None)
    line: PrescriptionLine = understood.lines[0]
    assert line.block is None
    assert (line.medicine.text, [one.ingredient for one in line.medicine.ingredients]) == (
        "Metformin 500 mg tablet",
        ["metformin"],
    )


# --- what cannot be followed ------------------------------------------------------------------------------------


def doubts_of(**changes: Any) -> tuple[str, ...]:
    """Of a Task with its line and patient at hand."""
    there = {"MedicationRequest/m1": fhir_request(), "Patient/p1": fhir_patient()}
    return a_translation().prescription(fhir_task(**changes), there, []).doubts


INSIDE: Json = {"resourceType": "MedicationRequest", "id": "rx"}


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        (
            {"contained": [INSIDE], "focus": {"reference": "#rx"}},
            "Task.focus is inside the Task: MedicationRequest",
        ),
        (
            {"contained": [INSIDE], "basedOn": [{"reference": "MedicationRequest/m1"}, {"reference": "#rx"}]},
            "Task.basedOn is inside the Task: MedicationRequest",
        ),
        ({"focus": {"reference": "#nobody"}}, "Task.focus is inside the Task: #nobody"),
        (
            {"basedOn": [{"reference": "urn:uuid:5c1f8a0e-0000-4000-8000-000000000001"}]},
            "Task.basedOn has no place at the server: urn:uuid:5c1f8a0e-0000-4000-8000-000000000001",
        ),
        (
            {"focus": {"type": "MedicationRequest", "identifier": {"system": "urn:rx", "value": "9"}}},
            "Task.focus is named by its identifier only: MedicationRequest",
        ),
    ],
)
def test_a_line_that_cannot_be_followed_is_never_left_out_in_silence(changes: Json, doubt: str) -> None:
    assert doubt in doubts_of(**changes)


def test_a_pending_cancellation_blocks_until_the_server_has_decided() -> None:
    pending = {"coding": [{"system": "urn:their-words", "code": "cancel-pending"}]}
    assert doubts_of(status="in-progress", businessStatus=pending) == ("A cancellation is pending at the server",)


@pytest.mark.parametrize(
    "changes",
    [
        {"contained": [{"resourceType": "Medication", "id": "m"}], "input": [{"valueReference": {"reference": "#m"}}]},
        {"basedOn": [{"reference": "MedicationRequest/m1"}, {"reference": "CarePlan/3"}]},
        {"focus": {"type": "CarePlan", "identifier": {"value": "9"}}},
    ],
)
def test_what_is_no_line_is_no_doubt(changes: Json) -> None:
    assert doubts_of(**changes) == ()
