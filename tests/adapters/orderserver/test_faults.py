"""Each fault: what a client sees, and what the store holds afterwards."""

import json
import threading
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.adapters.orderserver.client import BASE, Api, dispense, task
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.faults import Fault, FaultBoard, FaultKind
from workstation.orderserver.instants import utc_now
from workstation.orderserver.server import OrderServer

SUPPLY = "MedicationDispense"


def _post(line: httpx.Client, identifier: str = "d-1") -> httpx.Response:
    return line.post(f"/{SUPPLY}", json=dispense(identifier), headers={"If-None-Exist": f"identifier={identifier}"})


def test_a_connection_dropped_before_the_commit_leaves_nothing(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    armed = board.add(Fault(FaultKind.DROP_BEFORE_COMMIT, method="POST"))
    with pytest.raises(httpx.RemoteProtocolError):
        _post(line_to)
    assert (armed.struck, disturbed.store.count(SUPPLY)) == (1, 0)
    assert _post(line_to).status_code == 201


def test_a_connection_dropped_after_the_commit_looks_the_same_and_everything_is_done(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.DROP_AFTER_COMMIT, method="POST"))
    with pytest.raises(httpx.RemoteProtocolError):
        _post(line_to)
    assert disturbed.store.count(SUPPLY) == 1
    assert _post(line_to).status_code == 200
    assert disturbed.store.count(SUPPLY) == 1


@pytest.mark.parametrize(
    ("kind", "status", "kept"),
    [
        (FaultKind.TOO_MANY_REQUESTS, 429, 0),
        (FaultKind.UNAVAILABLE_BEFORE_COMMIT, 503, 0),
        (FaultKind.UNAVAILABLE_AFTER_COMMIT, 503, 1),
        (FaultKind.SERVER_ERROR, 500, 0),
        (FaultKind.SERVER_ERROR_AFTER_COMMIT, 500, 1),
        (FaultKind.REFUSED_400, 400, 0),
        (FaultKind.REFUSED_422, 422, 0),
    ],
)
def test_a_refusal_says_why_and_is_or_is_not_the_truth(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client, kind: FaultKind, status: int, kept: int
) -> None:
    board.add(Fault(kind, seconds=7, text="said so"))
    answer = _post(line_to)
    assert answer.status_code == status
    assert answer.json()["issue"][0]["diagnostics"] == "said so"
    assert answer.headers.get("retry-after") == ("7" if status in (429, 503) else None)
    assert disturbed.store.count(SUPPLY) == kept
    assert _post(line_to).status_code == (200 if kept else 201)


def test_retry_after_can_be_a_date_by_the_clock_of_the_server(board: FaultBoard, line_to: httpx.Client) -> None:
    board.add(Fault(FaultKind.CLOCK_OFFSET, seconds=3600))
    board.add(Fault(FaultKind.TOO_MANY_REQUESTS, seconds=60, as_date=True))
    answer = _post(line_to)
    waits = parsedate_to_datetime(answer.headers["retry-after"]) - parsedate_to_datetime(answer.headers["date"])
    assert 59 <= waits.total_seconds() <= 60
    assert (parsedate_to_datetime(answer.headers["date"]) - utc_now()).total_seconds() > 3500


def test_a_truncated_body_is_shorter_than_its_length_says(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.TRUNCATED_BODY))
    with line_to.stream("POST", f"/{SUPPLY}", json=dispense()) as answer:
        assert (answer.status_code, disturbed.store.count(SUPPLY)) == (201, 1)
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


def test_half_a_document_can_come_in_a_well_formed_answer(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.HALF_JSON))
    answer = _post(line_to)
    assert (answer.status_code, answer.headers["transfer-encoding"]) == (201, "chunked")
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert disturbed.store.count(SUPPLY) == 1


def test_a_request_delivered_twice_is_done_twice_unless_it_is_conditional(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.DUPLICATE, times=2))
    assert _post(line_to).status_code == 201
    assert disturbed.store.count(SUPPLY) == 1
    line_to.post(f"/{SUPPLY}", json=dispense("d-2"))
    assert disturbed.store.count(SUPPLY) == 3


def test_a_proxy_that_tries_again_shows_a_conflict_with_ones_own_write(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    first = line_to.put("/Task/t1", json=task(id="t1"))
    board.add(Fault(FaultKind.DUPLICATE_LAST_ANSWER, method="PUT"))
    changed = task(id="t1", status="accepted")
    answer = line_to.put("/Task/t1", json=changed, headers={"If-Match": first.headers["etag"]})
    assert answer.status_code == 412
    assert disturbed.query("Task")[0]["status"] == "accepted"


@pytest.mark.parametrize(
    ("kind", "status", "begins"),
    [
        (FaultKind.CAPTIVE_REDIRECT, 302, "http://"),
        (FaultKind.REDIRECT_ELSEWHERE, 307, "https://elsewhere.invalid/"),
    ],
)
def test_a_redirect_leads_elsewhere(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client, kind: FaultKind, status: int, begins: str
) -> None:
    board.add(Fault(kind))
    board.add(Fault(kind, location="https://127.0.0.1:1/x"))
    answer = _post(line_to)
    assert (answer.status_code, disturbed.store.count(SUPPLY)) == (status, 0)
    assert answer.headers["location"].startswith(begins)
    assert _post(line_to).headers["location"] == "https://127.0.0.1:1/x"


def test_a_captive_portal_answers_for_the_server(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.CAPTIVE_PORTAL))
    answer = _post(line_to)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert disturbed.store.count(SUPPLY) == 0


@pytest.mark.parametrize(("kind", "kept"), [(FaultKind.DELAY_BEFORE_COMMIT, 0), (FaultKind.DELAY_ANSWER, 1)])
def test_a_delayed_request_runs_into_the_clients_limit(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client, kind: FaultKind, kept: int
) -> None:
    board.add(Fault(kind, seconds=60))
    with pytest.raises(httpx.ReadTimeout):
        line_to.post(f"/{SUPPLY}", json=dispense(), timeout=0.3)
    assert disturbed.store.count(SUPPLY) == kept


def test_what_its_client_has_given_up_is_done_late_when_the_board_is_cleared(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.DELAY_BEFORE_COMMIT, method="POST", seconds=600))
    with pytest.raises(httpx.ReadTimeout):
        line_to.post(f"/{SUPPLY}", json=dispense(), timeout=0.2)
    assert line_to.get(f"/{SUPPLY}").json()["total"] == 0
    assert board.delayed == 1
    board.clear()
    while board.delayed:
        line_to.get("/metadata")
    line_to.get("/metadata")
    assert disturbed.store.count(SUPPLY) == 1


@pytest.mark.parametrize("kind", [FaultKind.DELAY_BEFORE_COMMIT, FaultKind.DELAY_ANSWER])
def test_a_short_delay_changes_nothing_else(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client, kind: FaultKind
) -> None:
    board.add(Fault(kind, seconds=0.01))
    assert _post(line_to).status_code == 201
    assert disturbed.store.count(SUPPLY) == 1


def test_garbage_claims_to_be_fhir_and_is_the_same_for_the_same_seed(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    for seed in (1, 1, 2):
        board.add(Fault(FaultKind.GARBAGE, seed=seed))
    answers = [_post(line_to) for _ in range(3)]
    assert answers[0].headers["content-type"] == "application/fhir+json"
    with pytest.raises(UnicodeDecodeError):
        answers[0].content.decode()
    assert answers[0].content == answers[1].content != answers[2].content
    assert disturbed.store.count(SUPPLY) == 1


def test_a_wrong_content_type_is_on_a_good_body(board: FaultBoard, line_to: httpx.Client) -> None:
    board.add(Fault(FaultKind.WRONG_CONTENT_TYPE))
    answer = _post(line_to)
    assert answer.headers["content-type"] == "application/xml"
    assert answer.json()["resourceType"] == SUPPLY


def test_a_gigantic_bundle_is_as_large_as_wanted_and_well_formed(board: FaultBoard, line_to: httpx.Client) -> None:
    board.add(Fault(FaultKind.GIGANTIC_BUNDLE, path_matches="^/Task", size=300_000))
    answer = line_to.get("/Task?status=requested")
    assert 300_000 < len(answer.content) < 330_000
    assert {entry["resource"]["resourceType"] for entry in answer.json()["entry"]} == {"Task"}


def test_the_next_link_can_lead_to_the_same_page_or_to_another_host(board: FaultBoard, line_to: httpx.Client) -> None:
    _post(line_to)
    board.add(Fault(FaultKind.CYCLIC_NEXT))
    board.add(Fault(FaultKind.NEXT_ELSEWHERE))
    address = str(line_to.base_url.join(f"/{SUPPLY}?status=completed"))
    assert _next_of(line_to.get(address)) == address
    assert _next_of(line_to.get(address)) == "https://elsewhere.invalid/Task?_page=2"
    assert _next_of(line_to.get(address)) is None


def _next_of(answer: httpx.Response) -> str | None:
    return next((link["url"] for link in answer.json()["link"] if link["relation"] == "next"), None)


def test_resources_in_an_answer_can_be_spoilt_and_the_store_is_not(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    resource = task(
        id="t1",
        authoredOn="2026-11-01",
        restriction={"repetitions": 3, "period": {"end": "1999-01-02T03:04:05Z"}},
        owner={"reference": "Organization/pharmacy-1"},
    )
    line_to.put("/Task/t1", json=resource)
    clean = line_to.get("/Task/t1").json()
    kinds = ("CHANGED_TYPE", "LONG_NUMBERS", "UNKNOWN_STATUS", "ODD_DATES", "MISSING_REFERENCES")
    for kind in kinds:
        board.add(Fault(FaultKind[kind], times=2))
    spoilt = []
    for _ in kinds:
        single, bundle = line_to.get("/Task/t1"), line_to.get("/Task?_id=t1")
        assert single.json() == bundle.json()["entry"][0]["resource"]
        spoilt.append(single)
    changed, numbers, status, dates, references = spoilt
    assert changed.json() == {**clean, "resourceType": "Basic"}
    assert b'"repetitions":123456789012345.678901234567890' in numbers.content
    assert status.json() == {**clean, "status": "teleported"}
    assert (dates.json()["authoredOn"], dates.json()["meta"]) == ("9999-12-31", clean["meta"])
    assert dates.json()["restriction"]["period"]["end"] == "1900-01-01T03:04:05Z"
    assert references.json()["owner"]["reference"] == "Organization/not-there"
    assert line_to.get("/Task/t1").json() == clean == disturbed.query("Task")[0]


def test_a_fault_strikes_only_the_requests_it_is_made_for(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    armed = board.add(
        Fault(
            FaultKind.SERVER_ERROR, method="POST", path_matches="MedicationDisp", body_matches='"d-2"', times=2, after=1
        )
    )
    assert line_to.get(f"/{SUPPLY}").status_code == 200
    assert line_to.post("/Task", json=task(description="d-2")).status_code == 201
    assert _post(line_to, "d-1").status_code == 201
    assert [_post(line_to, "d-2").status_code for _ in range(4)] == [201, 500, 500, 200]
    assert (armed.struck, armed.matched, board.struck(), board.struck(FaultKind.GARBAGE)) == (2, 4, 2, 0)


def test_a_fault_that_lets_requests_pass_counts_those_that_another_struck(
    board: FaultBoard, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.SERVER_ERROR))
    board.add(Fault(FaultKind.UNAVAILABLE_BEFORE_COMMIT, after=2))
    assert [line_to.get("/metadata").status_code for _ in range(4)] == [500, 200, 503, 200]


def test_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        board = FaultBoard()
        api = Api(middleware=(board.wrap,))
        board.add(Fault(FaultKind.SERVER_ERROR, probability=0.5, seed=seed, times=None))
        return [api.get("/metadata").status_code == 500 for _ in range(30)]

    first = struck(1)
    assert first == struck(1) != struck(2)
    assert 5 < sum(first) < 25


def test_a_cleared_or_removed_fault_strikes_no_more_and_keeps_its_count(
    board: FaultBoard, line_to: httpx.Client
) -> None:
    one = board.add(Fault(FaultKind.SERVER_ERROR, times=None))
    assert line_to.get("/metadata").status_code == 500
    board.remove(one)
    assert line_to.get("/metadata").status_code == 200
    two = board.add(Fault(FaultKind.SERVER_ERROR, times=None))
    board.clear()
    assert line_to.get("/metadata").status_code == 200
    assert (one.struck, two.struck) == (1, 0)


def test_many_threads_are_struck_exactly_as_often_as_wanted(board: FaultBoard, line_to: httpx.Client) -> None:
    armed = board.add(Fault(FaultKind.SERVER_ERROR, times=7))
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda: seen.extend(line_to.get("/metadata").status_code for _ in range(5)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (seen.count(500), seen.count(200), armed.struck) == (7, 13, 7)


def test_what_reaches_into_the_server_needs_it() -> None:
    for kind in (FaultKind.WIPE, FaultKind.INDEX_LAG):
        with pytest.raises(RuntimeError, match="attach"):
            FaultBoard().add(Fault(kind))


def test_without_a_network_a_dropped_connection_is_an_error_of_the_application() -> None:
    board = FaultBoard()
    api = Api(middleware=(board.wrap,))
    board.add(Fault(FaultKind.DROP_AFTER_COMMIT))
    assert api.post("/Task", task()).status_code == 500
    assert api.store.count("Task") == 1


def test_a_server_with_delayed_requests_stops_in_time(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.DELAY_BEFORE_COMMIT, seconds=600))
    with pytest.raises(httpx.ReadTimeout):
        line_to.get("/metadata", timeout=0.2)
    disturbed.stop()
    assert not disturbed.is_running
    assert "order-server" not in {thread.name for thread in threading.enumerate()}


def test_faults_match_paths_without_the_path_of_the_base() -> None:
    board = FaultBoard()
    api = Api(ServerConfig(base_path="/fhir"), middleware=(board.wrap,))
    board.add(Fault(FaultKind.CYCLIC_NEXT, path_matches="^/Task"))
    assert _next_of(api.get("/Task?status=ready")) == f"{BASE}/fhir/Task?status=ready"
