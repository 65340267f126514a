"""Bundles of requests."""

from typing import Any

import pytest

from tests.adapters.orderserver.client import BASE, Api, assert_outcome, dispense, line, task
from workstation.orderserver.config import ServerConfig


def _entry(method: str, url: str, resource: Any = None, full_url: str = "", **request: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        entry["resource"] = resource
    return {**entry, "fullUrl": full_url} if full_url else entry


def _bundle(kind: str, *entries: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def test_each_entry_of_a_batch_stands_for_itself(api: Api) -> None:
    api.put("/Task/t1", task(id="t1"))
    answer = api.post(
        "/",
        _bundle(
            "batch",
            _entry("POST", "MedicationDispense", dispense()),
            _entry("POST", "MedicationDispense", dispense(status="nonsense")),
            _entry("GET", "Task/t1"),
            _entry("GET", "Task?status=requested"),
            _entry("PUT", "Task/t1", task(id="t1", status="accepted"), ifMatch='W/"stale"'),
            _entry("DELETE", f"{BASE}/Task/t1"),
            _entry("PATCH", "Task/t1"),
            _entry("POST", ""),
            {"resource": task()},
            7,
        ),
    )
    assert answer.status_code == 200
    assert answer.json()["type"] == "batch-response"
    entries = answer.json()["entry"]
    assert [entry["response"]["status"].split()[0] for entry in entries] == [
        "201", "422", "200", "200", "412", "204", "405", "404", "400", "400"
    ]  # fmt: skip
    assert entries[0]["response"]["location"].startswith(f"{BASE}/MedicationDispense/")
    assert entries[0]["response"]["etag"]
    assert entries[1]["response"]["outcome"]["issue"][0]["code"] == "code-invalid"
    assert entries[2]["resource"]["id"] == "t1"
    assert entries[3]["resource"]["total"] == 1
    assert api.store.count("Task") == 0


def test_an_idempotent_create_works_inside_a_batch(api: Api) -> None:
    entry = _entry("POST", "MedicationDispense", dispense(), ifNoneExist="identifier=urn:test|d-1")
    statuses = [entry["response"]["status"] for entry in api.post("/", _bundle("batch", entry, entry)).json()["entry"]]
    assert statuses == ["201 Created", "200 OK"]


def test_a_transaction_resolves_references_between_its_entries(api: Api) -> None:
    answer = api.post(
        "/",
        _bundle(
            "transaction",
            _entry(
                "POST",
                "Task",
                task(focus={"reference": "urn:uuid:line"}, owner={"reference": "Organization/o1"}),
            ),
            _entry("POST", "MedicationRequest", line(subject={"reference": "Patient/local"}), "urn:uuid:line"),
            _entry("POST", "Patient", {"resourceType": "Patient", "id": "local"}, "urn:uuid:patient"),
            _entry("PUT", "Organization/o1", {"resourceType": "Organization", "id": "o1"}),
            _entry("GET", "Organization/o1"),
        ),
    )
    assert answer.status_code == 200, answer.text
    statuses = [entry["response"]["status"][:3] for entry in answer.json()["entry"]]
    assert statuses == ["201", "201", "201", "201", "200"]
    assert api.included("/Task?_include=Task:focus&_include=Task:owner&_include:iterate=MedicationRequest:patient") == {
        f"MedicationRequest/{api.matches('/MedicationRequest')[0]}",
        f"Patient/{api.matches('/Patient')[0]}",
        "Organization/o1",
    }


def test_a_transaction_points_to_what_a_conditional_create_found(api: Api) -> None:
    api.put("/MedicationDispense/x1", dispense(id="x1"))
    create = _entry("POST", "MedicationDispense", dispense(), "urn:uuid:d", ifNoneExist="identifier=d-1")
    output = [{"type": {"text": "dispense"}, "valueReference": {"reference": "urn:uuid:d"}}]
    answer = api.post("/", _bundle("transaction", _entry("POST", "Task", task(output=output)), create))
    assert answer.json()["entry"][1]["response"]["status"] == "200 OK"
    stored = api.get(f"/Task/{api.matches('/Task')[0]}").json()
    assert stored["output"][0]["valueReference"] == {"reference": "MedicationDispense/x1"}


def test_two_conditional_creates_with_one_condition_make_one_resource(api: Api) -> None:
    entries = [
        _entry("POST", "MedicationDispense", dispense(), f"urn:uuid:{n}", ifNoneExist="identifier=d-1")
        for n in range(2)
    ]
    tasks = [_entry("POST", "Task", task(focus={"reference": f"urn:uuid:{n}"})) for n in range(2)]
    assert api.post("/", _bundle("transaction", *entries, *tasks)).status_code == 200
    (only,) = api.matches("/MedicationDispense")
    assert len(api.matches(f"/Task?focus=MedicationDispense/{only}")) == 2


@pytest.mark.parametrize(
    "bad",
    [
        _entry("POST", "Task", task(status="nonsense")),
        _entry("PUT", "Task/t1", task(id="t1"), ifMatch='W/"stale"'),
        _entry("GET", "Task/none"),
        _entry("POST", "Nonsense", {}),
        _entry("PUT", "Patient/p1", {"resourceType": "Patient", "id": "p1"}),
        {},
        "x",
    ],
    ids=["invalid", "stale", "missing", "unknown-type", "twice", "empty", "text"],
)
def test_a_transaction_with_one_bad_entry_changes_nothing(api: Api, bad: Any) -> None:
    api.put("/Task/t1", task(id="t1", status="accepted"))
    before = api.store.counts(), api.get("/Task/t1").json()
    good = _entry("PUT", "Patient/p1", {"resourceType": "Patient", "id": "p1"})
    answer = api.post("/", _bundle("transaction", good, _entry("PUT", "Task/t2", task(id="t2")), bad))
    assert answer.status_code >= 400
    assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[2]"]
    assert (api.store.counts(), api.get("/Task/t1").json()) == before
    assert api.matches("/Task?status=requested") == []
    assert api.get("/Task/t2").status_code == 404


def test_too_many_entries_are_refused_as_too_large() -> None:
    api = Api(ServerConfig(max_batch_entries=2))
    entries = [_entry("GET", "Task")] * 3
    assert_outcome(api.post("/", _bundle("batch", *entries)), 413, "too-costly")
    assert api.post("/", _bundle("batch", *entries[:2])).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        task(),
        {"resourceType": "Bundle", "type": "message"},
        {"resourceType": "Bundle", "type": "batch", "entry": 1},
        [],
        3,
    ],
)
def test_only_bundles_of_requests_are_accepted_at_the_base(api: Api, body: Any) -> None:
    assert api.post("/", body).status_code == 400
