"""Other choices that a FHIR server may make: what a client sees, and what the store holds."""

import base64
import uuid
from dataclasses import replace

import pytest

from tests.adapters.orderserver.client import BASE, Api, assert_outcome, dispense, line, task
from workstation.orderserver.config import Auth, BinaryForm, ConditionalCreate, ServerConfig, VersionIds
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.r4_elements import is_element

ONCE = "identifier=urn:test|d-1"


def _versions(api: Api, count: int = 3) -> list[str]:
    return [api.put("/Task/t1", task(id="t1")).json()["meta"]["versionId"] for _ in range(count)]


def test_integer_versions_count_for_each_resource_and_over_a_deletion() -> None:
    api = Api(ServerConfig(version_ids=VersionIds.INTEGER))
    assert _versions(api) == ["1", "2", "3"]
    api.delete("/Task/t1")
    assert _versions(api, 1) == ["5"]
    assert api.put("/Task/t2", task(id="t2")).headers["etag"] == 'W/"1"'
    assert api.get("/Task/t1/_history/2").status_code == 200


def test_uuid_versions_are_uuids() -> None:
    versions = _versions(Api(ServerConfig(version_ids=VersionIds.UUID)))
    assert [str(uuid.UUID(version)) for version in versions] == versions
    assert len(set(versions)) == 3


def test_relative_links_lead_to_the_same_places() -> None:
    api = Api(ServerConfig(relative_links=True, page_size=1))
    created = api.post("/Task", task())
    assert created.headers["location"].startswith("/Task/")
    assert api.get(created.headers["location"]).json() == created.json()
    api.post("/Task", task())
    page = api.get("/Task").json()
    links = {link["relation"]: link["url"] for link in page["link"]}
    assert links["next"].startswith("/Task?_page=")
    assert len(api.get(links["next"]).json()["entry"]) == 1


def test_a_server_can_be_at_a_path_of_its_host() -> None:
    for relative in (False, True):
        api = Api(ServerConfig(base_path="/fhir/r4", page_size=1, relative_links=relative))
        for _ in range(2):
            location = api.post("/Task", task()).headers["location"]
        page = api.get("/Task").json()
        links = {link["relation"]: link["url"] for link in page["link"]}
        before = "" if relative else BASE
        assert location.startswith(f"{before}/fhir/r4/Task/")
        assert links["next"].startswith(f"{before}/fhir/r4/Task?_page=")
        assert page["entry"][0]["fullUrl"].startswith(f"{BASE}/fhir/r4/Task/")
        assert api.get(f"{BASE}{links['next'].removeprefix(BASE)}").json()["entry"]
        assert api.get("/metadata").json()["implementation"]["url"] == f"{BASE}/fhir/r4"
        assert_outcome(api.get(f"{BASE}/Task"), 404, "not-found")
        assert_outcome(api.get(f"{BASE}/fhir/r44/Task"), 404, "not-found")


def test_a_stale_version_can_be_a_409() -> None:
    api = Api(ServerConfig(stale_status=409))
    etag = api.put("/Task/t1", task(id="t1")).headers["etag"]
    assert api.put("/Task/t1", task(id="t1", status="accepted"), if_match=etag).status_code == 200
    assert_outcome(api.put("/Task/t1", task(id="t1"), if_match=etag), 409, "conflict")
    assert_outcome(api.delete("/Task/t1", if_match=etag), 409, "conflict")
    assert api.get("/Task/t1").json()["status"] == "accepted"


def test_an_ignored_if_match_lets_the_last_writer_win() -> None:
    api = Api(ServerConfig(if_match=False))
    etag = api.put("/Task/t1", task(id="t1")).headers["etag"]
    api.put("/Task/t1", task(id="t1", status="accepted"), if_match=etag)
    assert api.put("/Task/t1", task(id="t1", status="rejected"), if_match=etag).status_code == 200
    assert api.get("/Task/t1").json()["status"] == "rejected"


@pytest.mark.parametrize(
    ("choice", "statuses", "kept"),
    [
        (ConditionalCreate.HONOURED, [201, 200], 1),
        (ConditionalCreate.IGNORED, [201, 201], 2),
        (ConditionalCreate.REFUSED, [412, 412], 0),
    ],
)
def test_a_conditional_create_creates_once_or_twice_or_never(
    choice: ConditionalCreate, statuses: list[int], kept: int
) -> None:
    api = Api(ServerConfig(if_none_exist=choice))
    answers = [api.post("/MedicationDispense", dispense(), if_none_exist=ONCE) for _ in statuses]
    assert [answer.status_code for answer in answers] == statuses
    assert api.store.count("MedicationDispense") == kept
    assert api.post("/MedicationDispense", dispense("d-2")).status_code == 201


def _bundle(kind: str, entries: int = 1) -> dict[str, object]:
    entry = {"request": {"method": "POST", "url": "Task"}, "resource": task()}
    return {"resourceType": "Bundle", "type": kind, "entry": [entry] * entries}


@pytest.mark.parametrize(
    ("batch", "transaction", "refusal", "statuses"),
    [(True, False, 405, (200, 405)), (False, False, 404, (404, 404)), (False, True, 405, (405, 200))],
)
def test_bundles_that_are_not_supported_are_refused_and_not_declared(
    batch: bool, transaction: bool, refusal: int, statuses: tuple[int, int]
) -> None:
    config = ServerConfig(supports_batch=batch, supports_transaction=transaction, bundle_refusal=refusal)
    api = Api(config)
    assert tuple(api.post("/", _bundle(kind)).status_code for kind in ("batch", "transaction")) == statuses
    assert api.store.count("Task") == statuses.count(200)
    declared = api.get("/metadata").json()["rest"][0].get("interaction", [])
    assert [each["code"] for each in declared] == ["batch"] * batch + ["transaction"] * transaction


def test_a_bundle_beyond_the_limit_is_refused_whole() -> None:
    api = Api(PERSONALITIES["small"])
    assert_outcome(api.post("/", _bundle("batch", 4)), 413, "too-costly")
    assert api.store.count("Task") == 0
    assert api.post("/", _bundle("batch", 3)).status_code == 200
    assert api.store.count("Task") == 3


def test_a_write_can_be_answered_without_a_body_whatever_is_preferred() -> None:
    api = Api(ServerConfig(returns_body=False))
    created = api.post("/Task", task(), prefer="return=representation")
    assert (created.status_code, created.content) == (201, b"")
    address = created.headers["location"].removeprefix(BASE).partition("/_history")[0]
    read = api.get(address)
    assert read.headers["etag"] == created.headers["etag"]
    updated = api.put(address, read.json(), prefer="return=representation")
    assert (updated.status_code, updated.content) == (200, b"")
    assert updated.headers["etag"] != created.headers["etag"]


def test_without_an_etag_the_version_is_in_the_resource_and_still_guards_it() -> None:
    api = Api(ServerConfig(sends_etag=False))
    first = api.put("/Task/t1", task(id="t1"))
    answers = (first, api.get("/Task/t1"), api.delete("/Task/t2"))
    assert all("etag" not in answer.headers for answer in answers)
    entry = api.post("/", _bundle("batch")).json()["entry"][0]["response"]
    assert "etag" not in entry
    tag = f'W/"{first.json()["meta"]["versionId"]}"'
    assert api.put("/Task/t1", task(id="t1"), if_match=tag).status_code == 200
    assert api.put("/Task/t1", task(id="t1"), if_match=tag).status_code == 412


def test_an_include_that_is_not_supported_is_left_out_and_not_shown_as_used() -> None:
    api = Api(ServerConfig(supports_include=False))
    api.put("/Patient/p1", {"resourceType": "Patient", "id": "p1"})
    api.put("/Task/t1", task(id="t1", **{"for": {"reference": "Patient/p1"}}))
    answer = api.get("/Task?_include=Task:patient&status=requested").json()
    assert len(answer["entry"]) == 1
    assert "_include" not in answer["link"][0]["url"]
    assert_outcome(api.get("/Task?_include=Task:patient", prefer="handling=strict"), 400, "not-supported")


def test_without_sorting_matches_come_in_the_order_of_their_ids() -> None:
    api = Api(ServerConfig(supports_sort=False))
    for name in ("b", "c", "a"):
        api.put(f"/Task/{name}", task(id=name))
        api.clock.advance(minutes=1)
    assert api.matches("/Task?_sort=-_lastUpdated") == ["a", "b", "c"]


def test_whole_seconds_make_changes_look_simultaneous_and_still_found() -> None:
    api = Api(ServerConfig(whole_seconds=True))
    for number in range(3):
        api.clock.advance(milliseconds=300)
        api.put(f"/Task/t{number}", task(id=f"t{number}"))
    updated = {entry["resource"]["meta"]["lastUpdated"] for entry in api.entries("/Task", "match")}
    assert updated == {"2026-11-01T08:00:00.000Z"}
    assert len(api.matches("/Task?_lastUpdated=ge2026-11-01T08:00:00Z&_sort=_lastUpdated")) == 3


@pytest.mark.parametrize("refuses", [False, True])
def test_an_unknown_search_parameter_is_passed_over_or_refused(refuses: bool) -> None:
    known = frozenset({"Organization.identifier"})
    api = Api(ServerConfig(unsupported_search=known, refuses_unknown_search=refuses))
    api.put("/Organization/o1", {"resourceType": "Organization", "id": "o1", "name": "Shop"})
    answer = api.get("/Organization?identifier=nowhere")
    if refuses:
        assert_outcome(answer, 400, "not-supported")
        assert api.get("/Organization?nonsense=1").status_code == 400
    else:
        assert answer.json()["total"] == 1
    assert api.matches("/Organization?name=shop") == ["o1"]
    described = next(
        each for each in api.get("/metadata").json()["rest"][0]["resource"] if each["type"] == "Organization"
    )
    assert "identifier" not in {each["name"] for each in described["searchParam"]}


def test_entries_may_come_without_saying_why_they_are_there() -> None:
    api = Api(ServerConfig(sends_search_mode=False))
    api.post("/Task", task())
    assert "search" not in api.get("/Task").json()["entry"][0]


def test_unknown_elements_are_refused_by_a_strict_server_without_repeating_them() -> None:
    api = Api(ServerConfig(refuses_unknown_elements=True))
    answer = api.post("/Task", task(secretThing=1))
    assert_outcome(answer, 422, "structure")
    assert "secretThing" not in answer.text
    assert api.store.count("Task") == 0
    assert api.post("/Task", task(_status={"extension": []}, note=[], modifierExtension=[])).status_code == 201
    assert api.post("/MedicationDispense", dispense()).status_code == 201


def test_the_elements_of_a_choice_are_known_by_their_stem() -> None:
    assert is_element("MedicationDispense", "medicationReference")
    assert is_element("Patient", "deceasedDateTime")
    assert not is_element("MedicationDispense", "medication")
    assert not is_element("MedicationDispense", "medicationsent")
    assert is_element("Flag", "anything")


def test_references_must_lead_somewhere_on_a_strict_server() -> None:
    api = Api(ServerConfig(references_must_resolve=True))
    assert_outcome(api.post("/MedicationRequest", line()), 422, "not-found")
    api.put("/Patient/p1", {"resourceType": "Patient", "id": "p1"})
    assert api.post("/MedicationRequest", line()).status_code == 201
    absolute = line(subject={"reference": f"{BASE}/Patient/p2"})
    assert_outcome(api.post("/MedicationRequest", absolute), 422, "not-found")
    medication = {"resourceType": "Medication", "id": "m"}
    inside = dispense(contained=[medication], medicationReference={"reference": "#m"})
    assert api.post("/MedicationDispense", inside).status_code == 201
    outside = dispense(medicationReference={"reference": "#x"})
    assert_outcome(api.post("/MedicationDispense", outside), 422, "not-found")
    elsewhere = line(subject={"reference": "https://other.test/Patient/9"})
    assert api.post("/MedicationRequest", elsewhere).status_code == 201
    assert api.store.counts() == {"MedicationDispense": 1, "MedicationRequest": 2, "Patient": 1}


def test_the_entries_of_a_transaction_may_refer_to_each_other_on_a_strict_server() -> None:
    api = Api(ServerConfig(references_must_resolve=True))
    patient, request = f"urn:uuid:{uuid.uuid4()}", {"method": "POST", "url": "MedicationRequest"}
    entries = [
        {"request": request, "resource": line(subject={"reference": patient})},
        {
            "fullUrl": patient,
            "request": {"method": "POST", "url": "Patient"},
            "resource": {"resourceType": "Patient"},
        },
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    assert api.post("/", bundle).status_code == 200
    assert api.store.counts() == {"MedicationRequest": 1, "Patient": 1}


def test_deletion_can_be_refused() -> None:
    api = Api(ServerConfig(supports_delete=False))
    api.put("/Task/t1", task(id="t1"))
    assert_outcome(api.delete("/Task/t1"), 405, "not-supported")
    assert api.get("/Task/t1").status_code == 200


@pytest.mark.parametrize(
    ("form", "accept", "raw"),
    [
        (BinaryForm.BY_ACCEPT, "application/pdf", True),
        (BinaryForm.BY_ACCEPT, "application/fhir+json", False),
        (BinaryForm.RESOURCE, "application/pdf", False),
        (BinaryForm.CONTENT, "application/fhir+json", True),
    ],
)
def test_a_binary_comes_as_its_content_or_as_the_resource(form: BinaryForm, accept: str, raw: bool) -> None:
    api = Api(ServerConfig(binary_form=form))
    content = b"%PDF-1.7 scan"
    data = base64.b64encode(content).decode()
    api.put(
        "/Binary/b1",
        {"resourceType": "Binary", "id": "b1", "contentType": "application/pdf", "data": data},
    )
    answer = api.get("/Binary/b1", accept=accept)
    if raw:
        assert (answer.content, answer.headers["content-type"]) == (content, "application/pdf")
    else:
        assert answer.json()["data"] == data


@pytest.mark.parametrize("name", PERSONALITIES)
def test_every_personality_keeps_a_task_and_finds_it_again(name: str) -> None:
    api = Api(PERSONALITIES[name])
    created = api.post("/Task", task(description="kept"))
    assert created.status_code == 201
    location = created.headers["location"].removeprefix(BASE).removeprefix(PERSONALITIES[name].base_path)
    address = location.partition("/_history")[0]
    api.clock.advance(seconds=10)
    form = "application/x-www-form-urlencoded"
    found = api.request("POST", "/Task/_search", b"status=requested", content_type=form).json()["entry"]
    assert [entry["resource"]["description"] for entry in found] == ["kept"]
    answer = api.get(address)
    read = answer.json()
    tag = answer.headers.get("etag", f'W/"{read["meta"]["versionId"]}"')
    assert api.put(address, {**read, "status": "accepted"}, if_match=tag).status_code == 200
    assert api.get(address).json()["status"] == "accepted"
    assert api.get("/metadata").json()["resourceType"] == "CapabilityStatement"


def test_a_personality_is_combined_with_other_settings() -> None:
    api = Api(replace(PERSONALITIES["weak"], auth=Auth.SMART))
    assert api.get("/Task").status_code == 401


def test_a_proud_server_declares_what_it_does_not_do() -> None:
    honest = Api(PERSONALITIES["weak"]).get("/metadata").json()["rest"][0]
    proud = Api(PERSONALITIES["weak-but-proud"])
    declared = proud.get("/metadata").json()["rest"][0]
    assert "interaction" not in honest
    assert [each["code"] for each in declared["interaction"]] == ["batch", "transaction"]
    assert proud.post("/", _bundle("batch")).status_code == 405
    assert "extension" not in declared


def test_strong_etags_are_compared_letter_by_letter() -> None:
    api = Api(ServerConfig(strong_etags=True, version_ids=VersionIds.INTEGER))
    assert api.put("/Task/t1", task(id="t1")).headers["etag"] == '"1"'
    for said, status in (('W/"1"', 412), ("1", 412), ('"1"', 200), ('"1"', 412)):
        assert api.put("/Task/t1", task(id="t1"), if_match=said).status_code == status, said


def test_a_search_may_be_answered_by_post_only() -> None:
    api = Api(ServerConfig(searches_by_post=True, page_size=1))
    for _ in range(2):
        api.post("/Task", task())
    assert_outcome(api.get("/Task?status=requested"), 405, "not-supported")
    form = "application/x-www-form-urlencoded"
    page = api.request("POST", "/Task/_search", b"status=requested", content_type=form).json()
    links = {link["relation"]: link["url"] for link in page["link"]}
    assert len(api.get(links["next"]).json()["entry"]) == 1


def test_what_is_there_may_be_answered_with_304() -> None:
    api = Api(ServerConfig(if_none_exist=ConditionalCreate.NOT_MODIFIED))
    assert api.post("/MedicationDispense", dispense(), if_none_exist=ONCE).status_code == 201
    again = api.post("/MedicationDispense", dispense(), if_none_exist=ONCE)
    assert (again.status_code, again.content) == (304, b"")
    assert len(api.get("/MedicationDispense").json()["entry"]) == 1


def test_extensions_may_be_dropped_wherever_they_stand() -> None:
    api = Api(ServerConfig(keeps_extensions=False))
    more = [{"url": "urn:x", "valueBoolean": True}]
    kept = api.post("/Task", task(extension=more, owner={"reference": "Organization/1", "extension": more})).json()
    assert "extension" not in kept
    assert kept["owner"] == {"reference": "Organization/1"}
