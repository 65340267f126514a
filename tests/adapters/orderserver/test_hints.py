"""The stream of hints: who may listen, what is said, when it ends."""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest

from tests.adapters.orderserver.client import Api, assert_outcome, task
from workstation.orderserver.config import Auth, ServerConfig
from workstation.orderserver.faults import Fault, FaultBoard, FaultKind
from workstation.orderserver.hints import HINT_EXTENSION, Hints, TooManyListeners
from workstation.orderserver.server import OrderServer
from workstation.orderserver.store import Store

SOON = 10


def _client(server: OrderServer) -> httpx.Client:
    return httpx.Client(
        base_url=server.address.url,
        verify=ssl.create_default_context(cafile=server.address.ca),
        timeout=SOON,
    )


@pytest.fixture
def server() -> Iterator[OrderServer]:
    """A running server."""
    with OrderServer() as running:
        yield running


def _events(parts: Iterator[str]) -> Iterator[str]:
    return (part for part in parts if part.startswith("data:"))


def test_the_stream_is_advertised_where_it_is(server: OrderServer) -> None:
    with _client(server) as client:
        rest = client.get("/metadata").json()["rest"][0]
        address = f"{server.address.url}/$hints"
        assert rest["extension"] == [{"url": HINT_EXTENSION, "valueUrl": address}]
        with client.stream("GET", address) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")


def test_a_change_of_a_task_is_told_at_once_without_saying_whose(server: OrderServer) -> None:
    with _client(server) as client, client.stream("GET", "/$hints") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": listening"
        server.store.put("Patient", "p1", {"resourceType": "Patient"})
        server.store.put("Task", "t1", task(description="for Mrs Jones"))
        started = time.monotonic()
        said = []
        for one in lines:
            said.append(one)
            if one.startswith("data:"):
                break
        assert time.monotonic() - started < 2
        assert said == ["", "event: change", 'data: {"type":"Task"}']


def test_every_listener_is_told_and_leaves_nothing_behind(server: OrderServer) -> None:
    heard: list[str] = []

    def listen() -> None:
        with _client(server) as client, client.stream("GET", "/$hints") as stream:
            heard.append(next(_events(stream.iter_lines())))

    threads = [threading.Thread(target=listen) for _ in range(20)]
    for thread in threads:
        thread.start()
    _until(lambda: server.hints.listeners == 20)
    server.store.put("Task", "t1", task())
    for thread in threads:
        thread.join(SOON)
    assert heard == ['data: {"type":"Task"}'] * 20
    _until(lambda: server.hints.listeners == 0)


def _until(condition: Callable[[], bool]) -> None:
    for _ in range(SOON * 100):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come true")


def test_changes_faster_than_they_are_read_become_one_event(server: OrderServer) -> None:
    with _client(server) as client, client.stream("GET", "/$hints") as stream:
        lines = stream.iter_lines()
        next(lines)
        with server.store.transaction():
            for number in range(500):
                server.store.put("Task", f"t{number}", task())
        server.stop()
        assert len(list(_events(lines))) <= 1


def test_a_transaction_that_is_taken_back_is_not_told() -> None:
    told: list[set[str]] = []
    store = Store(changed=told.append)
    with suppress(KeyError), store.transaction():
        store.put("Task", "t1", task())
        raise KeyError
    assert (told, store.counts()) == ([], {})
    with store.transaction():
        store.put("Task", "t1", task())
    assert told == [{"Task"}]


def test_the_stream_ends_when_the_server_stops_and_begins_again_with_it(server: OrderServer) -> None:
    with _client(server) as client, client.stream("GET", "/$hints") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": listening"
        started = time.monotonic()
        server.stop()
        assert time.monotonic() - started < 3
        assert list(_events(lines)) == []
    server.start()
    with _client(server) as client, client.stream("GET", "/$hints") as stream:
        lines = stream.iter_lines()
        next(lines)
        server.store.put("Task", "t1", task())
        assert next(_events(lines))


def test_nobody_listens_without_a_token() -> None:
    smart = Api(ServerConfig(auth=Auth.SMART))
    assert_outcome(smart.get("/$hints"), 401, "login")


def test_the_stream_ends_when_the_token_is_taken_back() -> None:
    with OrderServer(ServerConfig(auth=Auth.SMART)) as server:
        good = {"stays": True}
        server.tokens.accepts = lambda value: good["stays"] and value == "t"  # type: ignore[method-assign]  # tokens of this test's own
        headers = {"Authorization": "Bearer t"}
        with _client(server) as client, client.stream("GET", "/$hints", headers=headers) as stream:
            lines = stream.iter_lines()
            assert (stream.status_code, next(lines)) == (200, ": listening")
            good["stays"] = False
            server.store.put("Task", "t1", task())
            assert list(_events(lines)) == []


def test_a_server_without_hints_neither_offers_nor_gives_them() -> None:
    api = Api(ServerConfig(hints=False))
    assert "extension" not in api.get("/metadata").json()["rest"][0]
    assert_outcome(api.get("/$hints"), 404, "not-supported")


def test_faults_leave_the_stream_alone_unless_they_name_it(
    board: FaultBoard, disturbed: OrderServer, line_to: httpx.Client
) -> None:
    board.add(Fault(FaultKind.DROP_AFTER_COMMIT, times=None))
    with line_to.stream("GET", "/$hints") as stream:
        assert next(stream.iter_lines()) == ": listening"
    board.clear()
    board.add(Fault(FaultKind.UNAVAILABLE_BEFORE_COMMIT, path_matches="hints"))
    assert line_to.get("/$hints").status_code == 503


def test_a_quiet_stream_shows_that_it_is_alive() -> None:
    async def parts() -> list[bytes]:
        stream = Hints(heartbeat_seconds=0.001).listen(lambda: True)
        return [await anext(stream) for _ in range(3)]

    assert asyncio.run(parts()) == [b": listening\n\n", b":\n\n", b":\n\n"]


def test_a_change_before_the_first_part_is_asked_for_is_told_once_however_many_there_were() -> None:
    async def parts() -> list[bytes]:
        hints = Hints(heartbeat_seconds=60)
        stream = hints.listen(lambda: True)
        for _ in range(1000):
            hints.changed({"Task", "Patient"})
        told = [await anext(stream), await anext(stream)]
        hints.close()
        return [*told, *[part async for part in stream]]

    assert asyncio.run(parts()) == [b": listening\n\n", b'event: change\ndata: {"type":"Task"}\n\n']


def test_there_is_a_limit_to_how_many_may_listen() -> None:
    async def listen() -> None:
        hints = Hints(max_listeners=2)
        streams = [hints.listen(lambda: True) for _ in range(2)]
        with pytest.raises(TooManyListeners):
            hints.listen(lambda: True)
        for stream in streams:
            await anext(stream)
        hints.close()
        assert [[part async for part in stream] for stream in streams] == [[], []]
        assert hints.listeners == 0

    asyncio.run(listen())
