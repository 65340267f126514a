"""Scans: fetched last and few at a time, gone on with after a cut, checked, and never shown when damaged."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha1
from typing import Any

import pytest

from tests.factories import Json, Pharmacy, fhir_patient, fhir_request, fhir_task
from tests.unit.services.searching_server import SearchingServer, courier_to
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import AttentionCode
from workstation.services.sync import scans
from workstation.services.sync.ports import ContentAnswer
from workstation.services.sync.pull import pull

CONTENT = b"a scan of many bytes" * 50
HASH = b64encode(sha1(CONTENT, usedforsecurity=False).digest()).decode()


def a_server(count: int = 1, **attachment: Any) -> SearchingServer:
    """Prescriptions with a scan each."""
    server = SearchingServer(fhir_patient(), fhir_request())
    for number in range(count):
        target = {"reference": f"DocumentReference/d{number}"}
        url = f"Binary/{number}"
        scan: Json = {"resourceType": "DocumentReference", "id": f"d{number}"}
        server.put({**scan, "content": [{"attachment": {"url": url, **attachment}}]})
        server.put(fhir_task(f"RX-{number}", input=[{"type": {"text": "scan"}, "valueReference": target}]))
        server.scans[url] = CONTENT
    return server


def state(pharmacy: Pharmacy) -> tuple[int, list[tuple[str, str]]]:
    """How many scans are still to come, and what people were told."""
    with pharmacy.store.read() as tx:
        missing = len(tx.documents.missing_content())
        return missing, [(one.code, one.detail) for one in tx.attentions.open()]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"hash": HASH, "size": len(CONTENT)},
        {"hash": b64encode(sha1(CONTENT, usedforsecurity=False).hexdigest().encode()).decode()},
        {"hash": sha1(CONTENT, usedforsecurity=False).hexdigest().upper()},
        {"size": "many"},
    ],
)
def test_a_scan_that_is_what_was_said_is_kept(pharmacy: Pharmacy, said: dict[str, Any]) -> None:
    assert pull(courier_to(pharmacy, a_server(**said))).scans == 1
    assert state(pharmacy) == (0, [])


@pytest.mark.parametrize("said", [{"hash": "2jmj7l5rSw0yVb/vlWAYkK/YBwk="}, {"size": 7}, {"hash": "damaged"}])
def test_a_scan_that_is_not_what_was_said_is_never_kept_and_told_once(pharmacy: Pharmacy, said: dict[str, Any]) -> None:
    courier = courier_to(pharmacy, a_server(**said))
    assert [pull(courier).scans for _ in range(2)] == [0, 0]
    assert state(pharmacy) == (1, [(AttentionCode.SCAN_DAMAGED, "DocumentReference/d0")])


def test_a_scan_without_an_end_is_given_up(pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MOST_BYTES", 500)
    assert pull(courier_to(pharmacy, a_server())).scans == 0
    assert state(pharmacy) == (1, [(AttentionCode.SCAN_DAMAGED, "DocumentReference/d0")])


def test_only_a_few_scans_come_in_one_round(pharmacy: Pharmacy) -> None:
    courier = courier_to(pharmacy, a_server(10))
    assert [pull(courier).scans for _ in range(4)] == [4, 4, 2, 0]


class _Cut(SearchingServer):
    """Cuts the line after so many bytes, so often."""

    cuts = 2
    starts: list[int]

    def content_to(self, url: str, sink: Callable[[bytes], None], start: int = 0) -> ContentAnswer:
        self.starts.append(start)
        if len(self.starts) > self.cuts:
            return super().content_to(url, sink, start)
        sink(CONTENT[start : start + 100])
        raise Unavailable("order_server", "the line was cut")


@pytest.mark.parametrize(
    ("cuts", "starts", "offline"), [(2, [0, 100, 200], ""), (9, [0, 100, 200], "the line was cut")]
)
def test_a_cut_download_goes_on_from_what_came(pharmacy: Pharmacy, cuts: int, starts: list[int], offline: str) -> None:
    whole = a_server()
    server = _Cut()
    server.resources, server.scans, server.cuts, server.starts = whole.resources, whole.scans, cuts, []
    done = pull(courier_to(pharmacy, server))
    assert (server.starts, done.offline, done.scans) == (starts, offline, 0 if offline else 1)
    assert done.tasks == 1


def test_new_work_is_kept_though_no_scan_can_be_fetched(pharmacy: Pharmacy) -> None:
    server = a_server(3)
    server.scans.clear()
    done = pull(courier_to(pharmacy, server))
    assert (done.tasks, done.scans, done.offline) == (3, 0, "")
    assert [code for code, _ in state(pharmacy)[1]] == [AttentionCode.SCAN_MISSING] * 3
