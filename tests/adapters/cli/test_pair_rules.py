"""What of pairing cannot be seen from the command line: waiting for a slow search, and work for another pharmacy."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.probe import LONGEST_LAG, PROBE, Stopwatch, probe
from workstation.app.opening import Opened, opened, utc_now
from workstation.app.pair import Auth, PairingRefusal, Wanted, pair
from workstation.app.pairing import Pairing, pairing_of, save_pairing
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.orderserver.server import OrderServer
from workstation.settings import Settings

PROBE_ID = UUID("01890000-0000-7000-8000-000000000001")


class Clock:
    """A stopwatch that waits at once."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> float:
        """Seconds so far."""
        return self.passed

    def wait(self, seconds: float) -> None:
        """Lets them pass."""
        self.passed += seconds


def _slow_index(clock: Clock, fresh_after: float) -> httpx.MockTransport:
    """A server whose searches find what was created only after a while."""
    identifier = [{"system": PROBE, "value": str(PROBE_ID)}]
    test_resource = {"resourceType": "Basic", "id": "1", "meta": {"versionId": "1"}, "identifier": identifier}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and request.url.path == "/Basic":
            found = [{"resource": test_resource}] if clock.passed >= fresh_after else []
            return httpx.Response(200, content=json.dumps({"resourceType": "Bundle", "entry": found}))
        return httpx.Response(404 if request.method == "GET" else 200, content=json.dumps(test_resource))

    return httpx.MockTransport(answer)


def _probed_lag(fresh_after: float) -> tuple[object, list[str]]:
    clock = Clock()
    with FhirServer("https://server.example", transport=_slow_index(clock, fresh_after)) as server:
        found = probe(server, PROBE_ID, Stopwatch(clock.now, clock.wait))
    return found.search_lag_seconds, found.warnings


def test_the_time_until_a_search_finds_something_new_is_measured() -> None:
    lag, _ = _probed_lag(3.0)
    assert 3.0 <= float(str(lag)) <= 3.3


def test_a_search_that_never_finds_it_is_given_up_and_said() -> None:
    lag, warnings = _probed_lag(LONGEST_LAG * 2)
    assert lag is None
    assert any("did not show in a search for 10 s" in one for one in warnings)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Opened]:
    """A store of its own, with a key in the clear."""
    with opened(Settings(tmp_path / "store", None), demo=True) as here:
        yield here


def _with_work_for(here: Opened, pairing: Pairing) -> None:
    save_pairing(here.site, pairing)
    new = here.site.new_id
    entry = OutboxEntry(new(), 0, OutboxKind.UPDATE_TASK, new(), "Claim", "Task/1", {"claim": True}, utc_now())
    with here.site.store.begin() as tx:
        tx.outbox.add(entry)


def _pair(here: Opened, server: OrderServer) -> None:
    address = server.address
    pair(here.site, Wanted(address.url, "pharmacy-1", address.ca, Auth.NONE), Stopwatch(Clock().now, Clock().wait))


def test_work_that_waits_for_one_pharmacy_never_goes_to_another(store: Opened, server: OrderServer) -> None:
    before = Pairing("https://old.example", "Organization/other", "")
    _with_work_for(store, before)
    with pytest.raises(Refused) as refusal:
        _pair(store, server)
    assert refusal.value.code is PairingRefusal.WORK_WAITING
    assert dict(refusal.value.facts) == {"waiting": 1, "organization": "Organization/other"}
    with store.site.store.read() as tx:
        assert pairing_of(tx) == before


def test_a_new_address_of_the_same_pharmacy_is_taken_while_work_waits(store: Opened, server: OrderServer) -> None:
    _with_work_for(store, Pairing("https://old.example", "Organization/pharmacy-1", ""))
    _pair(store, server)
    with store.site.store.read() as tx:
        found = pairing_of(tx)
    assert found is not None
    assert found.url == server.address.url
    assert found.ca_pem == server.address.ca.read_text(encoding="ascii")
