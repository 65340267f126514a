"""Faults of the server itself: lost backups, revoked tokens, a lagging index, a wrong clock."""

import ssl
import uuid
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.adapters.orderserver.client import Api, dispense, task
from workstation.orderserver.config import Auth, ServerConfig, VersionIds
from workstation.orderserver.faults import Fault, FaultBoard, FaultKind
from workstation.orderserver.instants import parse, utc_now
from workstation.orderserver.server import OrderServer
from workstation.orderserver.tokens import ASSERTION_TYPE


def test_a_restored_backup_has_lost_what_came_after_it() -> None:
    server = OrderServer()
    server.store.put("Task", "t1", task())
    backup = server.backup()
    kept = server.query("Task")
    server.store.put("Task", "t1", task(status="accepted"))
    server.store.put("Task", "t2", task())
    server.store.delete("Organization", "pharmacy-1")
    server.restore(backup)
    assert server.query("Task") == kept
    assert server.query("Task?status=accepted") == []
    assert len(server.query("Organization?_id=pharmacy-1")) == 1
    assert len(server.store.history("Task", "t1")) == 1
    assert backup.versions == 2


def test_a_backup_can_be_restored_again_and_again() -> None:
    server = OrderServer()
    backup = server.backup()
    for _ in range(2):
        server.store.put("Task", "t1", task())
        server.restore(backup)
        assert server.query("Task") == []


def test_after_a_restore_integer_versions_come_again_and_changes_are_found_by_time() -> None:
    server = OrderServer(ServerConfig(version_ids=VersionIds.INTEGER))
    backup = server.backup()
    first = server.store.put("Task", "t1", task())
    server.restore(backup)
    again = server.store.put("Task", "t1", task(status="accepted"))
    assert first.version_id == again.version_id == "1"
    since = first.last_updated.isoformat().replace("+00:00", "Z")
    assert len(server.query(f"Task?_lastUpdated=ge{since}")) == 1


def test_a_wiped_server_is_like_new() -> None:
    server = OrderServer(ServerConfig(organization="shop"))
    server.store.put("Task", "t1", task())
    server.wipe()
    assert server.store.counts() == {"Organization": 1}
    assert server.store.read("Organization", "shop") is not None


def test_open_searches_end_with_a_restore(disturbed: OrderServer, line_to: httpx.Client) -> None:
    for number in range(3):
        disturbed.store.put("Task", f"t{number}", task())
    page = line_to.get("/Task?_count=2").json()
    (following,) = [link["url"] for link in page["link"] if link["relation"] == "next"]
    disturbed.restore(disturbed.backup())
    assert line_to.get(following).status_code == 410


def test_backup_restore_and_wipe_can_strike_between_two_requests(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.BACKUP, method="PUT", path_matches="t2"))
    board.add(Fault(FaultKind.RESTORE, method="PUT", path_matches="t3"))
    board.add(Fault(FaultKind.WIPE, method="PUT", path_matches="t5"))
    ids = []
    for number in range(1, 6):
        assert line_to.put(f"/Task/t{number}", json=task(id=f"t{number}")).status_code == 201
        ids.append({each["id"] for each in disturbed.query("Task")})
    assert ids == [{"t1"}, {"t1", "t2"}, {"t1", "t3"}, {"t1", "t3", "t4"}, {"t5"}]


KEY = ECKey.generate_key("P-384", {"kid": "k1"})


@pytest.fixture
def guarded(board: FaultBoard) -> Iterator[OrderServer]:
    """A running server behind the board that wants tokens and knows one station."""
    with OrderServer(ServerConfig(auth=Auth.SMART), middleware=[board.wrap]) as server:
        server.register_client("station-1", KEY.as_dict(private=False))
        board.attach(server)
        yield server


def _token(client: httpx.Client) -> httpx.Response:
    """Asks for a token by the clock of this machine."""
    claims = {
        "iss": "station-1",
        "sub": "station-1",
        "aud": str(client.base_url.join("/token")),
        "exp": int(utc_now().timestamp()) + 240,
        "jti": str(uuid.uuid4()),
    }
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode({"alg": "ES384", "kid": "k1"}, claims, KEY, algorithms=["ES384"]),
        "scope": "system/*.cruds",
    }
    return client.post("/token", data=form)


def _line(server: OrderServer) -> httpx.Client:
    trust = ssl.create_default_context(cafile=server.address.ca)
    return httpx.Client(base_url=server.address.url, verify=trust)


def test_a_revocation_takes_all_tokens_back_before_the_request(board: FaultBoard, guarded: OrderServer) -> None:
    with _line(guarded) as client:
        bearer = {"Authorization": f"Bearer {_token(client).json()['access_token']}"}
        assert client.get("/Task", headers=bearer).status_code == 200
        board.add(Fault(FaultKind.REVOKE_TOKENS, method="POST"))
        assert client.post("/Task", json=task(), headers=bearer).status_code == 401
        assert guarded.store.count("Task") == 0
        again = {"Authorization": f"Bearer {_token(client).json()['access_token']}"}
        assert client.post("/Task", json=task(), headers=again).status_code == 201


def test_a_wrong_clock_refuses_assertions_and_ends_tokens(board: FaultBoard, guarded: OrderServer) -> None:
    with _line(guarded) as client:
        bearer = {"Authorization": f"Bearer {_token(client).json()['access_token']}"}
        board.add(Fault(FaultKind.CLOCK_OFFSET, seconds=600))
        assert client.get("/Task", headers=bearer).status_code == 401
        assert _token(client).json()["error"] == "invalid_client"
        board.clear()
        board.add(Fault(FaultKind.CLOCK_OFFSET, seconds=-600))
        assert _token(client).json()["error"] == "invalid_client"
        board.clear()
        assert _token(client).status_code == 200


@pytest.fixture
def lagging() -> Api:
    """A server whose index is five seconds behind; one Task is settled."""
    api = Api(ServerConfig(index_lag_seconds=5))
    api.put("/Task/t1", task(id="t1"))
    api.clock.advance(seconds=10)
    return api


def test_a_lagging_index_shows_what_was_there_a_moment_ago_and_a_read_what_is_there(lagging: Api) -> None:
    lagging.put("/Task/t1", task(id="t1", status="accepted"))
    lagging.put("/Task/t2", task(id="t2", status="accepted"))
    assert lagging.get("/Task/t2").json()["status"] == "accepted"
    assert lagging.matches("/Task") == ["t1"]
    assert lagging.matches("/Task?status=requested&_sort=_lastUpdated") == ["t1"]
    assert lagging.matches("/Task?status=accepted&_id=t1,t2") == []
    lagging.clock.advance(seconds=4.999)
    assert lagging.matches("/Task?status=accepted") == []
    lagging.clock.advance(seconds=0.001)
    assert lagging.matches("/Task?status=accepted") == ["t1", "t2"]
    assert lagging.matches("/Task?status=requested") == []


def test_a_lagging_index_still_shows_what_was_deleted_just_now(lagging: Api) -> None:
    lagging.delete("/Task/t1")
    assert lagging.matches("/Task?status:not=accepted") == ["t1"]
    assert lagging.get("/Task/t1").status_code == 410
    lagging.clock.advance(seconds=5)
    assert lagging.matches("/Task") == []


def test_a_conditional_create_does_not_see_what_the_index_does_not_see_yet(lagging: Api) -> None:
    def created() -> int:
        return lagging.post("/MedicationDispense", dispense(), if_none_exist="identifier=urn:test|d-1").status_code

    assert [created(), created()] == [201, 201]
    lagging.clock.advance(seconds=5)
    assert created() == 412
    assert lagging.store.count("MedicationDispense") == 2


def test_lag_and_wrong_clock_hold_while_they_are_armed(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    lag = board.add(Fault(FaultKind.INDEX_LAG, seconds=3600))
    board.add(Fault(FaultKind.SERVER_ERROR, method="DELETE"))
    line_to.put("/Task/t1", json=task(id="t1"))
    assert line_to.get("/Task").json()["total"] == 0
    assert line_to.delete("/Task/t1").status_code == 500
    assert lag.struck == 1
    board.clear()
    assert line_to.get("/Task").json()["total"] == 1
    board.add(Fault(FaultKind.CLOCK_OFFSET, seconds=600))
    answer = line_to.put("/Task/t2", json=task(id="t2"))
    told = parsedate_to_datetime(answer.headers["date"])
    written = parse(answer.json()["meta"]["lastUpdated"])
    assert written is not None
    for moment in (told, written.start, disturbed.now()):
        assert abs(moment - utc_now() - timedelta(seconds=600)) < timedelta(seconds=30)
    board.clear()
    assert abs(disturbed.now() - utc_now()) < timedelta(seconds=30)


def test_a_configured_lag_stays_when_the_board_is_cleared(board: FaultBoard) -> None:
    server = OrderServer(ServerConfig(index_lag_seconds=5))
    board.attach(server)
    board.add(Fault(FaultKind.INDEX_LAG, seconds=9))
    assert server.conditions.index_lag == timedelta(seconds=9)
    board.clear()
    assert server.conditions.index_lag == timedelta(seconds=5)


def test_a_clock_that_goes_back_makes_no_change_look_older_than_those_before() -> None:
    api = Api()
    api.conditions.clock_offset = timedelta(minutes=10)
    first = api.put("/Task/t1", task(id="t1")).json()["meta"]["lastUpdated"]
    api.conditions.clock_offset = timedelta(minutes=-10)
    answer = api.put("/Task/t2", task(id="t2"))
    assert answer.json()["meta"]["lastUpdated"] == first
    assert parsedate_to_datetime(answer.headers["date"]) == api.clock.now - timedelta(minutes=10)
