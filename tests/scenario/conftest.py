"""A reference order server over HTTPS, and counters that work with it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.factories import a_gtin, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.scenario_actions import Desk
from tests.scenario_player import ServerOptions, opened_desk, play
from workstation import paths
from workstation.adapters.knowledge import load_knowledge
from workstation.app.clinical import PackKnowledge
from workstation.domain import exact_json
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.sync.courier import Habits

METFORMIN = a_gtin(1)
WARFARIN = a_gtin(2)
ASPIRIN = a_gtin(3)
Json = dict[str, Any]

SIGN_IN: Json = {"do": "sign_in", "role": "pharmacist"}
PHARMACY: list[Json] = [
    {"do": "set_up", "users": [{"name": "Asha", "role": "pharmacist"}, {"name": "Sneha", "role": "counter_staff"}]},
    SIGN_IN,
    *(
        {
            "do": "add_product",
            "gtin": gtin,
            "name": f"{name} brand",
            "ingredients": [name],
            "strength": strength,
            "form": "tablet",
            "pack_size": 10,
            "unit": "tablet",
        }
        for gtin, name, strength in [
            (METFORMIN, "metformin", "500 mg"),
            (WARFARIN, "warfarin", "5 mg"),
            (ASPIRIN, "aspirin", "75 mg"),
        ]
    ),
    *(
        {"do": "receive_stock", "gtin": gtin, "batch_number": "B1", "expiry_date": "2035-12-31", "quantity": 100}
        for gtin in (METFORMIN, WARFARIN, ASPIRIN)
    ),
]
NO_ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "id": "a1",
    "patient": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}], "text": "No known allergy"},
}


class Counter:
    """One counter: plays actions and gives the answers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def __call__(self, do: str, **fields: Any) -> Json:
        """Plays one action, over the same text as a file would hold."""
        return play(self.desk, exact_json.dumps({"do": do, **fields}))

    def ok(self, do: str, **fields: Any) -> Json:
        """An action that must not be refused."""
        answer = self(do, **fields)
        assert answer["ok"], answer
        return answer

    def dump(self) -> Json:
        """Everything in the store."""
        return self.ok("dump")

    def prescription(self, number: str = "RX-1") -> Json:
        """One prescription of the dump."""
        (found,) = [one for one in self.dump()["prescriptions"] if one["id"] == number]
        assert isinstance(found, dict)
        return found

    def to_picking(self, number: str = "RX-1", **approval: Any) -> None:
        """Pulled, claimed, the claim acknowledged, approved."""
        self.ok("sync")
        self.ok("claim", prescription=number)
        self.ok("sync")
        self.ok("approve", prescription=number, **approval)

    def to_bag(self, number: str = "RX-1", packs: int = 2, gtin: str = METFORMIN) -> None:
        """From there: packs scanned and checked."""
        for _ in range(packs):
            self.ok("scan", prescription=number, code=gtin)
        self.ok("accuracy_check", prescription=number)

    def drained(self) -> Json:
        """The dump, after a check of what must hold whenever the queue has drained."""
        found = self.dump()
        assert found["outbox"] == []
        assert found["audit"]["ok"]
        return found


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: making keys takes longer than a test."""
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="session")
def knowledge() -> PackKnowledge:
    """The shipped knowledge, read once."""
    return PackKnowledge(load_knowledge(paths.resources()))


@pytest.fixture
def server(certificates: Path) -> Iterator[OrderServer]:
    """The order server with one prescription, RX-1: 20 tablets of metformin."""
    with OrderServer(ServerConfig(cert_dir=certificates)) as running:
        running.load_document(fhir_bundle(fhir_patient(), NO_ALLERGY, fhir_request("m1"), fhir_task("RX-1")))
        yield running


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, knowledge: PackKnowledge) -> Path:
    """The data folder of a station with staff and stock, made once and copied: migrations take longer than a test."""
    folder = tmp_path_factory.mktemp("furnished") / "store"
    with opened_desk(folder, None, knowledge) as desk:
        for action in PHARMACY:
            Counter(desk).ok(**action)
    return folder


@pytest.fixture
def open_counter(
    tmp_path: Path, server: OrderServer, knowledge: PackKnowledge, furnished: Path
) -> Iterator[Callable[[str], Counter]]:
    """Opens a counter with staff and stock in place; the second one, "two", is a station of its own."""
    address = server.address
    options = ServerOptions(address.url, address.ca, "pharmacy-1")
    with ExitStack() as stack:

        def open_one(name: str = "one") -> Counter:
            if name == "one":
                shutil.copytree(furnished, tmp_path / name)
            counter = Counter(stack.enter_context(opened_desk(tmp_path / name, options, knowledge)))
            counter.desk.habits = partial(Habits, timedelta(0))  # what a probe of this server finds out
            for action in [SIGN_IN] if name == "one" else PHARMACY:
                counter.ok(**action)
            return counter

        yield open_one


@pytest.fixture
def counter(open_counter: Callable[[str], Counter]) -> Counter:
    """The only counter of the pharmacy."""
    return open_counter("one")
