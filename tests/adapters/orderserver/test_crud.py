"""Create, read, update, delete, versions and preconditions."""

from decimal import Decimal

import pytest

from tests.adapters.orderserver.client import BASE, Api, assert_outcome, dispense, task
from workstation.orderserver import exact_json
from workstation.orderserver.config import ServerConfig


def test_a_created_resource_is_read_back_from_its_location(api: Api) -> None:
    created = api.post("/Task", task(description="kept"))
    assert created.status_code == 201
    location = created.headers["location"]
    assert location == f"{BASE}/Task/{created.json()['id']}/_history/{created.json()['meta']['versionId']}"
    assert created.headers["etag"] == f'W/"{created.json()["meta"]["versionId"]}"'
    assert created.headers["last-modified"] == "Sun, 01 Nov 2026 08:00:00 GMT"
    read = api.get(location.removeprefix(BASE))
    assert read.json() == created.json()
    assert read.json()["description"] == "kept"


def test_an_id_that_the_client_sends_with_a_create_is_not_used(api: Api) -> None:
    assert api.post("/Task", task(id="mine")).json()["id"] != "mine"


def test_numbers_and_unknown_members_survive(api: Api) -> None:
    sent = dispense(quantity={"value": Decimal("1.50"), "unit": "mL"}, somethingNew={"deep": [Decimal("0.10"), 3]})
    created = api.post("/MedicationDispense", sent)
    assert b'"value":1.50' in created.content
    kept = exact_json.loads(api.get(f"/MedicationDispense/{created.json()['id']}").content)
    assert kept["somethingNew"] == sent["somethingNew"]


def test_version_ids_are_opaque_and_change_with_every_update(api: Api) -> None:
    versions = {api.put("/Task/t1", task(id="t1")).json()["meta"]["versionId"] for _ in range(5)}
    assert len(versions) == 5
    assert not any(version.isdigit() and len(version) < 3 for version in versions)


def test_an_update_with_a_stale_version_is_refused_and_changes_nothing(api: Api) -> None:
    first = api.put("/Task/t1", task(id="t1"))
    second = api.put("/Task/t1", task(id="t1", status="accepted"), if_match=first.headers["etag"])
    assert second.status_code == 200
    stale = api.put("/Task/t1", task(id="t1", status="rejected"), if_match=first.headers["etag"])
    assert_outcome(stale, 412, "conflict")
    assert api.get("/Task/t1").json() == second.json()


def test_an_update_without_if_match_is_allowed_unless_required() -> None:
    lenient, strict = Api(), Api(ServerConfig(require_if_match=True))
    for api in (lenient, strict):
        assert api.put("/Task/t1", task(id="t1")).status_code == 201
    assert lenient.put("/Task/t1", task(id="t1")).status_code == 200
    assert_outcome(strict.put("/Task/t1", task(id="t1")), 428, "required")


def test_if_match_on_what_does_not_exist_is_refused(api: Api) -> None:
    assert_outcome(api.put("/Task/t1", task(id="t1"), if_match='W/"x"'), 412, "conflict")


def test_a_malformed_if_match_is_refused(api: Api) -> None:
    api.put("/Task/t1", task(id="t1"))
    assert_outcome(api.put("/Task/t1", task(id="t1"), if_match="abc"), 400, "invalid")


def test_a_put_may_be_limited_to_creating(api: Api) -> None:
    assert api.put("/Task/t1", task(id="t1"), if_none_match="*").status_code == 201
    assert_outcome(api.put("/Task/t1", task(id="t1"), if_none_match="*"), 412, "conflict")


def test_a_server_may_refuse_ids_chosen_by_clients() -> None:
    api = Api(ServerConfig(update_creates=False))
    assert_outcome(api.put("/Task/t1", task(id="t1")), 405, "not-supported")


@pytest.mark.parametrize("wrong", [{}, {"id": "other"}])
def test_a_put_whose_id_differs_from_the_address_is_refused(api: Api, wrong: dict[str, str]) -> None:
    assert_outcome(api.put("/Task/t1", task(**wrong)), 400, "invalid")


def test_a_deleted_resource_is_gone_and_its_history_stays(api: Api) -> None:
    first = api.put("/Task/t1", task(id="t1")).json()["meta"]["versionId"]
    assert api.delete("/Task/t1").status_code == 204
    assert_outcome(api.get("/Task/t1"), 410, "deleted")
    assert api.matches("/Task") == []
    assert api.get(f"/Task/t1/_history/{first}").status_code == 200
    history = api.get("/Task/t1/_history").json()
    assert [entry["request"]["method"] for entry in history["entry"]] == ["DELETE", "POST"]
    assert "resource" not in history["entry"][0]


def test_a_deletion_is_repeatable_and_a_put_brings_the_resource_back(api: Api) -> None:
    api.put("/Task/t1", task(id="t1"))
    assert [api.delete("/Task/t1").status_code for _ in range(2)] == [204, 204]
    assert api.put("/Task/t1", task(id="t1")).status_code == 201
    assert api.get("/Task/t1").status_code == 200


def test_a_stale_deletion_is_refused(api: Api) -> None:
    first = api.put("/Task/t1", task(id="t1"))
    api.put("/Task/t1", task(id="t1", status="accepted"))
    assert_outcome(api.delete("/Task/t1", if_match=first.headers["etag"]), 412, "conflict")


def test_what_never_existed_is_not_found(api: Api) -> None:
    assert_outcome(api.get("/Task/none"), 404, "not-found")
    assert_outcome(api.get("/Task/none/_history"), 404, "not-found")
    assert_outcome(api.get("/Task/none/_history/1"), 404, "not-found")


def test_an_unchanged_resource_is_not_sent_again(api: Api) -> None:
    etag = api.put("/Task/t1", task(id="t1")).headers["etag"]
    answer = api.get("/Task/t1", if_none_match=etag)
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_minimal_return_has_no_body_but_all_headers(api: Api) -> None:
    answer = api.post("/Task", task(), prefer="return=minimal")
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["etag"]
    assert answer.headers["location"]


def test_if_none_exist_creates_once(api: Api) -> None:
    condition = "identifier=urn:test|d-1"
    first = api.post("/MedicationDispense", dispense(), if_none_exist=condition)
    again = api.post("/MedicationDispense", dispense(), if_none_exist=condition)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert api.store.count("MedicationDispense") == 1


def test_if_none_exist_with_several_matches_is_refused(api: Api) -> None:
    for _ in range(2):
        api.post("/MedicationDispense", dispense())
    answer = api.post("/MedicationDispense", dispense(), if_none_exist="identifier=urn:test|d-1")
    assert_outcome(answer, 412, "multiple-matches")
    assert api.store.count("MedicationDispense") == 2


@pytest.mark.parametrize("condition", ["nonsense=1", "_count=1", "identifier=", "group-identifier=x"])
def test_an_if_none_exist_that_finds_nothing_in_particular_is_refused(api: Api, condition: str) -> None:
    answer = api.post("/MedicationDispense", dispense(), if_none_exist=condition)
    assert answer.status_code == 400
    assert api.store.count("MedicationDispense") == 0
