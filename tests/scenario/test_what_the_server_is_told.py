"""Against real order servers: an approval that is taken back, an order that is declined line by line."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.factories import Pharmacy, a_pharmacy, a_product, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.looking import approve
from tests.unit.services.searching_server import courier_to
from workstation.adapters.fhir.client import FhirServer
from workstation.domain.prescription import Prescription
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.server import OrderServer
from workstation.services.claim import claim_prescription
from workstation.services.routing import RoutingReason, decline_order
from workstation.services.sync.once import sync_once
from workstation.services.transcription import choose_product

SERVERS = ["reference", "strict", "no-bundles"]


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """A store in memory."""
    with a_pharmacy() as opened:
        yield opened


class At:
    """A pharmacy at a server with one prescription of two lines."""

    def __init__(self, pharmacy: Pharmacy, server: OrderServer, line: FhirServer) -> None:
        self.pharmacy, self.server, self.line = pharmacy, server, line
        server.load_document(
            fhir_bundle(fhir_patient(), fhir_request("m1"), fhir_request("m2"), fhir_task(lines=("m1", "m2")))
        )
        self.synced()

    def synced(self) -> None:
        """Until everything is sent."""
        for _ in range(2):
            assert sync_once(courier_to(self.pharmacy, self.line)).offline == ""

    @property
    def prescription(self) -> Prescription:
        """The only one."""
        with self.pharmacy.store.read() as tx:
            return next(tx.prescriptions.get(one) for one in tx.prescriptions.open_ids())

    def task(self) -> tuple[str, str]:
        """(status, businessStatus) at the server."""
        (found,) = self.server.query("Task")
        return found["status"], found["businessStatus"]["coding"][0]["code"]

    def of(self, kind: str) -> list[Any]:
        """Resources at the server."""
        return self.server.query(kind)


@pytest.fixture(params=SERVERS)
def at(request: pytest.FixtureRequest, pharmacy: Pharmacy) -> Iterator[At]:
    """Connected."""
    config = replace(PERSONALITIES[request.param], organization="pharmacy-1")
    with OrderServer(config) as server, FhirServer(server.address.url, server.address.ca) as line:
        yield At(pharmacy, server, line)


def test_a_change_here_after_the_approval_reaches_the_server_and_so_does_the_next_approval(at: At) -> None:
    pharmacy = at.pharmacy
    site, person, one = pharmacy.site, pharmacy.pharmacist, at.prescription.id
    pharmacy.stocked()
    claim_prescription(site, person, one)
    at.synced()
    approve(site, person, one, "allergies were asked for")
    at.synced()
    assert (at.task(), len(at.of("Provenance"))) == (("in-progress", "approved"), 1)
    other = pharmacy.stocked(a_product(name="Another brand 500"))
    choose_product(site, pharmacy.counter, one, at.prescription.lines[0].id, other.id)
    at.synced()
    assert (at.task(), len(at.of("Provenance"))) == (("in-progress", "in-review"), 1)
    approve(site, person, one, "allergies were asked for")
    at.synced()
    assert (at.task(), len(at.of("Provenance"))) == (("in-progress", "approved"), 2)


def test_a_declined_order_is_declined_line_by_line(at: At) -> None:
    pharmacy = at.pharmacy
    decline_order(pharmacy.site, pharmacy.counter, at.prescription.id, RoutingReason.OUT_OF_STOCK, "back on Friday")
    at.synced()
    assert at.task() == ("rejected", "declined-out-of-stock")
    (task,) = at.of("Task")
    assert task["statusReason"]["text"] == "out-of-stock: back on Friday"
    declined = at.of("MedicationDispense")
    assert {one["status"] for one in declined} == {"declined"}
    lines = sorted(one["authorizingPrescription"][0]["reference"] for one in declined)
    assert lines == ["MedicationRequest/m1", "MedicationRequest/m2"]
