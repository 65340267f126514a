"""The transport: what goes out, what comes back, and what is no answer."""

import base64
import json
from collections.abc import Callable

import httpx
import pytest

from tests.factories import Json
from workstation.adapters.fhir.binary import BinaryDecoder
from workstation.adapters.fhir.client import FhirServer
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import MOST_BATCH, BatchEntry, BatchRefused

URL = "https://orders.example/fhir"
Handler = Callable[[httpx.Request], httpx.Response]


def a_server(handler: Handler) -> FhirServer:
    """The client on a made-up server."""
    return FhirServer(URL, transport=httpx.MockTransport(handler))


def answering(status: int = 200, **given: object) -> Handler:
    """Always the same answer."""
    return lambda request: httpx.Response(status, **given)  # type: ignore[arg-type]  # as httpx.Response takes it


def a_bundle(*resources: Json, following: str = "") -> Json:
    """A searchset."""
    link = [{"relation": "next", "url": following}] if following else []
    return {"resourceType": "Bundle", "link": link, "entry": [{"resource": one} for one in resources]}


TASK: Json = {"resourceType": "Task", "id": "1", "meta": {"versionId": "a"}}


def test_an_address_without_https_is_refused() -> None:
    with pytest.raises(Unavailable, match="begin with https"):
        FhirServer("http://orders.example/fhir")


def test_a_create_asks_not_to_be_done_twice() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json=TASK, headers={"ETag": 'W/"a"'})

    with a_server(handler) as server:
        answer = server.create({"resourceType": "Task"}, "urn:x|1 2")
    assert (answer.done, answer.reference, answer.version_id) == (True, "Task/1", "a")
    assert seen[0].headers["If-None-Exist"] == "identifier=urn%3Ax%7C1+2"
    assert str(seen[0].url) == f"{URL}/Task"


def test_an_update_names_the_version_it_changes_and_numbers_keep_their_digits() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b'{"resourceType":"Task","id":"1","value":1.50}')

    with a_server(handler) as server:
        answer = server.update("Task/1", server.read("Task/1").resource or {}, "opaque-7")
    assert seen[1].headers["If-Match"] == 'W/"opaque-7"'
    assert b'"value":1.50' in seen[1].content
    assert str((answer.resource or {})["value"]) == "1.50"


def test_an_answer_without_a_body_still_names_what_was_made() -> None:
    headers = {"Location": f"{URL}/MedicationDispense/9/_history/1", "ETag": 'W/"1"'}
    with a_server(answering(201, headers=headers)) as server:
        answer = server.create({"resourceType": "MedicationDispense"}, "urn:x|1")
    assert (answer.reference, answer.version_id, answer.resource) == ("MedicationDispense/9", "1", None)


def test_what_the_server_says_in_an_outcome_is_handed_on() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"code": "x", "diagnostics": "subject is missing"}]}
    with a_server(answering(422, json=outcome)) as server:
        answer = server.create({"resourceType": "Task"}, "urn:x|1")
    assert (answer.done, answer.said, answer.reference) == (False, "subject is missing", "")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        (
            {"Retry-After": "Sun, 22 Nov 2026 10:01:00 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"},
            60,
        ),
        ({"Retry-After": "Sun, 22 Nov 2026 09:00:00 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_the_server_asks_for_is_counted_from_its_own_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    with a_server(answering(503, headers=headers)) as server:
        assert server.read("Task/1").retry_after_seconds == seconds


@pytest.mark.parametrize(
    "body", [b"<html>Please sign in to the guest network</html>", b"[1,2]", b'{"a":1}', b"\xff\xfe"]
)
def test_a_captive_portal_is_no_order_server(body: bytes) -> None:
    with a_server(answering(200, content=body)) as server, pytest.raises(Unavailable, match="not a FHIR server"):
        server.read("Task/1")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectError("refused"), "cannot be reached"),
        (httpx.ReadTimeout("slow"), "in time"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"), "not trusted"),
        (httpx.RemoteProtocolError("half an answer"), "cannot be reached"),
    ],
)
def test_every_failure_of_the_line_has_its_sentence(error: httpx.TransportError, words: str) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise error

    with a_server(handler) as server, pytest.raises(Unavailable, match=words):
        server.read("Task/1")


def test_a_redirect_to_another_origin_is_no_answer() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"Location": "https://elsewhere.example/"})

    with a_server(handler) as server, pytest.raises(Unavailable, match="points to another server"):
        server.read("Task/1")
    assert seen == ["orders.example"]


def test_a_redirect_within_the_origin_is_followed_for_reading_only() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(f"{request.method} {request.url.path}")
        if request.url.path.endswith("/new/1"):
            return httpx.Response(200, json=TASK)
        return httpx.Response(301, headers={"Location": "/fhir/new/1"})

    with a_server(handler) as server:
        assert server.read("Task/1").reference == "Task/1"
        with pytest.raises(Unavailable, match="redirects a change"):
            server.create({"resourceType": "Task"}, "urn:x|1")
    assert seen == ["GET /fhir/Task/1", "GET /fhir/new/1", "POST /fhir/Task"]


def test_redirects_that_go_round_in_a_circle_end() -> None:
    with (
        a_server(answering(302, headers={"Location": "/fhir/Task/1"})) as server,
        pytest.raises(Unavailable, match="circle"),
    ):
        server.read("Task/1")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/Task/1", "http://orders.example/fhir/Task/1", "https://a:b@orders.example/x"],
)
def test_nothing_is_asked_of_an_address_outside_the_origin(elsewhere: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    with a_server(handler) as server, pytest.raises(Unavailable, match="another server"):
        server.read(elsewhere)


@pytest.mark.parametrize(
    "following",
    [
        "https://orders.example\\@elsewhere.example/",
        "https://orders.example:99999/fhir/Task",
        "https://[::1/Task",
        "//elsewhere.example/Task",
        "https://orders.example\u0000.elsewhere.example/",
        "file:///etc/passwd",
    ],
)
def test_a_strange_next_link_is_never_followed(following: str) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=a_bundle(TASK, following=following))

    with a_server(handler) as server, pytest.raises(Unavailable):
        list(server.search("Task", []))
    assert asked == [f"{URL}/Task"]


# --- batches ------------------------------------------------------------------------------------------------


def _batch_answer(*entries: Json) -> Json:
    return {"resourceType": "Bundle", "type": "batch-response", "entry": list(entries)}


def test_a_batch_is_answered_entry_by_entry() -> None:
    seen: list[Json] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "version conflict"}]}
        made = {"response": {"status": "201 Created", "location": "Basic/7/_history/a", "etag": 'W/"a"'}}
        stale = {"response": {"status": "412", "outcome": outcome}}
        return httpx.Response(200, json=_batch_answer(made, stale))

    entries = [
        BatchEntry("POST", "Basic", {"resourceType": "Basic"}, identifier="urn:x|1"),
        BatchEntry("PUT", "Task/1", TASK, version_id="a"),
    ]
    with a_server(handler) as server:
        made, stale = server.batch(entries)
    assert (made.status, made.reference, made.version_id) == (201, "Basic/7", "a")
    assert (stale.status, stale.said, stale.done) == (412, "version conflict", False)
    assert [one["request"] for one in seen[0]["entry"]] == [
        {"method": "POST", "url": "Basic", "ifNoneExist": "identifier=urn%3Ax%7C1"},
        {"method": "PUT", "url": "Task/1", "ifMatch": 'W/"a"'},
    ]


@pytest.mark.parametrize("status", [400, 405, 413, 422, 501])
def test_a_batch_that_is_refused_as_a_whole_says_how(status: int) -> None:
    with a_server(answering(status)) as server, pytest.raises(BatchRefused) as refusal:
        server.batch([BatchEntry("GET", "Task/1")])
    assert refusal.value.answer.status == status


@pytest.mark.parametrize("status", [408, 500, 503])
def test_after_a_server_error_nobody_knows_what_of_a_batch_was_done(status: int) -> None:
    with a_server(answering(status)) as server, pytest.raises(Unavailable) as unknown:
        server.batch([BatchEntry("GET", "Task/1")])
    assert not isinstance(unknown.value, BatchRefused)


@pytest.mark.parametrize("entries", [[], [{"response": {"status": "201"}}], [{"resource": TASK}, {"x": 1}]])
def test_a_batch_that_is_not_answered_whole_is_no_answer(entries: list[Json]) -> None:
    with (
        a_server(answering(json=_batch_answer(*entries))) as server,
        pytest.raises(Unavailable, match=r"answered [01] of 2 entries"),
    ):
        server.batch([BatchEntry("GET", "Task/1"), BatchEntry("GET", "Task/2")])


def test_a_batch_has_a_size() -> None:
    with a_server(answering()) as server:
        for size in (0, MOST_BATCH + 1):
            with pytest.raises(ValueError, match="1 to 20"):
                server.batch([BatchEntry("GET", "Task/1")] * size)


# --- content in pieces ----------------------------------------------------------------------------------------

SCAN = bytes(range(256)) * 2000


def _scan(request: httpx.Request) -> httpx.Response:
    """A server that knows ranges."""
    first = int(request.headers.get("Range", "bytes=0-")[6:-1])
    kind = {"Content-Type": "image/png"}
    if "Range" not in request.headers:
        return httpx.Response(200, content=SCAN, headers=kind)
    if first >= len(SCAN):
        return httpx.Response(416, headers={"Content-Range": f"bytes */{len(SCAN)}"})
    where = {"Content-Range": f"bytes {first}-{len(SCAN) - 1}/{len(SCAN)}"}
    return httpx.Response(206, content=SCAN[first:], headers=kind | where)


def _binary(request: httpx.Request) -> httpx.Response:
    """A server that answers a Binary as JSON only, and ranges of that JSON when asked for."""
    text = json.dumps({"resourceType": "Binary", "contentType": "image/png", "data": base64.b64encode(SCAN).decode()})
    text = text.replace("/", "\\/")
    if "Range" in request.headers:
        return httpx.Response(206, content=text[5:], headers={"Content-Type": FHIR, "Content-Range": "bytes 5-9/10"})
    return httpx.Response(200, content=text, headers={"Content-Type": FHIR})


FHIR = "application/fhir+json;charset=utf-8"


@pytest.mark.parametrize("handler", [_scan, _binary, answering(content=SCAN)], ids=["ranges", "json", "no ranges"])
@pytest.mark.parametrize("start", [0, 1, 70_000, len(SCAN) - 1])
def test_a_scan_goes_on_where_it_stopped(handler: Handler, start: int) -> None:
    pieces: list[bytes] = []
    with a_server(handler) as server:
        answer = server.content_to("Binary/1", pieces.append, start)
    assert b"".join(pieces) == SCAN[start:]
    assert (answer.found, answer.start, answer.received, answer.total) == (True, start, len(SCAN) - start, len(SCAN))


def test_a_scan_that_was_here_to_its_end_already_is_found() -> None:
    pieces: list[bytes] = []
    with a_server(_scan) as server:
        assert server.content_to("Binary/1", pieces.append, len(SCAN)).found
        assert not server.content_to("Binary/1", pieces.append, len(SCAN) + 1).found
    assert pieces == []


@pytest.mark.parametrize(
    "body",
    [b'{"resourceType":"Binary","data":"abc', b'{"resourceType":"Binary"}', b'{"data":"%%%%"}', b'{"data":"abc"}'],
)
def test_a_binary_that_is_cut_off_or_damaged_is_no_scan(body: bytes) -> None:
    with (
        a_server(answering(content=body, headers={"Content-Type": FHIR})) as server,
        pytest.raises(Unavailable, match="damaged"),
    ):
        server.content("Binary/1")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64])
def test_a_binary_is_decoded_however_it_is_cut(size: int) -> None:
    text = b'{"data" : "' + base64.b64encode(SCAN[:999]).replace(b"/", b"\\/").replace(b"AAEC", b"AAEC\\r\\n") + b'"}'
    pieces: list[bytes] = []
    decoder = BinaryDecoder(pieces.append)
    for at in range(0, len(text), size):
        decoder.feed(text[at : at + size])
    decoder.close()
    assert b"".join(pieces) == SCAN[:999]


def test_pages_are_followed_as_they_are_named_also_relatively() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if "page" in request.url.params:
            return httpx.Response(200, json=a_bundle({**TASK, "id": "2"}))
        return httpx.Response(200, json=a_bundle(TASK, following="Task?page=2"))

    with a_server(handler) as server:
        pages = list(server.search("Task", [("owner", "Organization/1")]))
    assert [[one["id"] for one in page.matches] for page in pages] == [["1"], ["2"]]


def test_a_next_link_to_another_host_is_not_followed() -> None:
    handler = answering(json=a_bundle(TASK, following="https://elsewhere.example/fhir/Task?page=2"))
    with a_server(handler) as server:
        pages = server.search("Task", [])
        assert next(pages).matches == [TASK]
        with pytest.raises(Unavailable, match="another server"):
            next(pages)


def test_what_came_along_is_no_match_even_when_the_server_does_not_say_so() -> None:
    patient: Json = {"resourceType": "Patient", "id": "p1"}
    broken: Json = {"resourceType": "Task"}
    with a_server(answering(json=a_bundle(TASK, patient, broken))) as server:
        (page,) = server.search("Task", [])
    assert (page.matches, page.included) == ([TASK], [patient])


def test_a_search_that_is_refused_is_no_empty_result() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "unknown parameter"}]}
    with a_server(answering(400, json=outcome)) as server, pytest.raises(Unavailable, match="unknown parameter"):
        list(server.search("Task", []))


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/scan.jpg", "http://orders.example/fhir/Binary/1"])
def test_a_scan_elsewhere_is_not_asked_for(url: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    with a_server(handler) as server:
        assert server.content(url) is None


def test_a_scan_that_the_server_does_not_have_is_none_and_one_that_fails_is_tried_again() -> None:
    with a_server(answering(404)) as server:
        assert server.content("Binary/1") is None
    with a_server(answering(503)) as server, pytest.raises(Unavailable):
        server.content("Binary/1")
    with a_server(answering(200, content=b"\x89PNG")) as server:
        assert server.content("Binary/1") == b"\x89PNG"
