"""Answers that are too large for the memory: asked for in smaller pages, or refused with the reason."""

import gzip
import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.adapters.fhir.test_client import URL, a_bundle
from tests.factories import Json, Pharmacy, a_pharmacy, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.unit.services.searching_server import courier_to
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.page_limit import MOST_BYTES, PageLimit
from workstation.domain.errors import Unavailable
from workstation.domain.queue import QueueFilter
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.server import OrderServer
from workstation.services.sync.ports import SearchRefused
from workstation.services.sync.pull import pull

ONE = 10_000
"""Bytes of one resource."""
SEARCH = [("owner", "Organization/1"), ("_count", "100")]


def a_task(number: int) -> Json:
    """With a lot of text in it."""
    return {"resourceType": "Task", "id": str(number), "description": "x" * ONE}


class Heavy:
    """A server with 100 large Tasks that sends as many as it is asked for, or always all of them."""

    def __init__(self, *, obeys: bool = True) -> None:
        self.obeys = obeys
        self.asked: list[int] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        count = int(request.url.params.get("_count", "100"))
        start = int(request.url.params.get("start", "0"))
        self.asked.append(count)
        size = count if self.obeys else 100
        end = start + size
        following = f"{URL}/Task?start={end}&_count={count}" if end < 100 else ""
        return httpx.Response(200, json=a_bundle(*map(a_task, range(start, min(end, 100))), following=following))


def connected(handler: Callable[[httpx.Request], httpx.Response], limit: PageLimit) -> FhirServer:
    """To a made-up server."""
    return FhirServer(URL, transport=httpx.MockTransport(handler), page_limit=limit)


def found(server: FhirServer) -> int:
    """Tasks of a whole search."""
    return sum(len(page.matches) for page in server.search("Task", SEARCH))


def test_a_page_that_is_too_large_is_halved_and_that_is_remembered() -> None:
    heavy, limit = Heavy(), PageLimit(most_bytes=30 * ONE)
    with connected(heavy, limit) as server:
        assert found(server) == 100
        assert heavy.asked == [100, 50, 25, 25, 25, 25]
        heavy.asked.clear()
        assert found(server) == 100
    assert heavy.asked == [25] * 4


def test_a_page_that_is_too_large_in_the_middle_ends_the_search_and_the_next_one_is_smaller() -> None:
    limit = PageLimit(most_bytes=30 * ONE)

    def grows(request: httpx.Request) -> httpx.Response:
        second = "start" in request.url.params
        size = min(int(request.url.params["_count"]), 100 if second else 2)
        following = "" if second else f"{URL}/Task?start=2&_count={request.url.params['_count']}"
        return httpx.Response(200, json=a_bundle(*map(a_task, range(size)), following=following))

    with connected(grows, limit) as server:
        for _ in range(2):
            with pytest.raises(Unavailable, match="more than 292 KB in one answer"):
                found(server)
        assert limit.most_entries == 25
        assert found(server) == 27


def test_a_server_that_does_not_send_smaller_pages_is_refused_with_the_reason() -> None:
    heavy, limit = Heavy(obeys=False), PageLimit(most_bytes=30 * ONE)
    with connected(heavy, limit) as server, pytest.raises(SearchRefused, match="not taken in"):
        found(server)
    assert heavy.asked == [100, 50, 25, 12, 6, 3, 1]
    heavy.asked.clear()
    with connected(heavy, limit) as server, pytest.raises(SearchRefused):
        found(server)
    assert heavy.asked == [1]


def test_a_small_compressed_answer_that_is_huge_unpacked_is_stopped() -> None:
    packed = gzip.compress(json.dumps(a_bundle(*map(a_task, range(2000)))).encode())
    assert len(packed) < 100_000
    sent = httpx.Response(200, content=packed, headers={"Content-Encoding": "gzip"})
    with connected(lambda _: sent, PageLimit(most_bytes=1_000_000)) as server, pytest.raises(Unavailable):
        server.find("Task", "urn:x|1")


def test_a_compressed_answer_of_a_usual_size_is_read() -> None:
    packed = gzip.compress(json.dumps(a_task(1)).encode())
    sent = httpx.Response(200, content=packed, headers={"Content-Encoding": "gzip"})
    with connected(lambda _: sent, PageLimit()) as server:
        assert (server.read("Task/1").resource or {})["id"] == "1"


def test_an_answer_without_an_end_is_stopped_at_the_limit() -> None:
    sent = []

    def endless() -> httpx.Response:
        def pieces() -> Iterator[bytes]:
            while True:
                sent.append(1)
                yield b'{"resourceType":"Bundle","x":"' + b"x" * 100_000

        return httpx.Response(200, content=pieces())

    with connected(lambda _: endless(), PageLimit(most_bytes=1_000_000)) as server, pytest.raises(Unavailable):
        server.find("Task", "urn:x|1")
    assert len(sent) == 10


def test_one_resource_that_is_too_large_is_not_there_and_holds_nothing_up() -> None:
    with connected(lambda _: httpx.Response(200, json=a_task(1)), PageLimit(most_bytes=100)) as server:
        answer = server.read("Task/1")
    assert (answer.done, answer.status, answer.resource) == (False, 413, None)
    assert "not taken in" in answer.said


def test_the_limit_is_64_megabytes() -> None:
    assert PageLimit().most_bytes == MOST_BYTES == 64 * 1024 * 1024


def _numbers(pharmacy: Pharmacy) -> int:
    with pharmacy.store.read() as tx:
        return len(tx.prescriptions.queue(QueueFilter(limit=100)))


@pytest.mark.parametrize("personality", ["reference", "integer-versions", "weak"])
def test_everything_comes_in_from_a_server_whose_pages_are_too_large(personality: str) -> None:
    content: list[Json] = [fhir_patient()]
    for number in range(12):
        line = fhir_request(f"m{number}", note=[{"text": "x" * ONE}])
        content += [line, fhir_task(f"RX-{number}", [f"m{number}"])]
    limit = PageLimit(most_bytes=6 * ONE)
    with OrderServer(PERSONALITIES[personality]) as server, a_pharmacy() as pharmacy:
        server.load_document(fhir_bundle(*content))
        with FhirServer(server.address.url, server.address.ca, page_limit=limit) as line_to:
            for _ in range(4):
                pulled = pull(courier_to(pharmacy, line_to))
                if not pulled.offline:
                    break
            assert pulled.offline == ""
        assert _numbers(pharmacy) == 12
    assert limit.most_entries is not None
