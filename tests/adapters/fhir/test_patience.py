"""A server that wants a short pause in the middle of reading gets it, and is asked again."""

from collections.abc import Callable

import httpx
import pytest

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.patience import Patience
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import ServerBusy

URL = "https://order.example"
EMPTY = {"resourceType": "Bundle", "type": "searchset"}
Asked = list[str]


def patient_line(handler: Callable[[httpx.Request], httpx.Response], waited: list[float]) -> FhirServer:
    """A connection that waits five seconds at most, on paper."""
    return FhirServer(URL, transport=httpx.MockTransport(handler), patience=Patience(5.0, waited.append))


def busy(*, times: int, seconds: str = "2") -> tuple[Callable[[httpx.Request], httpx.Response], Asked]:
    """A server that is busy so many times, and what it was asked."""
    asked: Asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        if len(asked) <= times:
            return httpx.Response(429, headers={"Retry-After": seconds})
        return httpx.Response(200, json=EMPTY)

    return answer, asked


def test_a_short_pause_is_waited_out_and_the_page_comes() -> None:
    server, asked = busy(times=2)
    waited: list[float] = []
    with patient_line(server, waited) as line:
        assert [list(page.matches) for page in line.search("Task", [])] == [[]]
    assert (waited, asked) == ([2.0, 2.0], ["GET"] * 3)


@pytest.mark.parametrize(("times", "seconds", "asked_times"), [(9, "2", 3), (1, "60", 1), (1, "soon", 1)])
def test_a_long_pause_one_without_an_end_and_one_of_unknown_length_are_told(
    times: int, seconds: str, asked_times: int
) -> None:
    server, asked = busy(times=times, seconds=seconds)
    with patient_line(server, []) as line, pytest.raises(Unavailable):
        list(line.search("Task", []))
    assert len(asked) == asked_times


def test_a_write_is_never_sent_again_here() -> None:
    server, asked = busy(times=9)
    waited: list[float] = []
    with patient_line(server, waited) as line:
        answers = [
            line.create({"resourceType": "Basic"}, "urn:x|1"),
            line.update("Task/1", {"resourceType": "Task", "id": "1"}, "3"),
            line.delete("Basic/1"),
        ]
    assert ([one.status for one in answers], asked, waited) == ([429] * 3, ["POST", "PUT", "DELETE"], [])


def test_who_did_not_ask_for_patience_is_told_at_once() -> None:
    server, asked = busy(times=1)
    with FhirServer(URL, transport=httpx.MockTransport(server)) as line, pytest.raises(ServerBusy):
        list(line.search("Task", []))
    assert asked == ["GET"]
