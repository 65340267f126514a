"""Media types, Binary, sizes, errors: what HTTP adds."""

import base64
import logging
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.adapters.orderserver.client import Api, assert_outcome, dispense, task
from workstation.orderserver.config import ServerConfig


@pytest.mark.parametrize(
    "content_type",
    ["application/fhir+json", "application/json; charset=UTF-8", "application/fhir+json; fhirVersion=4.0"],
)
def test_json_is_accepted(api: Api, content_type: str) -> None:
    assert api.post("/Task", task(), content_type=content_type).status_code == 201


@pytest.mark.parametrize(
    "content_type", ["application/fhir+xml", "text/plain", "", "application/json; charset=latin-1"]
)
def test_other_content_is_refused(api: Api, content_type: str) -> None:
    assert_outcome(api.post("/Task", task(), content_type=content_type), 415, "not-supported")


@pytest.mark.parametrize("accept", ["application/fhir+xml", "text/html"])
def test_an_answer_in_another_format_is_refused(api: Api, accept: str) -> None:
    assert_outcome(api.get("/Task", accept=accept), 406, "not-supported")
    assert_outcome(api.get("/Task?_format=xml"), 406, "not-supported")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html, application/fhir+json;q=0.9"])
def test_an_answer_in_json_is_given(api: Api, accept: str) -> None:
    answer = api.get("/Task?_format=application/fhir+json", accept=accept)
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    assert api.get("/Task", accept=accept).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"resourceType":"Task","x":NaN}', b"[" * 50_000])
def test_a_body_that_is_no_json_is_refused(api: Api, body: bytes) -> None:
    assert_outcome(api.post("/Task", body, content_type="application/fhir+json"), 400, "structure")


@pytest.mark.parametrize(
    "body", [b"null", b"[]", b"3", b'"Task"', b"{}", b'{"resourceType":"Patient"}', b'{"resourceType":5}']
)
def test_a_body_of_another_kind_is_refused(api: Api, body: bytes) -> None:
    assert api.post("/Task", body, content_type="application/fhir+json").status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/Nonsense", 404),
        ("GET", "/Task/1/2", 404),
        ("GET", "/Task/$everything", 404),
        ("GET", "/Task/_history", 404),
        ("GET", "/", 405),
        ("PATCH", "/Task/1", 405),
        ("DELETE", "/Task", 405),
        ("PUT", "/Task", 405),
        ("POST", "/Task/1", 405),
    ],
)
def test_what_is_not_there_is_said_as_outcome(api: Api, method: str, path: str, status: int) -> None:
    body = task() if method in ("POST", "PUT", "PATCH") else None
    assert_outcome(api.request(method, path, body), status, "not-supported")


def test_a_body_beyond_the_limit_is_refused() -> None:
    api = Api(ServerConfig(max_body_bytes=1000))
    assert_outcome(api.post("/Task", task(description="x" * 1000)), 413, "too-long")
    assert_outcome(api.post("/Task", b" " * 1001, content_length="5", content_type="application/json"), 413, "too-long")
    assert api.post("/Task", task()).status_code == 201


def test_a_binary_goes_in_and_comes_out_as_raw_bytes(api: Api) -> None:
    content = bytes(range(256))
    created = api.post("/Binary", content, content_type="image/png")
    assert created.status_code == 201
    path = f"/Binary/{created.json()['id']}"
    raw = api.get(path, accept="image/png")
    assert raw.content == content
    assert raw.headers["content-type"] == "image/png"
    assert raw.headers["etag"] == created.headers["etag"]
    assert api.get(path).content == content


def test_a_binary_is_a_resource_for_who_asks_for_json(api: Api) -> None:
    data = base64.b64encode(b"scan").decode()
    created = api.put("/Binary/b1", {"resourceType": "Binary", "id": "b1", "contentType": "text/plain", "data": data})
    assert created.status_code == 201
    assert api.get("/Binary/b1", accept="application/fhir+json").json()["data"] == data
    assert api.get("/Binary/b1").content == b"scan"


def test_raw_content_can_be_put_under_an_id(api: Api) -> None:
    assert api.put("/Binary/b1", b"first", content_type="application/pdf").status_code == 201
    assert api.put("/Binary/b1", b"second", content_type="application/pdf").status_code == 200
    assert api.get("/Binary/b1").content == b"second"


@pytest.mark.parametrize("wrong", [{"data": "%%%"}, {"data": 5}, {"contentType": "a\r\nX: y"}, {"contentType": 3}])
def test_a_binary_that_could_not_be_given_out_is_refused(api: Api, wrong: dict[str, object]) -> None:
    body = {"resourceType": "Binary", "contentType": "text/plain", "data": "", **wrong}
    assert_outcome(api.post("/Binary", body), 422, "value")


def test_a_mistake_of_the_server_shows_no_traceback() -> None:
    def broken(_: ASGIApp) -> ASGIApp:
        raise AssertionError

    api = Api()
    api.store.read = broken  # type: ignore[method-assign, assignment]  # breaks it
    answer = api.get("/Task/secret-id")
    assert_outcome(answer, 500, "exception")
    assert "Traceback" not in answer.text
    assert "secret-id" not in answer.text


def test_too_many_requests_are_told_when_to_come_back() -> None:
    api = Api(ServerConfig(max_requests_per_second=3))
    answers = [api.get("/Task") for _ in range(10)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 4  # the ten requests fall into two seconds at most
    assert refused[0].headers["retry-after"] == "1"
    assert_outcome(refused[0], 429, "throttled")


def test_middleware_wraps_the_application() -> None:
    def teapot(_: ASGIApp) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 418, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        return answer

    assert Api(middleware=(teapot,)).get("/Task").status_code == 418


def test_a_log_line_names_no_patient(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "workstation.orderserver")
    api.get("/Task/secret-id")
    api.get("/Task?patient=secret-id")
    api.get("/secret-id")
    assert len(caplog.messages) == 3
    assert "GET /Task 404" in caplog.messages[0]
    assert "secret" not in caplog.text


def test_the_capability_statement_says_what_the_server_can(api: Api) -> None:
    statement = api.get("/metadata").json()
    assert (statement["resourceType"], statement["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    (rest,) = statement["rest"]
    assert "security" not in rest
    (about,) = [each for each in rest["resource"] if each["type"] == "Task"]
    assert {"name": "owner", "type": "reference"} in about["searchParam"]
    assert "Task:focus" in about["searchInclude"]
    assert api.get("/.well-known/smart-configuration").status_code == 404


_NAMES = [
    *("id", "meta", "status", "identifier", "subject", "code", "coding", "reference", "value", "extension"),
    *("contained", "basedOn", "owner", "focus", "input", "tag", "authoredOn", "start"),
]
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=10,
)


@given(
    st.dictionaries(st.sampled_from(_NAMES), _json),
    st.sampled_from(["Task", "Patient", "MedicationDispense", "Flag"]),
)
def test_no_resource_however_odd_breaks_the_server(members: dict[str, object], name: str) -> None:
    api = Api()
    valid = {"Task": task(), "MedicationDispense": dispense()}.get(name, {})
    answer = api.post(f"/{name}", {**valid, **members, "resourceType": name})
    assert answer.status_code in (201, 422)
    assert (
        api.get(f"/{name}?identifier=x&_sort=-_lastUpdated&_include={name}:subject&_lastUpdated=ge2020").status_code
        == 200
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_search_however_odd_breaks_the_server(name: str, value: str) -> None:
    api = Api()
    api.put("/Task/t1", task(id="t1", identifier=[{"value": "x"}]))
    for known in ("identifier", "_lastUpdated", "owner", "_sort", "_include", "_count", name):
        query = urlencode({known: value})
        assert api.get(f"/Task?{query}").status_code in (200, 400, 406, 410)
